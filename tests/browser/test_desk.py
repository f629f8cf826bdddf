"""The desk in each browser: read, label, take back, look at the figures, import."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.harness.driver import Driver, eventually, same
from tests.extension.fake_desk import FakeDesk, insights
from tests.extension.fake_service import CODE


@pytest.fixture
def service() -> Iterator[FakeDesk]:
    """A service that answers all the desk asks."""
    made = FakeDesk()
    made.insights = insights()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def desk(browser: Driver, service: FakeDesk) -> Iterator[Driver]:
    """Each browser in turn, with the desk open."""
    browser.pair(CODE, service.port)
    browser.open_own_page("pages/review.html")
    eventually(lambda: same(len(browser.run("return [...document.querySelectorAll('#entries li')]"
                                            ".map((li) => li.id)")), 12))  # fmt: skip
    yield browser
    browser.close_own_page()


def go(desk: Driver, view: str) -> None:
    desk.press(f"nav a[href='#{view}']")


def test_a_message_is_read_labelled_and_taken_back(desk: Driver, service: FakeDesk) -> None:
    desk.press("#entry-1")
    eventually(lambda: same(desk.text("#reading .name"), "Trent Calloway"))
    first = service.entries[1]["message"]["text"].split(".")[0] + "."
    eventually(lambda: same(desk.text("#reading mark"), first))
    desk.press("#reading [data-label=leaflet]")
    eventually(lambda: same(desk.text("#undo-said"), "Leaflet: Trent Calloway."))
    assert [label for _, label in service.given.values()] == ["leaflet"]
    desk.press("#undo")
    eventually(lambda: same(desk.text("#undo-said"),
                            "Taken back: Trent Calloway has no label now."))  # fmt: skip
    assert service.given == {}


def test_the_figures_are_drawn(desk: Driver) -> None:
    go(desk, "figures")
    drawn = "return [...document.querySelectorAll('figure svg[role=img]')].map((s) => s.ariaLabel)"
    told = eventually(lambda: same(len(desk.run(drawn)), 4) and desk.run(drawn))
    assert all(told)
    heights = desk.run("return [...document.querySelectorAll('#weeks rect.piece')]"
                       ".map((r) => r.getBoundingClientRect().height)")  # fmt: skip
    assert len(heights) > 80
    assert min(heights) > 0


def test_the_slider_shows_its_consequences(desk: Driver, service: FakeDesk) -> None:
    go(desk, "you")
    eventually(lambda: same("how it is now" in desk.text("#consequences"), True))
    desk.run("""const slider = document.querySelector("#strictness");
      slider.value = "0";
      slider.dispatchEvent(new Event("input", { bubbles: true }));""")
    eventually(lambda: same("Gentle" in desk.text("#strictness-word"), True))
    assert service.settings["strictness"] == "balanced"


def test_an_export_of_linkedins_is_sent_as_it_is(desk: Driver, service: FakeDesk) -> None:
    go(desk, "you")
    desk.run("""const files = new DataTransfer();
      files.items.add(new File([new Uint8Array([80, 75, 3, 4, 0, 255])], "export.zip"));
      document.querySelector("#import-file").files = files.files;""")
    desk.press("#import-look")
    eventually(lambda: same("412 people wrote" in desk.text("#import-told"), True))
    (sent,) = [request for request in service.requests if "import" in request.path]
    assert sent.body == bytes([80, 75, 3, 4, 0, 255])
    # Not the browser's own list: the words of the service are those of the desk.
    assert {request.headers["accept-language"] for request in service.requests} == {"en"}
