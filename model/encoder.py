"""The sentence encoder behind one small interface; the only place that knows which one it is.

The encoder is frozen: a text in, a row of numbers out. First come the numbers of its *meaning*,
then the encoder's *opinions*: how probable it finds each attribute of a message, and its verdict,
all in log-odds. It is never saved with a model. A model's metadata names the fingerprint it was
trained with, and that is checked both here, against the weights on disk, and when a model is
loaded. ``model/finetune`` makes the weights.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt

# It reports its use to its maker, and keeps a number of this computer for that in the user's cache,
# unless told so before it is loaded: its own `disable_telemetry_events` comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

from model.attributes import NAMES
from model.tokenizer import END, START, Tokenizer

Matrix = npt.NDArray[np.float32]

MEANING_WIDTH = 384
OPINIONS = (*NAMES, "verdict")
WIDTH = MEANING_WIDTH + len(OPINIONS)
"""Numbers a text; ``MEANING`` and ``ATTRIBUTE`` are columns of its parts."""
MEANING = slice(0, MEANING_WIDTH)
ATTRIBUTE = slice(MEANING_WIDTH, MEANING_WIDTH + len(NAMES))

WINDOW = 128
"""Most pieces the network reads at once, start and end included."""

MOST_WINDOWS = 8
"""A longer text is read in so many windows at most, spread over it; its row is their mean, each
weighed by its pieces. So the end of a wall of text counts as much as its beginning."""

WEIGHTS, VOCABULARY, RECIPE = "encoder.onnx", "vocabulary.json", "recipe.json"


class WrongEncoderError(RuntimeError):
    """The encoder's weights on this machine are not the ones Doorstep was made for."""


class TextEncoder(Protocol):
    """Anything that turns texts into vectors."""

    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Give one row of ``WIDTH`` float32 numbers for each text."""
        ...


class SentenceEncoder:
    """A fine-tuned multilingual BERT of 8 layers in 8 bits, run by onnxruntime on the processor.

    Every text is read alone: nothing is padding, and a row cannot depend on its neighbours. Two
    threads read side by side.

    Raises
    ------
    WrongEncoderError
        If the weights are not the ones of the recipe.
    """

    def __init__(self) -> None:
        folder = files("model") / "weights"
        weights = (folder / WEIGHTS).read_bytes()
        vocabulary = (folder / VOCABULARY).read_bytes()
        self.fingerprint = fingerprint_of(weights, vocabulary)
        if self.fingerprint != pinned_fingerprint():
            raise WrongEncoderError(
                "the sentence encoder's weights differ from the ones Doorstep was made for "
                f"(expected {pinned_fingerprint()[:12]}, found {self.fingerprint[:12]}); "
                "install Doorstep again"
            )
        self._tokenizer = Tokenizer(json.loads(vocabulary))
        self._session = _session(weights)
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="encoder")

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Give one row of ``WIDTH`` float32 numbers for each text."""
        if not texts:
            return np.empty((0, WIDTH), dtype=np.float32)
        if len(texts) == 1:
            return self._read(texts[0])[None, :]
        return np.stack(list(self._readers.map(self._read, texts)))

    def _read(self, text: str) -> Matrix:
        parts = windows(self._tokenizer.numbers(text))
        rows = [self._window(part) for part in parts]
        return np.average(rows, axis=0, weights=[len(part) for part in parts]).astype(np.float32)

    def _window(self, part: Sequence[int]) -> Matrix:
        numbers = np.array([part], dtype=np.int64)
        mask = np.ones(numbers.shape, dtype=np.float32)
        found = self._session.run(None, {"numbers": numbers, "mask": mask})
        return np.asarray(found[0][0])


def windows(numbers: Sequence[int]) -> list[list[int]]:
    """Cut a text's pieces into windows of at most ``WINDOW``, each with its start and end."""
    inside = WINDOW - 2
    starts = range(0, max(len(numbers), 1), inside)
    if len(starts) > MOST_WINDOWS:
        last = len(numbers) - inside
        starts = [round(i * last / (MOST_WINDOWS - 1)) for i in range(MOST_WINDOWS)]  # type: ignore[assignment]
    return [[START, *numbers[start : start + inside], END] for start in starts]


class MemoEncoder:
    """Remembers what it has encoded, so that training embeds every text once.

    ``known`` are the rows of texts that ``encoder`` has read before.
    """

    def __init__(self, encoder: TextEncoder, known: Mapping[str, Matrix] | None = None) -> None:
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._known: dict[str, Matrix] = dict(known or {})

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


def fingerprint_of(weights: bytes, vocabulary: bytes) -> str:
    """Name an encoder: SHA-256 over the SHA-256 of its weights and of its vocabulary, in hex."""
    digest = hashlib.sha256()
    for part in (weights, vocabulary):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def recipe() -> dict[str, object]:
    """Give how the weights were made: base, data, steps, figures, fingerprint."""
    found: dict[str, object] = json.loads((files("model") / "weights" / RECIPE).read_text("utf-8"))
    return found


def pinned_fingerprint() -> str:
    """Fingerprint of the encoder that this version of Doorstep was made for."""
    return str(recipe()["fingerprint"])


def _session(weights: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Memory would else be kept for the longest text ever read.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """Give the one encoder of this process."""
    return SentenceEncoder()
