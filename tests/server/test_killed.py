"""Killed in the middle of a training, at any moment: nothing is lost, and a whole model serves.

The real service trains; itself or its training process is killed with SIGKILL while the labels are
read, while it fits, while the new model is being written and once it is there.
``DOORSTEP_KILLS`` sets at how many random moments on the way (1). The same every 50 ms of a
training is `tests/faults/kill_sweep.py`.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from model.records import Message
from server import registry as module
from server.follower import Follower
from server.paths import DataFolder
from server.registry import Registry
from server.store import Store, StoredJob
from tests.server.test_retrain import folders, running, until
from tests.server.test_serve import Process, label, message, started

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="children are found in /proc"
)

ON_THE_WAY = int(os.environ.get("DOORSTEP_KILLS", "1"))
PROBE = Message(id="p", text="We sell shelves. Shall I send you our prices?", kind="inbox_message")
TRAINED = 0.9
"""Progress from which it is compared, then saved."""
OVER = {"promoted", "kept"}
"""States of a training that came to its end."""
Wait = Callable[[str], None]
"""Returns at the moment to kill; is given the job."""


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


def moments(data: DataFolder, store: Store) -> Iterator[tuple[str, Wait]]:
    """Name moments of a training, each with what waits for it."""

    def registered() -> set[str]:
        return {model.id for model in store.models()}

    def progress(job: str) -> float:
        found = store.job(job)
        assert found is not None
        return found.progress

    def once(has_come: Callable[[str], bool]) -> Wait:
        def wait(job: str) -> None:
            deadline = time.monotonic() + 240
            while not has_come(job):
                assert time.monotonic() < deadline
                time.sleep(0.002)
            time.sleep(random.uniform(0, 0.03))

        return wait

    for part in range(ON_THE_WAY):
        wanted = TRAINED * (part + random.random()) / ON_THE_WAY
        yield f"at {wanted:.2f}", once(lambda job, wanted=wanted: progress(job) >= wanted)
    yield "while saving", once(lambda job: bool(folders(data) - registered()))
    yield (
        "once saved",
        once(
            lambda job: (
                any(not name.startswith(".") for name in folders(data) - registered())
                or progress(job) == 1
            )
        ),
    )


def no_building() -> None:
    raise AssertionError("a starter was built without need")


class Trainings:
    """Trainings of one data folder that are killed, and what must have outlived them."""

    def __init__(self, data: DataFolder, store: Store) -> None:
        self.data = data
        self.store = store
        self.given: set[str] = set()
        """Keys of the labels that were acknowledged."""
        self.left: set[str] = set()
        """Folders that a killed writer left behind: the next training removes them."""
        self.scores: dict[str, float | None] = {}
        self.known_as: str | None = None
        """What the service must call the last training."""
        self.active = self.sound("before")

    def started(self, http: httpx.Client) -> str:
        """Give a label and start a training; gives its job."""
        number = len(self.given)
        new = label(message(number, f"Which loom for linen number {number}?"))
        assert http.post("/v1/labels", json={"labels": [new]}).json()["stored"] == 1
        self.given.add(new["key"])
        before = http.get("/v1/status").json()["training"]
        while (job := http.post("/v1/train", json={}).json()["job"]) == (before or {}).get("job"):
            time.sleep(0.01)  # The one before is over; its thread is about to end.
        assert not self.left & folders(self.data)
        return str(job)

    def kill(self, service: Process, when: str, wait: Wait, *, whole: bool) -> StoredJob:
        """Kill the whole service in a training, or its training process alone; look what is left.

        Gives the job as it then stands in the database.
        """
        with service.http() as http:
            job = self.started(http)
        child = until(lambda: training_of(service.process.pid), every=0.002)
        wait(job)
        if whole:
            service.end(signal.SIGKILL)
        else:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            until(lambda: self.job(job).state != "running")
        until(lambda: not running(child), seconds=20)
        done = self.job(job)
        assert done.state in {"running" if whole else "failed", *OVER}, when
        before, self.active = self.active, self.sound(when)
        if done.state == "running":
            # Promoting is one transaction, noting that in the job the next one.
            assert self.active in {before, self.store.models()[-1].id}, when
        else:
            assert (self.active != before) == (done.state == "promoted"), (when, done.report)
        self.known_as = "interrupted" if done.state == "running" else done.state
        self.left = folders(self.data) - {model.id for model in self.store.models()}
        return done

    def job(self, job: str) -> StoredJob:
        found = self.store.job(job)
        assert found is not None
        return found

    def sound(self, when: str) -> str:
        """The folder opens, no label is lost, one whole model serves; gives its name."""
        with closing(Store.open(self.data)) as opened:
            assert opened.check() == [], when
            assert {stored.key for stored in opened.current_labels()} == self.given, when
            registry = Registry(self.data, opened)
            serving = registry.ensure()
            assert not registry.fell_back, when
            assert serving.id == opened.active_model(), when
            (score,) = serving.score([PROBE])
            assert self.scores.setdefault(serving.id, score.score) == score.score, when
            return serving.id

    def followed(self) -> tuple[str, float | None]:
        """What the model says, and under which name, once it is moved to the labels there are."""
        with closing(Store.open(self.data)) as opened:
            registry = Registry(self.data, opened)
            registry.ensure()
            with closing(Follower(opened, registry.active)) as follower:
                follower.catch_up().result()
                (score,) = follower.model().score([PROBE])
        return score.model, score.score

    def serves(self, service: Process) -> None:
        """The service judges with the model that outlived, or with that moved to labels since."""
        ask = {"messages": [PROBE.model_dump(exclude_none=True)]}
        with service.http() as http:
            reply = http.post("/v1/score", json=ask).json()
            training = http.get("/v1/status").json()["training"]
        model, _, moved = reply["model"].partition("+")
        assert model == self.active
        expected = self.followed() if moved else (reply["model"], self.scores[model])
        assert (reply["model"], reply["scores"][0]["score"]) == expected
        assert (training or {}).get("state") == self.known_as


@pytest.fixture
def trainings(data: DataFolder, store: Store, monkeypatch: pytest.MonkeyPatch) -> Trainings:
    monkeypatch.setattr(module, "TrainingProcess", no_building)
    return Trainings(data, store)


def test_the_service_killed_in_a_training(
    data: DataFolder, store: Store, trainings: Trainings
) -> None:
    for when, wait in [("at the start", lambda job: None), *moments(data, store)]:
        with started(data) as service:
            trainings.kill(service, when, wait, whole=True)
    with started(data) as service:
        trainings.serves(service)
    Registry(data, store).claim(wait=False).release()
    assert folders(data) == {model.id for model in store.models()}


def test_the_training_process_killed_and_the_service_goes_on(
    data: DataFolder, store: Store, trainings: Trainings
) -> None:
    with started(data) as service:
        for when, wait in moments(data, store):
            trainings.kill(service, when, wait, whole=False)
        with service.http() as http:
            job = trainings.started(http)
        until(lambda: trainings.job(job).state != "running")
        done = trainings.job(job)
        assert done.state == "promoted", "left alone, the next training comes to its end"
        trainings.active, trainings.known_as = trainings.sound("after all"), done.state
        assert trainings.active == done.report["model"]
        trainings.serves(service)
