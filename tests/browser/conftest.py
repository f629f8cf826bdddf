"""The real parts, put together: a stand-in site, the service, each browser with the extension."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import EXTENSION, Driver
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.granted import granted
from tests.browser.harness.service import Service
from tests.browser.harness.site import RunningSite, Site


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with RunningSite(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(running_site: Site) -> Site:
    """The stand-in for the sites, empty."""
    running_site.clear()
    return running_site


@pytest.fixture(scope="session")
def running_firefox(running_site: Site) -> Iterator[Firefox]:
    browser = Firefox(EXTENSION, running_site.port)
    yield browser
    browser.close()


@pytest.fixture
def chromium(playwright: Playwright, running_site: Site) -> Iterator[Chromium]:
    """A new Chromium with the extension, not paired yet."""
    browser = Chromium(playwright, EXTENSION, running_site.port)
    yield browser
    browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Driver:
    """Each browser in turn, with a freshly installed extension, not paired yet."""
    if request.param == "chromium":
        return request.getfixturevalue("chromium")
    firefox = request.getfixturevalue("running_firefox")
    firefox.fresh()
    return firefox


@pytest.fixture
def service(starter_data: Path, tmp_path: Path) -> Iterator[Service]:
    """A running service of the test's own."""
    made = Service(starter_data, tmp_path / "data")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def paired(browser: Driver, service: Service) -> Driver:
    """Each browser in turn, paired with the service."""
    browser.pair(service.code(), service.port)
    return browser


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def shared(
    request: pytest.FixtureRequest,
    running_site: Site,
    starter_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Driver]:
    """Each browser in turn, paired, every site allowed, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("shared")
    extension = granted(folder)
    service = Service(starter_data, folder / "data")
    service.start()
    if request.param == "chromium":
        started = request.getfixturevalue("playwright")
        browser: Driver = Chromium(started, extension, running_site.port)
    else:
        browser = request.getfixturevalue("running_firefox")
        request.getfixturevalue("running_firefox").fresh(extension)
    browser.pair(service.code(), service.port)
    yield browser
    if request.param == "chromium":
        browser.close()
    service.stop()
