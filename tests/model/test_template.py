"""One text sent to many is found again; texts that only sound alike are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.template import SKETCH_WIDTH, runs, same, sketch

TEMPLATE = (
    "Hi {name}, I came across your profile and was impressed by what you do at {firm}. We help"
    " teams like yours win {number} more meetings a month without any extra work. Would you be"
    " open to a quick call on {day} to see whether it could be useful for you too?"
)
ANA = TEMPLATE.format(name="Ana", firm="Northlight Glass", number=30, day="Tuesday")
LI = TEMPLATE.format(name="Dr. Li Wei", firm="ACME", number="1,250", day="Friday")
GERMAN = (
    "Hallo {name}, beim Stöbern bin ich auf Ihr Profil gestoßen und würde mich sehr freuen, wenn"
    " wir uns hier vernetzen, denn wir haben für {firm} und viele andere gezeigt, wie es geht."
)


def alike(first: str, second: str) -> bool:
    """Found by the sketch and confirmed by the runs, as the service does it."""
    return bool(set(sketch(first) or ()) & set(sketch(second) or ())) and same(
        runs(first), runs(second)
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ANA, ANA),
        (ANA, LI),
        (ANA, ANA.replace("Hi Ana, ", "")),
        (ANA, "  " + ANA.replace(" ", "\n") + " 🚀🚀"),
        (ANA, LI.replace("quick", "short")),
        (ANA, LI + " Best, Kim"),
        (ANA, LI.replace("was impressed by", "was truly impressed by")),
        (GERMAN.format(name="Frau Meier", firm="Siemens"), GERMAN.format(name="Jo", firm="BASF")),
        ("你好,我在網上看到你的資料,覺得我們可以合作,請問你有時間嗎?期待你的回覆和意見。",) * 2,
    ],
)  # fmt: skip
def test_names_numbers_and_small_changes_do_not_hide_a_text(first: str, second: str) -> None:
    assert alike(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ANA, GERMAN),
        (ANA, "Hi Ana, I came across your profile and wondered how you sealed the sluice gate."),
        (ANA, ANA.split(". ")[0]),
        (
            "Your talk on looms stayed with me all week. How did you start with it, if I may ask?",
            "Your talk on ferries stayed with me. Do you still have the drawings you showed there?",
        ),
        (
            "Hallo Frau Meier, ich habe Ihren Vortrag über Bienen gehört und darüber nachgedacht.",
            "Hallo Frau Kruse, ich habe Ihr Buch über Schleusen gelesen und weiterverschenkt.",
        ),
    ],
)  # fmt: skip
def test_texts_that_only_sound_alike_are_different(first: str, second: str) -> None:
    assert not alike(first, second)


@pytest.mark.parametrize("text", ["", "Hi Ana", "Thanks, all the best!", "Hello There " * 20, "??"])
def test_too_little_text_is_nobodys(text: str) -> None:
    assert sketch(text) is None
    assert not runs(text)
    assert not same(runs(text), runs(text))


@given(st.text())
def test_any_text_is_sketched_in_whole_numbers_a_database_holds(text: str) -> None:
    found = sketch(text)
    assert (found is None) == (not runs(text))
    if found is not None:
        assert len(found) == SKETCH_WIDTH
        assert all(-(2**63) <= number < 2**63 for number in found)
        assert found == sketch(f" {text} ")


def test_most_of_a_thousand_changed_copies_are_found() -> None:
    """Each copy lost another word or two; the four numbers find nearly all of them."""
    at = ANA.split()
    copies = [
        " ".join(at[:i] + at[i + 1 : j] + at[j + 1 :])
        for i in range(3, len(at))
        for j in range(i + 1, len(at))
    ]
    found = [alike(ANA, copy) for copy in copies]
    assert len(found) > 900
    assert sum(found) / len(found) > 0.99
