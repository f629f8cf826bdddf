"""What the encoder made of labelled texts is kept, found again, and gone with them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import numpy as np
import pytest

from model.features import Features
from model.records import Message
from model.text import normalise
from server.readings import Readings, known
from server.store import NewLabel, Store
from server.training_job import Request
from tests.model.conftest import FakeEncoder

ORCHARD = "May I come and see how you graft the old pears?"
PALLETS = "Pallets from stock,  delivered anywhere."


class Counting(FakeEncoder):
    """Remembers what it was asked to read."""

    def __init__(self, name: str = "counting") -> None:
        self.fingerprint = name
        self.read: list[str] = []

    def encode(self, texts):
        self.read += texts
        return super().encode(texts)


def new(text: str, number: int = 1) -> NewLabel:
    given = Message(id=f"m{number}", text=text, kind="inbox_message")
    return NewLabel(str(uuid.uuid4()), given, "leaflet", "badge")


def read(store: Store, *texts: str, encoder: Counting | None = None) -> list[str]:
    """Read texts as the service does after a start; gives those that the encoder had to read."""
    encoder = encoder or Counting()
    readings = Readings(store)
    found = readings.encoded(Features(encoder), texts)
    readings.keep()
    assert np.array_equal(found, FakeEncoder().encode([normalise(text) for text in texts]))
    return encoder.read


def rows(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])


def change(store: Store, statement: str) -> None:
    with store.writing() as connection:
        assert connection.execute(statement).rowcount == 1


def test_a_labelled_text_is_read_once_and_found_bit_for_bit(store: Store) -> None:
    store.add_labels([new(ORCHARD), new(PALLETS, 2)])
    assert read(store, ORCHARD, "not labelled") == [ORCHARD, "not labelled"]
    assert read(store, PALLETS, ORCHARD, PALLETS) == [normalise(PALLETS)]
    assert read(store, ORCHARD, PALLETS) == []
    assert read(store, "not labelled") == ["not labelled"]
    assert rows(store) == 2


def test_before_it_is_kept_it_is_known_to_whoever_asks_next(store: Store) -> None:
    encoder, readings = Counting(), Readings(store)
    for _ in range(2):
        readings.encoded(Features(encoder), [ORCHARD])
    assert encoder.read == [ORCHARD]
    readings.forget()
    readings.encoded(Features(encoder), [ORCHARD])
    assert encoder.read == [ORCHARD, ORCHARD]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE vector SET numbers = zeroblob(length(numbers))",
        "UPDATE vector SET numbers = substr(numbers, 5)",
        "UPDATE vector SET numbers = x''",
        "UPDATE vector SET seal = x''",
        "UPDATE message SET text = text || char(10)",  # The fingerprint knows no line breaks.
    ],
)
def test_what_is_damaged_or_of_another_text_is_read_anew(store: Store, damage: str) -> None:
    store.add_labels([new(ORCHARD)])
    read(store, ORCHARD)
    change(store, damage)
    (label,) = store.current_labels()
    text = label.message.text
    assert read(store, text) == [ORCHARD]
    assert read(store, text) == []


def test_another_encoder_reads_anew(store: Store) -> None:
    store.add_labels([new(ORCHARD)])
    read(store, ORCHARD)
    assert read(store, ORCHARD, encoder=Counting("another")) == [ORCHARD]
    assert read(store, ORCHARD, encoder=Counting("another")) == []


def test_numbers_of_another_length_are_never_used(store: Store) -> None:
    store.add_labels([new(ORCHARD)])
    store.keep_vectors("counting", {ORCHARD: b"four" * 3})
    assert known(store, "counting", [ORCHARD]) == {}
    assert read(store, ORCHARD) == [ORCHARD]


def withdrawn(store: Store) -> None:
    store.undo_labels([label.key for label in store.current_labels()])


def erased(store: Store) -> None:
    store.erase()


def removed(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("DELETE FROM label")
        connection.execute("DELETE FROM message")


@pytest.mark.parametrize("gone", [withdrawn, erased, removed])
def test_it_goes_with_its_label_or_message(store: Store, gone: Callable[[Store], None]) -> None:
    store.add_labels([new(ORCHARD)])
    read(store, ORCHARD)
    late = Readings(store)
    late.encoded(Features(Counting("late")), [ORCHARD])
    assert rows(store) == 1
    gone(store)
    assert rows(store) == 0
    late.keep()
    assert rows(store) == 0, "nor does it come back from a reading that was under way"


def test_a_training_is_handed_what_is_known_bit_for_bit() -> None:
    labels = [new(text).message.model_dump() | {"label": "leaflet"} for text in (ORCHARD, PALLETS)]
    (row,) = FakeEncoder().encode([normalise(PALLETS)])
    sent = Request(key="", folder="f", labels=labels, vectors=[b"", row.tobytes()])
    arrived = Request.model_validate_json(sent.model_dump_json(by_alias=True))
    assert list(arrived.known()) == [normalise(PALLETS)]
    assert np.array_equal(arrived.known()[normalise(PALLETS)], row)
