"""The welcome page: from install to the first badge, without the README."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.service import Service, free_port
from tests.extension.fake_service import CODE, Answer, FakeService, refused
from tests.extension.installed import Installed
from tests.extension.sight import (
    faint_words,
    loose_ends,
    nameless,
    small_targets,
    too_wide,
    violations,
)

STEPS = ("find", "pairing", "sites", "trial")
expect.set_options(timeout=20_000)


def welcome(extension: Installed, port: int | None = None, **emulated: Any) -> Page:
    page = extension.browser.context.new_page()
    page.emulate_media(**emulated)
    if port is not None:
        extension.own({"type": "port", "port": port})
    page.goto(extension.address("pages/welcome.html"))
    return page


def at(page: Page, step: str) -> None:
    """Wait until this step is open, those before it done and those after it not begun."""
    number = STEPS.index(step)
    expect(page.locator(f"#{step}")).to_have_attribute("data-state", "open")
    expect(page.locator("#progress")).to_contain_text(f"Step {number + 1} of 4")
    states = [page.locator(f"#{each}").get_attribute("data-state") for each in STEPS]
    assert states == ["done"] * number + ["open"] + ["later"] * (3 - number)
    assert page.locator(".stage .body:visible").count() == 1


def test_a_newcomer_gets_there_by_keyboard_alone(
    extension: Installed, real_service: Service
) -> None:
    page = welcome(extension)
    at(page, "find")
    expect(page.locator("#finding .state-title")).to_have_text("Service not running")
    expect(page.locator("#start code")).to_have_text(["make run", "doorstep serve"])
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(str(real_service.port))
    page.keyboard.press("Enter")

    at(page, "pairing")
    expect(page.locator("#find .sum")).to_contain_text(str(real_service.port))
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(real_service.code())
    page.keyboard.press("Enter")

    at(page, "sites")
    expect(page.locator("#sites-title")).to_be_focused()
    rows = page.locator("#site-list li")
    expect(rows.nth(0)).to_contain_text("✓ Allowed")
    expect(rows.locator("button")).to_have_text(["Allow X", "Allow Gmail"])
    page.locator("#sites-go").press("Enter")

    at(page, "trial")
    expect(page.locator("#sites .sum")).to_have_text("Allowed: LinkedIn.")
    assert page.locator("#end").is_hidden()
    page.locator("#judge-samples").press("Enter")
    bands = page.locator("#samples .band")
    expect(bands).to_have_count(3)
    expect(page.locator("#progress")).to_have_text("All set")
    words = [bands.nth(i).inner_text().split() for i in range(3)]
    assert [word for word, _ in words] == ["Leaflet", "Unsure", "Relationship"]
    numbers = [int(number) for _, number in words]
    assert numbers == sorted(numbers)
    expect(page.locator("#end a")).to_have_count(2)

    page.locator("#own").focus()
    page.keyboard.type("How did you keep the moths out of the loom?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#own-verdict .band")).to_contain_text("Relationship")
    expect(page.locator("#own-verdict li")).not_to_have_count(0)
    assert real_service.call("/v1/status")["counts"]["messages"] == 0


def test_a_service_that_is_started_meanwhile_is_found_without_a_click(
    extension: Installed, fake: FakeService
) -> None:
    fake.stop()
    page = welcome(extension, fake.port)
    expect(page.locator("#finding")).to_have_attribute("data-state", "not-running")
    fake.start()
    at(page, "pairing")
    assert {request.path for request in fake.requests} == {"/v1/hello"}
    page.fill("#code", CODE)
    page.click("#pair")
    at(page, "sites")
    fake.stop()
    extension.own({"type": "connection"})
    at_first = page.locator("#find")
    expect(at_first).to_have_attribute("data-state", "open")
    fake.start()
    at(page, "sites")


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (Answer(200, {}, protocol=None), "Another program answers"),
        (Answer(412, refused()), "Versions differ"),
    ],
)
def test_who_answers_instead_is_named_and_told_nothing(
    extension: Installed, fake: FakeService, answer: Answer, title: str
) -> None:
    fake.everywhere = lambda _: answer
    page = welcome(extension, fake.port)
    at(page, "find")
    expect(page.locator("#finding .state-title")).to_have_text(title)
    assert page.locator("#start").is_hidden()
    assert {request.path for request in fake.requests} == {"/v1/hello"}
    fake.everywhere = None
    at(page, "pairing")


def test_a_wrong_code_stays_in_its_step(extension: Installed, fake: FakeService) -> None:
    page = welcome(extension, fake.port)
    at(page, "pairing")
    page.fill("#code", "999 999")
    page.click("#pair")
    expect(page.locator("#said")).to_contain_text("doorstep pair")
    at(page, "pairing")


def test_what_is_no_port_is_told(extension: Installed) -> None:
    page = welcome(extension, free_port())
    page.click("summary")
    page.fill("#port", "70000")
    page.click("text=Look there")
    expect(page.locator("#port-said")).to_contain_text("1 to 65535")


def test_a_judge_that_fails_is_told_and_nothing_is_asked_for_nothing(
    paired: Installed, fake: FakeService
) -> None:
    page = welcome(paired)
    page.click("#sites-go")
    page.click("text=Judge it")
    expect(page.locator("#try-said")).to_contain_text("Paste a text")
    expect(page.locator("#own")).to_be_focused()
    fake.override["/v1/score"] = lambda _: Answer(503, refused("no_model"))
    page.click("#judge-samples")
    expect(page.locator("#try-said")).to_contain_text("refused by the test")
    at(page, "trial")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_step_can_be_seen_heard_and_fits_a_narrow_window(
    extension: Installed, fake: FakeService, scheme: Any
) -> None:
    fake.stop()
    page = welcome(extension, fake.port, color_scheme=scheme)

    def look(step: str) -> None:
        at(page, step)
        for width in (320, 1100):
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) <= 0, (step, width)
        assert faint_words(page) == []
        assert loose_ends(page) == []
        assert small_targets(page) == []
        assert nameless(page) == []
        assert violations(page) == []

    expect(page.locator("#finding .state-title")).not_to_be_empty()
    page.click("summary")
    look("find")
    fake.start()
    look("pairing")
    page.fill("#code", CODE)
    page.click("#pair")
    look("sites")
    page.click("#sites-go")
    look("trial")
    page.click("#judge-samples")
    expect(page.locator("#samples .band")).to_have_count(3)
    assert faint_words(page) == []


@pytest.mark.parametrize("name", ["popup", "options"])
def test_it_can_be_had_again(paired: Installed, name: str) -> None:
    link = paired.page(f"pages/{name}.html").get_by_role("link", name="Set up again")
    assert link.get_attribute("href") == "welcome.html"
