"""The curves of `make bench` are what they say: no judge scores what it was told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from model.records import LabelledMessage
from tests.bench.learning import CHECKPOINTS, LEAST_LEFT, Floats, run

STREAM = [
    LabelledMessage(
        id=str(n), text=str(n), kind="inbox_message", label=("leaflet", "relationship")[n % 2]
    )
    for n in range(130)
]


class Parrot:
    """Says what it was told of a message, else one half; notes how much it knew when asked."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.asked: list[tuple[int, list[int]]] = []

    def learn(self, labels: Sequence[LabelledMessage]) -> None:
        for label in labels:
            assert label.id not in self.known
            self.known[label.id] = label.label

    def judge(self, messages: Sequence[LabelledMessage]) -> Floats:
        assert not {message.id for message in messages} & set(self.known)
        self.asked.append((len(self.known), [int(message.id) for message in messages]))
        return np.full(len(messages), 0.5)


@pytest.mark.parametrize("batch", [1, 20])
def test_every_message_is_scored_before_its_label_is_known(batch: int) -> None:
    parrot = Parrot()
    curve = run(parrot, STREAM, batch)
    assert curve.whole.auc == 0.5
    assert list(curve.after) == [n for n in CHECKPOINTS if len(STREAM) - n >= LEAST_LEFT]
    alone = [(known, asked[0]) for known, asked in parrot.asked if len(asked) == 1]
    assert alone == [(n - n % batch, n) for n in range(len(STREAM))]
    rest = [(known, asked) for known, asked in parrot.asked if len(asked) > 1]
    assert rest == [(n - n % batch, list(range(n, len(STREAM)))) for n in curve.after]
