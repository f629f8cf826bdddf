"""What more than one folder of tests shares."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, sync_playwright

from server.paths import DataFolder

# How long an example takes is for `make bench` to tell; a busy machine is no fault of the code.
settings.register_profile("doorstep", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("doorstep")

FIRST = "test_corpus.py"
"""Needs no starter: meanwhile the other process builds it."""
SLOW = {
    "test_killed.py", "test_retrain.py", "test_learning.py", "test_serve.py", "test_registry.py",
    "test_cli.py", "test_sleep.py", "test_state_machine.py", "test_adoption.py", "test_states.py",
}  # fmt: skip
"""Files with few tests that take long: begun first, so that neither process waits for the other."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files in front; all tests of a file stay together and in order."""
    items.sort(key=lambda item: (item.path.name != FIRST, item.path.name not in SLOW))


@pytest.fixture(scope="session")
def starter_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the real starter model, built once a run: to be copied, not changed.

    The processes of a run share it; the first that needs it builds it.
    """
    alone = worker_id == "master"
    base = tmp_path_factory.getbasetemp()
    folder = (base if alone else base.parent) / "starter"
    folder.mkdir(exist_ok=True)
    data, built = folder / "data", folder / "built"
    with FileLock(folder / "lock"):
        if not built.exists():
            # Scoring nothing: the first command that needs a model builds the starter.
            command = [sys.executable, "-m", "server.cli", "score", "--data-dir", str(data)]
            run = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            assert run.returncode == 0, run.stdout + run.stderr
            built.touch()
    return data


@pytest.fixture
def data(starter_data: Path, tmp_path: Path) -> DataFolder:
    """A data folder of the test's own, with the real starter model in it."""
    return DataFolder(shutil.copytree(starter_data, tmp_path / "data"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one Playwright of the run: a second one in the same thread would not start."""
    with sync_playwright() as started:
        yield started
