"""Another look changes how a text is written, and neither its words' order nor who it speaks of."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.finetune.looks import (
    CHANGES,
    Change,
    another_look,
    lower,
    other_marks,
    otherwise_signed,
    small_starts,
    upper,
)

NOTE = (
    "Hello Ilse, the loom you mended for the museum runs again. Who taught you to sharpen the "
    "reeds? We would gladly watch.\n\nSincerely\nPer Aune"
)
LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "pt", "it", "nl", "sv"])
EACH = pytest.mark.parametrize(
    "change", [change for change, _ in CHANGES], ids=lambda c: c.__name__
)


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


@given(st.text(min_size=1).filter(str.strip), LANGUAGES, st.integers())
def test_no_text_is_lost(text: str, language: str, seed: int) -> None:
    assert another_look(text, language, Random(seed)).strip()


@EACH
def test_a_change_changes_something_and_leaves_the_message(change: Change) -> None:
    looks = {change(NOTE, "en", Random(seed)) for seed in range(20)}
    assert looks - {NOTE}
    for look in looks:
        assert SequenceMatcher(None, letters(look), letters(NOTE)).ratio() > 0.8


@EACH
def test_the_same_seed_gives_the_same_look(change: Change) -> None:
    assert change(NOTE, "de", Random(3)) == change(NOTE, "de", Random(3))


@pytest.mark.parametrize("change", [lower, upper, small_starts, other_marks])
def test_words_stay_what_they_are_where_only_their_form_changes(change: Change) -> None:
    for seed in range(5):
        assert letters(change(NOTE, "en", Random(seed))) == letters(NOTE)


def test_a_signature_is_in_the_texts_language() -> None:
    signed = {otherwise_signed("Ist der Webstuhl noch da?", "de", Random(n)) for n in range(20)}
    assert any("Grüße" in text for text in signed)
    assert not any("Best," in text for text in signed)
