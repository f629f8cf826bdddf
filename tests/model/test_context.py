"""What is known of recipient, sender and thread: what counts, how far, and what never does."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import context
from model.context import Finding, Recipient, findings, moved
from model.records import Message, Sender, Turn

TEXT = "Our platform helps firms grow."
MIRIAM = Recipient(
    name="Miriam (Miri) Oduya",
    text="I build flood-forecasting models at NTNU and keep bees.",
    facts=("Beekeeper in Shrewsbury", "Studied in Lund", "Marketing manager"),
    test_words=("heather honey",),
)


def of(text: str, recipient: Recipient | None = MIRIAM, **known: Any) -> dict[str, Finding]:
    message = Message(id="m", text=text, kind="inbox_message", **known)
    return {finding.signal: finding for finding in findings(message, recipient)}


def place(text: str, found: dict[str, Finding], signal: str) -> str:
    span = found[signal].span
    assert span is not None
    return text[slice(*span)]


def turn(author: str, text: str) -> Turn:
    return Turn.model_validate({"from": author, "text": text})


# --- the recipient --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("How is the beekeeping going?", "beekeeping"),
        ("Do beekeepers nearby still meet?", "beekeepers"),
        ("Is BEEKEEPING allowed in town?", "BEEKEEPING"),
        ("Are you from Shrewsbury?", "Shrewsbury"),
        ("Is the tide-forecasting open?", "forecasting"),
        ("We both taught at NTNU, I think.", "NTNU"),
        ("I was in Lund as well.", "Lund"),
        ("Is bee\u200bkeeping hard?", "bee\u200bkeeping"),
    ],
)
def test_what_the_user_said_of_themselves_is_found_where_it_stands(text: str, word: str) -> None:
    found = of(text)
    assert place(text, found, "names_fact") == word
    assert found["names_fact"].shift == context.NAMES_ONE


def test_two_such_words_count_more_and_the_same_one_twice_does_not() -> None:
    assert of("Beekeeping in Shrewsbury?")["names_fact"].shift == context.NAMES_MORE
    assert of("Beekeeping, dear beekeeper!")["names_fact"].shift == context.NAMES_ONE


@pytest.mark.parametrize(
    "text",
    [
        "Hi Miriam, Miriam Oduya is who we look for. Oduya!",
        "We help managers with their marketing.",  # Said by the user, but of anybody.
        "I studied a lot and build models.",
        "Lund! ntnu, lund, bees.",  # Short words count only as the names they are.
    ],
)
def test_a_name_and_what_is_true_of_anybody_buy_nothing(text: str) -> None:
    assert of(text) == {}


def test_a_name_in_the_profile_and_as_a_test_word_buys_nothing_either() -> None:
    vain = Recipient(name="Miriam Oduya", text="Miriam Oduya", test_words=("Miriam", "Oduya!"))
    assert of("Hi Miriam, dear Miriam Oduya", vain) == {}


@pytest.mark.parametrize("text", ["I do like Heather  Honey.", "heather\nhoney", "Heather-honey?"])
def test_a_test_word_is_found_whatever_its_case(text: str) -> None:
    found = of(text)
    assert found["test_word"].shift == context.TEST_WORD
    assert place(text, found, "test_word").lower().split("-" if "-" in text else None) == [
        "heather", "honey"
    ]  # fmt: skip


def test_a_test_word_counts_as_a_whole() -> None:
    assert of("heather, or honeybush") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Hi Daniel, our platform",
        "Dear Ms Petersen,\nI write",
        "Sehr geehrter Herr Krüger,",
        "Hallo Jürgen!",
        "Bonjour Sophie, je",
        "Hola Carlos:",
        "Olá Beatriz, tudo",
        "Ciao Giulia - ti",
        "Beste Pieter,",
        "Hello Jean-Luc",
    ],
)
def test_a_greeting_of_somebody_else_is_a_wrong_name(text: str) -> None:
    found = of(text)
    assert found["wrong_name"].shift < 0
    assert place(text, found, "wrong_name") in {
        "Daniel", "Petersen", "Krüger", "Jürgen", "Sophie", "Carlos", "Beatriz", "Giulia",
        "Pieter", "Jean-Luc",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Hi all, hello", "Hi Team, hello", "Hello There!", "Dear Sir,", "Hi Marketers,",
        "Hallo Zusammen,", "Liebe Kollegin,", "Bonjour Madame,", "Hola Buenas,", "Olá Pessoal!",
        "Ciao Ragazzi,", "Beste Lezer,", "Dear Hiring Manager,", "Hi Thanks, yes",
        "Hi Miriam,", "Hi Miri,", "Dear Dr. Oduya,", "HI MIRIAM,", "Hi Mim,", "Hi daniel,",
        "Hi Daniel, Miriam and Jo,", "Hi Daniel here is", "Daniel, hello", "Good point, Daniel",
        "{FirstName}, hi", "Hi {Name},",
    ],
)  # fmt: skip
def test_a_greeting_that_may_mean_the_user_or_nobody_is_not(text: str) -> None:
    assert "wrong_name" not in of(text)


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Łukasz", "Lukasz"), ("Elizabeth", "Beth"), ("Jörg", "Joerg"), ("Мария", "Maria")],
)
def test_another_spelling_of_a_name_is_not_wrong(name: str, greeted: str) -> None:
    assert of(f"Hi {greeted}, hello", Recipient(name=name)) == {}


def test_without_a_known_name_no_name_is_wrong() -> None:
    assert of("Hi Daniel, hello", Recipient(text="I weave")) == {}


# --- the sender -----------------------------------------------------------------------------------


def test_mutual_contacts_count_little_and_none_nothing() -> None:
    assert of(TEXT, sender=Sender(mutual=0)) == {}
    one, many = (of(TEXT, sender=Sender(mutual=n))["mutual"] for n in (1, 250))
    assert 0 < one.shift < many.shift <= 0.25
    assert (one.worded(), many.worded()) == (
        "you have 1 contact in common",
        "you have 250 contacts in common",
    )


@pytest.mark.parametrize(
    "headline",
    [
        "I help coaches 10x their income", "Helping founders sleep", "Lead generation for dentists",
        "Ich helfe Beratern", "J’aide les indépendants", "Ayudo a pymes a vender",
        "Ajudo clínicas", "Aiutiamo le imprese", "Meer klanten voor coaches",
    ],
)  # fmt: skip
def test_a_headline_that_offers_something_counts_a_little_against(headline: str) -> None:
    assert -0.3 < of(TEXT, sender=Sender(headline=headline))["headline_sells"].shift < 0


@pytest.mark.parametrize("headline", ["Warehouse lead", "Head of Hydrology", "Lehrerin", ""])
def test_a_headline_that_says_who_somebody_is_does_not(headline: str) -> None:
    assert of(TEXT, sender=Sender(name="I help Ltd", headline=headline)) == {}


# --- the thread -----------------------------------------------------------------------------------


def test_a_conversation_the_user_took_part_in_counts_for() -> None:
    thread = [turn("them", "Hello"), turn("me", "Come by on Thursday, bring the boxes.")]
    assert of(TEXT, thread=thread)["answers_you"].shift > 0


@pytest.mark.parametrize(
    "said", ["", "Thanks!", "Hi Kyle, thanks for connecting!", "No thank you, I am not interested."]
)
def test_a_pitch_after_acceptance_counts_against(said: str) -> None:
    thread = [turn("them", "I like your field, let's connect."), turn("me", said)]
    (found,) = of(TEXT + " Book a call", None, thread=thread).values()
    assert (found.signal, found.shift) == ("pitch_after_accept", context.AFTER_SILENCE)


def test_running_after_an_unanswered_message_counts_against() -> None:
    first, second = turn("them", "Hello there"), turn("them", "Just following up on this")
    assert set(of("Did you see my last message?", thread=[first])) == {"chases"}
    assert set(of("And another thing", thread=[first, second])) == {"chases"}


def test_a_second_message_that_neither_pitches_nor_chases_is_a_second_message() -> None:
    thread = [turn("them", "Thanks for the seeds yesterday.")]
    assert of("I forgot: they are for the shade.", thread=thread) == {}
    pitch = TEXT + " Book a call"
    assert of(pitch, thread=[]) == of(pitch, thread=[turn("them", pitch)]) == {}


# --- how far it goes ------------------------------------------------------------------------------


def test_the_shift_is_in_log_odds_and_bounded() -> None:
    assert moved(0.5, [Finding("a", 0.7)]) == pytest.approx(1 / (1 + math.exp(-0.7)))
    assert moved(0.5, [Finding("a", 9.0)]) == pytest.approx(1 / (1 + math.exp(-2)))
    assert moved(0.5, [Finding("a", -9.0)]) == pytest.approx(1 / (1 + math.exp(2)))
    for certain in (0.0, 1.0):
        assert moved(certain, [Finding("a", 1.0)]) == certain


def test_missing_context_never_moves_a_score(tiny) -> None:
    plain = Message(id="m", text=TEXT, kind="inbox_message")
    bare = plain.model_copy(update={"sender": Sender(name="Ola"), "thread": []})
    (probability,) = tiny.probabilities([TEXT])
    assert moved(float(probability), findings(bare)) == probability
    assert tiny.score([plain], explain=True) == tiny.score([bare], explain=True)
    (score,) = tiny.score([bare], explain=True, recipient=Recipient(name="Ola"))
    (expected,) = tiny.score([plain], explain=True)
    assert (score.score, score.band, score.reasons) == (
        expected.score, expected.band, expected.reasons
    )  # fmt: skip


def test_context_moves_the_score_by_what_the_reasons_tell(tiny) -> None:
    text = "How is the beekeeping? Our platform helps firms grow."
    message = Message(id="m", text=text, kind="inbox_message", sender=Sender(mutual=3))
    (before,) = tiny.score([message.model_copy(update={"sender": None})])
    (after,) = tiny.score([message], explain=True, recipient=MIRIAM)
    told = {reason.signal: reason for reason in after.reasons}
    both = told["names_fact"].effect + told["mutual"].effect
    assert after.score - before.score == pytest.approx(both, abs=0.3)
    assert after.score > before.score
    assert text[slice(*told["names_fact"].span)] == "beekeeping"
    effects = [abs(reason.effect) for reason in after.reasons]
    assert effects == sorted(effects, reverse=True)


def test_a_message_without_a_note_has_no_context_either(tiny) -> None:
    message = Message(id="m", text=" ", kind="connection_request", sender=Sender(mutual=30))
    (score,) = tiny.score([message], explain=True, recipient=MIRIAM)
    assert (score.score, score.band, score.reasons) == (None, "no_note", [])


def test_the_name_of_verdicts_changes_with_the_recipient(tiny) -> None:
    names = {
        tiny.served_as("balanced", recipient)
        for recipient in (None, MIRIAM, Recipient(name="Ola"), Recipient(name="Ole"))
    }
    assert len(names) == 4
    assert tiny.id in names
    assert tiny.served_as("strict", MIRIAM) == f"{tiny.id}+strict+{MIRIAM.mark}"
    (score,) = tiny.score([Message(id="m", text=TEXT, kind="inbox_message")], recipient=MIRIAM)
    assert score.model == tiny.served_as("balanced", MIRIAM)


# --- any text -------------------------------------------------------------------------------------

TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["Hi", "Dear", "Mr.", "Daniel", "Miriam", ",", "beekeeping", "Lund", "heather", "honey",
         "\u200b", "ﬁ", "İ", "ß", "ﾞ", "\n", "-", "…", "10x", "follow up", "platform", "😀"]
    ), max_size=12,
).map(" ".join)  # fmt: skip


@settings(max_examples=300)
@given(
    text=TEXTS, name=TEXTS, told=TEXTS, tests=st.lists(TEXTS, max_size=3),
    headline=TEXTS, thread=st.lists(st.tuples(st.sampled_from(["me", "them"]), TEXTS), max_size=3),
)  # fmt: skip
def test_any_text_can_be_read_and_spans_lie_in_it(text, name, told, tests, headline, thread):
    message = Message(
        id="m", text=text, kind="inbox_message",
        sender=Sender(headline=headline), thread=[turn(*said) for said in thread],
    )  # fmt: skip
    recipient = Recipient(name=name, text=told, facts=(told,), test_words=tuple(tests))
    found = findings(message, recipient)
    assert len({finding.signal for finding in found}) == len(found)
    for finding in found:
        assert finding.shift
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
    assert 0 <= moved(0.5, found) <= 1
