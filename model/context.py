"""What surrounds a message, when it is there: who it is for, who sent it, what was said before.

The judge reads the text alone. Whatever is known besides becomes a :class:`Finding`: one statement,
and how far it shifts the calibrated log-odds. What is not known is no finding, so missing context
never moves a score. The shifts are set by hand and small: no corpus holds real contexts to fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from scipy.special import expit, logit

from model import lexicon, wording
from model.context_words import (
    CHASES,
    GREETING,
    HEADLINE_SELLS,
    LATIN,
    NO_ANSWER,
    could_be_a_name,
    is_common,
    root,
)
from model.records import Message, Reason, Record, Sender, Turn
from model.text import normalise

MOST = 2.0
"""All findings of a message together shift it no further than this: from 50 to 12 or to 88."""

TEST_WORD = 2.0
"""The user chose the word so that only who read their profile would write it; nothing says more."""

NAMES_ONE = 0.25
"""One word of what the user said about themselves. Senders of leaflets fill in a field or two of a
profile too (in the corpus nearly as often as friends name one), so it is worth little."""

NAMES_MORE = 0.4
"""Two or more such words: chance is out, a machine that reads profiles is not."""

WRONG_NAME = -0.8
"""Greeted as somebody else: a list that slipped by a line. Large, but people mistype too."""

SOME_MUTUAL = 0.1
MANY_MUTUAL = 0.2
"""Contacts in common are cheap to collect, so they count next to nothing; many a little more."""

HEADLINE_OFFERS = -0.25
"""People who sell for a living write honest messages too; the headline may only tip the balance."""

ANSWERS_YOU = 0.5
"""The user wrote something real before. Sellers keep conversations going as well."""

AFTER_SILENCE = -0.3
"""A second message after one without an answer, and it pitches or chases. Friends chase too."""

MANY = 10
"""Contacts in common from which they are many."""

LONG_WORD = 5
"""Letters from which a word is telling by itself; shorter ones must be names."""

REAL_WORDS = 4
SHORT_TURN = 12
"""Words from which what the user wrote takes part in a conversation; up to the second number it is
looked at whether it only declines or thanks for the connection."""

PITCH_WORDS = 2
"""Words of a sales pitch that make a message one; a single one proves nothing."""

_SPACED = re.compile(r"\w(?:\S*\w)?")
_PARTS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Word:
    """A word in its normal form, and the place ``(start, end)`` it stands at in the text as sent.

    Where the text was not in normal form, the place is of all that stands without a space.
    ``opens``: it begins a sentence.
    """

    text: str
    start: int
    end: int
    opens: bool

    @property
    def folded(self) -> str:
        """The word whatever its case."""
        return self.text.casefold()


class Recipient(Record):
    """What the user says about themselves: name, free text, facts, and words of their own choice.

    A test word is one they ask for on their profile (*"mention the beekeeping"*).
    """

    name: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()
    test_words: tuple[str, ...] = ()

    @cached_property
    def mark(self) -> str:
        """Six hex digits that change with anything here: verdicts of another recipient are old."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:6]

    @cached_property
    def names(self) -> frozenset[str]:
        """All parts of the name, nicknames in it too; initials are none."""
        plain = (_plain(word.folded) for word in _words(self.name))
        return frozenset(part for part in plain if len(part) > 1)

    @cached_property
    def roots(self) -> frozenset[str]:
        """Roots of the longer words that are the user's own: not common ones, not their name."""
        return frozenset(
            root(word.folded)
            for told in (self.text, *self.facts)
            for word in _words(told)
            if len(word.text) >= LONG_WORD and self._telling(word)
        )

    @cached_property
    def short_names(self) -> frozenset[str]:
        """Short names as written: in capitals anywhere (NTNU), capitalised in facts (Lund)."""
        capitals = (word for word in _words(self.text) if word.text.isupper())
        facts = (word for fact in self.facts for word in _words(fact) if word.text[0].isupper())
        return frozenset(
            word.text
            for word in (*capitals, *facts)
            if 3 <= len(word.text) < LONG_WORD and self._telling(word)
        )

    @cached_property
    def tests(self) -> tuple[tuple[str, ...], ...]:
        """The test words, each as the words it consists of; the user's own name tests nothing."""
        split = (tuple(word.folded for word in _words(test)) for test in self.test_words)
        return tuple(words for words in split if not self.names.issuperset(map(_plain, words)))

    def _telling(self, word: Word) -> bool:
        return (
            word.text.isalpha()
            and not is_common(word.folded)
            and _plain(word.folded) not in self.names
        )


@dataclass(frozen=True)
class Finding:
    """One thing the context says. ``shift`` is in log-odds, positive towards *relationship*.

    ``count``: how many there are, where that is told.
    """

    signal: str
    shift: float
    span: tuple[int, int] | None = None
    count: int | None = None

    def worded(self, language: str = wording.ENGLISH) -> str:
        """Give it in plain words."""
        if self.count is None:
            return wording.say(self.signal, language)
        return wording.counted(self.signal, self.count, language)


def findings(message: Message, recipient: Recipient | None = None) -> list[Finding]:
    """Give what the context says of a message; nothing where there is no context."""
    found = [*_of_sender(message.sender), *_of_thread(message.text, message.thread or ())]
    if recipient is not None:
        words = list(_words(message.text))
        found += _test_word(words, recipient)
        found += _named(words, recipient)
        found += _wrong_name(message.text, words, recipient)
    return found


def moved(probability: float, found: Sequence[Finding]) -> float:
    """Shift a calibrated probability by what was found; by nothing, it is the very same number."""
    shift = max(-MOST, min(MOST, sum(finding.shift for finding in found)))
    return float(expit(logit(probability) + shift)) if shift else probability


def reasons(
    probability: float, found: Sequence[Finding], language: str = wording.ENGLISH
) -> list[Reason]:
    """Give each finding's effect: the score as it is, less the score without the finding.

    ``probability`` is the text's own. A finding beyond ``MOST`` has no effect and is left out.
    """
    after = moved(probability, found)
    told = []
    for finding in found:
        without = moved(probability, [other for other in found if other is not finding])
        effect = round(100 * (after - without), 1)
        if effect:
            text = finding.worded(language)
            told.append(Reason(signal=finding.signal, text=text, effect=effect, span=finding.span))
    return told


# --- the sender -----------------------------------------------------------------------------------


def _of_sender(sender: Sender | None) -> Iterator[Finding]:
    if sender is None:
        return
    if sender.mutual:
        shift = MANY_MUTUAL if sender.mutual >= MANY else SOME_MUTUAL
        yield Finding("mutual", shift, count=sender.mutual)
    if sender.headline and HEADLINE_SELLS.search(normalise(sender.headline).casefold()):
        yield Finding("headline_sells", HEADLINE_OFFERS)


# --- the thread -----------------------------------------------------------------------------------


def _of_thread(text: str, thread: Sequence[Turn]) -> Iterator[Finding]:
    """Say how the message follows what was said before; at most one thing."""
    if thread and thread[-1].author == "them" and thread[-1].text == text:
        thread = thread[:-1]  # Some give the message itself as the end of its thread.
    theirs = [turn.text for turn in thread if turn.author == "them" and turn.text.strip()]
    if any(turn.author == "me" and _takes_part(turn.text) for turn in thread):
        yield Finding("answers_you", ANSWERS_YOU)
    elif theirs and _pitches(text):
        yield Finding("pitch_after_accept", AFTER_SILENCE)
    elif theirs and any(CHASES.search(_fold(said)) for said in (text, *theirs[1:])):
        yield Finding("chases", AFTER_SILENCE)


def _takes_part(said: str) -> bool:
    """Whether the user took part, rather than declined or thanked for the connection."""
    count = len(_PARTS.findall(said))
    return count >= REAL_WORDS and not (count <= SHORT_TURN and NO_ANSWER.search(_fold(said)))


def _pitches(text: str) -> bool:
    folded = _fold(text)
    hits = {match[0] for match in lexicon.PITCH.pattern.finditer(folded)}
    return len(hits) + bool(lexicon.CALL_TO_ACTION.pattern.search(folded)) >= PITCH_WORDS


# --- the recipient --------------------------------------------------------------------------------


def _test_word(words: Sequence[Word], recipient: Recipient) -> Iterator[Finding]:
    """Look for a test word as the user wrote it, whatever its case; the first one counts."""
    folded = [word.folded for word in words]
    for test in recipient.tests:
        for at in range(len(folded) - len(test) + 1):
            if tuple(folded[at : at + len(test)]) == test:
                span = (words[at].start, words[at + len(test) - 1].end)
                yield Finding("test_word", TEST_WORD, span)
                return


def _named(words: Sequence[Word], recipient: Recipient) -> Iterator[Finding]:
    """Look for words of what the user told of themselves; the place is the first one's."""
    hits: dict[str, Word] = {}
    for word in words:
        if len(word.text) >= LONG_WORD and root(word.folded) in recipient.roots:
            hits.setdefault(root(word.folded), word)
        elif not word.opens and word.text in recipient.short_names:
            hits.setdefault(word.text, word)
    if hits:
        first = next(iter(hits.values()))
        shift = NAMES_ONE if len(hits) == 1 else NAMES_MORE
        yield Finding("names_fact", shift, (first.start, first.end))


def _wrong_name(text: str, words: Sequence[Word], recipient: Recipient) -> Iterator[Finding]:
    """Look for a greeting of somebody else alone; what may be short for the user is not wrong."""
    greeting = GREETING.match(text)
    if greeting is None or not any(own.isascii() for own in recipient.names):
        return  # A name in another script than the greeting's can't be compared.
    name = greeting["name"]
    called = _plain(_fold(name))
    if not name.istitle() or not could_be_a_name(name.casefold()):
        return
    if any(_may_be(called, own) for own in recipient.names):
        return
    if not any(_plain(word.folded) in recipient.names for word in words):
        yield Finding("wrong_name", WRONG_NAME, greeting.span("name"))


def _may_be(called: str, own: str) -> bool:
    """Whether one may stand for the other: Tom and Thomas, Beth and Elizabeth."""
    inside = called in own or own in called
    return called[:1] == own[:1] or (inside and len(called) > 2 and len(own) > 2)


# --- words ----------------------------------------------------------------------------------------


def _words(text: str) -> Iterator[Word]:
    """Read the words of a text as it was sent, with their places in it."""
    end = 0
    for match in _SPACED.finditer(text):
        between = text[end : match.start()]
        opens = match.start() == 0 or any(mark in between for mark in ".!?…:\n")
        end = match.end()
        normal = normalise(match[0])
        for part in _PARTS.finditer(normal):
            span = match.span()
            if normal == match[0]:
                span = (span[0] + part.start(), span[0] + part.end())
            yield Word(part[0], *span, opens and part.start() == 0)


def _fold(text: str) -> str:
    return normalise(text).casefold()


def _plain(folded: str) -> str:
    """Give a name in plain Latin letters, as far as it has any: all its spellings are one."""
    spelt = unicodedata.normalize("NFKD", folded.translate(LATIN))
    return "".join(letter for letter in spelt if not unicodedata.combining(letter))
