"""The rule by which a new model takes the place of the old."""

from __future__ import annotations

import random

import pytest

from model.adoption import ALLOWED_LOSS, LEAST_FRESH, compare
from model.records import LabelledMessage
from model.text import text_key
from model.train import train
from tests.bench.learning import read_users
from tests.model.conftest import labelled


def flipped(rows, count: int) -> list[LabelledMessage]:
    chosen = random.Random(3).sample([row for row in rows if row.has_note], count)
    other = {"leaflet": "relationship", "relationship": "leaflet"}
    return [labelled(row.text, other[row.label], row.id) for row in chosen]


def test_one_fresh_label_is_adopted(starter, corpus, memo, holdout) -> None:
    own = [
        labelled("Hi Dana, we help firms like yours grow. Open to a quick call?", "relationship")
    ]
    verdict = compare(starter, train(corpus, own, encoder=memo, like=starter), holdout, own)
    assert verdict.adopt
    assert str(verdict.why).startswith("It is no worse")


def test_a_flood_of_wrong_labels_is_refused_with_a_reason(starter, corpus, memo, holdout) -> None:
    own = flipped(corpus, 1000)
    verdict = compare(starter, train(corpus, own, encoder=memo, like=starter), holdout, own)
    assert not verdict.adopt
    assert "Your labels are kept" in str(verdict.why)
    assert verdict.figures["holdout"]["auc"]["after"] < (
        verdict.figures["holdout"]["auc"]["before"] - ALLOWED_LOSS
    )


def test_a_thousand_right_labels_are_adopted(starter, corpus, memo, holdout) -> None:
    chosen = random.Random(3).sample([row for row in corpus if row.has_note], 1000)
    own = [labelled(row.text, row.label, row.id) for row in chosen]
    assert compare(starter, train(corpus, own, encoder=memo, like=starter), holdout, own).adopt


def test_sixty_wrong_labels_are_refused_however_well_they_agree(
    starter, corpus, memo, holdout
) -> None:
    own = flipped(corpus, 60)
    assert not compare(starter, train(corpus, own, encoder=memo, like=starter), holdout, own).adopt


def test_a_taste_that_is_not_the_holdouts_is_adopted(starter, corpus, memo, holdout) -> None:
    own = read_users()["inperson"]
    verdict = compare(starter, train(corpus, own, encoder=memo, like=starter), holdout, own)
    assert verdict.adopt
    assert str(verdict.why).startswith("It foretells your")
    auc = verdict.figures["holdout"]["auc"]
    assert auc["after"] < auc["before"] - ALLOWED_LOSS


def test_the_same_model_may_replace_itself(starter, holdout) -> None:
    assert compare(starter, starter, holdout).adopt


def variant(trained, **metadata):
    from dataclasses import replace

    return replace(trained, metadata={**trained.metadata, **metadata})


def test_small_losses_cannot_add_up(starter, holdout) -> None:
    once = 0.01 + ALLOWED_LOSS
    verdict = compare(starter, variant(starter), holdout)
    best = verdict.figures["best"]["auc"] + once
    current = variant(starter, adoption={"best": {"auc": best, "brier": 0.1}})
    assert not compare(current, variant(starter), holdout).adopt


def test_the_candidate_carries_the_best_figures_so_far(starter, holdout) -> None:
    candidate = variant(starter)
    verdict = compare(starter, candidate, holdout)
    assert candidate.metadata["adoption"] == verdict.figures


@pytest.fixture
def own(holdout) -> list[LabelledMessage]:
    clear = [row for row in holdout if row.sure][:20]
    return [labelled(row.text, row.label, row.id) for row in clear]


def test_a_candidate_that_fails_the_users_newest_labels_is_kept_back(starter, holdout, own) -> None:
    wrong = {text_key(row.text): float(row.label == "leaflet") for row in own}
    verdict = compare(starter, variant(starter, held_out=wrong), holdout, own)
    assert not verdict.adopt
    assert "newest labels" in str(verdict.why)
    right = {text_key(row.text): float(row.label == "relationship") for row in own}
    verdict = compare(starter, variant(starter, held_out=right), holdout, own)
    assert verdict.adopt
    assert verdict.figures["personal"]["n"] == len(own)
    assert verdict.figures["held_out"]["n"] == len(own)
    assert verdict.figures["held_out"]["auc"] == 1


def test_labels_the_model_in_use_has_learnt_say_nothing(starter, holdout, own) -> None:
    wrong = {text_key(row.text): float(row.label == "leaflet") for row in own}
    current = variant(starter, trained_on=list(wrong)[: len(own) - LEAST_FRESH + 1])
    verdict = compare(current, variant(starter, held_out=wrong), holdout, own)
    assert verdict.adopt
    assert "personal" not in verdict.figures
