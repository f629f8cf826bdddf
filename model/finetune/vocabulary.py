"""Which of the base's 250,000 pieces are kept, so that the table of embeddings stays small."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from model.finetune.base import SPECIAL, Base
from model.text import normalise
from model.tokenizer import Tokenizer

SIZE = 23_500
"""Pieces kept. The pieces left out are read as several smaller ones."""

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def choose_rows(base: Base, texts: Iterable[str]) -> list[int]:
    """Give the base's rows to keep, in order: special ones, then characters, used and likely ones.

    Every single character of the three scripts and every mark stays, so that no word of theirs
    is unreadable; then what ``texts`` use, the most used first; then the most probable Latin ones.
    """
    known = {piece: row for row, piece in enumerate(base.pieces) if row >= SPECIAL and piece}
    reader = Tokenizer({piece: float(base.scores[row]) for piece, row in known.items()})
    names = list(known.values())
    used = Counter(
        names[number - SPECIAL]
        for text in texts
        for number in reader.numbers(normalise(text))
        if number >= SPECIAL
    )
    single = [
        row for piece, row in known.items() if len(piece.strip("\u2581")) <= 1 and _ours(piece)
    ]
    likely = sorted(known.values(), key=lambda row: -base.scores[row])
    latin = [row for row in likely if _script(base.pieces[row]) == "LATIN"]
    order = [*single, *(row for row, _ in used.most_common()), *latin]
    kept = list(dict.fromkeys(order))[: SIZE - SPECIAL]
    return [*range(SPECIAL), *sorted(kept)]


def _ours(piece: str) -> bool:
    letter = piece.strip("\u2581")
    return not letter or not letter.isalpha() or _script(letter) in _SCRIPTS


def _script(piece: str) -> str:
    letters = [letter for letter in piece if letter.isalpha()]
    found = {unicodedata.name(letter, "?").split()[0] for letter in letters}
    return found.pop() if len(found) == 1 else ""
