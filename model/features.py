"""What is drawn from a text: its meaning (the encoder), the signals, and a few words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.utils import Tags

from model.encoder import DIMENSIONS, TextEncoder, shared_encoder
from model.signals import SIGNALS, Signals, text_tags
from model.text import normalise

SIGNAL_COLUMNS = slice(DIMENSIONS, DIMENSIONS + len(SIGNALS))


class Features(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns texts into one sparse row each: meaning, then signals, then words.

    Stateless, so that rows can be computed once and shared by all folds. Words are hashed: a model
    file holds no list of the words in anybody's messages.

    Parameters
    ----------
    encoder : TextEncoder or None
        None means the shared one of this process; it is never saved with a model.
    signal_weight, word_weight : float
        How much the signals and the words count beside the meaning, whose rows have length 1.
        Chosen by the means over outside texts in ``docs/judgement.md``.
    word_buckets : int
        Number of columns the words are hashed into.
    """

    def __init__(
        self,
        encoder: TextEncoder | None = None,
        signal_weight: float = 0.5,
        word_weight: float = 0.3,
        word_buckets: int = 2**14,
    ) -> None:
        self.encoder = encoder
        self.signal_weight = signal_weight
        self.word_weight = word_weight
        self.word_buckets = word_buckets

    def fit(self, texts: Sequence[str], y: object = None) -> Features:
        """Learn nothing."""
        return self

    def __sklearn_tags__(self) -> Tags:
        return text_tags(super().__sklearn_tags__())

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Give an array of shape ``(n, DIMENSIONS + len(SIGNALS) + word_buckets)``."""
        words = _hashing(self.word_buckets).transform(texts)
        words.data *= self.word_weight
        return _beside(self.dense(texts), words)

    def dense(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Meaning and signals only, shape ``(n, DIMENSIONS + len(SIGNALS))``."""
        encoder = self.encoder or shared_encoder()
        meaning = encoder.encode([normalise(text) for text in texts])
        return np.hstack([meaning, self.signal_weight * Signals().transform(texts)])


@lru_cache
def _hashing(buckets: int) -> HashingVectorizer:
    return HashingVectorizer(
        preprocessor=_fold, ngram_range=(1, 2), n_features=buckets, alternate_sign=False
    )


def _beside(dense: npt.NDArray[np.float32], words: sparse.csr_matrix) -> sparse.csr_matrix:
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


def _fold(text: str) -> str:
    return normalise(text).casefold()
