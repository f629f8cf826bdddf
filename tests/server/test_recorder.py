from __future__ import annotations

import threading

import pytest

from model.records import Message, Score
from server import recorder as module
from server.errors import StoreFull
from server.recorder import Recorder, Scored
from server.store import Store


def scored(number: int) -> Scored:
    message = Message(id=f"m{number}", text="a letter", kind="inbox_message")
    return [(message, Score(id=message.id, score=1.0, band="leaflet", model="one"))]


class StubbornStore:
    """Writes when it is let, fails when it is told to."""

    def __init__(self) -> None:
        self.may_write = threading.Event()
        self.error: Exception | None = None
        self.written: list[str] = []

    def record_scores(self, items: Scored) -> None:
        assert self.may_write.wait(10)
        if self.error:
            raise self.error
        self.written += [message.id for message, _ in items]


def test_all_that_was_put_is_written_at_the_end(store: Store) -> None:
    recorder = Recorder(store)
    for number in range(50):
        recorder.put(scored(number))
    recorder.close()
    assert store.counts().messages == 50
    assert recorder.unrecorded == 0


def test_flushing_waits_for_what_was_put_before(store: Store) -> None:
    recorder = Recorder(store)
    recorder.put(scored(1))
    recorder.flush()
    assert store.counts().messages == 1
    recorder.close()


def test_a_full_queue_never_holds_up_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PLACES", 4)
    store = StubbornStore()
    recorder = Recorder(store)  # type: ignore[arg-type]
    for number in range(20):
        recorder.put(scored(number))  # Would hang here if it waited: nothing is written yet.
    assert recorder.unrecorded in (15, 16)  # one may be in the writer's hands
    store.may_write.set()
    recorder.close()
    assert len(store.written) + recorder.unrecorded == 20


@pytest.mark.parametrize("error", [StoreFull(), ValueError("a letter")])
def test_a_failed_write_is_counted_and_the_next_one_tried(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    store = StubbornStore()
    store.may_write.set()
    store.error = error
    recorder = Recorder(store)  # type: ignore[arg-type]
    recorder.put(scored(1))
    recorder.flush()
    assert recorder.unrecorded == 1
    assert recorder.problem == (error.said if isinstance(error, StoreFull) else None)
    assert "a letter" not in caplog.text
    store.error = None
    recorder.put(scored(2))
    recorder.flush()
    assert store.written == ["m2"]
    assert recorder.problem is None
    recorder.close()
