"""Every reason has words in every language, and they say what they should."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from model import attributes, context, signals, wording
from model.records import Message, Sender
from model.wording import LANGUAGES, counted, say, sided, spoken, table

SIDED = (*attributes.NAMES, *signals.NAMES, "sentence")
OTHERS = LANGUAGES[1:]


def found_in_context() -> set[str]:
    """The names of all findings, read from the code that makes them."""
    tree = ast.parse(Path(context.__file__).read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "Finding"]
    return {c.args[0].value for c in made if isinstance(c.args[0], ast.Constant)}


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_no_two_statements_share_a_name() -> None:
    assert len(set(SIDED)) == len(SIDED)


def test_there_are_words_for_every_reason_and_no_others() -> None:
    plain = found_in_context() - {"mutual"}
    assert len(plain) >= 7
    assert set(table("en")) == {
        *(f"{signal}.{side}" for signal in SIDED for side in ("high", "low")),
        *plain,
        *("mutual.one", "mutual.many", "same_text", "unknown_language"),
        *("like_yours.leaflet", "like_yours.relationship"),
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_all_of_it_in_its_own_words(language: str) -> None:
    english, other = table("en"), table(language)
    assert list(other) == list(english)
    for key, words in other.items():
        assert words.strip() == words != "", key
        assert words != english[key], key
        assert fields(words) == fields(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_and_missing_are_not_the_same(language: str) -> None:
    for signal in SIDED:
        assert sided(signal, True, language) != sided(signal, False, language)
    # The same words twice would look like one thing told twice; these two do mean one thing.
    all_words = [words for key, words in table(language).items() if key != "reply.high"]
    assert len(set(all_words)) == len(all_words)


def test_german_addresses_nobody_and_french_is_polite() -> None:
    german = " ".join(table("de").values()).casefold().split()
    assert not {"du", "dich", "dir", "dein", "deine", "sie", "ihnen", "ihr", "ihre"} & set(german)
    french = " ".join(table("fr").values()).casefold().split()
    assert not {"tu", "te", "toi", "ton", "ta", "tes"} & set(french)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("de", "de"), ("DE-at", "de"), ("pt_BR", "pt"), ("fr-CA", "fr"), ("es", "es"),
        ("nl", "en"), ("", "en"), ("../de", "en"), ("x" * 35, "en"), ("den", "en"),
    ],
)  # fmt: skip
def test_a_tag_names_a_language_and_an_unknown_one_english(tag: str, language: str) -> None:
    assert spoken(tag) == language


def test_numbers_and_quotes_are_put_in() -> None:
    assert counted("mutual", 1) == "you have 1 contact in common"
    assert counted("mutual", 2, "de") == "2 gemeinsame Kontakte"
    assert say("same_text", n=3) == "3 people sent you this same text"
    quoted = say("like_yours.leaflet", "pt-BR", quote="{n} %s \\ {")
    assert quoted.endswith("“{n} %s \\ {”")


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_come_in_the_language_asked_for_and_say_the_same(tiny, language: str) -> None:
    asked = Message(
        id="m", text="We met at the loom fair. Our platform boosts sales!", kind="inbox_message",
        sender=Sender(mutual=2, headline="I help firms"),
    )  # fmt: skip
    (english,) = tiny.score([asked], explain=True)
    (other,) = tiny.score([asked], explain=True, language=language)
    assert {"sentence", "headline_sells"} <= {reason.signal for reason in other.reasons}
    assert {reason.text for reason in other.reasons} <= {
        words.format(n=2) for key, words in table(language).items() if "quote" not in fields(words)
    }
    untold = {"reasons": [reason.model_copy(update={"text": ""}) for reason in english.reasons]}
    assert other.model_copy(update={
        "reasons": [reason.model_copy(update={"text": ""}) for reason in other.reasons]
    }) == english.model_copy(update=untold)  # fmt: skip


def test_an_unknown_language_is_english(tiny) -> None:
    asked = [Message(id="m", text="Our platform boosts sales!", kind="inbox_message")]
    assert tiny.score(asked, explain=True, language="nl") == tiny.score(asked, explain=True)
    assert wording.ENGLISH == "en"
