"""What training alters of a text leaves a text, and leaves what it says."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.finetune import augment
from model.finetune.augment import CHANGES, augmented

LETTER = "Dear Ms Okoro, the bridge you built in Ulm is great.\nHow did you mend it?\nLena Ott"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (augment.lower, LETTER.lower()),
        (augment.in_one_line, LETTER.replace("\n", " ")),
        (augment.without_greeting, LETTER.removeprefix("Dear Ms Okoro, ")),
        (augment.without_signature, LETTER.removesuffix("\nLena Ott")),
        (augment.unmarked, LETTER.replace(",", "").replace(".", "").replace("?", "")),
        (augment.small_starts, LETTER.replace("D", "d").replace("H", "h").replace("L", "l")),
    ],
)
def test_each_change_does_what_it_says(change, expected) -> None:
    assert change(LETTER, Random(0)).split() == expected.split()


def test_most_articles_go() -> None:
    kept = augment.without_articles("the dog and a cat in the house of an aunt " * 20, Random(0))
    articles = sum(word in ("the", "a", "an") for word in kept.split())
    assert 0 < articles < 0.4 * 80
    assert kept.split().count("dog") == 20


def test_marks_are_set_apart() -> None:
    assert augment.apart("Well, no.", Random(0)).split() == ["Well", ",", "no", "."]


def test_accents_go() -> None:
    assert augment.unaccented("Größe, déjà vu", Random(0)) == "Grosse, deja vu"


def test_few_letters_are_wrong() -> None:
    text = "a plain sentence of words " * 40
    wrong = augment.misspelt(text, Random(0))
    assert wrong != text
    assert abs(len(wrong) - len(text)) < 0.05 * len(text)


@given(st.text(min_size=1).filter(str.strip), st.integers(0, 1000))
def test_nothing_is_lost_altogether(text: str, seed: int) -> None:
    assert augmented(text, Random(seed)).strip()
    for change, _ in CHANGES:
        assert change(text, Random(seed)).strip()


def test_about_half_of_the_texts_stay_as_they_are() -> None:
    random = Random(0)
    same = sum(augmented(LETTER, random) == LETTER for _ in range(1000))
    assert 450 < same < 650
