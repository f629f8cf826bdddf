"""What the C library may keep, asked of a process of its own: the bounds hold for all of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASK = """
import ctypes
from server.memory import LARGE, give_back

library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]

class Found(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd",
        "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )]

library.mallinfo2.restype = Found
{first}
library.free(library.malloc(8 * LARGE))  # glibc's bound would now be so high.
before = library.mallinfo2().hblks
block = library.malloc(2 * LARGE)
print(library.mallinfo2().hblks - before)
"""


def mapped(first: str) -> int:
    """Count the blocks straight from the system of one that is smaller than one freed before."""
    run = subprocess.run(
        [sys.executable, "-c", ASK.format(first=first)], capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the bounds are those of glibc")
def test_a_large_block_goes_back_whatever_was_freed_before() -> None:
    assert (mapped("give_back()"), mapped("")) == (1, 0)
