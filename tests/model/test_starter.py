"""What the starter rows alone make is fitted once, and taken over wherever it would be the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model import starter as module
from model.persistence import load_model, save_model
from model.train import train
from model.trained import TrainedModel
from tests.model.conftest import labelled

KEY = b"k" * 32
OWN = [
    labelled("How is the loom in Ulm?", "relationship"),
    labelled("Our looms boost sales, call us.", "leaflet"),
]


@pytest.fixture
def unfitted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each starter had that was fitted since."""
    sizes: list[int] = []
    fit = module.fit_starter

    def noted(rows: Any, *rest: Any) -> module.Starter:
        sizes.append(len(rows))
        return fit(rows, *rest)

    monkeypatch.setattr("model.train.fit_starter", noted)
    return sizes


def same(one: TrainedModel, other: TrainedModel) -> bool:
    """Whether two models judge alike to the last bit and say the same of themselves."""
    timeless = [{**m.metadata, "id": "", "created_at": ""} for m in (one, other)]
    classifiers = [m.estimator["classifier"] for m in (one, other)]
    return (
        timeless[0] == timeless[1]
        and np.array_equal(classifiers[0].coef_, classifiers[1].coef_)
        and np.array_equal(classifiers[0].intercept_, classifiers[1].intercept_)
        and np.array_equal(one.baseline, other.baseline)
        and (one.calibration, one.bands) == (other.calibration, other.bands)
    )


def test_taken_over_it_makes_the_very_same_model(tiny_corpus, fake, tmp_path, unfitted) -> None:
    starter = train(tiny_corpus, encoder=fake)
    save_model(starter, tmp_path / "starter", KEY)
    opened = load_model(tmp_path / "starter", KEY, encoder=fake)
    anew = train(tiny_corpus, OWN, encoder=fake)
    assert len(unfitted) == 2
    quick = train(tiny_corpus, OWN, encoder=fake, like=opened)
    assert len(unfitted) == 2, "nothing was fitted again"
    assert same(quick, anew)
    # And from a model that has learnt labels itself, to others.
    save_model(quick, tmp_path / "personal", KEY)
    personal = load_model(tmp_path / "personal", KEY, encoder=fake)
    assert same(
        train(tiny_corpus, OWN[:1], encoder=fake, like=personal),
        train(tiny_corpus, OWN[:1], encoder=fake),
    )


def test_other_rows_make_another(tiny, tiny_corpus, fake, unfitted) -> None:
    again = [labelled(tiny_corpus[0].text, "leaflet")]
    trained = train(tiny_corpus, again, encoder=fake, like=tiny)
    assert unfitted == [len(tiny_corpus) - 1], "the user's word stands in place of a starter row"
    assert same(trained, train(tiny_corpus, again, encoder=fake))
    train(tiny_corpus[1:], encoder=fake, like=tiny)
    assert unfitted[-1] == len(tiny_corpus) - 1


@pytest.mark.parametrize("changed", ["code", "versions", "encoder", "label", "writer", "lang"])
def test_each_thing_it_is_made_of_changes_its_mark(tiny_corpus, fake, monkeypatch, changed) -> None:
    def mark() -> str:
        return module.made_of(rows, module.Features(fake))

    rows = list(tiny_corpus)
    before = mark()
    assert mark() == before
    if changed == "code":
        monkeypatch.setattr(module, "_code", lambda: b"other")
    elif changed == "versions":
        monkeypatch.setattr(module, "versions", lambda: {"numpy": "0.1"})
    elif changed == "encoder":
        monkeypatch.setattr(fake, "fingerprint", "another", raising=False)
    else:
        values = {"label": "leaflet", "writer": "z", "lang": "nl"}
        first = next(i for i, row in enumerate(rows) if row.label == "relationship")
        # A row's writer is the letter its id begins with.
        update = {"id": "z0001"} if changed == "writer" else {changed: values[changed]}
        rows[first] = rows[first].model_copy(update=update)
    assert mark() != before


def test_all_code_that_makes_it_is_named() -> None:
    """Whatever `starter.py` imports of `model` is in one of the two lists, or makes no number."""
    from model.persistence import _FEATURE_CODE

    source = (module.files("model") / "starter.py").read_text()
    imported = {
        line.split()[1].removeprefix("model.") + ".py"
        for line in source.splitlines()
        if line.startswith("from model.")
    }
    harmless = {"corpus.py", "persistence.py", "personal.py", "records.py", "trained.py"}
    assert imported <= {*_FEATURE_CODE, *module._CODE, *harmless}


def test_a_model_without_its_prior_gives_none(tiny) -> None:
    mark = tiny.metadata["starter"]
    assert module.taken_over(tiny, mark) is not None
    assert module.taken_over(replace(tiny, prior=None), mark) is None
