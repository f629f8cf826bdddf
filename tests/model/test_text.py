"""Normal form, words and sentences."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.text import _HEAP, _REPEATED, _calm, _may_be_heaped, clauses, normalise, sentences, words


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("Ask Inc.) Or etc. or no.\nYes", ["Ask Inc.)", "Or etc. or no.", "Yes"]),
        ("Dear Dr. Lyle, thanks. See you.", ["Dear Dr. Lyle, thanks.", "See you."]),
        ("Hallo,\n\nich bin z.B. Anna.\nGruß", ["Hallo,", "ich bin z.B. Anna.", "Gruß"]),
        ('"Really?" she said. Yes.', ['"Really?"', "she said.", "Yes."]),
        ("  one sentence only  ", ["one sentence only"]),
        ("It costs 3.50 at acme.com today", ["It costs 3.50 at acme.com today"]),
        ("   \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(st.text())
def test_sentences_are_in_order_and_miss_nothing_but_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


@given(st.text())
def test_clauses_lie_within_the_text(text: str) -> None:
    for start, end in clauses(text):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_invisible_characters_and_odd_forms_make_no_difference() -> None:
    assert normalise("Zo\u200be\u00ad, ﬁne\u00a0 “day”\r\n\r\nbye") == 'Zoe, fine "day"\nbye'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p\u0336l\u0336a\u0336n", "plan"),
        ("Hi\U000e0068\U000e0069 Bo\u3164", "Hi Bo"),
        ("а реасе оf mind", "a peace of mind"),
        ("Café Zsófia, Нина и Пётр", "Café Zsófia, Нина и Пётр"),
        ("Это рассказ о реке, а не ad", "Это рассказ о реке, а не ad"),
        ("wait" + "." * 500 + " what", "wait" + "." * 24 + " what"),
        ("n" + "o" * 300, "nooo"),
        ("1,000,000,000 and 2000000", "1,000,000,000 and 2000000"),
    ],
)
def test_disguises_fall_and_heaps_are_cut(text: str, expected: str) -> None:
    assert normalise(text) == expected


RUNS = st.lists(
    st.tuples(st.sampled_from("aaAb9 -_.!É"), st.sampled_from([1, 1, 2, 8, 9, 10, 11, 24, 25, 26])),
    max_size=8,
).map(lambda runs: "".join(sign * length for sign, length in runs))


@given(RUNS | st.text())
def test_no_heap_is_overlooked(text: str) -> None:
    if _HEAP.search(text) or _REPEATED.search(text):
        assert _may_be_heaped(text)


def test_plain_text_is_not_looked_through_for_heaps() -> None:
    assert not _may_be_heaped("")
    assert not _may_be_heaped("Good morning... (a nice one!), www and 1,000,000?!?! " * 9)


def test_words_keep_their_apostrophes() -> None:
    assert words("I'd say état-major, 3 times") == ["I'd", "say", "état-major", "times"]


@given(st.text(alphabet=st.sampled_from("abzABZÄäßéΩж .5"), min_size=15, max_size=60) | st.text())
def test_a_voice_is_lowered_where_more_than_four_letters_of_five_are_capitals(text: str) -> None:
    letters = [letter for letter in text if letter.isalpha()]
    loud = len(letters) >= 20 and sum(map(str.isupper, text)) > 0.8 * len(letters)
    assert _calm(text) == (text.lower() if loud else text)
