"""The labels worth most, the random few of the leaflets, and labels that may be slips."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.extension.fake_desk import FakeDesk, letter, suspect

Desk = Callable[..., Page]


def unsure(service: FakeDesk) -> list[str]:
    entries = service.entries
    return [e["message"]["sender"]["name"] for e in entries if e["band"] == "unsure"]


def test_five_are_decided_one_after_the_other_from_the_keyboard(
    desk: Desk, service: FakeDesk
) -> None:
    service.entries = [letter(number) for number in range(60)]
    people = unsure(service)
    page = desk("queue")
    card = page.locator("#question")
    expect(page.locator("#queue-count")).to_have_text(f"{len(people)} waiting")
    expect(page.locator("#advice")).to_contain_text("3 more relationships would help most")
    for place in range(5):
        expect(page.locator("#picks-count")).to_have_text(f"{place + 1} of 5")
        expect(card.locator(".name")).to_have_text(people[place])
        expect(card).to_be_focused()
        page.keyboard.press("r" if place % 2 else "l")
    expect(page.locator("#picks-count")).to_have_text("1 of 5")
    expect(card.locator(".name")).to_have_text(people[5])
    expect(page.locator("#queue-count")).to_have_text(f"{len(people) - 5} waiting")
    expect(page.locator("#advice")).to_contain_text("3 leaflets, 2 relationships")
    given = [label for _, label in service.given.values()]
    assert given == ["leaflet", "relationship", "leaflet", "relationship", "leaflet"]


def test_one_can_be_put_off_and_a_label_taken_back(desk: Desk, service: FakeDesk) -> None:
    people = unsure(service)
    page = desk("queue")
    name = page.locator("#question .name")
    expect(name).to_have_text(people[0])
    page.click("#later")
    expect(name).to_have_text(people[1])
    page.keyboard.press("l")
    expect(name).to_have_text(people[0])
    page.keyboard.press("u")
    expect(page.locator("#undo-said")).to_contain_text(f"{people[1]} has no label now")
    expect(page.locator("#queue-count")).to_have_text(f"{len(people)} waiting")
    assert service.given == {}


def test_the_end_of_the_queue_is_said(desk: Desk, service: FakeDesk) -> None:
    people = unsure(service)
    page = desk("queue")
    for left in range(len(people), 0, -1):
        expect(page.locator("#picks-count")).to_have_text(
            f"{len(people) - left + 1} of {len(people)}"
        )
        page.click("#question [data-label=relationship]")
    expect(page.locator("#question")).to_contain_text("Nothing to decide.")
    expect(page.locator("#later")).to_be_hidden()
    expect(page.locator("#queue-count")).to_be_hidden()


def test_the_audit_shows_no_verdict_and_counts_each_answer(desk: Desk, service: FakeDesk) -> None:
    page = desk("queue")
    items = page.locator("#audit > li")
    expect(items).to_have_count(3)
    expect(page.locator("#audit-says")).to_have_text(
        "20 answered, all of them leaflets. About 25 more to know enough."
    )
    assert page.locator("#audit .band, #audit .points").count() == 0
    service.bulk |= {"checked": 21, "missing": 24}
    items.first.locator("[data-label=leaflet]").click()
    expect(page.locator("#audit-says")).to_contain_text("21 answered")
    expect(items).to_have_count(2)
    service.bulk |= {"checked": 22, "wrong": 1, "missing": 40}
    expect(items.first).to_be_focused()
    items.first.press("r")
    expect(page.locator("#audit-says")).to_contain_text("22 answered, 1 of them no leaflet.")
    assert [label for _, label in service.given.values()] == ["leaflet", "relationship"]


def test_a_suspected_slip_is_kept_for_good_or_corrected(desk: Desk, service: FakeDesk) -> None:
    service.suspects = [
        suspect(service.entries[0], "leaflet", 91.2),
        suspect(service.entries[1], "relationship", 8.0),
    ]
    page = desk("queue")
    items = page.locator("#suspects > li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("You said Leaflet. Learning from all your other labels,")
    expect(items.first).to_contain_text("would give this 91 of 100")
    expect(page.locator("#suspects-says")).to_have_text("40 labels compared, 2 may be slips.")
    page.get_by_role("button", name="Keep Leaflet").click()
    expect(items).to_have_count(1)
    assert service.given == {}
    page.get_by_role("button", name="It is a leaflet").click()
    expect(page.locator("#suspects-says")).to_have_text("None of them stands out.")
    (corrected,) = service.given.values()
    assert corrected == (service.entries[1]["message"]["text"], "leaflet")
    page.reload()
    expect(page.locator("#suspects-says")).to_contain_text("1 may be a slip")
    expect(page.get_by_role("button", name="Keep Leaflet")).to_have_count(0)


def test_each_part_an_older_service_lacks_says_so_and_the_others_work(
    desk: Desk, service: FakeDesk
) -> None:
    service.unknown = {"/v1/queue", "/v1/suspects"}
    page = desk("queue")
    expect(page.locator("#audit > li")).to_have_count(3)
    expect(page.locator("#queue .older")).to_have_count(2)
    expect(page.locator("#queue .older").first).to_contain_text("newer Doorstep service")
    expect(page.locator("#problem")).to_be_hidden()
    service.unknown = set()
    page.click("nav a[href='#history']")
    page.click("nav a[href='#queue']")
    expect(page.locator("#question .name")).to_be_visible()
    expect(page.locator("#queue .older")).to_have_count(0)
