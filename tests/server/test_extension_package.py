"""The packages for the stores: the same bytes every time, and nothing foreign in them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from server import extension_package
from server.extension_package import EXTENSION, FOREIGN, build, package, permissions, store_texts

MANIFEST = json.loads((EXTENSION / "manifest.json").read_text())
# What the forms take, in characters.
LONGEST_SUMMARY = 132
LONGEST_DESCRIPTION = 15_000


def opened(browser: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package(browser)))


def packed_manifest(browser: str) -> Any:
    return json.loads(opened(browser).read("manifest.json"))


def test_packed_twice_a_package_has_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tmp_path / "one")
    # Another copy of the same files, as in another checkout: younger, and with other modes.
    other = tmp_path / "extension"
    for path in EXTENSION.rglob("*"):
        if path.is_file():
            copy = other / path.relative_to(EXTENSION)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            copy.chmod(0o600)
    monkeypatch.setattr(extension_package, "EXTENSION", other)
    assert list(build(tmp_path / "two").values()) == list(first.values())
    assert len(set(first.values())) == 2


@pytest.mark.parametrize("browser", FOREIGN)
def test_a_package_holds_what_runs_and_nothing_else(browser: str) -> None:
    archive = opened(browser)
    names = archive.namelist()
    assert names == sorted(names)
    scripts = {p.relative_to(EXTENSION).as_posix() for p in EXTENSION.rglob("*.js")}
    assert scripts < set(names)
    assert not {"types.d.ts", "jsconfig.json"} & set(names)
    for name in set(names) - {"manifest.json"}:
        assert archive.read(name) == (EXTENSION / name).read_bytes()
    assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def test_each_manifest_lacks_what_is_the_others() -> None:
    chromium, firefox = packed_manifest("chromium"), packed_manifest("firefox")
    assert set(MANIFEST) - set(chromium) == {"key", "browser_specific_settings"}
    assert chromium["background"] == {"service_worker": "background/worker.js", "type": "module"}
    assert set(MANIFEST) - set(firefox) == {"key", "minimum_chrome_version"}
    assert firefox["background"] == {"scripts": ["background/worker.js"], "type": "module"}
    for packed in (chromium, firefox):
        for name in set(packed) - {"background"}:
            assert packed[name] == MANIFEST[name]


def test_the_stores_are_told_the_reason_of_every_permission() -> None:
    hosts = MANIFEST["host_permissions"] + MANIFEST["optional_host_permissions"]
    assert set(permissions()) == {*MANIFEST["permissions"], *hosts}
    assert all(permissions().values())
    for name, reason in permissions().items():
        assert f"{name}\n{reason}" in store_texts()["permissions"]


def test_the_stores_are_told_the_same_in_every_language() -> None:
    texts = store_texts()
    for locale in (EXTENSION / "_locales").iterdir():
        assert 0 < len(texts[f"summary.{locale.name}"]) <= LONGEST_SUMMARY
        description = texts[f"description.{locale.name}"]
        assert 500 < len(description) < LONGEST_DESCRIPTION
        assert description.count("\n- ") == texts["description.en"].count("\n- ") > 0
        assert len(description.split("\n\n")) == len(texts["description.en"].split("\n\n"))


def test_what_is_collected_is_declared_alike() -> None:
    gecko = MANIFEST["browser_specific_settings"]["gecko"]
    declared = ", ".join(gecko["data_collection_permissions"]["required"])
    assert f"in the manifest: {declared}." in store_texts()["data-collection"]
    assert {"privacy", "single-purpose", "remote-code"} <= set(store_texts())
