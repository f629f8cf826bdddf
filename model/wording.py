"""All words for the user, in each language Doorstep speaks, and which language that is.

Reasons are in ``model/languages/``, told by :func:`say`. A key is a signal's name, followed by
``.high`` or ``.low`` where it says something different when there is more or less of it than
usual. What is missing is named too: how they found you (``continues.low``), why you
(``specific.low``), what is in it for you (``offers.low``).

All else that is said to the user is a :class:`Sentence` of ``model/sentences/`` or
``server/sentences/``: a key with its values, put into words only where it is shown. So whoever
makes one, in whatever thread or process, need not know who will read it.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "pt")
ENGLISH = LANGUAGES[0]

MARKS = {"en": ",.", "de": ".,", "fr": "\u202f,", "es": ".,", "pt": ".,"}
"""What stands between thousands, and before decimals."""

NOUGHT_IS_ONE = ("fr", "pt")
"""Languages in which there is *0 message* and not *0 messages*."""

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def spoken(tags: str) -> str:
    """Give the language to answer in (``pt-BR``: Portuguese), English if none is known.

    ``tags`` is a BCP 47 tag or an ``Accept-Language`` header; of several the first that is spoken
    counts, for every browser puts the best first.
    """
    wanted = (tag.split(";")[0].strip().replace("_", "-") for tag in tags.split(","))
    primary = (tag.split("-")[0].casefold() for tag in wanted)
    return next((tag for tag in primary if tag in LANGUAGES), ENGLISH)


def current() -> str:
    """Give the language of whoever is being answered; English on the command line."""
    return _current.get()


@contextmanager
def speaking(tags: str) -> Iterator[None]:
    """Put sentences into the language of ``tags`` meanwhile; see :func:`spoken`."""
    before = _current.set(spoken(tags))
    try:
        yield
    finally:
        _current.reset(before)


# --- reasons --------------------------------------------------------------------------------------


def say(key: str, language: str = ENGLISH, **values: object) -> str:
    """Give the words of a reason in the language of a BCP 47 tag, with ``values`` put in."""
    return _put(table(spoken(language))[key], spoken(language), values)


def sided(signal: str, high: bool, language: str = ENGLISH) -> str:
    """Give the words of a signal that is there (``high``) or missing."""
    return say(f"{signal}.{'high' if high else 'low'}", language)


def counted(signal: str, n: int, language: str = ENGLISH) -> str:
    """Give the words of a signal that says how many."""
    return say(f"{signal}.{_number(n, spoken(language))}", language, n=n)


# --- sentences ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sentence:
    """Something to tell the user; ``str`` puts it into the language of whoever is answered.

    Attributes
    ----------
    catalogue : str
        The package in whose ``sentences/`` it stands.
    key : str
        Its name there. Where it stands as ``key.one`` and ``key.many``, ``n`` of the values
        decides.
    values : mapping
        For the ``{fields}``: numbers, text that is the same in every language, other sentences, or
        a list of these.
    """

    catalogue: str
    key: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return self.told(current())

    def told(self, language: str) -> str:
        """Give the words in one of ``LANGUAGES``."""
        words = table(language, f"{self.catalogue}/sentences")
        key = self.key if self.key in words else f"{self.key}.{_number(self.values['n'], language)}"
        return _put(words[key], language, self.values)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let replies hold sentences: they leave as words, in the language of that moment."""
        from pydantic_core import core_schema

        words = core_schema.to_string_ser_schema(when_used="json")
        return core_schema.is_instance_schema(cls, serialization=words)


def sentence(key: str, **values: object) -> Sentence:
    """Make a sentence of the judge's."""
    return Sentence("model", key, values)


def plain(value: object) -> dict[str, object]:
    """Give a sentence as JSON can hold it: the ``default`` of ``json.dumps``."""
    if isinstance(value, Sentence):
        return {"catalogue": value.catalogue, "key": value.key, "values": value.values}
    raise TypeError(f"{type(value).__name__} is no JSON")


def revived(found: dict[str, Any]) -> Any:
    """Make a sentence again of what :func:`plain` gave: the ``object_hook`` of ``json.loads``."""
    return Sentence(**found) if found.keys() == {"catalogue", "key", "values"} else found


def worded(value: Any) -> Any:
    """Give the same with every sentence in it put into words."""
    if isinstance(value, Sentence):
        return str(value)
    if isinstance(value, dict):
        return {key: worded(each) for key, each in value.items()}
    return [worded(each) for each in value] if isinstance(value, list) else value


# --- words ----------------------------------------------------------------------------------------


@lru_cache
def table(language: str, folder: str = "model/languages") -> dict[str, str]:
    """Give all words of one of ``LANGUAGES``, by key."""
    package, name = folder.split("/")
    path = files(package) / name / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def _number(n: int, language: str) -> str:
    return "one" if n == 1 or (n == 0 and language in NOUGHT_IS_ONE) else "many"


def _put(words: str, language: str, values: Mapping[str, Any]) -> str:
    return _Words(language).vformat(words, (), values)


class _Words(string.Formatter):
    """Puts values in as a language writes them; a whole number gets its marks if not told how."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._marks = str.maketrans(",.", MARKS[language])

    def format_field(self, value: Any, spec: str) -> str:
        if isinstance(value, Sentence):
            return value.told(self._language)
        if isinstance(value, list):
            return ", ".join(self.format_field(each, spec) for each in value)
        if isinstance(value, int | float):
            whole = int(value) if not spec and value == int(value) else value
            return format(whole, spec or ",").translate(self._marks)
        return format(value, spec)
