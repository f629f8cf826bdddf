"""How the C library keeps memory: what a moment's work took goes back when it is done."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

LARGE = 2**20
"""Bytes from which a block comes straight from the system and goes straight back to it."""

KEPT = 2**23
"""Bytes each of the library's heaps may keep at its end for what comes next."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Their numbers in glibc's ``malloc.h``."""


def give_back() -> None:
    """Hold glibc to these bounds; other C libraries have their own ways and are left alone.

    By itself it raises its bound for large blocks to the largest it ever freed. The arrays in which
    labels are followed then come to lie among small ones, each a little larger than the last, and
    the holes they leave are never given back: 30 MB after 800 labels. Reading a text takes blocks
    of just under ``LARGE``, which must not go back each time: that costs 7 % of the reading.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # Not glibc.
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, LARGE)
            library.mallopt(_TRIM_THRESHOLD, KEPT)
