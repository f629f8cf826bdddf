"""The folder a browser loads stays in place and is this version's."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import extension_folder as module
from server.extension_folder import extension_folder, same_files
from server.paths import DataFolder


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An extension as a wheel carries it."""
    source = tmp_path / "_shipped" / "extension"
    (source / "content").mkdir(parents=True)
    (source / "manifest.json").write_text('{"version": "1"}')
    (source / "content" / "main.js").write_text("one")
    monkeypatch.setattr(module, "shipped", lambda name: source)
    return source


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


def test_a_checkout_is_loaded_in_place(data: DataFolder) -> None:
    folder = extension_folder(data)
    assert not folder.is_relative_to(data.root)
    assert (folder / "manifest.json").is_file()


def test_a_wheel_is_copied_to_the_data_folder(wheel: Path, data: DataFolder) -> None:
    folder = extension_folder(data)
    assert folder.parent == data.root
    assert same_files(wheel, folder)


def test_the_copy_follows_the_version_and_keeps_its_place(wheel: Path, data: DataFolder) -> None:
    before = extension_folder(data)
    (wheel / "manifest.json").write_text('{"version": "2"}')
    (wheel / "content" / "main.js").unlink()
    (wheel / "content" / "new.js").write_text("two")
    assert extension_folder(data) == before
    assert same_files(wheel, before)
    assert [p.name for p in data.root.iterdir() if p.name.startswith("extension")] == ["extension"]


def test_a_copy_somebody_changed_is_renewed(wheel: Path, data: DataFolder) -> None:
    copy = extension_folder(data)
    (copy / "content" / "main.js").write_text("two")
    assert (extension_folder(data) / "content" / "main.js").read_text() == "one"
