"""Another look for the same message: what a text may change without changing what it says.

Half of the texts a network is taught are altered so, anew each time, so that it cannot lean on
capitals, punctuation, articles, greetings or spelling (``docs/judgement.md``, *Ablation*).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

SHARE = 0.5
"""Of the texts are altered, each by every change below with its own chance."""

SHORTEST = 25
"""Characters that must stay when a greeting or a signature is taken off."""

_ARTICLE = re.compile(
    r"\b(?:the|an?|der|die|das|den|dem|eine?[nmr]?|le|la|les|une?|el|los|las|una|uma?|il|lo|gli|"
    r"het|een)\b ",
    re.IGNORECASE,
)
_MARK = re.compile(r"([.,!?;:()\"'/-])")
_GREETING = re.compile(r"\s*((?:\S+\s+){0,3}\S+?)[,!]\s+(?=\S)")
_SENTENCE_START = re.compile(r"(?:^|[.!?\n]\s*)[^\W\d_]")


def augmented(text: str, random: Random) -> str:
    """Give ``text`` as it is or altered; never empty if ``text`` is not."""
    if random.random() >= SHARE:
        return text
    for change, chance in CHANGES:
        if random.random() < chance:
            text = change(text, random)
    return text


def without_articles(text: str, random: Random) -> str:
    """Leave most articles out, as writers do whose language has none."""
    return _ARTICLE.sub(lambda found: "" if random.random() < 0.8 else found[0], text)


def lower(text: str, random: Random) -> str:
    """Write all of it small."""
    return text.lower()


def small_starts(text: str, random: Random) -> str:
    """Begin sentences with a small letter."""
    return _SENTENCE_START.sub(lambda found: found[0].lower(), text)


def apart(text: str, random: Random) -> str:
    """Set marks apart from words, as programs do that take mail to pieces."""
    return re.sub(" +", " ", _MARK.sub(r" \1 ", text))


def unmarked(text: str, random: Random) -> str:
    """Leave the marks out."""
    bare = re.sub(r" *[.,!?;:()\"] *", " ", text)
    return bare if bare.strip() else text


def in_one_line(text: str, random: Random) -> str:
    """Take line breaks out."""
    return re.sub(r"\s*\n+\s*", " ", text)


def without_greeting(text: str, random: Random) -> str:
    """Take off up to four opening words before a comma."""
    found = _GREETING.match(text)
    return text[found.end() :] if found and len(text) - found.end() > SHORTEST else text


def without_signature(text: str, random: Random) -> str:
    """Take off a last line of up to four words."""
    body, _, last = text.rstrip().rpartition("\n")
    return body if len(last.split()) <= 4 and len(body) > SHORTEST else text


def misspelt(text: str, random: Random) -> str:
    """Swap, drop or double three letters in a hundred."""
    letters = list(text)
    for i, letter in enumerate(letters):
        if letter.isalpha() and random.random() < 0.03:
            kind = random.randrange(3)
            if kind == 0 and i + 1 < len(letters):
                letters[i], letters[i + 1] = letters[i + 1], letter
            else:
                letters[i] = "" if kind == 1 else letter * 2
    wrong = "".join(letters)
    return wrong if wrong.strip() else text


def unaccented(text: str, random: Random) -> str:
    """Type it on a keyboard without accents."""
    letters = unicodedata.normalize("NFKD", text).replace("ß", "ss")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain if plain.strip() else text


def ornamented(text: str, random: Random) -> str:
    """Put something cheerful at the end."""
    return text.rstrip() + random.choice([" 🙂", " 👋", " 🚀", " 😊", "!", " :)", " 🙏"])


CHANGES: tuple[tuple[Callable[[str, Random], str], float], ...] = (
    (lower, 0.2),
    (without_articles, 0.3),
    (apart, 0.1),
    (unmarked, 0.1),
    (in_one_line, 0.2),
    (without_greeting, 0.15),
    (without_signature, 0.15),
    (misspelt, 0.15),
    (ornamented, 0.05),
    (small_starts, 0.1),
    (unaccented, 0.05),
)
