"""What the user's labels count, and how a model follows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.encoder import Matrix
from model.features import Features
from model.persistence import load_model, save_model
from model.personal import (
    EXPLICIT,
    FEW,
    FIRST_LABEL_WEIGHT,
    LEAST_LABEL_WEIGHT,
    SOURCE_WEIGHT,
    ReadTexts,
    mark_of,
    personal_weight,
    vote_weights,
)
from model.records import OwnLabel, Source
from model.train import train
from tests.model.conftest import THINGS, FakeEncoder, labelled

KEY = b"k" * 32
PITCH = "Our {} platform boosts sales, book a call."
sources = st.sampled_from(get_args(Source))


def own(text: str, label: str = "relationship", source: Source = "badge") -> OwnLabel:
    return OwnLabel(id="m1", text=text, kind="inbox_message", label=label, source=source)


def weights(*sources: Source, groups: list[int] | None = None) -> list[float]:
    labels = [own(f"text {n}", source=source) for n, source in enumerate(sources)]
    return list(vote_weights(labels, np.array(groups or range(len(labels)))))


# --- weights --------------------------------------------------------------------------------------


def test_the_whole_weight_of_personal_labels_grows_but_each_weighs_less() -> None:
    weights = [personal_weight(n) for n in range(1, 2000)]
    assert weights[0] == FIRST_LABEL_WEIGHT
    assert weights[-1] == LEAST_LABEL_WEIGHT
    assert weights == sorted(weights, reverse=True)
    totals = [n * weight for n, weight in enumerate(weights, start=1)]
    assert totals == sorted(totals)


def test_what_was_said_counts_more_than_what_was_done() -> None:
    said, imported, accepted, declined = (
        weights(source)[0] for source in ("badge", "import", "accept", "decline")
    )
    assert said == weights("review")[0] == FIRST_LABEL_WEIGHT
    assert said > imported >= accepted > declined > 0
    assert set(SOURCE_WEIGHT) == set(get_args(Source))


def test_a_label_that_does_not_tell_its_source_was_given_on_purpose() -> None:
    assert vote_weights([labelled("x", "leaflet")], np.array([0]))[0] == FIRST_LABEL_WEIGHT


@given(st.lists(sources, min_size=1, max_size=30), st.integers(1, 400))
def test_implicit_labels_take_nothing_from_explicit_ones(given: list[Source], more: int) -> None:
    alone = weights(*given)
    beside = weights(*given, *["import"] * more)[: len(given)]
    for source, before, after in zip(given, alone, beside, strict=True):
        assert after == before if source in EXPLICIT else after <= before


def test_hundreds_of_imported_labels_do_not_drown_twenty_given_by_hand() -> None:
    found = weights(*["badge"] * 20, *["import"] * 600)
    assert found[0] > 8 * found[-1]


def test_those_of_one_group_share_a_vote_by_kind() -> None:
    shared = weights("badge", "badge", "import", "badge", groups=[0, 0, 0, 1])
    each = personal_weight(2)
    assert shared == [each / 2, each / 2, FIRST_LABEL_WEIGHT * SOURCE_WEIGHT["import"], each]


# --- following labels -----------------------------------------------------------------------------


def raw(model, *texts: str) -> list[float]:
    return list(model.raw(list(texts)))


def test_following_is_what_training_with_those_labels_would_give(tiny, tiny_corpus, fake) -> None:
    labels = [own(f"note {n} on {THINGS[n % 8]}", "leaflet") for n in range(12)]
    labels.append(own("a brochure about geese", source="decline"))
    trained = train(tiny_corpus, labels, encoder=fake)
    probes = ["note 3 on loom", PITCH.format("mill"), "geese"]
    followed = tiny.following(labels, ReadTexts())
    assert raw(followed, *probes) == pytest.approx(raw(trained, *probes))
    assert trained.following(labels, ReadTexts()) is trained


def test_a_label_moves_texts_like_it_under_another_name(tiny) -> None:
    label = own("May I send the brochure about the harbour museum?")
    followed = tiny.following([label], ReadTexts())
    alike = "A brochure about the harbour museum, may I send it?"
    assert raw(followed, alike)[0] > raw(tiny, alike)[0] + 0.5
    assert followed.id == tiny.id
    assert followed.served_as("balanced") == f"{tiny.id}+{mark_of([label])}"
    assert followed.served_as("strict") == f"{tiny.id}+strict+{mark_of([label])}"
    assert tiny.served_as("balanced") == tiny.id


def test_labels_taken_back_leave_nothing(tiny, tiny_corpus, fake) -> None:
    labels = [own(PITCH.format(thing)) for thing in THINGS]
    trained = train(tiny_corpus, labels, encoder=fake)
    probe = PITCH.format("mill")
    assert raw(trained.following([], ReadTexts()), probe)[0] < raw(trained, probe)[0] - 1
    there = tiny.following(labels, ReadTexts())
    back = there.following([], ReadTexts())
    assert raw(back, probe) == raw(tiny, probe)
    assert back.served_as("balanced") == tiny.id


class CountingEncoder(FakeEncoder):
    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.read += texts
        return super().encode(texts)


def test_each_text_is_read_once_until_it_is_forgotten() -> None:
    encoder = CountingEncoder()
    features = Features(encoder)
    first, second = own("May I visit the bell tower?"), own("Pallets from stock", "leaflet")
    read = ReadTexts()
    read.rows([first], features)
    read.rows([second, first], features)
    assert encoder.read == [first.text, second.text]
    read.keep([second])
    assert len(read) == 1
    read.rows([first, second], features)
    assert encoder.read == [first.text, second.text, first.text]


def test_reading_rests_after_each_of_many_and_ends_where_the_rest_says_so() -> None:
    rests: list[float] = []
    read = ReadTexts(rests.append)
    labels = [own(f"note {n}") for n in range(FEW + 1)]
    read.rows(labels[:FEW], Features(FakeEncoder()))
    assert rests == []
    read.rows([own(f"other {n}") for n in range(FEW + 1)], Features(FakeEncoder()))
    assert len(rests) == FEW + 1
    assert min(rests) > 0

    def ended(seconds: float) -> None:
        raise InterruptedError

    encoder, read = CountingEncoder(), ReadTexts(ended)
    for kept in (1, 2):  # Each time one text, which stays read.
        with pytest.raises(InterruptedError):
            read.rows([*labels, own("the last")], Features(encoder))
        assert read.unread(labels) == labels[kept:]
    rows = read.rows(labels[:2], Features(encoder))
    assert encoder.read == ["note 0", "note 1"]
    fresh = ReadTexts().rows(labels[:2], Features(FakeEncoder()))
    # How many are read at once shows in the last digit of a product.
    assert abs(rows.matrix - fresh.matrix).max() < 1e-6


def test_the_order_of_labels_makes_no_other_name_but_their_source_does() -> None:
    one, two = own("one"), own("two")
    assert mark_of([one, two]) == mark_of([two, one])
    others = [[], [one], [own("one", "leaflet")], [own("one", source="import")]]
    assert len({mark_of(labels) for labels in others}) == len(others)


def test_a_saved_model_follows_labels_too(tiny_corpus, fake, tmp_path: Path) -> None:
    learnt, new = own("May I visit the bell tower?"), own("Pallets from stock", "leaflet")
    trained = train(tiny_corpus, [learnt], encoder=fake)
    save_model(trained, tmp_path / "model", KEY)
    opened = load_model(tmp_path / "model", KEY, encoder=fake)
    probe = "Pallets from stock, a week"
    expected = raw(trained.following([learnt, new], ReadTexts()), probe)
    assert raw(opened.following([learnt, new], ReadTexts()), probe) == pytest.approx(expected)


def test_a_model_saved_without_its_prior_stays_as_it_is(tiny_corpus, fake, tmp_path: Path) -> None:
    for labels, follows in (([own("May I visit the bell tower?")], False), ([], True)):
        trained = train(tiny_corpus, labels, encoder=fake)
        object.__setattr__(trained, "prior", None)
        folder = tmp_path / f"model{len(labels)}"
        save_model(trained, folder, KEY)
        opened = load_model(folder, KEY, encoder=fake)
        moved = opened.following([own("Pallets from stock", "leaflet")], ReadTexts())
        assert (moved is not opened) is follows
