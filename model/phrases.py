"""Lists of phrases, and how many of each a text holds, counted in one pass over its words.

An expression of a hundred alternatives tries all of them at every word. Here each word is looked up
once: which phrases can begin with it is known beforehand (``openings``), and only there their
expression is asked. It finds what it would have found by itself, for most words open nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

Match = Callable[[str, int], re.Match[str] | None]
"""Finds a phrase at one place of a text."""

_BRACKET = re.compile(r"\\.|\[[^]]*\]|(?P<open>\()|(?P<close>\))|(?P<bar>\|)")
_LETTERS = re.compile(r"(?:\w(?![?*+{]))*")
_GAP = re.compile(r"[ ',-](?![?*+{])")
_SOME_LETTER = re.compile(r"\\[wd](?![?*]|\{0)")
_IN_A_WORD = re.compile(r"(?:\w|\\[wd]|\[\w+\]|\(\?:|[|)?*+]|\{\d*,?\d*\})*")

_WORDS = re.compile(r"(\w+)")

_REMEMBERED = 10_000
"""Words whose phrases are remembered; the common ones of all languages are far fewer."""
_LONG = 50
"""Letters from which a word is not worth remembering."""


class Phrases:
    """Alternatives, any of which is looked for as whole words.

    ``phrases`` is a regular expression over normalised, case-folded text. Each of its alternatives
    must begin with a letter or a digit; groups have no name, and no alternative is empty.
    """

    def __init__(self, phrases: str) -> None:
        self.alternatives = phrases

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The alternatives as one expression."""
        return re.compile(rf"(?<!\w)(?:{self.alternatives})(?!\w)")


class Marks:
    """An expression for what is no list of words, such as addresses; few texts hold any.

    ``needs`` is another, quick one: a text in which it finds nothing has no match. ``begins`` finds
    single signs, by what is beside them too: where it finds none, no match begins.
    """

    def __init__(self, pattern: str, *, needs: str = "", begins: str = "") -> None:
        self.pattern = re.compile(pattern)
        self._needs = re.compile(needs)
        self._begins = re.compile(begins) if begins else None

    def count(self, text: str) -> int:
        """How many there are in ``text``: as many as ``len(pattern.findall(text))``."""
        if not self._needs.search(text):
            return 0
        if self._begins is None:
            return len(self.pattern.findall(text))
        found = free = 0
        for sign in self._begins.finditer(text):
            start = sign.start()
            if start >= free and (hit := self.pattern.match(text, start)):
                found += 1
                free = hit.end()
        return found


class Opening(NamedTuple):
    """What the first word of a match begins with.

    ``whole``: that is all of the word. ``phrase``: what matches so. ``alone``: it can match no more
    than one word.
    """

    start: str
    whole: bool
    phrase: str
    alone: bool


def openings(phrases: str) -> Iterator[Opening]:
    """Give every way in which a match can begin, in the order in which it is tried.

    Raises
    ------
    ValueError
        If one need not begin with a letter or a digit.
    """
    for phrase in _alternatives(phrases):
        rest = _LETTERS.sub("", phrase, count=1)
        start = phrase.removesuffix(rest)
        if rest.startswith("(?:") and (written_out := _written_out(start, rest)):
            for one in written_out:
                yield from openings(one)
        elif start or _SOME_LETTER.match(rest):
            whole = not rest or _GAP.match(rest) is not None
            yield Opening(start, whole, phrase, _IN_A_WORD.fullmatch(phrase) is not None)
        else:
            raise ValueError(f"must begin with a letter or a digit: {phrase}")


def _written_out(start: str, rest: str) -> list[str]:
    """Give a phrase once for each alternative of the group that ``rest`` begins with.

    None if the group may be repeated.
    """
    inside, after = _group(rest)
    if after[:1] in ("*", "+", "{") or after[:2] in ("??", "?+"):
        return []
    optional = after.startswith("?")
    after = after.removeprefix("?")
    chosen = [start + one + after for one in _alternatives(inside)]
    return [*chosen, start + after] if optional else chosen


def _group(rest: str) -> tuple[str, str]:
    """Give what is in the group that ``rest`` begins with, and what comes after it."""
    depth = 0
    for mark in _BRACKET.finditer(rest):
        depth += (mark["open"] is not None) - (mark["close"] is not None)
        if depth == 0:
            return rest[3 : mark.start()], rest[mark.end() :]
    raise ValueError(f"a bracket is not closed: {rest}")


def _alternatives(phrases: str) -> Iterator[str]:
    """Split at the bars that are in no group."""
    depth = begin = 0
    for mark in _BRACKET.finditer(phrases):
        depth += (mark["open"] is not None) - (mark["close"] is not None)
        if mark["bar"] and not depth:
            yield phrases[begin : mark.start()]
            begin = mark.end()
    yield phrases[begin:]


def parted(text: str) -> list[str]:
    """Split ``text`` into what is between words and the words, in turn, beginning with the former.

    A word is a run of letters, digits and low lines. First and last part may be empty.
    """
    return _WORDS.split(text)


class PhraseCounter:
    """Counts the phrases of several lists at once."""

    def __init__(self, lists: Sequence[Phrases]) -> None:
        self._lists = lists
        self._openings: dict[str, list[tuple[int, int, Opening]]] = defaultdict(list)
        for number, phrases in enumerate(lists):
            for place, opening in enumerate(openings(phrases.alternatives)):
                self._openings[opening.start].append((number, place, opening))
        self._longest = max(map(len, self._openings))
        self._remembered = lru_cache(_REMEMBERED)(self._opened_by)

    def counts(self, text: str, parts: Sequence[str]) -> dict[Phrases, int]:
        """Count the hits of each list in ``text``, of which ``parts`` are the ``parted`` ones.

        As many as ``len(phrases.pattern.findall(text))``.
        """
        found, free = [0] * len(self._lists), [0] * len(self._lists)
        starts = list(accumulate(map(len, parts)))[::2]
        for start, word in zip(starts, parts[1::2], strict=False):
            opened_by = self._remembered if len(word) <= _LONG else self._opened_by
            for number, match in opened_by(word):
                if start < free[number]:
                    continue
                if match is None:
                    found[number] += 1
                elif hit := match(text, start):
                    found[number] += 1
                    free[number] = hit.end()
        return dict(zip(self._lists, found, strict=True))

    def _opened_by(self, word: str) -> tuple[tuple[int, Match | None], ...]:
        """Give the lists that may have a match at ``word``, each with what finds it.

        None in place of that: it is the word, whatever follows.
        """
        ways = [
            way
            for end in range(min(len(word), self._longest) + 1)
            for way in self._openings.get(word[:end], ())
            if end == len(word) or not way[2].whole
        ]
        phrases: dict[int, list[Opening]] = defaultdict(list)
        for number, _, opening in sorted(ways):  # In the order in which they are tried.
            if not opening.alone or opening.whole or re.fullmatch(opening.phrase, word):
                phrases[number].append(opening)
        return tuple(
            (number, None if ways[0].alone else _matching(ways)) for number, ways in phrases.items()
        )


def _matching(ways: Sequence[Opening]) -> Match:
    """Give what matches any of these phrases at the beginning of a word."""
    return re.compile(rf"(?:{'|'.join(way.phrase for way in ways)})(?!\w)").match
