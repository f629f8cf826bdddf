"""Which model serves: real folders, a real database, a real starter."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import joblib
import pytest

from model.persistence import ModelRefused, save_model
from model.records import Message
from server import registry as module
from server.errors import Busy, Conflict, NoModel, NotFound
from server.paths import DataFolder
from server.registry import KEEP, Registry, personal_id, renamed
from server.store import Store

PROBE = [
    Message(id="1", text="Which of your two papers on tides should I read?", kind="inbox_message"),
    Message(id="2", text="We help firms like yours double their leads.", kind="inbox_message"),
]


@pytest.fixture
def store(data: DataFolder) -> Iterator[Store]:
    store = Store.open(data)
    yield store
    store.close()


@pytest.fixture
def registry(data: DataFolder, store: Store) -> Registry:
    return Registry(data, store)


def adopt(registry: Registry, model_id: str) -> str:
    """The starter again under another name: a second model at no cost."""
    return registry.adopt(renamed(registry.active(), model_id))


def flip_a_bit(folder: Path) -> None:
    path = folder / "model.joblib"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def no_building(*args: object, **kwargs: object) -> None:
    raise AssertionError("a starter was built without need")


def test_the_starter_is_named_after_what_it_was_made_of(registry: Registry) -> None:
    (model,) = registry.list()
    assert model["id"].startswith("starter-")
    assert len(model["id"]) == len("starter-") + 8
    assert model["active"]
    assert model["labels"] == 0
    assert 0.5 < model["metrics"]["out_of_fold"]["auc"] <= 1


def test_an_adopted_model_serves_and_the_scores_carry_its_name(registry: Registry) -> None:
    registry.ensure()
    model_id = adopt(registry, personal_id())
    assert registry.active().id == model_id
    assert {score.model for score in registry.active().score(PROBE)} == {model_id}


def test_what_another_process_makes_active_serves_at_once(
    data: DataFolder, registry: Registry
) -> None:
    first = registry.ensure().id
    elsewhere = Store.open(data)
    other = Registry(data, elsewhere)
    second = adopt(other, personal_id())
    assert registry.active().id == second
    other.use(first)
    assert registry.active().id == first
    elsewhere.close()


def test_an_active_model_is_not_read_again_for_every_request(
    registry: Registry, store: Store
) -> None:
    first = registry.ensure()
    store.put_document("profile", {"text": "a write that concerns no model"})
    assert registry.active() is first


def test_at_most_three_are_kept_the_starter_and_the_active_one_among_them(
    data: DataFolder, registry: Registry
) -> None:
    starter = registry.ensure().id
    ids = [adopt(registry, personal_id()) for _ in range(4)]
    kept = [model["id"] for model in registry.list()]
    assert kept == [ids[3], ids[2], starter]
    assert len(kept) == KEEP
    assert {path.name for path in data.models.iterdir() if path.is_dir()} == set(kept)


def keep(registry: Registry) -> str:
    """The starter again under another name, waiting for the user's word."""
    model_id = personal_id()
    with registry.claim():
        save_model(
            renamed(registry.active(), model_id), registry.folder(model_id), registry._data.key()
        )
        registry.keep(model_id)
    return model_id


def test_the_active_model_the_starter_and_the_newest_that_waits_are_never_pruned(
    data: DataFolder, registry: Registry
) -> None:
    starter = registry.ensure().id
    active = adopt(registry, personal_id())
    waiting = [keep(registry) for _ in range(3)][-1]
    assert [model["id"] for model in registry.list()] == [waiting, active, starter]
    assert [model["waiting"] for model in registry.list()] == [True, False, False]
    assert registry.active().id == active
    assert folders(data) == {waiting, active, starter}
    newest = adopt(registry, personal_id())
    assert not any(model["waiting"] for model in registry.list()), "a newer one has come to use"
    assert registry.active().id == newest


def test_a_model_that_waits_never_serves_without_the_users_word(
    data: DataFolder, store: Store, registry: Registry
) -> None:
    starter = registry.ensure().id
    active = adopt(registry, personal_id())
    waiting = keep(registry)
    flip_a_bit(registry.folder(active))
    fresh = Registry(data, store)
    assert fresh.ensure().id == starter
    assert next(model for model in fresh.list() if model["id"] == waiting)["waiting"]
    fresh.use(waiting)
    assert fresh.active().id == waiting


def folders(data: DataFolder) -> set[str]:
    return {path.name for path in data.models.iterdir() if path.is_dir()}


def test_a_damaged_active_model_is_passed_over_for_the_previous_one(
    data: DataFolder, store: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = registry.ensure()
    before = first.score(PROBE)
    second = adopt(registry, personal_id())
    flip_a_bit(registry.folder(second))
    monkeypatch.setattr(module, "TrainingProcess", no_building)
    fresh = Registry(data, store)
    assert fresh.ensure().id == first.id
    assert fresh.fell_back
    assert store.active_model() == first.id
    assert fresh.active().score(PROBE) == before


def test_a_damaged_model_made_active_elsewhere_does_not_end_the_one_in_memory(
    store: Store, registry: Registry
) -> None:
    good = registry.ensure().id
    bad = adopt(registry, personal_id())
    registry.use(good)
    flip_a_bit(registry.folder(bad))
    store.activate_model(bad)
    assert registry.active().id == good
    assert store.active_model() == good


def test_a_foreign_file_in_a_models_place_is_never_opened(
    data: DataFolder, store: Store, registry: Registry, tmp_path: Path
) -> None:
    good = registry.ensure().id
    bad = adopt(registry, personal_id())
    marker = tmp_path / "code-has-run"
    joblib.dump(RunsCode(marker), registry.folder(bad) / "model.joblib")
    fresh = Registry(data, store)
    assert fresh.ensure().id == good
    assert not marker.exists()
    with pytest.raises(ModelRefused):
        fresh.load(bad)
    assert not marker.exists()


class RunsCode:
    """What an attacker would put there: unpickling it leaves a trace."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.marker,)


def test_a_model_of_another_installation_is_refused(data: DataFolder, registry: Registry) -> None:
    registry.ensure()
    data.key_file.write_bytes(b"x" * 32)
    with pytest.raises(ModelRefused):
        registry.load(registry.list()[0]["id"])


def test_with_no_good_model_a_request_gets_none_and_start_builds_the_starter_anew(
    data: DataFolder, store: Store
) -> None:
    (model,) = Registry(data, store).list()
    flip_a_bit(data.models / model["id"])
    registry = Registry(data, store)
    with pytest.raises(NoModel):
        registry.active()
    stages: list[str] = []
    built = registry.ensure(lambda fraction, stage: stages.append(stage))
    assert stages
    assert built.id == model["id"]
    assert [score.band for score in built.score(PROBE)] != ["no_note", "no_note"]
    assert Registry(data, store).active().id == built.id


def test_a_missing_folder_counts_as_damaged(data: DataFolder, store: Store) -> None:
    registry = Registry(data, store)
    starter = registry.ensure().id
    lost = adopt(registry, personal_id())
    shutil.rmtree(registry.folder(lost))
    assert Registry(data, store).ensure().id == starter


def test_the_model_in_memory_judges_on_when_the_database_fails(
    data: DataFolder, store: Store, registry: Registry
) -> None:
    wanted = registry.ensure()
    data.database.write_bytes(b"this is no database" * 1000)
    assert registry.active() is wanted


def test_use_refuses_what_is_unknown_or_damaged_and_changes_nothing(
    store: Store, registry: Registry
) -> None:
    good = registry.ensure().id
    bad = adopt(registry, personal_id())
    registry.use(good)
    flip_a_bit(registry.folder(bad))
    with pytest.raises(NotFound):
        registry.use("../" + good)
    with pytest.raises(Conflict, match="changed since it was saved"):
        registry.use(bad)
    assert (store.active_model(), registry.active().id) == (good, good)


def test_only_a_model_not_in_use_can_be_removed(registry: Registry) -> None:
    starter = registry.ensure().id
    second = adopt(registry, personal_id())
    with pytest.raises(Conflict):
        registry.remove(second)
    registry.remove(starter)
    assert [model["id"] for model in registry.list()] == [second]
    assert not registry.folder(starter).exists()


def test_forgetting_leaves_nothing_that_learnt_from_labels(
    data: DataFolder, registry: Registry
) -> None:
    starter = registry.ensure().id
    adopt(registry, personal_id())
    (data.models / ".unfinished-abc").mkdir()
    registry.forget_personal()
    assert registry.active().id == starter
    assert [path.name for path in data.models.iterdir() if path.is_dir()] == [starter]


def test_leftovers_of_a_killed_writer_are_never_listed_and_go_with_the_next_one(
    data: DataFolder, registry: Registry
) -> None:
    starter = registry.ensure().id
    for name in (".unfinished-1", "personal-20260101-aaaaaa"):
        shutil.copytree(registry.folder(starter), data.models / name)
    assert [model["id"] for model in registry.list()] == [starter]
    registry.claim().release()
    assert [path.name for path in data.models.iterdir() if path.is_dir()] == [starter]


def test_one_process_at_a_time_writes_models_and_a_killed_one_lets_go(
    data: DataFolder, registry: Registry
) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from server.paths import DataFolder;"
        "from server.registry import Registry; from server.store import Store;"
        "data = DataFolder(Path(sys.argv[1])); lock = Registry(data, Store.open(data)).claim();"
        "print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(data.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Busy):
            registry.claim(wait=False)
        process.kill()
    registry.claim(wait=False).release()


def test_the_list_is_plain_data(registry: Registry) -> None:
    registry.ensure()
    assert json.loads(json.dumps(registry.list())) == registry.list()
