"""One Chromium for all tests of the content scripts; one with the extension for its other half."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import EXTENSION
from tests.browser.harness.service import Service
from tests.browser.harness.site import RunningSite
from tests.browsers import find_quick_chromium
from tests.extension.fake_desk import FakeDesk
from tests.extension.fake_service import FakeService
from tests.extension.installed import Installed


@pytest.fixture(scope="session")
def chromium_for_pages(playwright: Playwright) -> Iterator[Browser]:
    found = find_quick_chromium()
    assert found, "No Chromium found; run tests/install_browsers.py"
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    browser = playwright.chromium.launch(executable_path=found, args=arguments)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def running_extension(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    with RunningSite(tmp_path_factory.mktemp("site")) as site:
        browser = Chromium(playwright, EXTENSION, site.port)
        yield Installed(browser, site)
        browser.close()


@pytest.fixture
def extension(running_extension: Installed) -> Installed:
    """The real extension in a real Chromium, as if just installed."""
    running_extension.forget_all()
    return running_extension


@pytest.fixture
def fake() -> Iterator[FakeService]:
    """A small service whose every answer can be chosen, running."""
    service = FakeService()
    service.start()
    yield service
    service.stop()


@pytest.fixture
def paired(extension: Installed, fake: FakeService) -> Installed:
    """The extension, paired with the fake service; what it took for that is not on record."""
    extension.pair(fake)
    fake.requests.clear()
    return extension


@pytest.fixture
def service() -> Iterator[FakeDesk]:
    """A service that answers all the desk asks, with the twelve letters of the sample inbox."""
    service = FakeDesk()
    service.start()
    yield service
    service.stop()


@pytest.fixture
def desk(extension: Installed, service: FakeDesk) -> Callable[..., Page]:
    """Opens a view of the desk, paired with `service`; prepare that before."""
    extension.pair(service)

    def open_view(view: str, width: int = 1280, **emulated: Any) -> Page:
        page = extension.browser.context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**emulated)
        page.goto(extension.address(f"pages/review.html#{view}"))
        expect(page.locator(f"#{view}")).to_be_visible()
        return page

    return open_view


@pytest.fixture(scope="module")
def real_service(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real service, for all tests of a module."""
    service = Service(starter_data, tmp_path_factory.mktemp("real") / "data")
    service.start()
    yield service
    service.stop()
