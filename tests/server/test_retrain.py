"""Training beside the service: real processes, real models, a real database."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from model.corpus import read_corpus
from model.encoder import pinned_fingerprint
from model.records import Message
from model.text import normalise
from model.wording import plain, speaking
from server import retrain
from server.errors import Busy
from server.paths import DataFolder, shipped
from server.readings import known
from server.registry import Registry, personal_id, renamed
from server.retrain import ENOUGH_NEW, Trainer
from server.schemas import JobView
from server.store import NewLabel, Store, StoredJob

CANARY = "the canary Ottilie sings at 4711 Marsh Lane"
PROBE = Message(id="p", text="We sell shelves. Shall I send you our prices?", kind="inbox_message")
SAME = {"leaflet": "relationship", "relationship": "leaflet"}


@pytest.fixture
def store(data: DataFolder) -> Iterator[Store]:
    store = Store.open(data)
    yield store
    store.close()


@pytest.fixture
def registry(data: DataFolder, store: Store) -> Registry:
    registry = Registry(data, store)
    registry.ensure()
    return registry


@pytest.fixture
def trainer(data: DataFolder, store: Store, registry: Registry) -> Iterator[Trainer]:
    trainer = Trainer(data, store, registry)
    yield trainer
    trainer.stop()


def label(text: str, verdict: str) -> NewLabel:
    message = Message(id=str(uuid4()), text=text, kind="inbox_message", lang="en")
    return NewLabel(str(uuid4()), message, verdict, "badge")


def good_labels() -> list[NewLabel]:
    """A user who gets letters from a bell foundry, and leaflets about pallets."""
    wanted = [
        f"Your tower's {bell} bell: may I come and hear it before we cast the new one? {CANARY}"
        for bell in ("tenor", "treble", "second", "quarter", "cracked", "oldest")
    ]
    unwanted = [
        f"Pallets from stock, {n} a week delivered anywhere. Reply for our price list."
        for n in ("fifty", "eighty", "two hundred", "four hundred", "a thousand", "any number")
    ]
    return [label(t, "relationship") for t in wanted] + [label(t, "leaflet") for t in unwanted]


def finished(store: Store, job: str) -> StoredJob:
    return until(lambda: (found := store.job(job)) and found.state != "running" and found)


def under_way(store: Store, job: str) -> None:
    found = until(lambda: (found := store.job(job)) and found.progress > 0 and found)
    assert found.state == "running", found.report
    assert found.progress < 1


def until(ready: Callable[[], Any], seconds: float = 600, every: float = 0.05) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every)
    return found


def folders(data: DataFolder) -> set[str]:
    return {path.name for path in data.models.iterdir() if path.is_dir()}


def test_labels_make_a_new_model_that_serves_and_knows_them(
    data: DataFolder, store: Store, registry: Registry, trainer: Trainer
) -> None:
    starter = registry.active()
    labels = good_labels()
    before = starter.score([labels[-1].message])[0].score
    store.add_labels(labels)
    job = trainer.start()
    assert trainer.start() == job
    under_way(store, job)
    assert registry.active().id == starter.id, "the old model serves while the new one is trained"

    done = finished(store, job)
    assert done.state == "promoted", done.report
    assert done.progress == 1
    texts = [label.message.text for label in labels]
    read = known(store, pinned_fingerprint(), texts)
    fresh = starter.encoder.encode([normalise(text) for text in texts])
    assert all(np.array_equal(read[text], row) for text, row in zip(texts, fresh, strict=True))
    assert done.report["before"] == starter.id
    assert done.report["labels"] == len(labels)
    assert str(done.report["why"]).startswith("Adopted. ")
    assert set(done.report["changes"]) == {"compared", "flips", "sentence", "moves"}
    assert done.report["changes"]["compared"] == len(labels), "labelled messages are history, too"
    assert f"of your last {len(labels)} messages" in str(done.report["changes"]["sentence"])
    with speaking("de"):
        told = JobView.of(done).report
    assert told["why"].startswith("Übernommen. Es ist bei den ")
    assert "Ihrer letzten 12 Nachrichten" in told["changes"]["sentence"]
    active = registry.active()
    assert active.id == done.report["model"] == store.active_model()
    assert active.id.startswith("personal-")
    after = active.score([labels[-1].message])[0].score
    assert before is not None
    assert after is not None
    assert after < before
    assert folders(data) == {starter.id, active.id}
    assert "Ottilie" not in json.dumps(done.report, default=plain)
    assert not written(data.models, CANARY)

    registry.use(starter.id)
    assert registry.active().score([PROBE]) == starter.score([PROBE])


def written(folder: Path, text: str) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and text.encode() in p.read_bytes()]


def test_poisoned_labels_are_kept_out_with_the_reason(
    data: DataFolder, store: Store, registry: Registry, trainer: Trainer
) -> None:
    starter = registry.active().id
    rows = [row for row in read_corpus(shipped("training_data")) if row.has_note][::50]
    store.add_labels([label(row.text, SAME[row.label]) for row in rows])
    done = finished(store, trainer.start())
    assert done.state == "kept", done.report
    assert done.report["model"] == starter == registry.active().id
    assert "labels" in str(done.report["why"])
    assert done.report["figures"]
    assert folders(data) == {starter}, "the candidate is gone"
    assert len(store.current_labels()) == len({row.text for row in rows}), "the labels stay"


def test_where_the_user_wants_to_be_asked_a_good_model_waits_for_their_word(
    data: DataFolder, store: Store, registry: Registry, trainer: Trainer
) -> None:
    starter = registry.active().id
    store.put_document("settings", {"auto_adopt": False})
    store.add_labels(good_labels())
    done = finished(store, trainer.start())
    assert (done.state, done.report["model"]) == ("kept", starter), done.report
    assert "waits for your word" in str(done.report["why"])
    assert done.report["changes"]["compared"] == len(good_labels())
    candidate = done.report["candidate"]
    assert registry.active().id == starter
    assert {m["id"]: m["waiting"] for m in registry.list()} == {candidate: True, starter: False}

    registry.use(candidate)
    assert registry.active().id == candidate
    assert not any(model["waiting"] for model in registry.list())
    assert trainer.awaits_word(candidate) is not None, "the setting still holds"
    store.put_document("settings", {})
    assert trainer.awaits_word(candidate) is None, "adopting is not going back"


def test_after_going_back_new_models_wait_until_enough_labels_are_newer(
    store: Store, registry: Registry, trainer: Trainer
) -> None:
    starter = registry.active()
    store.add_labels(good_labels())
    newer = registry.adopt(renamed(starter, personal_id()))
    assert trainer.awaits_word(newer) is None
    registry.use(starter.id)
    assert "went back" in str(trainer.awaits_word(starter.id))
    registry.use(starter.id)
    assert trainer.awaits_word(starter.id), "choosing what is in use changes nothing"
    for number in range(ENOUGH_NEW):
        assert f"after {ENOUGH_NEW - number} more label" in str(trainer.awaits_word(starter.id))
        store.add_labels([label(f"A new letter, number {number}", "relationship")])
    assert trainer.awaits_word(starter.id) is None

    registry.use(newer)
    registry.use(starter.id)
    assert trainer.awaits_word(starter.id)
    registry.use(newer)
    assert trainer.awaits_word(newer) is None, "forward again: nothing newer was set aside"


def test_a_model_chosen_during_the_training_is_not_replaced_by_it(
    registry: Registry, trainer: Trainer
) -> None:
    before = registry.active()
    chosen = registry.adopt(renamed(before, personal_id()))
    assert "chose another model" in str(trainer.awaits_word(before.id))
    assert trainer.awaits_word(chosen) is None


def test_a_killed_training_fails_and_the_old_model_serves(
    data: DataFolder, store: Store, registry: Registry, trainer: Trainer
) -> None:
    starter = registry.active()
    before = starter.score([PROBE])
    store.add_labels(good_labels())
    job = trainer.start()
    under_way(store, job)
    assert trainer._process is not None
    trainer._process.kill()
    done = finished(store, job)
    assert done.state == "failed"
    assert done.report["why"]
    fresh = Registry(data, store)
    assert fresh.ensure().score([PROBE]) == before
    until(lambda: trainer._job is None)
    assert trainer.start() != job, "the next training is free to start"


def test_stopping_interrupts_and_starts_nothing_more(store: Store, trainer: Trainer) -> None:
    store.add_labels(good_labels())
    job = trainer.start()
    trainer.stop()
    assert finished(store, job).state == "interrupted"
    with pytest.raises(Busy):
        trainer.start()


def test_a_cancelled_training_leaves_the_way_free_for_the_next(
    store: Store, trainer: Trainer
) -> None:
    store.add_labels(good_labels())
    job = trainer.start()
    trainer.cancel()
    assert finished(store, job).state == "interrupted"
    assert trainer.start() != job


SERVICE = """
import sys, time
from pathlib import Path
from server.paths import DataFolder
from server.registry import Registry
from server.retrain import Trainer
from server.store import Store
data = DataFolder(Path(sys.argv[1]))
store = Store.open(data)
registry = Registry(data, store)
registry.ensure()
trainer = Trainer(data, store, registry)
job = trainer.start()
while store.job(job).progress == 0:
    time.sleep(0.02)
print(job, trainer._process.pid, flush=True)
time.sleep(60)
"""


def test_when_the_service_is_killed_its_training_ends_and_is_called_interrupted(
    data: DataFolder, store: Store, registry: Registry, trainer: Trainer
) -> None:
    store.add_labels(good_labels())
    starter = registry.active().id
    command = [sys.executable, "-c", SERVICE, str(data.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        job, child = service.stdout.readline().split()
        assert trainer.start() == job, "another process sees the job that runs"
        service.kill()
    until(lambda: not running(int(child)), seconds=20)
    (data.models / ".unfinished-by-the-dead").mkdir()
    assert store.interrupt_jobs() == 1
    found = store.job(job)
    assert found is not None
    assert found.state == "interrupted"
    assert Registry(data, store).ensure().id == starter
    registry.claim(wait=False).release()
    assert folders(data) == {starter}


def running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_without_labels_there_is_nothing_to_train_on(
    store: Store, registry: Registry, trainer: Trainer
) -> None:
    done = finished(store, trainer.start())
    assert (done.state, done.report["model"]) == ("kept", registry.active().id)
    assert "label" in str(done.report["why"])


@pytest.mark.parametrize(
    ("labels", "auto", "due"), [(4, True, False), (5, True, True), (5, False, False)]
)
def test_training_is_due_once_five_labels_are_new_unless_turned_off(
    store: Store, trainer: Trainer, labels: int, auto: bool, due: bool
) -> None:
    assert ENOUGH_NEW == 5
    store.put_document("settings", {"auto_train": auto})
    store.add_labels(good_labels()[:labels])
    assert trainer.due() is due


def test_labels_already_learnt_do_not_count_unless_their_model_was_refused(
    store: Store, registry: Registry, trainer: Trainer
) -> None:
    store.add_labels(good_labels())
    job = store.start_job()
    store.update_job(job, state="promoted", progress=1, report={})
    assert not trainer.due()
    registry.fell_back = True
    assert trainer.due()


def test_a_training_that_came_to_no_end_is_made_up_for(store: Store, trainer: Trainer) -> None:
    store.add_labels(good_labels())
    store.start_job()
    store.interrupt_jobs()
    assert trainer.due()


def test_the_service_trains_by_itself_once_labelling_pauses(
    store: Store, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[bool] = []
    monkeypatch.setattr(retrain, "QUIET_SECONDS", 0.2)
    monkeypatch.setattr(trainer, "start", lambda: started.append(True))
    store.add_labels(good_labels()[:4])
    trainer.labels_arrived()
    time.sleep(0.5)
    assert not started, "four are not enough"
    store.add_labels([label("One more about bells?", "relationship")])
    trainer.labels_arrived()
    until(lambda: started, seconds=10)
    assert started == [True]
