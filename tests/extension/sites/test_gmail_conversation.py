"""Gmail: the open conversation, each part by whoever wrote it, without what they quote."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.extension.world import PAGES, open_saved

THREAD = "gmail-conversation-thread-en"
ALONE = "gmail-conversation-alone-en"


def test_a_conversation_the_user_wrote_last_in_is_judged_by_what_they_were_told(
    chromium_for_pages: Browser,
) -> None:
    html = (PAGES / THREAD / "source.html").read_text()
    last = html.rindex('email="sven@dahl.example"')
    html = (
        html[:last]
        + 'email="Ines.Lenz@example.org"'
        + html[last + len('email="sven@dahl.example"') :]
    )
    with open_saved(chromium_for_pages, THREAD, main=False, html=html) as world:
        (card,) = world.run(
            "app.adapters[0].read(document).cards"
            ".map(({ message, canDecline }) => ({ message, canDecline }))"
        )
        assert card["message"]["text"] == "I saw your loom at the fair. Is it an old countermarch?"
        assert "thread" not in card["message"]
        assert card["canDecline"] is False


def test_mail_of_the_user_alone_has_no_badge(chromium_for_pages: Browser) -> None:
    html = (PAGES / THREAD / "source.html").read_text()
    html = html.replace('email="sven@dahl.example"', 'email="ines.lenz@example.org"')
    with open_saved(chromium_for_pages, THREAD, main=True, html=html) as world:
        world.page.wait_for_timeout(300)
        assert world.run("fake.mail") == []


def test_a_list_of_mail_is_left_alone(chromium_for_pages: Browser) -> None:
    html = (PAGES / THREAD / "source.html").read_text().replace('class="hP"', 'class="other"')
    with open_saved(chromium_for_pages, THREAD, main=True, html=html) as world:
        world.page.wait_for_timeout(300)
        assert world.run("fake.mail") == []


def test_without_an_account_only_the_inbox_tells_whose_mail_it_is(
    chromium_for_pages: Browser,
) -> None:
    read = "app.adapters[0].read(document)"
    with open_saved(chromium_for_pages, ALONE, main=False) as world:
        for folder, people in (("#sent/FMfcgz", 0), ("#inbox/FMfcgz", 1), ("#search/a/FMfcgz", 0)):
            world.page.evaluate(f"location.hash = '{folder}'")
            assert world.run(f"{read}.cards.length") == people, folder
            assert world.run(f"{read}.notUnderstood") == 1 - people, folder
