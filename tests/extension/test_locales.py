"""Every language has every message; each key in the code is one, each one is asked for; and no
sentence for the user stands in the code itself."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.extension.world import EXTENSION, ROOT

LOCALES = EXTENSION / "_locales"
LANGUAGES = ["de", "en", "es", "fr", "pt"]
PLURALS = ("_one", "_other")

# What two words beside each other in a string of the code may be, beside a message of _locales.
FOR_DEVELOPERS = {
    "use strict", "noreferrer noopener", "A port is a number from 1 to 65535.", "No such call.",
    "not one of ours", "unknown request", "not a supported site", "not a $ request",
    "Bearer $", "row $\\n$",
    "Doorstep's content scripts are already on this page.",
}  # fmt: skip
# A report for us, in English whoever sends it; what sites say in twenty languages; answers in the
# sender's language; style.
NOT_FOR_THE_USER = {
    "content/structure.js", "content/adapters", "content/answers.js", "content/badge-style.js",
    "content/overlay-style.js", "content/words.js", "picker/style.js",
}  # fmt: skip
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\\n]|\\.)*)`')
# A word with another, or with a value, before or after it.
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? (\$|[^\W\d_]{2,})|\$[,;:]? [^\W\d_]{2,}")


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
        for one, other in re.findall(
            r'\bsay(?:Parts)?\(\s*(?:[^`(),]+ \? )?"(\w+)"(?: : "(\w+)")?', text
        ):
            whole |= {one, other} - {""}
        whole |= set(re.findall(r'\bdata-say(?:-[a-z-]+)?="(\w+)"', text))
        whole |= set(re.findall(r"__MSG_(\w+?)__", text))
        whole |= {
            key + end for key in re.findall(r'\bsayCount\(\s*"(\w+)"', text) for end in PLURALS
        }
        begun |= set(re.findall(r"\bsay(?:Count|Parts)?\(\s*`(\w+?_)\$\{", text))
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
    long = [key for key, text in english.items() if len(re.findall(r"[^\W\d_]{2,}", text)) > 2]
    assert long
    assert [key for key in long if own[key] == english[key]] == []


def test_the_code_asks_for_what_there_is_and_for_all_of_it() -> None:
    whole, begun = asked()
    present = set(messages("en"))
    assert whole - present == set()
    assert all(any(key.startswith(start) for key in present) for start in begun)
    used = {key for key in present if key in whole or key.startswith(tuple(begun))}
    assert present - used == set()


def classes() -> set[str]:
    """Names in our stylesheets: several of them in a string are no sentence."""
    sheets = [*EXTENSION.rglob("*.css"), *EXTENSION.glob("*/*style.js")]
    return {name for sheet in sheets for name in re.findall(r"\.([a-z][\w-]*)", sheet.read_text())}


def sentences(code: str, known: set[str]) -> list[str]:
    """Strings of a script that look like words for somebody to read."""
    bare = re.sub(r"(^|\s)//[^\n]*", r"\1", re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL))
    found = []
    for double, template in STRING.findall(bare):
        text = re.sub(r"\$\{[^}]*\}", "$", double or template)
        style = re.fullmatch(r"[a-z]+(\[[^\]]+\])?(, [a-z]+(\[[^\]]+\])?)+|\([a-z-]+: \w+\)", text)
        names = set(text.replace("$", "").split()) <= known
        if TWO_WORDS.search(text) and not style and not names and text not in FOR_DEVELOPERS:
            found.append(text)
    return found


def test_no_sentence_stands_in_a_script() -> None:
    left = {}
    for path in EXTENSION.rglob("*.js"):
        name = path.relative_to(EXTENSION).as_posix()
        if not name.startswith(tuple(NOT_FOR_THE_USER)):
            left[name] = sentences(path.read_text(), classes())
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("line", [
    'make("p", {}, "Nothing yet.")', 'said.textContent = `${n} of ${m} seen`;',
    'hint: "from the first lines"', 'throw new Error("Choose a file first.")',
])  # fmt: skip
def test_a_sentence_in_a_script_would_be_found(line: str) -> None:
    assert sentences(line, classes()) != []


class _Texts(HTMLParser):
    """Words of a page's HTML that a browser would show or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "link", "img", "input", "br"}:
            self.within.append(tag)
        spoken = {"aria-label", "placeholder", "title", "alt"}
        self.found += [value for name, value in attrs if name in spoken and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        typed_or_pressed = {"code", "kbd"} & set(self.within)
        if not typed_or_pressed and re.search(r"[^\W\d_]{2}", data):
            self.found.append(data.strip())


@pytest.mark.parametrize("page", sorted((EXTENSION / "pages").glob("*.html")), ids=lambda p: p.stem)
def test_no_word_stands_in_a_page(page: Path) -> None:
    texts = _Texts()
    texts.feed(page.read_text())
    example = "123 456"
    assert [text for text in texts.found if text not in {"Doorstep", example}] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_badges_and_reasons_use_the_same_words(language: str) -> None:
    reasons = json.loads((ROOT / "model" / "languages" / f"{language}.json").read_text())
    words = messages(language)
    for label in ("leaflet", "relationship"):
        assert words[f"band_{label}"] in reasons[f"like_yours.{label}"]
