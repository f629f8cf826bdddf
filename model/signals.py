"""Interpretable signals: the seed's idea of a leaflet and of a relationship, as numbers.

"Anyone who asks me a relevant question about how they can help me is asking for a relationship;
anyone who simply tells me what they do is sending a leaflet." Each signal is one sentence of that
kind which a person can check against the message. All lie between 0 and 1 and level off after a
few hits, so that a long message does not win or lose by its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags

from model import lexicon, text
from model.phrases import Marks, PhraseCounter, Phrases, parted

_COUNTER = PhraseCounter([found for found in vars(lexicon).values() if isinstance(found, Phrases)])


class Reading:
    """One message, read once; everything the signals look at."""

    def __init__(self, message: str) -> None:
        self.text = text.normalise(message)
        self.folded = self.text.casefold()
        self.parts = parted(self.folded)
        self.hits = _COUNTER.counts(self.folded, self.parts)

    @property
    def terms(self) -> list[str]:
        """The case-folded words of two signs or more, and after them each two that follow."""
        words = [word for word in self.parts[1::2] if len(word) > 1]
        return [*words, *map(" ".join, pairwise(words))]

    @property
    def sender(self) -> int:
        """How often the sender speaks of themselves: I, we."""
        return self.hits[lexicon.SENDER] + self.company

    @property
    def company(self) -> int:
        """How often the sender speaks for others, too: we, our."""
        return self.hits[lexicon.COMPANY]

    @property
    def recipient(self) -> int:
        """How often the sender speaks of the reader: you, your."""
        return self.hits[lexicon.RECIPIENT]

    @property
    def questions(self) -> list[str]:
        """The sentences, case-folded, that ask something other than for a meeting or a click."""
        if "?" not in self.folded:
            return []
        sentences = (self.folded[start:end] for start, end in text.sentences(self.folded))
        asked = [sentence for sentence in sentences if sentence.endswith("?")]
        if not self.hits[lexicon.CALL_TO_ACTION]:  # Then no sentence has any either.
            return asked
        return [s for s in asked if not lexicon.CALL_TO_ACTION.pattern.search(s)]

    def amount(self, sought: Phrases | Marks) -> float:
        """How much of something there is: 0, 0.5, 0.67, 0.75 … for 0, 1, 2, 3 … hits."""
        found = sought.count(self.folded) if isinstance(sought, Marks) else self.hits[sought]
        return _level(found)


def readings_of(texts: Iterable[str | Reading]) -> list[Reading]:
    """Read each text that has not been read before."""
    return [text if isinstance(text, Reading) else Reading(text) for text in texts]


def _level(hits: float) -> float:
    """Level off: the first hit counts most."""
    return hits / (hits + 1.0)


@dataclass(frozen=True)
class Signal:
    """One signal.

    ``leans`` is +1 if more of it speaks for a relationship, -1 if for a leaflet; the classifier may
    use it in that direction only, so that a reason never says one thing and does another. What it
    means when there is more or less of it than usual is worded in ``model/languages/``.
    """

    name: str
    leans: int
    read: Callable[[Reading], float]


def _about_sender(r: Reading) -> float:
    return (r.sender + 1) / (r.sender + r.recipient + 2)


def _company(r: Reading) -> float:
    return r.company / (r.sender + r.recipient + 1)


def _question(r: Reading) -> float:
    put = sum(
        bool(lexicon.RECIPIENT.pattern.search(q) or lexicon.QUESTION_WORDS.pattern.search(q))
        for q in r.questions
    )
    return _level(put)


def _default_text(r: Reading) -> float:
    slots = len(lexicon.TEMPLATE_SLOT.findall(r.text))
    return _level(r.hits[lexicon.BULK] + 2 * slots)


def _emphasis(r: Reading) -> float:
    return _level(lexicon.EMPHASIS.count(r.text) + lexicon.LIST.count(r.text))


SIGNALS: tuple[Signal, ...] = (
    Signal("about_sender", -1, _about_sender),
    Signal("company_voice", -1, _company),
    Signal("your_deeds", +1, lambda r: r.amount(lexicon.DEEDS)),
    Signal("asks_you", +1, _question),
    Signal("wants_your_view", +1, lambda r: r.amount(lexicon.WONDER)),
    Signal("call_to_action", -1, lambda r: r.amount(lexicon.CALL_TO_ACTION)),
    Signal("offer", +1, lambda r: r.amount(lexicon.OFFER)),
    Signal("shared_context", +1, lambda r: r.amount(lexicon.SHARED)),
    Signal("pitch", -1, lambda r: r.amount(lexicon.PITCH)),
    Signal("stock_phrases", -1, _default_text),
    Signal("recruiting", -1, lambda r: r.amount(lexicon.RECRUIT)),
    Signal("crowd", -1, lambda r: r.amount(lexicon.CROWD)),
    Signal("contact_details", -1, lambda r: r.amount(lexicon.CONTACT)),
    Signal("figures", -1, lambda r: r.amount(lexicon.FIGURES)),
    Signal("emphasis", -1, _emphasis),
    Signal("dates", +1, lambda r: r.amount(lexicon.SHORT_TIME)),
    Signal("reply", +1, lambda r: float(lexicon.REPLY.match(r.folded) is not None)),
)

NAMES = tuple(signal.name for signal in SIGNALS)


def text_tags(tags: Tags) -> Tags:
    """Say that an estimator takes texts and needs no fitting."""
    tags.input_tags.string = True
    tags.input_tags.two_d_array = False
    tags.requires_fit = False
    return tags


def signals_of(readings: Iterable[Reading]) -> npt.NDArray[np.float32]:
    """Give a row of numbers from 0 to 1 for each reading, in the order of ``SIGNALS``."""
    rows = [[signal.read(reading) for signal in SIGNALS] for reading in readings]
    return np.asarray(rows, dtype=np.float32).reshape(-1, len(SIGNALS))


class Signals(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns texts into an array of shape ``(n, len(SIGNALS))`` of numbers from 0 to 1.

    Stateless: ``fit`` learns nothing.
    """

    def fit(self, texts: Sequence[str], y: object = None) -> Signals:
        """Learn nothing."""
        return self

    def __sklearn_tags__(self) -> Tags:
        return text_tags(super().__sklearn_tags__())

    def transform(self, texts: Iterable[str | Reading]) -> npt.NDArray[np.float32]:
        """Read each text; rows in the same order."""
        return signals_of(readings_of(texts))

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.str_]:
        """Names of the columns."""
        return np.asarray(NAMES)
