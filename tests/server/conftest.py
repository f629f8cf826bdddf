"""A fresh data folder, a store in it, a service with a stand-in judge around both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from server.paths import DataFolder
from server.store import Store
from tests.server.fakes import Running, serving


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "fresh")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    with closing(Store.open(folder)) as opened:
        yield opened


@pytest.fixture
def running(store: Store, folder: DataFolder) -> Iterator[Running]:
    with serving(store, folder) as service:
        yield service


@pytest.fixture
def http(running: Running) -> Iterator[httpx.Client]:
    with running.http() as client:
        yield client


@pytest.fixture(scope="module")
def module_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service for all tests of a module that change nothing they look at."""
    data = DataFolder(tmp_path_factory.mktemp("module") / "data")
    with closing(Store.open(data)) as opened, serving(opened, data) as service:
        yield service
