"""What is drawn from a text: its meaning (the encoder), the signals, and a few words."""

from __future__ import annotations

from collections.abc import Sequence

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
        words = self._hashing().transform(texts)
        words.data *= self.word_weight
        return sparse.hstack([self.dense(texts), words], format="csr", dtype=np.float64)

    def dense(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Meaning and signals only, shape ``(n, DIMENSIONS + len(SIGNALS))``."""
        encoder = self.encoder or shared_encoder()
        meaning = encoder.encode([normalise(text) for text in texts])
        return np.hstack([meaning, self.signal_weight * Signals().transform(texts)])

    def _hashing(self) -> HashingVectorizer:
        return HashingVectorizer(
            preprocessor=_fold,
            ngram_range=(1, 2),
            n_features=self.word_buckets,
            alternate_sign=False,
        )


def _fold(text: str) -> str:
    return normalise(text).casefold()
