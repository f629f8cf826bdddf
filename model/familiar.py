"""Whether a text is in a language the judge was taught; where it is not, its opinion is held back.

A text in a taught language holds many of that language's commonest words; in the corpus 99 % of the
texts of 13 words and more have at least 15 % of them, most about half. Texts in languages that were
not taught have about a tenth. Close relatives (Catalan, Galician, Afrikaans) pass, and may: what
the encoder knows of the relative helps it there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from model.records import Message
from model.text import normalise

TAUGHT = 250
"""Messages from which a language counts as taught."""

COMMON = 100
"""How many of a language's commonest words are looked for."""

LEAST_WORDS = 8
"""Words below which too little can be told."""

LEAST_SHARE = 0.2
"""Share of common words below which a text is in none of the languages."""

HELD_BACK = 0.5
"""Share of the log-odds that is kept for a text in another language; see ``docs/judgement.md``."""

_WORD = re.compile(r"[^\W\d_]+")
_LAST_LATIN = "\u024f"


def common_words(messages: Iterable[Message]) -> dict[str, list[str]]:
    """Give the commonest words of each language there are enough messages in, by its code."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    texts: Counter[str] = Counter()
    for message in messages:
        language = message.lang or ""
        texts[language] += 1
        found[language].update(_words(message.text))
    return {
        language: [word for word, _ in counts.most_common(COMMON)]
        for language, counts in sorted(found.items())
        if language and texts[language] >= TAUGHT
    }


def is_familiar(text: str, common: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether ``text`` may be in one of the languages with these common words.

    Short texts are given the benefit of the doubt, unless most letters are of another script; so is
    every text where no language is known.
    """
    words = _words(text)
    if not common or not words:
        return True
    letters = "".join(words)
    if 2 * sum(letter <= _LAST_LATIN for letter in letters) < len(letters):
        return False
    if len(words) < LEAST_WORDS:
        return True
    most = max(sum(word in some for word in words) for some in common.values())
    return most >= LEAST_SHARE * len(words)


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text).casefold())
