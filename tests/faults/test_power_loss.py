"""Killed, or without power, while labels are written: every acknowledged one is there afterwards.

A kill alone proves nothing about power, for the system keeps what was written. So the disk is
modelled (``power_loss.c``): what was not synced is lost. The model must show that it would notice:
with ``synchronous=NORMAL``, which many use, labels are lost in it. ``DOORSTEP_CUTS`` sets the
number of power cuts (5); of kills there are five times as many.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CUTS = int(os.environ.get("DOORSTEP_CUTS", "5"))
ROOT = Path(__file__).parents[2]

posix = pytest.mark.skipif(os.name != "posix", reason="forks and kills")
modelled = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gcc"), reason="the modelled disk needs gcc"
)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("disk") / "power_loss.so"
    source = Path(__file__).with_name("power_loss.c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True
    )
    return library


def cut(folder: Path, rounds: int, *synchronous: str, disk: Path | None = None) -> dict[str, Any]:
    environment = os.environ | ({"LD_PRELOAD": str(disk)} if disk else {})
    command = [sys.executable, "-m", "tests.faults.cuts", str(folder), str(rounds), *synchronous]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    print(found)
    assert found["acknowledged"] >= 2 * rounds
    return found


@posix
def test_no_acknowledged_label_is_lost_in_kills_of_the_writer(tmp_path: Path) -> None:
    found = cut(tmp_path / "data", 5 * CUTS)
    assert (found["lost"], found["half batches"]) == (0, 0)


@modelled
def test_no_acknowledged_label_is_lost_when_the_power_goes(disk: Path, tmp_path: Path) -> None:
    found = cut(tmp_path, CUTS, disk=disk)
    assert (found["lost"], found["half batches"]) == (0, 0)


@modelled
def test_the_model_would_notice_a_database_that_does_not_sync(disk: Path, tmp_path: Path) -> None:
    assert cut(tmp_path, CUTS, "NORMAL", disk=disk)["lost"] > 0
