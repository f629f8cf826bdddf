"""Every language has every message; every key in the code is a message, and every message is used."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.extension.world import EXTENSION

LOCALES = EXTENSION / "_locales"
LANGUAGES = ["de", "en", "es", "fr", "pt"]
PLURALS = ("_one", "_other")


def messages(language: str) -> dict[str, str]:
    loaded = json.loads((LOCALES / language / "messages.json").read_text())
    return {key: entry["message"] for key, entry in loaded.items()}


def code() -> dict[Path, str]:
    kept = {".js", ".html", ".json"}
    return {
        path: path.read_text()
        for path in EXTENSION.rglob("*")
        if path.suffix in kept and LOCALES not in path.parents
    }


def asked() -> tuple[set[str], set[str]]:
    """Keys the code asks for: whole ones, and beginnings of those put together from data."""
    whole: set[str] = set()
    begun: set[str] = set()
    for text in code().values():
        # One key, or one of two: say("a"), say(isSo ? "a" : "b").
        for one, other in re.findall(r'\bsay(?:Parts)?\(\s*(?:[^"`(]+ \? )?"(\w+)"(?: : "(\w+)")?', text):
            whole |= {one, other} - {""}
        whole |= set(re.findall(r'\bdata-say(?:-[a-z-]+)?="(\w+)"', text))
        whole |= set(re.findall(r"__MSG_(\w+?)__", text))
        whole |= {
            key + end for key in re.findall(r'\bsayCount\(\s*"(\w+)"', text) for end in PLURALS
        }
        begun |= set(re.findall(r"\bsay(?:Count)?\(\s*`(\w+?_)\$\{", text))
    return whole, begun


def test_there_are_the_five_languages() -> None:
    assert sorted(folder.name for folder in LOCALES.iterdir()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    own, english = messages(language), messages("en")
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert text.strip() == text != "", key
        assert set(re.findall(r"\$\d", text)) == set(re.findall(r"\$\d", english[key])), key
        assert not re.search(r"\$(?!\d)", text), f"{key}: a lone $ is no placeholder"
    assert list(own) == sorted(own), "keys stand in order, so that two branches seldom collide"


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_a_language_is_not_english_left_over(language: str) -> None:
    own, english = messages(language), messages("en")
    long = [key for key, text in english.items() if len(text.split()) > 2]
    assert long
    assert [key for key in long if own[key] == english[key]] == []


def test_the_code_asks_for_what_there_is_and_for_all_of_it() -> None:
    whole, begun = asked()
    present = set(messages("en"))
    assert whole - present == set()
    assert all(any(key.startswith(start) for key in present) for start in begun)
    used = {key for key in present if key in whole or key.startswith(tuple(begun))}
    assert present - used == set()
