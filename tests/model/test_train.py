"""Training on the corpus and on the user's own labels."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model.text import text_key
from model.train import train
from model.trained import TrainedModel
from tests.model.conftest import THINGS, labelled, message, row


def scores(trained: TrainedModel, *texts: str) -> list[float]:
    return [score.score for score in trained.score([message(text) for text in texts])]


def test_it_tells_new_messages_apart(tiny) -> None:
    warm, cold = scores(
        tiny, "We met at the glass fair. Did you find it?", "Our glass platform boosts sales."
    )
    assert warm > 50 > cold


def test_the_same_data_give_the_same_model(tiny, tiny_corpus, fake) -> None:
    again = train(tiny_corpus, encoder=fake)
    text = "We met over a platform."
    assert scores(again, text) == scores(tiny, text)
    assert again.metadata["data"] == tiny.metadata["data"]


def test_progress_rises_from_nought_to_one(tiny_corpus, fake) -> None:
    told: list[tuple[float, str]] = []
    train(
        tiny_corpus, encoder=fake, progress=lambda fraction, stage: told.append((fraction, stage))
    )
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert {"reading the messages", "calibrating", "fitting"} <= {stage for _, stage in told}


def test_metadata_are_json_and_hold_no_text(tiny_corpus, fake) -> None:
    secret = "the heron nests behind the third lock gate"
    trained = train(tiny_corpus, [labelled(secret, "relationship")], encoder=fake)
    written = json.dumps(trained.metadata)
    assert "heron" not in written
    assert trained.metadata["data"]["personal"] == 1
    assert trained.metadata["trained_on"] == [text_key(secret)]


def test_messages_without_text_are_left_out(tiny, tiny_corpus, fake) -> None:
    trained = train([*tiny_corpus, row("a", 99, "  ", "leaflet")], encoder=fake)
    assert trained.metadata["data"] == tiny.metadata["data"]


@pytest.mark.parametrize("keep", [lambda r: r.writer == "a", lambda r: r.label == "leaflet"])
def test_one_writer_or_one_label_is_not_enough(tiny_corpus, fake, keep) -> None:
    with pytest.raises(ValueError, match="at least two writers and of both labels"):
        train([r for r in tiny_corpus if keep(r)], encoder=fake)


def test_the_users_word_replaces_a_starter_row_of_the_same_text(tiny_corpus, fake) -> None:
    text = tiny_corpus[0].text
    other = "leaflet" if tiny_corpus[0].label == "relationship" else "relationship"
    trained = train(tiny_corpus, [labelled(text, other)], encoder=fake)
    assert trained.metadata["data"]["corpus"] == len(tiny_corpus) - 1


def test_one_template_sent_many_times_has_one_vote(tiny_corpus, fake) -> None:
    text = (
        "Would you mind if I sent over the little brochure that we printed about {} for the autumn?"
    )
    once = [labelled(text.format("Anna"), "relationship")]
    often = [labelled(text.format(name), "relationship") for name in ["Anna", "Bert", "Cora"] * 5]
    probe = "Our mill platform boosts sales, book a call."
    single = scores(train(tiny_corpus, once, encoder=fake), probe)[0]
    many = scores(train(tiny_corpus, often, encoder=fake), probe)[0]
    assert abs(single - many) < 3


def test_the_newest_labels_are_held_out_once_there_are_enough(tiny_corpus, fake) -> None:
    few = [labelled(f"note {n} on {THINGS[n % 8]}", "leaflet", f"x{n}") for n in range(49)]
    assert train(tiny_corpus, few, encoder=fake).metadata["held_out"] == {}
    enough = [*few, labelled("note 49 on geese", "leaflet")]
    held = train(tiny_corpus, enough, encoder=fake).metadata["held_out"]
    assert set(held) == {text_key(r.text) for r in enough[-10:]}
    assert all(0 <= probability <= 1 for probability in held.values())


def test_the_starter_model_meets_its_own_bounds(starter, corpus) -> None:
    writers = starter.metadata["metrics"]["writers"]
    assert set(writers) == {row.writer for row in corpus}
    aucs = {name: found["auc"] for name, found in writers.items()}
    # `q` and `D` were written against the habits of the others and against an earlier model.
    assert min(auc for name, auc in aucs.items() if name not in "qD") > 0.8
    assert min(aucs.values()) > 0.6
    assert starter.thresholds.leaflet < 0.5 < starter.thresholds.relationship


def test_the_starter_model_reads_outside_messages_better_than_chance(starter, holdout) -> None:
    clear = [r for r in holdout if r.sure]
    truth = np.array([r.label == "relationship" for r in clear])
    found = starter.probabilities([r.text for r in clear])
    assert found[truth].mean() - found[~truth].mean() > 0.25


@pytest.mark.parametrize(
    "text",
    [
        "You spoke on sluice gates in Ulm. How did you get the seals to hold in frost?",
        "Hallo Herr Brandt, wir unterstützen Firmen beim Wachstum. Hätten Sie 15 Minuten?",
    ],
)
def test_one_label_moves_that_message_clearly(starter, corpus, memo, text) -> None:
    (before,) = scores(starter, text)
    label = "leaflet" if before > 50 else "relationship"
    (after,) = scores(train(corpus, [labelled(text, label)], encoder=memo, like=starter), text)
    moved = after - before if label == "relationship" else before - after
    assert moved > 20
