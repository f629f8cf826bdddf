"""The extension's background sleeps after half a minute; nothing may depend on what it held."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server import demo_inbox
from tests.browser.harness.driver import EXTENSION, eventually, same
from tests.browser.harness.drowsy import DrowsyChromium
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

PEOPLE = len(demo_inbox.SAMPLE)


@pytest.fixture(params=["chromium", "firefox"])
def drowsy(
    request: pytest.FixtureRequest, running_site: Site
) -> Iterator[DrowsyChromium | Firefox]:
    """Each browser whose background can be asleep, with a fresh extension."""
    if request.param == "firefox":
        firefox: Firefox = request.getfixturevalue("running_firefox")
        firefox.fresh()
        yield firefox
        return
    browser = DrowsyChromium(EXTENSION, running_site.port)
    yield browser
    browser.close()


def test_a_sleeping_background_wakes_scores_and_still_knows_its_token(
    drowsy: DrowsyChromium | Firefox, service: Service, site: Site
) -> None:
    drowsy.pair(service.code(), service.port)
    drowsy.open("about:blank")
    drowsy.sleep()
    drowsy.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    drowsy.scored(PEOPLE)
    drowsy.click("mara-lindqvist", "relationship")
    mara = demo_inbox.SAMPLE[0].note
    eventually(lambda: same(service.labels(), [(mara, "relationship")]))
