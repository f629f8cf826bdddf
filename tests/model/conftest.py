"""A fake encoder and a tiny corpus for the rules; the real ones, read once, for the judgement."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from model.corpus import CorpusRow, HoldoutRow, read_corpus, read_holdout
from model.encoder import MEANING_WIDTH, WIDTH, Matrix, MemoEncoder, shared_encoder
from model.persistence import load_model
from model.records import LabelledMessage, Message
from model.train import train
from model.trained import TrainedModel
from server.paths import DataFolder

TRAINING_DATA = Path(__file__).parents[2] / "training_data"


class FakeEncoder:
    """Bags of words by hash: quick, deterministic, knows no language and has no opinions."""

    fingerprint = "fake"

    def encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in ["", *text.casefold().split()]:
                digest = hashlib.sha256(word.encode()).digest()
                row[int.from_bytes(digest[:2], "big") % MEANING_WIDTH] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


WARM = [
    "Your talk on {} stayed with me, how did you start?",
    "We met at the {} fair. Did you find it?",
]
COLD = ["We help firms grow with our {} platform.", "Our {} solution boosts sales, book a call."]
THINGS = ["sluice", "bakery", "orchard", "loom", "ferry", "archive", "quarry", "choir"]


def row(writer: str, number: int, text: str, label: str) -> CorpusRow:
    return CorpusRow(
        id=f"{writer}{number:04}",
        text=text,
        label=label,
        grade=4 if label == "relationship" else 2,
        type="invented",
        kind="connection_request",
        lang="en",
    )


def message(text: str, name: str = "m1") -> Message:
    return Message(id=name, text=text, kind="inbox_message")


def labelled(text: str, label: str, name: str = "m1") -> LabelledMessage:
    return LabelledMessage(id=name, text=text, kind="inbox_message", label=label)


@pytest.fixture(scope="session")
def fake() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def tiny_corpus() -> list[CorpusRow]:
    rows = []
    for writer, things in (("a", THINGS[:4]), ("b", THINGS[4:])):
        number = itertools.count()
        for thing in things:
            rows += [row(writer, next(number), t.format(thing), "relationship") for t in WARM]
            rows += [row(writer, next(number), t.format(thing), "leaflet") for t in COLD]
    return rows


@pytest.fixture(scope="session")
def tiny(tiny_corpus: list[CorpusRow], fake: FakeEncoder) -> TrainedModel:
    return train(tiny_corpus, encoder=fake)


@pytest.fixture(scope="session")
def corpus() -> list[CorpusRow]:
    return read_corpus(TRAINING_DATA)


@pytest.fixture(scope="session")
def holdout() -> list[HoldoutRow]:
    return read_holdout(TRAINING_DATA)


@pytest.fixture(scope="session")
def memo() -> MemoEncoder:
    """The real encoder; every text is read once in a run of the tests."""
    return MemoEncoder(shared_encoder())


@pytest.fixture(scope="session")
def starter(starter_data: Path, memo: MemoEncoder) -> TrainedModel:
    """The real starter model, as a training process made and saved it."""
    data = DataFolder(starter_data)
    (folder,) = data.models.glob("starter-*")
    return load_model(folder, data.key(), encoder=memo)
