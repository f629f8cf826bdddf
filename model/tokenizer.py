"""Texts into pieces of words, as the encoder was taught to read them.

A unigram language model over word pieces (Kudo 2018, *Subword Regularization*; the tokeniser of
XLM-RoBERTa): of all ways to cut a word, the one whose pieces are together most probable is taken,
found by dynamic programming (Viterbi). The vocabulary is a part of the encoder's weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

START, PAD, END, UNKNOWN = range(4)
"""Numbers of the pieces that stand for no text; the vocabulary proper begins after them."""

BLANK = "\u2581"
"""Stands before the first piece of a word."""

_PENALTY = 10.0
"""How much worse than the rarest piece an unknown character is."""

_LONGEST_WORD = 200
"""Longer runs of letters are cut here first; finding the best cut of one piece takes time in
proportion to its length."""


class Tokenizer:
    """Cuts texts into pieces and numbers them.

    Parameters
    ----------
    pieces : mapping of str to float
        Every piece with the logarithm of its probability, in the order of the encoder's table of
        embeddings (which begins with the four special ones).
    """

    def __init__(self, pieces: Mapping[str, float]) -> None:
        self._known = {
            piece: (number, score)
            for number, (piece, score) in enumerate(pieces.items(), start=UNKNOWN + 1)
        }
        self._longest = max(map(len, pieces))
        self._unknown = min(pieces.values()) - _PENALTY
        self._cut = lru_cache(maxsize=20_000)(self._best_cut)

    def __len__(self) -> int:
        """Count the pieces, special ones included."""
        return len(self._known) + UNKNOWN + 1

    def numbers(self, text: str) -> list[int]:
        """Give the numbers of the pieces of ``text``, without start and end."""
        found: list[int] = []
        for word in text.split():
            for at in range(0, len(word), _LONGEST_WORD):
                found += self._cut(BLANK * (at == 0) + word[at : at + _LONGEST_WORD])
        return found

    def _best_cut(self, word: str) -> tuple[int, ...]:
        """Find the most probable pieces of one word, blank included."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        last = [(0, UNKNOWN)] * (size + 1)
        for start in range(size):
            if best[start] + self._unknown > best[start + 1]:
                best[start + 1] = best[start] + self._unknown
                last[start + 1] = (start, UNKNOWN)
            for end in range(start + 1, min(size, start + self._longest) + 1):
                known = self._known.get(word[start:end])
                if known and best[start] + known[1] > best[end]:
                    best[end] = best[start] + known[1]
                    last[end] = (start, known[0])
        numbers, end = [], size
        while end > 0:
            start, number = last[end]
            numbers.append(number)
            end = start
        return tuple(reversed(numbers))
