"""A model folder is opened only if it is, to the byte, what this installation saved."""

from __future__ import annotations

import json
import os
import pickle
import random
import stat
from pathlib import Path

import joblib
import pytest

from model import persistence
from model.persistence import MANIFEST, METADATA, MODEL, ModelRefused, load_model, save_model
from model.train import train
from tests.model.conftest import labelled, message

KEY = b"k" * 32


@pytest.fixture
def folder(tiny, tmp_path: Path) -> Path:
    place = tmp_path / "models" / "one"
    save_model(tiny, place, KEY)
    return place


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Records every attempt to unpickle."""
    opened: list[object] = []
    plain = joblib.load

    def load(*args, **kwargs):
        opened.append(args)
        return plain(*args, **kwargs)

    monkeypatch.setattr(joblib, "load", load)
    return opened


def test_a_loaded_model_scores_as_the_saved_one(tiny, folder, fake) -> None:
    loaded = load_model(folder, KEY, encoder=fake)
    asked = [message("We met at the loom fair. Did you find it?"), message("Our platform!")]
    assert loaded.score(asked, explain=True) == tiny.score(asked, explain=True)
    assert loaded.metadata == tiny.metadata


def test_the_folder_has_metadata_and_a_card_for_people(tiny, folder) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "model.joblib",
        "metadata.json",
        "MODEL_CARD.md",
        "manifest.json",
    }
    assert json.loads((folder / METADATA).read_text(encoding="utf-8")) == tiny.metadata
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert tiny.id in card
    assert "Not meant for" in card
    assert (folder / MODEL).stat().st_size < 1_000_000


def test_the_file_holds_no_word_of_the_users_messages(tiny_corpus, fake, tmp_path) -> None:
    own = [labelled("the heron nests behind the lock gate", "relationship")]
    save_model(train(tiny_corpus, own, encoder=fake), tmp_path / "m", KEY)
    for path in (tmp_path / "m").iterdir():
        assert b"heron" not in path.read_bytes()


def test_damage_is_never_opened(tiny, folder, fake, unopened) -> None:
    rng = random.Random(7)
    refused = 0
    for name in (MODEL, METADATA, MANIFEST, "MODEL_CARD.md"):
        path = folder / name
        good = path.read_bytes()
        for damaged in damages(good, rng):
            path.write_bytes(damaged)
            with pytest.raises(ModelRefused):
                load_model(folder, KEY, encoder=fake)
            refused += 1
        path.write_bytes(good)
    assert unopened == []
    assert refused > 400
    assert load_model(folder, KEY, encoder=fake).id == tiny.id


def damages(good: bytes, rng: random.Random):
    for _ in range(75):
        at = rng.randrange(len(good))
        yield good[:at] + bytes([good[at] ^ 1 << rng.randrange(8)]) + good[at + 1 :]
    for _ in range(15):
        yield good[: rng.randrange(len(good))]
    for _ in range(25):
        at = rng.randrange(len(good))
        zeroed = good[:at] + bytes(min(4096, len(good) - at)) + good[at + 4096 :]
        if zeroed != good:
            yield zeroed
    yield b""
    yield good + b"\0"


@pytest.mark.parametrize("name", [MODEL, METADATA, MANIFEST, "MODEL_CARD.md"])
def test_a_missing_file_is_refused(folder, fake, unopened, name) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelRefused):
        load_model(folder, KEY, encoder=fake)
    assert unopened == []


def test_a_missing_folder_is_refused(tmp_path) -> None:
    with pytest.raises(ModelRefused, match="no finished model"):
        load_model(tmp_path / "nothing", KEY)


class Foreign:
    """Leaves a mark when unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def test_a_foreign_pickle_never_runs(folder, fake, tmp_path) -> None:
    mark = tmp_path / "it-ran"
    payload = pickle.dumps(Foreign(mark))
    (folder / MODEL).write_bytes(payload)
    with pytest.raises(ModelRefused, match="changed"):
        load_model(folder, KEY, encoder=fake)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][MODEL] = persistence.hashlib.sha256(payload).hexdigest()
    for seal in (
        manifest["hmac"],
        persistence._seal(manifest["files"], b"another key"),
        "",
        None,
        7,
    ):
        (folder / MANIFEST).write_text(json.dumps({**manifest, "hmac": seal}))
        with pytest.raises(ModelRefused):
            load_model(folder, KEY, encoder=fake)
    assert not mark.exists()


@pytest.mark.parametrize(
    "manifest",
    ["", "{}", "[]", "7", "null", '{"files": 3, "hmac": "x"}', "[" * 100_000, '{"files": {}}'],
)
def test_a_manifest_of_any_shape_is_refused(folder, fake, unopened, manifest) -> None:
    (folder / MANIFEST).write_text(manifest)
    with pytest.raises(ModelRefused):
        load_model(folder, KEY, encoder=fake)
    assert unopened == []


def test_a_seal_over_other_files_is_refused(folder, fake) -> None:
    hashes = {"../../passwords": "0" * 64}
    sealed = {"files": hashes, "hmac": persistence._seal(hashes, KEY)}
    (folder / MANIFEST).write_text(json.dumps(sealed))
    with pytest.raises(ModelRefused, match="does not name the files"):
        load_model(folder, KEY, encoder=fake)


def test_another_key_is_refused(folder, fake, unopened) -> None:
    with pytest.raises(ModelRefused, match="not made by this installation"):
        load_model(folder, b"x" * 32, encoder=fake)
    assert unopened == []


@pytest.mark.parametrize("part", ["python", "scikit-learn", "numpy", "features", "format"])
def test_other_versions_are_refused_before_opening(
    folder, fake, unopened, monkeypatch, part
) -> None:
    other = {**persistence.versions(), part: "0.0"}
    monkeypatch.setattr(persistence, "versions", lambda: other)
    with pytest.raises(ModelRefused, match="other versions"):
        load_model(folder, KEY, encoder=fake)
    assert unopened == []


def test_another_encoder_is_refused_before_opening(folder, unopened) -> None:
    with pytest.raises(ModelRefused, match="another sentence encoder"):
        load_model(folder, KEY)
    assert unopened == []


def test_an_existing_model_is_never_overwritten(tiny, folder) -> None:
    with pytest.raises(FileExistsError):
        save_model(tiny, folder, KEY)


def test_a_failed_save_leaves_nothing_behind(tiny, tmp_path, monkeypatch) -> None:
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_model(tiny, tmp_path / "models" / "one", KEY)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="names of open files: Linux")
def test_every_file_is_on_disk_before_the_folder_gets_its_name(tiny, tmp_path, monkeypatch) -> None:
    place = tmp_path / "models" / "one"
    synced, really = [], os.fsync

    def fsync(handle: int) -> None:
        name = Path(f"/proc/self/fd/{handle}").readlink()
        synced.append((name.name if name.is_file() else name, place.exists()))
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    save_model(tiny, place, KEY)
    *files, unfinished, parent = synced
    assert sorted(files) == [(path.name, False) for path in sorted(place.iterdir())]
    assert unfinished[0].name.startswith(".unfinished-")
    assert not unfinished[1]
    assert parent == (place.parent, True)


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_only_the_owner_can_read_a_model(folder) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_saving_keeps_the_encoder_of_the_model_in_use(tiny, folder, fake) -> None:
    assert tiny.estimator["features"].encoder is fake
