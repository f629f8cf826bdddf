"""The power goes while labels are written: every acknowledged one is there afterwards.

A kill alone proves nothing here, for the system keeps what was written. So the disk is modelled
(``power_loss.c``): what was not synced is lost. The model must show that it would notice: with
``synchronous=NORMAL``, which many use, labels are lost in it. ``DOORSTEP_POWER_CUTS`` sets the
number of rounds (2).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from server.paths import DataFolder
from server.store import Store

CUTS = int(os.environ.get("DOORSTEP_POWER_CUTS", "2"))
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gcc"), reason="needs Linux and gcc"
)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("disk") / "power_loss.so"
    source = Path(__file__).with_name("power_loss.c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True
    )
    return library


def cut(disk: Path, folder: Path, *synchronous: str) -> tuple[set[str], set[str]]:
    """Write until the power goes; gives the keys acknowledged and those still there."""
    live, shadow = folder / "live", folder / "shadow"
    live.mkdir(parents=True, mode=0o700)
    shadow.mkdir(mode=0o700)
    environment = {
        **os.environ, "LD_PRELOAD": str(disk), "WATCHED": str(live), "SHADOW": str(shadow)
    }  # fmt: skip
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writing", str(live), *synchronous],
        stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(random.uniform(0.05, 0.4))
    writer.kill()
    rest, _ = writer.communicate()
    acknowledged = {line for line in (first + rest).splitlines(keepends=True) if line[-1] == "\n"}
    # A wal-index is no part of what lasts; SQLite makes it anew.
    (shadow / "doorstep.sqlite3-shm").unlink(missing_ok=True)
    with closing(Store.open(DataFolder(shadow))) as store:
        assert store.check() == []
        return {key.strip() for key in acknowledged}, {it.key for it in store.current_labels()}


def test_no_acknowledged_label_is_lost_when_the_power_goes(disk: Path, tmp_path: Path) -> None:
    written = 0
    for number in range(CUTS):
        acknowledged, kept = cut(disk, tmp_path / str(number))
        assert acknowledged
        assert acknowledged <= kept
        written += len(acknowledged)
    print(f"FULL: {CUTS} power cuts, {written} acknowledged labels, none lost")


def test_the_model_would_notice_a_database_that_does_not_sync(disk: Path, tmp_path: Path) -> None:
    written = lost = 0
    for number in range(CUTS):
        acknowledged, kept = cut(disk, tmp_path / str(number), "NORMAL")
        written += len(acknowledged)
        lost += len(acknowledged - kept)
    print(f"NORMAL: {CUTS} power cuts, {written} acknowledged labels, {lost} lost")
    assert lost > 0
