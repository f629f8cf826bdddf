"""The desk's history: found, read, labelled and taken back, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.extension.fake_desk import FakeDesk, letter
from tests.extension.fake_service import Answer, refused

Desk = Callable[..., Page]
PRESS = """(list, keys) => keys.forEach((key) =>
  list.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""
EMOJI = "👩‍🔬 Zoë asks: how do you keep the probes dry? Kind regards."


def names(page: Page) -> list[str]:
    return page.locator("#entries .name").all_inner_texts()


def chosen(page: Page) -> str:
    return page.locator("#entries [aria-selected=true] .name").inner_text()


def test_the_first_message_stands_open_beside_the_list(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    expect(page.locator("#entries li")).to_have_count(12)
    expect(page.locator("#found")).to_have_text("12 messages, newest first")
    expect(page.locator("#reading .name")).to_have_text("Mara Lindqvist")
    page.locator("#entries li").nth(4).click()
    expect(page.locator("#reading .name")).to_have_text("Ifeoma Adeyemi")
    expect(page.locator("#reading .note")).to_have_text(service.entries[4]["message"]["text"])
    expect(page.locator("#entries")).to_be_focused()


def test_what_is_open_stays_open_when_the_list_is_drawn_anew(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    page.locator("#entries li").nth(4).click()
    expect(page.locator("#reading .name")).to_have_text("Ifeoma Adeyemi")
    page.click("nav a[href='#ledger']")
    expect(page.locator("#history")).to_be_hidden()
    new = letter(-1)
    service.entries.insert(0, new)
    page.click("nav a[href='#history']")
    expect(page.locator("#entries li")).to_have_count(13)
    expect(page.locator("#reading .name")).to_have_text("Ifeoma Adeyemi")
    assert chosen(page) == "Ifeoma Adeyemi"
    # Where it is gone, the first.
    page.click("nav a[href='#ledger']")
    del service.entries[5]
    page.click("nav a[href='#history']")
    expect(page.locator("#entries li")).to_have_count(12)
    expect(page.locator("#reading .name")).to_have_text(new["message"]["sender"]["name"])


def test_what_moved_the_score_is_marked_by_code_points(desk: Desk, service: FakeDesk) -> None:
    """A span counts characters as the service does, whatever JavaScript counts for an emoji."""
    service.entries[0]["message"]["text"] = EMOJI
    page = desk("history")
    marks = page.locator("#reading mark")
    expect(marks).to_have_text([EMOJI.split("?")[0] + "?", "Kind regards."])
    assert page.locator("#reading .note").evaluate("(e) => e.textContent") == EMOJI
    expect(page.locator("#reading .moving li")).to_have_count(2)
    expect(page.locator("#reading .known li")).to_have_text(
        ["3 people sent you this same text", "close to a message you called Leaflet: “Hi …”"]
    )


def test_reasons_are_asked_for_the_message_one_stops_at(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    expect(page.locator("#reading mark").first).to_be_visible()
    service.requests.clear()
    # In one go: on a slow machine a press after the other would be a stop at each.
    page.locator("#entries").evaluate(PRESS, ["End", "Home", "j"])
    expect(page.locator("#reading .name")).to_have_text("Trent Calloway")
    expect(page.locator("#reading mark").first).to_be_visible()
    (asked,) = [body for body in service.bodies("/v1/score") if body["explain"]]
    assert [message["id"] for message in asked["messages"]] == ["m-1"]


def test_filters_and_order_are_the_services(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    page.fill("#text", "hydrolog")
    expect(page.locator("#entries .name")).to_have_text(["Jonas Weidmann"])
    page.fill("#text", "")
    page.select_option("#band", "no_note")
    expect(page.locator("#entries .name")).to_have_text(["Yusuf Demirel"])
    page.select_option("#label", "leaflet")
    expect(page.locator("#nothing")).to_have_text("Nothing fits these filters.")
    page.select_option("#band", "")
    page.select_option("#label", "")
    page.select_option("#sort", "lowest")
    expect(page.locator("#found")).to_have_text("12 messages, lowest score first")
    assert names(page)[0] == "Trent Calloway"
    assert names(page)[-1] == "Yusuf Demirel"


def test_an_order_an_older_service_does_not_know_is_not_claimed(
    desk: Desk, service: FakeDesk
) -> None:
    service.override["/v1/messages/search"] = lambda _: Answer(
        body={"messages": service.entries, "next": None}
    )
    page = desk("history")
    page.select_option("#sort", "highest")
    expect(page.locator("#found")).to_have_text("12 messages, newest first")


def test_a_hundred_thousand_messages_are_turned_page_by_page(desk: Desk, service: FakeDesk) -> None:
    service.entries = [letter(number) for number in range(100_000)]
    page = desk("history")
    expect(page.locator("#found")).to_have_text("Messages 1 to 50 of 100,000, newest first")
    for first in (51, 101, 151):
        page.click("#older")
        expect(page.locator("#found")).to_contain_text(f"Messages {first} to {first + 49} of")
        assert page.locator("#entries li").count() == 50
    assert page.evaluate("document.querySelectorAll('*').length") < 1500
    page.locator("#entries").press("k")
    expect(page.locator("#found")).to_contain_text("Messages 101 to 150 of")
    expect(page.locator("#entry-49")).to_have_attribute("aria-selected", "true")
    page.locator("#entries").press("j")
    expect(page.locator("#found")).to_contain_text("Messages 151 to 200 of")
    expect(page.locator("#entry-0")).to_have_attribute("aria-selected", "true")
    page.fill("#text", "hydrologist")
    expect(page.locator("#found")).to_have_text("Messages 1 to 50, newest first")
    assert set(names(page)) == {"Jonas Weidmann"}


def test_a_label_is_given_changed_and_taken_back_by_mouse(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    leaflet, relationship = (page.locator(f"#reading [data-label={x}]") for x in
                             ("leaflet", "relationship"))  # fmt: skip
    leaflet.click()
    expect(leaflet).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#entries li").first).to_contain_text("✓ Leaflet")
    expect(page.locator("#undo-said")).to_have_text("Leaflet: Mara Lindqvist.")
    relationship.click()
    expect(relationship).to_have_attribute("aria-pressed", "true")
    expect(leaflet).to_have_attribute("aria-pressed", "false")
    text = service.entries[0]["message"]["text"]
    assert list(service.given.values()) == [(text, "leaflet"), (text, "relationship")]
    page.click("#undo")
    expect(page.locator("#undo-said")).to_contain_text("counts as Leaflet again")
    expect(leaflet).to_have_attribute("aria-pressed", "true")
    page.click("#undo")
    expect(page.locator("#undo-said")).to_contain_text("has no label now")
    expect(page.locator("#entries li").first).not_to_contain_text("✓")
    expect(page.locator("#undo")).to_be_hidden()
    assert service.given == {}


def test_a_label_is_given_and_taken_back_from_the_keyboard(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    expect(page.locator("#entries li")).to_have_count(12)
    page.locator("#entries").focus()
    for key in ("ArrowDown", "l", "j", "r"):
        page.keyboard.press(key)
    expect(page.locator("#undo-said")).to_have_text("Relationship: Jonas Weidmann.")
    given = [label for _, label in service.given.values()]
    assert given == ["leaflet", "relationship"]
    page.keyboard.press("u")
    expect(page.locator("#undo-said")).to_contain_text("Jonas Weidmann has no label now")
    page.keyboard.press("k")
    assert chosen(page) == "Trent Calloway"
    assert [label for _, label in service.given.values()] == ["leaflet"]


def test_letters_typed_into_the_search_label_nothing(desk: Desk, service: FakeDesk) -> None:
    page = desk("history")
    page.locator("#text").press_sequentially("lr?")
    expect(page.locator("#nothing")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("l")
    assert service.given == {}
    expect(page.locator("#keys-help")).to_be_hidden()


def test_the_list_of_keys_opens_by_key_and_by_button(desk: Desk) -> None:
    page = desk("history")
    expect(page.locator("#entries li")).to_have_count(12)
    page.locator("#entries").press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()
    expect(page.locator("#entries")).to_be_focused()
    page.click("#show-keys")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#keys-help")).to_be_hidden()


def test_one_text_from_two_senders_shares_its_label(desk: Desk, service: FakeDesk) -> None:
    service.entries[3]["message"]["text"] = service.entries[1]["message"]["text"]
    page = desk("history")
    page.locator("#entries li").nth(1).click()
    page.click("#reading [data-label=leaflet]")
    for row in (1, 3):
        expect(page.locator("#entries li").nth(row)).to_contain_text("✓ Leaflet")


def test_another_model_judges_what_is_shown_anew(desk: Desk, service: FakeDesk) -> None:
    """After a label the fast update has another name; the open page follows without a word."""
    page = desk("history")
    expect(page.locator("#entries li").nth(1)).to_contain_text("Leaflet3")
    service.model = "model-two"
    service.override["/v1/score"] = lambda request: Answer(
        body={"model": "model-two", "scores": [
            {"id": message["id"], "score": 77.0, "band": "relationship", "model": "model-two",
             "reasons": []} for message in request.json["messages"]]}
    )  # fmt: skip
    page.click("#reading [data-label=relationship]")
    expect(page.locator("#entries li").nth(1)).to_contain_text("Relationship77")
    expect(page.locator("#reading .points")).to_have_text("77.0 of 100")


def test_an_older_service_cannot_take_back_and_says_so(desk: Desk, service: FakeDesk) -> None:
    service.unknown = {"/v1/labels/undo"}
    page = desk("history")
    page.click("#reading [data-label=leaflet]")
    page.click("#undo")
    expect(page.locator("#problem")).to_contain_text("newer Doorstep service")
    expect(page.locator("#reading [data-label=leaflet]")).to_have_attribute("aria-pressed", "true")


def test_a_label_the_service_will_not_take_is_not_shown_as_given(
    desk: Desk, service: FakeDesk
) -> None:
    service.override["/v1/labels"] = lambda _: Answer(422, refused())
    page = desk("history")
    page.click("#reading [data-label=leaflet]")
    expect(page.locator("#problem")).to_contain_text("Not kept. This is refused by the test.")
    expect(page.locator("#reading [data-label=leaflet]")).to_have_attribute("aria-pressed", "false")


def test_on_a_narrow_screen_a_message_takes_the_place_of_the_list(desk: Desk) -> None:
    page = desk("history", width=320)
    expect(page.locator("#reading")).to_be_hidden()
    page.locator("#entries li").nth(2).click()
    expect(page.locator("#reading")).to_be_focused()
    expect(page.locator("#entries")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#reading .name")).to_have_text("Yusuf Demirel")
    page.click("#back-to-list")
    expect(page.locator("#entries")).to_be_focused()
    assert chosen(page) == "Yusuf Demirel"


def test_only_addresses_of_the_web_become_links(desk: Desk, service: FakeDesk) -> None:
    bad = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "no address", ""]
    for entry, address in zip(service.entries, bad, strict=False):
        entry["message"]["sender"]["profile_url"] = address
    page = desk("history")
    links: list[Any] = []
    for row in range(len(bad) + 1):
        page.locator("#entries li").nth(row).click()
        expect(page.locator("#reading .name")).to_have_text(names(page)[row])
        links.append(page.locator("#reading a.profile").count())
    assert links == [0] * len(bad) + [1]
    link = page.locator("#reading a.profile")
    assert link.get_attribute("href") == "https://www.linkedin.com/in/claudia-brandt/"
    assert set((link.get_attribute("rel") or "").split()) == {"noreferrer", "noopener"}
    assert link.get_attribute("target") == "_blank"
