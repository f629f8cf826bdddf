"""What is drawn from a text: attributes the encoder sees, signals, meaning, nuance, some words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction import FeatureHasher
from sklearn.utils import Tags

from model.attributes import ATTRIBUTES, Attribute
from model.encoder import ATTRIBUTE, MEANING, MEANING_WIDTH, TextEncoder, shared_encoder
from model.nuance import nuance, unit
from model.signals import SIGNALS, Reading, Signal, readings_of, signals_of, text_tags
from model.text import normalise

ATTRIBUTE_COLUMNS = slice(0, len(ATTRIBUTES))
SIGNAL_COLUMNS = slice(ATTRIBUTE_COLUMNS.stop, ATTRIBUTE_COLUMNS.stop + len(SIGNALS))
MEANING_COLUMNS = slice(SIGNAL_COLUMNS.stop, SIGNAL_COLUMNS.stop + MEANING_WIDTH)
NUANCE_COLUMNS = slice(MEANING_COLUMNS.stop, MEANING_COLUMNS.stop + MEANING_WIDTH)
DENSE_COLUMNS = slice(0, NUANCE_COLUMNS.stop)
"""Where the parts of a row lie; the words come last."""

READABLE: tuple[tuple[int, Attribute | Signal], ...] = (
    *enumerate(ATTRIBUTES),
    *enumerate(SIGNALS, start=SIGNAL_COLUMNS.start),
)
"""Columns that stand for a statement which a person can check, each with that statement."""

LEANS = np.array([statement.leans for _, statement in READABLE])
"""In which direction alone each of these columns may push the score."""


class Features(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns texts into one sparse row each: attributes, signals, meaning, nuance, words.

    The encoder's own verdict is left out: the attributes carry all of it (``docs/judgement.md``)
    and can be read.

    Stateless, so that rows can be computed once and shared by all folds. Words are hashed: a model
    file holds no list of the words in anybody's messages.

    Parameters
    ----------
    encoder : TextEncoder or None
        None means the shared one of this process; it is never saved with a model.
    attribute_weight, signal_weight, word_weight : float
        How much these count beside the meaning, whose rows have length 1. Chosen by the means over
        outside texts in ``docs/judgement.md``.
    word_buckets : int
        Number of columns the words are hashed into.
    """

    def __init__(
        self,
        encoder: TextEncoder | None = None,
        attribute_weight: float = 0.3,
        signal_weight: float = 0.5,
        word_weight: float = 0.3,
        word_buckets: int = 2**14,
    ) -> None:
        self.encoder = encoder
        self.attribute_weight = attribute_weight
        self.signal_weight = signal_weight
        self.word_weight = word_weight
        self.word_buckets = word_buckets

    def fit(self, texts: Sequence[str], y: object = None) -> Features:
        """Learn nothing."""
        return self

    def __sklearn_tags__(self) -> Tags:
        return text_tags(super().__sklearn_tags__())

    def transform(self, texts: Sequence[str | Reading]) -> sparse.csr_matrix:
        """Give an array of shape ``(n, DENSE_COLUMNS.stop + word_buckets)``."""
        return _beside(*self.parts(texts))

    def parts(
        self, texts: Sequence[str | Reading], *, words: bool = True
    ) -> tuple[npt.NDArray[np.float64], sparse.csr_matrix]:
        """As ``transform``, in two: the dense columns, and the words.

        Without ``words`` theirs are left at nothing, for a classifier that gives them no weight.
        """
        readings = readings_of(texts)
        encoded = self.reader.encode([reading.text for reading in readings])
        return self._drawn(readings, encoded, words=words)

    @property
    def reader(self) -> TextEncoder:
        """The encoder that reads: its own, or the shared one."""
        return self.encoder or shared_encoder()

    def encoded(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Let the encoder read the texts in their normal form."""
        return self.reader.encode([normalise(text) for text in texts])

    def from_encoded(
        self, texts: Sequence[str], encoded: npt.NDArray[np.float32]
    ) -> sparse.csr_matrix:
        """As ``transform``, for texts that the encoder has read already."""
        return _beside(*self._drawn(readings_of(texts), encoded))

    def _drawn(
        self, readings: Sequence[Reading], encoded: npt.NDArray[np.float32], *, words: bool = True
    ) -> tuple[npt.NDArray[np.float64], sparse.csr_matrix]:
        meaning = self.meaning(encoded)
        dense = [
            self.attribute_weight * encoded[:, ATTRIBUTE],
            self.signal_weight * signals_of(readings),
            meaning,
            nuance(meaning),
        ]
        counts = sparse.csr_matrix((len(readings), self.word_buckets))
        if words:
            counts = _hashed(readings, self.word_buckets)
            counts.data *= self.word_weight
        return np.hstack(dense, dtype=np.float64), counts

    @staticmethod
    def meaning(encoded: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Give what the encoded texts mean, as rows of length 1: their products are cosines."""
        return np.asarray(unit(encoded[:, MEANING]))


Encode = Callable[[Features, Sequence[str]], npt.NDArray[np.float32]]
"""``Features.encoded``, or what knows the rows of some texts without reading them."""


def _hashed(readings: Sequence[Reading], buckets: int) -> sparse.csr_matrix:
    """Count the terms of each in buckets, as rows of length 1.

    The same as scikit-learn's ``HashingVectorizer``, without 0.3 ms of checks each time.
    """
    if not readings:  # The hasher fails on nothing.
        return sparse.csr_matrix((0, buckets))
    counts = _hasher(buckets).transform(reading.terms for reading in readings)
    row = np.repeat(np.arange(len(readings)), np.diff(counts.indptr))
    counts.data /= np.sqrt(np.bincount(row, counts.data**2))[row]
    return counts


@lru_cache
def _hasher(buckets: int) -> FeatureHasher:
    return FeatureHasher(buckets, input_type="string", alternate_sign=False)


def _beside(dense: npt.NDArray[np.float64], words: sparse.csr_matrix) -> sparse.csr_matrix:
    """Put dense columns before sparse ones; ``scipy.sparse.hstack`` takes 0.5 ms longer."""
    count, width = dense.shape
    columns = np.arange(width)
    indices: list[npt.NDArray[np.integer]] = [np.empty(0, dtype=int)]
    data: list[npt.NDArray[np.floating]] = [np.empty(0)]
    for row, start, end in zip(dense, words.indptr, words.indptr[1:], strict=False):
        indices += [columns, words.indices[start:end] + width]
        data += [row, words.data[start:end]]
    return sparse.csr_matrix(
        (
            np.concatenate(data, dtype=np.float64),
            np.concatenate(indices),
            words.indptr + width * np.arange(count + 1),
        ),
        shape=(count, width + words.shape[1]),
    )
