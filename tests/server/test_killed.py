"""Killed in the middle of a training, at any moment: nothing is lost, and a whole model serves.

The real service trains; itself or its training process is killed with SIGKILL while the labels are
read, while it fits, while the new model is being written and once it is there.
``DOORSTEP_KILLS`` sets at how many random moments on the way (1).
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from model.records import Message
from server import registry as module
from server.paths import DataFolder
from server.registry import Registry
from server.store import Store
from tests.server.test_retrain import running, until
from tests.server.test_serve import label, message, started

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="children are found in /proc"
)

ON_THE_WAY = int(os.environ.get("DOORSTEP_KILLS", "1"))
PROBE = Message(id="p", text="We sell shelves. Shall I send you our prices?", kind="inbox_message")
TRAINED = 0.9
"""Progress from which it is compared, then saved."""


@pytest.fixture
def store(data: DataFolder) -> Iterator[Store]:
    with closing(Store.open(data)) as opened:
        yield opened


def training_of(service: int) -> int | None:
    """The number of a service's training process."""
    for own in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((own / "stat").read_text().rsplit(")", 1)[1].split()[1])
            called = (own / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == service and b"server.training_process" in called:
            return int(own.name)
    return None


def moments(data: DataFolder, store: Store) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Name moments of a training, each with what tells that it has come."""

    def folders() -> set[str]:
        return {path.name for path in data.models.iterdir() if path.is_dir()}

    def registered() -> set[str]:
        return {model.id for model in store.models()}

    def progress(job: str) -> float:
        found = store.job(job)
        assert found is not None
        return found.progress

    for part in range(ON_THE_WAY):
        wanted = TRAINED * (part + random.random()) / ON_THE_WAY
        yield f"at {wanted:.2f}", lambda job, wanted=wanted: progress(job) >= wanted
    yield "while saving", lambda job: bool(folders() - registered())
    yield (
        "once saved",
        lambda job: (
            any(not name.startswith(".") for name in folders() - registered()) or progress(job) == 1
        ),
    )


def train(http: httpx.Client, given: set[str], number: int) -> str:
    """Give a label and start a training; ``given`` collects the keys that were acknowledged."""
    new = label(message(number, f"Which loom for linen number {number}?"))
    assert http.post("/v1/labels", json={"labels": [new]}).json()["stored"] == 1
    given.add(new["key"])
    before = http.get("/v1/status").json()["training"]
    while (job := http.post("/v1/train", json={}).json()["job"]) == (before or {}).get("job"):
        time.sleep(0.01)  # The one before is over; its thread is about to end.
    return str(job)


def wait_for(has_come: Callable[[str], bool], job: str) -> None:
    deadline = time.monotonic() + 240
    while not has_come(job):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.03))


def assert_sound(data: DataFolder, given: set[str], when: str, scores: dict[str, Any]) -> str:
    """The folder opens, no label is lost, one whole model serves; gives its name."""
    with closing(Store.open(data)) as opened:
        assert opened.check() == [], when
        assert {stored.key for stored in opened.current_labels()} == given, when
        registry = Registry(data, opened)
        serving = registry.ensure()
        assert not registry.fell_back, when
        assert serving.id == opened.active_model(), when
        (score,) = serving.score([PROBE])
        assert scores.setdefault(serving.id, score.score) == score.score, when
        return serving.id


def no_building() -> None:
    raise AssertionError("a starter was built without need")


def serves(http: httpx.Client, model: str, score: float) -> None:
    reply = http.post("/v1/score", json={"messages": [PROBE.model_dump(exclude_none=True)]}).json()
    assert (reply["model"], reply["scores"][0]["score"]) == (model, score)


def test_the_service_killed_in_a_training(
    data: DataFolder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TrainingProcess", no_building)
    given: set[str] = set()
    scores: dict[str, Any] = {}
    active = assert_sound(data, given, "before", scores)
    start = ("at the start", lambda job: True)
    for number, (when, has_come) in enumerate([start, *moments(data, store)]):
        with started(data) as service:
            with service.http() as http:
                job = train(http, given, number)
            child = until(lambda pid=service.process.pid: training_of(pid))
            wait_for(has_come, job)
            service.end(signal.SIGKILL)
        until(lambda child=child: not running(child), seconds=20)
        before, active = active, assert_sound(data, given, when, scores)
        assert active in {before, store.models()[-1].id}, when
    with started(data) as service, service.http() as http:
        serves(http, active, scores[active])
        training = http.get("/v1/status").json()["training"]
        assert training["state"] in {"interrupted", "promoted"}
    Registry(data, store).claim(wait=False).release()
    kept = {model.id for model in store.models()}
    assert {path.name for path in data.models.iterdir() if path.is_dir()} == kept


def test_the_training_process_killed_and_the_service_goes_on(
    data: DataFolder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TrainingProcess", no_building)
    given: set[str] = set()
    scores: dict[str, Any] = {}
    active = assert_sound(data, given, "before", scores)
    with started(data) as service, service.http() as http:
        for number, (when, has_come) in enumerate(moments(data, store)):
            job = train(http, given, number)
            child = until(lambda: training_of(service.process.pid))
            wait_for(has_come, job)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            done = until(lambda job=job: (found := store.job(job)).state != "running" and found)
            assert done.state in {"failed", "promoted"}, (when, done.report)
            before, active = active, assert_sound(data, given, when, scores)
            assert (active == before) == (done.state == "failed"), when
            until(lambda: training_of(service.process.pid) is None)
        job = train(http, given, 99)
        done = until(lambda: (found := store.job(job)).state != "running" and found)
        assert done.state == "promoted", "left alone, the next training comes to its end"
        active = assert_sound(data, given, "after all", scores)
        assert active == done.report["model"]
        serves(http, active, scores[active])
