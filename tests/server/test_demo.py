"""The demo, run as its user runs it without a screen: a real browser, service and model."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from server import demo_inbox

BANDS = "leaflet|unsure|relationship|no_note"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(starter_data: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """`doorstep demo` without a screen, in an empty folder."""
    shutil.copytree(starter_data, folder / "data")
    before = set(Path(tempfile.gettempdir()).glob("doorstep-demo-*"))
    run = subprocess.run(
        [sys.executable, "-P", "-m", "server.cli", "demo", "--headless"],
        cwd=folder,
        env=os.environ | {"DOORSTEP_DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    left = set(Path(tempfile.gettempdir()).glob("doorstep-demo-*")) - before
    assert left == set()
    return run


def test_the_demo_ends_well_and_says_what_it_shows(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, demo.stderr
    shown = re.findall(rf"^ *([\d.]+|–) +({BANDS}) +(.+)$", demo.stdout, re.MULTILINE)
    assert [name for _, _, name in shown] == [request.name for request in demo_inbox.SAMPLE]
    for (score, band, _), request in zip(shown, demo_inbox.SAMPLE, strict=True):
        assert (band == "no_note") == (score == "–") == (not request.note)
    assert {"leaflet", "unsure", "relationship", "no_note"} == {band for _, band, _ in shown}


def test_the_demo_writes_the_whole_inbox_as_a_picture(
    demo: subprocess.CompletedProcess[str], folder: Path
) -> None:
    picture = (folder / "demo.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width >= 1000
    assert height > width


def test_the_demo_leaves_nothing_in_the_user_s_own_history(
    demo: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert demo.returncode == 0
    written = b"".join(path.read_bytes() for path in (folder / "data").glob("doorstep.sqlite3*"))
    assert b"Lindqvist" not in written
    assert b"flood sensors" not in written


def test_without_a_browser_the_demo_says_what_to_install(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-P", "-m", "server.cli", "demo", "--data-dir", str(tmp_path / "data")],
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if sys.platform != "linux":
        pytest.skip("elsewhere browsers are not found by PATH alone")
    assert run.returncode == 1
    assert "Chromium, Chrome, Edge" in run.stderr
    assert not (tmp_path / "data").exists()
