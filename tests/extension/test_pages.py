"""Our own pages: pairing, popup, options."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.service import free_port
from tests.extension.fake_service import CODE, Answer, FakeService, refused
from tests.extension.installed import Installed, label
from tests.extension.sight import faint_words

PAGES = ["pair", "options", "popup", "review"]
# A machine that trains a model beside the test may be slow to answer.
expect.set_options(timeout=20_000)


def pair(page: Page, code: str, port: int) -> None:
    page.fill("#port", str(port))
    page.fill("#code", code)
    page.click("#pair")


# --- Every page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name_and_every_page_a_title(paired: Installed, name: str) -> None:
    page = paired.page(f"pages/{name}.html")
    expect(page.locator("#connection .state-title")).not_to_be_empty()
    assert page.title()
    for control in page.locator("input, select, textarea, button, a").all():
        about = control.evaluate(
            "(e) => ({ name: e.labels?.[0]?.textContent || e.textContent,html: e.outerHTML })"
        )
        assert about["name"].strip(), about["html"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(paired: Installed, name: str, scheme: Any) -> None:
    """WCAG 2 asks for a contrast of 4.5; measured on what is shown, ground by ground."""
    page = paired.browser.context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{paired.home.url.rsplit('/icons', 1)[0]}/pages/{name}.html")
    expect(page.locator("#connection .state-title")).not_to_be_empty()
    assert faint_words(page) == []


# --- Pairing --------------------------------------------------------------------------------------


def test_the_pairing_page_takes_a_code_with_spaces_and_a_name(
    extension: Installed, fake: FakeService
) -> None:
    page = extension.page("pages/pair.html")
    expect(page.locator("#state")).to_have_text("not-paired")
    expect(page.locator("#port")).to_have_value("13667")
    expect(page.locator("#name")).to_have_value("Chromium on Linux")
    page.fill("#name", "The one in the study")
    pair(page, f"  {CODE[:3]} {CODE[3:]} ", fake.port)
    expect(page.locator("#state")).to_have_text("connected")
    assert fake.bodies("/v1/pair") == [{"code": CODE, "name": "The one in the study"}]
    expect(page.locator("#code")).to_have_value("")


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef"])
def test_what_is_no_code_is_not_sent(extension: Installed, fake: FakeService, code: str) -> None:
    page = extension.page("pages/pair.html")
    pair(page, code, fake.port)
    expect(page.locator("#said")).to_contain_text("six digits")
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    assert fake.requests == []


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_what_is_no_port_is_not_tried(extension: Installed, port: str) -> None:
    page = extension.page("pages/pair.html")
    expect(page.locator("#port")).to_have_value("13667")
    page.fill("#code", CODE)
    page.fill("#port", port)
    page.click("#pair")
    expect(page.locator("#said")).to_contain_text("1 to 65535")


def test_a_wrong_code_says_where_a_fresh_one_comes_from(
    extension: Installed, fake: FakeService
) -> None:
    page = extension.page("pages/pair.html")
    pair(page, "999 999", fake.port)
    expect(page.locator("#state")).to_have_text("refused")
    expect(page.locator("#said")).to_contain_text("doorstep pair")
    pair(page, CODE, fake.port)
    expect(page.locator("#state")).to_have_text("connected")


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Answer(protocol=None), "wrong-program"), (Answer(412, refused()), "wrong-version")],
)
def test_the_pairing_page_names_who_answered_instead(
    extension: Installed, fake: FakeService, answer: Answer, state: str
) -> None:
    fake.everywhere = lambda _: answer
    page = extension.page("pages/pair.html")
    pair(page, CODE, fake.port)
    expect(page.locator("#state")).to_have_text(state)
    assert CODE not in "".join(request.everything for request in fake.requests)


def test_the_pairing_page_says_when_nothing_listens(extension: Installed) -> None:
    page = extension.page("pages/pair.html")
    pair(page, CODE, free_port())
    expect(page.locator("#state")).to_have_text("not-running")


# --- Options and popup ----------------------------------------------------------------------------


def test_the_port_can_be_changed_and_changed_back(paired: Installed, fake: FakeService) -> None:
    page = paired.page("pages/options.html")
    expect(page.locator("#port")).to_have_value(str(fake.port))
    page.fill("#port", str(free_port()))
    page.click("text=Use this port")
    expect(page.locator("#connection")).to_have_attribute("data-state", "not-running")
    page.fill("#port", str(fake.port))
    page.click("text=Use this port")
    expect(page.locator("#connection")).to_have_attribute("data-state", "connected")


def test_a_pairing_is_forgotten_only_after_a_second_word(paired: Installed) -> None:
    page = paired.page("pages/options.html")
    page.click("text=Forget this pairing")
    page.click("text=Leave it")
    assert paired.state() == "connected"
    page.click("text=Forget this pairing")
    page.click("text=Forget it >> nth=-1")
    expect(page.locator("#connection")).to_have_attribute("data-state", "not-paired")
    assert paired.state() == "not-paired"


def test_choices_are_kept(paired: Installed) -> None:
    page = paired.page("pages/options.html")
    expect(page.locator("#badgeOnly")).not_to_be_checked()
    page.check("#badgeOnly")
    page.reload()
    expect(page.locator("#badgeOnly")).to_be_checked()
    page.uncheck("#badgeOnly")
    page.reload()
    expect(page.locator("#badgeOnly")).not_to_be_checked()


def test_what_becomes_of_leaflets_is_chosen_list_by_list_and_told_to_open_pages(
    paired: Installed,
) -> None:
    script = paired.content_script()
    page = paired.page("pages/options.html")
    invitations = page.get_by_label("LinkedIn invitations")
    expect(invitations).to_have_value("off")
    invitations.select_option("Folded")
    page.get_by_label("X message requests").select_option("Dimmed")
    page.uncheck("#keys")
    kept = "async () => Object.keys((await chrome.storage.local.get('settings')).settings).length"
    page.wait_for_function(f"async () => await ({kept})() === 2")
    page.reload()
    expect(invitations).to_have_value("fold")
    expect(page.locator("#keys")).not_to_be_checked()
    told = script.ask({"type": "state"})
    assert told["leaflets"] == {"linkedin-invitations": "fold", "x-requests": "dim"}
    assert told["keys"] is False
    invitations.select_option("As they are")
    one = "Object.keys((await chrome.storage.local.get('settings')).settings.leaflets).length === 1"
    page.wait_for_function(f"async () => {one}")
    page.reload()
    expect(invitations).to_have_value("off")
    assert script.ask({"type": "state"})["leaflets"] == {"x-requests": "dim"}


def test_every_permission_has_its_reason_and_state(paired: Installed) -> None:
    page = paired.page("pages/options.html")
    rows = page.locator("#permissions tr")
    manifest = page.evaluate("() => chrome.runtime.getManifest()")
    given = [*manifest["permissions"], *manifest["host_permissions"]]
    wanted = [*given, *manifest["optional_host_permissions"]]
    expect(rows).to_have_count(len(wanted))
    for row, permission in zip(rows.all(), wanted, strict=True):
        name, reason, state = row.locator("td").all_inner_texts()
        expected = "Granted" if permission in given else "Allow"
        if permission == "https://*/*":
            expected = "One site at a time"
            assert row.locator("button").count() == 0, "never asked for as a whole"
        assert (name, state) == (permission, expected)
        assert len(reason) > 20


def test_the_popup_counts_the_page_in_words(paired: Installed) -> None:
    script = paired.content_script()
    bands = {"leaflet": 4, "unsure": 3, "relationship": 2, "no_note": 0}
    counts = {"site": "linkedin", "seen": 12, "people": 9, "notUnderstood": 0, "bands": bands}
    counts["reviewable"] = 0
    script.ask({"type": "counts", "counts": counts})
    page = paired.browser.context.new_page()
    # The popup looks at the active tab; opened as a tab it would itself be that one.
    tab = paired.home.evaluate(
        "async () => (await chrome.tabs.query({ url: 'https://www.linkedin.com/*' }))[0]"
    )
    page.add_init_script(f"chrome.tabs.query = async () => [{json.dumps(tab)}]")
    page.goto(f"{paired.home.url.rsplit('/icons', 1)[0]}/pages/popup.html")
    expect(page.locator("#counts")).to_have_text("12 seen, 9 people, 0 not understood")
    expect(page.locator("#bands li")).to_have_text(["Relationship2", "Unsure3", "Leaflet4"])


def test_the_popup_says_what_waits_while_the_service_is_away(
    paired: Installed, fake: FakeService
) -> None:
    fake.stop()
    paired.content_script().ask(label())
    page = paired.page("pages/popup.html")
    expect(page.locator("#learning")).to_contain_text("One verdict waits")
