"""The words of every reason, in each language Doorstep speaks: ``model/languages/``.

A key is a signal's name, followed by ``.high`` or ``.low`` where it says something different when
there is more or less of it than usual. What is missing is named too: how they found you
(``continues.low``), why you (``specific.low``), what is in it for you (``offers.low``).
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("en", "de", "fr", "es", "pt")
ENGLISH = LANGUAGES[0]


def spoken(tag: str) -> str:
    """Give the language to answer a BCP 47 tag in (``pt-BR``: Portuguese), English if unknown."""
    primary = tag.replace("_", "-").split("-")[0].casefold()
    return primary if primary in LANGUAGES else ENGLISH


def say(key: str, language: str = ENGLISH, **values: object) -> str:
    """Give the words of ``key`` in the language of a BCP 47 tag, with ``values`` put in."""
    return table(spoken(language))[key].format(**values)


def sided(signal: str, high: bool, language: str = ENGLISH) -> str:
    """Give the words of a signal that is there (``high``) or missing."""
    return say(f"{signal}.{'high' if high else 'low'}", language)


def counted(signal: str, n: int, language: str = ENGLISH) -> str:
    """Give the words of a signal that says how many."""
    return say(f"{signal}.{'one' if n == 1 else 'many'}", language, n=n)


@lru_cache
def table(language: str) -> dict[str, str]:
    """Give all words of one of ``LANGUAGES``, by key."""
    path = files("model") / "languages" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found
