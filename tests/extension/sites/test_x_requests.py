"""X's message requests: badges alone; nothing is opened, accepted or pressed."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.extension.world import PAGES, open_saved

ROWS = "x-requests-chat-en"
OPEN = "x-requests-open-en"


def test_a_click_in_a_badge_does_not_follow_the_row_it_stands_in(
    chromium_for_pages: Browser,
) -> None:
    """The row is a link: without care, any click in the badge would open it and mark it read."""
    html = (PAGES / ROWS / "source.html").read_text().replace("</a></div>", "</a><i></i></div>")
    with open_saved(chromium_for_pages, ROWS, main=True, html=html) as world:
        assert world.until("fake.of('Is the tide table')?.host.closest('a') !== null")
        world.page.evaluate(
            "addEventListener('click', (event) => { window.followed = !event.defaultPrevented; })"
        )
        world.press("Is the tide table", "why")
        world.until("fake.view('Is the tide table').panel")
        host = "fake.of('Is the tide table').host.getBoundingClientRect()"
        x, y = world.run(f"[{host}.left + 2, {host}.top + 2]")
        world.page.mouse.click(x, y)
        assert world.page.evaluate("window.followed ?? false") is False
        assert world.page.url.endswith("/i/chat/requests")


def test_an_open_request_offers_no_decline_since_none_is_known(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, OPEN, main=True) as world:
        assert "decline" not in world.view("Is the tide table")["buttons"]


def test_the_users_own_accept_is_noticed(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, OPEN, main=True) as world:
        world.view("Is the tide table")
        world.page.click("[data-testid=dm-message-request-accept-button]")
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        (mail,) = world.mail("decision")
        assert mail["entry"]["action"] == "accepted"
        assert mail["entry"]["message"]["sender"]["profile_url"] == "https://x.com/noorlind"


def test_the_adapters_of_other_sites_are_not_there(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, ROWS, main=False) as world:
        assert world.run("app.adapters.map(({ id }) => id)") == ["x-requests"]
