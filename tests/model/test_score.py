"""Scores and the reasons for them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import explain
from model.features import LEANS, READABLE
from model.signals import Reading
from model.train import train
from tests.model.conftest import labelled, message

TEXT = "We met at the loom fair. Our platform boosts sales! Did you find the archive, in the end?"


@pytest.mark.parametrize("empty", ["", "  ", "\n\t\u00a0"])
def test_no_text_is_no_note_and_has_no_number(tiny, empty) -> None:
    (score,) = tiny.score([message(empty)], explain=True)
    assert (score.score, score.band, score.reasons) == (None, "no_note", [])


def test_scores_come_in_order_with_their_ids_and_the_models_name(tiny) -> None:
    asked = [message("Our platform", "x"), message("", "y"), message("Did you find it?", "z")]
    found = tiny.score(asked)
    assert [score.id for score in found] == ["x", "y", "z"]
    assert {score.model for score in found} == {tiny.id}
    assert tiny.score([]) == []


def test_a_message_has_the_same_score_alone_and_in_a_batch(starter) -> None:
    asked = [message(f"Did you find the {n} looms? We grow firms.", str(n)) for n in range(12)]
    together = [score.score for score in starter.score(asked)]
    alone = [starter.score([one])[0].score for one in asked]
    assert together == pytest.approx(alone, abs=0.1)


def test_the_raw_score_is_the_estimators_own(starter, holdout) -> None:
    texts = [row.text for row in holdout[:20]]
    assert starter.raw(texts) == pytest.approx(starter.estimator.decision_function(texts))


def test_words_that_have_no_weight_are_not_counted_and_others_are(tiny, tiny_corpus, fake) -> None:
    own = [labelled("How is the loom in Ulm?", "relationship")]
    personal = train(tiny_corpus, own, encoder=fake, like=tiny)
    texts = [own[0].text, "We help firms grow."]
    assert tiny.drawn(texts)[1].nnz == 0 < personal.drawn(texts)[1].nnz
    for model in (tiny, personal):
        assert model.raw(texts) == pytest.approx(model.estimator.decision_function(texts))


def test_the_band_follows_from_the_score(starter, holdout) -> None:
    for score in starter.score(holdout[:60]):
        assert 0 <= score.score <= 100
        assert score.score == round(score.score, 1)
        assert score.band == starter.thresholds.band(score.score / 100) or (
            abs(score.score / 100 - starter.thresholds.leaflet) < 0.001
            or abs(score.score / 100 - starter.thresholds.relationship) < 0.001
        )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400))
def test_any_text_can_be_explained(tiny, text) -> None:
    (score,) = tiny.score([message(text)], explain=True)
    assert (score.score is None) == (not text.strip())
    effects = [abs(reason.effect) for reason in score.reasons]
    assert effects == sorted(effects, reverse=True)
    for reason in score.reasons:
        if reason.span is not None:
            start, end = reason.span
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()


def test_spans_are_the_sentences_of_the_text_as_it_was_sent(tiny) -> None:
    text = "😀  Ｗe met at the loom fair.\u200b\r\n\r\nOur platform boosts sales!"
    (score,) = tiny.score([message(text)], explain=True)
    found = {text[slice(*reason.span)] for reason in score.reasons if reason.span}
    assert found
    assert found <= {"😀  Ｗe met at the loom fair.\u200b", "Our platform boosts sales!"}


def test_leaving_out_a_named_sentence_moves_the_score_as_told(starter) -> None:
    (score,) = starter.score([message(TEXT)], explain=True)
    told = [reason for reason in score.reasons if reason.span]
    assert told
    for reason in told:
        start, end = reason.span
        (without,) = starter.score([message(TEXT[:start] + " " + TEXT[end:])])
        assert score.score - without.score == pytest.approx(reason.effect, abs=0.2)


def test_the_first_named_sentence_moves_the_score_as_told_in_nearly_every_message(
    starter, holdout
) -> None:
    """On messages nobody here wrote: the sign and, but for rounding, the size."""
    rows = holdout[::3]
    kept = faithful = 0
    for row, score in zip(rows, starter.score(rows, explain=True), strict=True):
        told = [reason for reason in score.reasons if reason.span]
        if not told or told[0].span == (0, len(row.text)):
            continue  # Nothing would be left without it.
        start, end = told[0].span
        rest = row.model_copy(update={"text": row.text[:start] + " " + row.text[end:]})
        (without,) = starter.score([rest])
        moved = score.score - without.score
        kept += 1
        faithful += moved * told[0].effect > 0 and abs(moved - told[0].effect) <= 0.3
    assert kept > 40
    assert faithful >= 0.95 * kept


def test_a_signal_never_pushes_against_its_meaning(starter) -> None:
    coefficients = starter.estimator["classifier"].coef_[0][: len(LEANS)]
    assert (coefficients * LEANS >= -1e-9).all()
    (score,) = starter.score([message("We grow firms. Our platform boosts sales.")], explain=True)
    pitch = next(reason for reason in score.reasons if reason.signal == "pitches")
    assert pitch.effect < 0
    names = {statement.name for _, statement in READABLE}
    assert {reason.signal for reason in score.reasons} <= {*names, "sentence"}


def test_one_sentence_is_explained_by_its_clauses_or_as_a_whole(starter) -> None:
    for text in ["We help firms grow with our platform", "You met Ana, our platform boosts sales"]:
        (score,) = starter.score([message(text)], explain=True)
        spans = [reason.span for reason in score.reasons if reason.span]
        assert spans
        assert all(text[slice(*span)] for span in spans)


def test_a_wall_of_text_is_explained_by_few_readings(tiny, monkeypatch) -> None:
    wall = "We met at the fair. Our platform boosts sales! " * 400
    read: list[str] = []

    def reading(text: str) -> Reading:
        read.append(text)
        return Reading(text)

    monkeypatch.setattr(explain, "Reading", reading)
    explain.explain_one(tiny, wall)
    assert len(read) > 2
    assert sum(map(len, read)) <= explain.MOST_READ + 2 * len(wall)
