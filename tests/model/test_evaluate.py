"""Figures of a model on labelled messages."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model.evaluate import calibration_error, evaluate, figures
from model.records import LabelledMessage
from tests.model.conftest import labelled


def test_a_perfect_judge() -> None:
    found = figures(np.array([0.0, 1.0, 1.0]), np.array([False, True, True]))
    assert (found.n, found.auc, found.brier, found.ece, found.accuracy) == (3, 1.0, 0.0, 0.0, 1.0)


def test_one_label_alone_has_no_auc() -> None:
    found = figures(np.array([0.4, 0.6]), np.array([True, True]))
    assert found.auc is None
    assert found.accuracy == 0.5


def test_nothing_to_judge_gives_no_figures() -> None:
    assert figures(np.empty(0), np.empty(0, dtype=bool)).model_dump() == {
        "n": 0,
        "auc": None,
        "brier": None,
        "ece": None,
        "accuracy": None,
    }


def test_calibration_error_is_the_gap_of_claim_and_truth() -> None:
    truth = np.array([True] * 6 + [False] * 4)
    assert calibration_error(np.full(10, 0.9), truth) == pytest.approx(0.3)
    assert calibration_error(np.full(10, 0.6), truth) == pytest.approx(0.0)


def test_the_report_is_json_and_slices_by_language_kind_and_length(tiny) -> None:
    rows = [
        labelled("Your talk stayed with me.", "relationship"),
        labelled("We help firms grow.", "leaflet"),
        labelled("  ", "leaflet"),
    ]
    report = json.loads(evaluate(tiny, rows).model_dump_json())
    assert set(report) == {"n", "auc", "brier", "ece", "accuracy", "by"}
    assert report["n"] == 2
    assert report["auc"] == 1.0
    assert report["by"]["kind"]["inbox_message"]["n"] == 2
    assert report["by"]["lang"]["unknown"]["n"] == 2
    assert report["by"]["length"]["short"]["n"] == 2


def test_an_empty_set_gives_an_empty_report(tiny) -> None:
    report = evaluate(tiny, [])
    assert report.n == 0
    assert report.by == {"lang": {}, "kind": {}, "lang_kind": {}, "length": {}}


def test_progress_reaches_the_end(starter) -> None:
    rows = [
        LabelledMessage(id=str(n), text="We sell shelves.", kind="inbox_message", label="leaflet")
        for n in range(300)
    ]
    told: list[float] = []
    assert evaluate(starter, rows, lambda fraction, stage: told.append(fraction)).n == 300
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 1
