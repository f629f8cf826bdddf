"""LinkedIn's messages: judged as a whole; a request among them declined; no row opened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.world import PAGES, World, open_saved

INBOX = "linkedin-messaging-ember-en"
BUBBLES = "linkedin-messaging-bubbles-fr"
FAST = "fake.speed(10)"
DECLINE = ".msg-nonconnection-banner__decline-btn"


def decisions(world: World) -> list[dict[str, Any]]:
    return [mail["entry"] for mail in world.mail("decision")]


def asked(world: World, text: str) -> dict[str, Any]:
    """The message asked for whose text begins so."""
    found = [m for mail in world.mail("score") for m in mail["messages"]]
    (message,) = [each for each in found if each["text"].startswith(text)]
    return message


def test_the_worker_is_told_the_whole_conversation(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        world.until("fake.shown().length === 4")
        world.view("Thank you! Shall I bring")
        message = asked(world, "Thank you!")
        assert [turn["from"] for turn in message["thread"]] == ["them", "them", "me"]
        assert message["thread"][2]["text"] == "Of course, come by on Thursday."
        assert message["kind"] == "connection_request"
        assert "thread" not in asked(world, "Could you show me how")


@pytest.mark.parametrize(
    ("text", "hint"),
    [("Senior roles in logistics", "InMail"), ("Sponsored message", "Sponsored")],
)
def test_what_the_site_calls_it_is_said(chromium_for_pages: Browser, text: str, hint: str) -> None:
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        assert f"{hint} · from the first lines" in world.view(text)["text"]


def test_a_request_that_waits_in_a_conversation_is_declined_with_one_press(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, BUBBLES, main=True, prepare=FAST) as world:
        world.press("Un appel cette semaine", "decline")
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        world.page.wait_for_timeout(300)
        (entry,) = decisions(world)
        assert (entry["action"], entry["message"]["sender"]["name"]) == ("declined", "Guy Lamy")
        assert world.ignored() == ["guy-lamy"]
        assert world.accepted() == []


def test_a_request_the_user_accepts_there_is_noticed(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, BUBBLES, main=True) as world:
        world.view("Un appel cette semaine")
        world.page.click("[data-does='accepted:quick'] >> nth=1")
        world.page.click("[data-does='accepted:guy-lamy']")
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        (entry,) = decisions(world)
        assert (entry["action"], entry["message"]["sender"]["name"]) == ("accepted", "Guy Lamy")


@pytest.mark.parametrize(
    "change",
    [
        "banner.querySelector('div').textContent = 'Quelqu’un d’autre souhaite se connecter'",
        "banner.append(banner.querySelector('button').cloneNode(true))",
        "banner.querySelectorAll('button')[1].remove()",
        "banner.after(banner.cloneNode(true))",
        "banner.parentElement.querySelector('header a').textContent = 'Guy Autre'",
        "banner.parentElement.querySelector('header a').href = '/in/guy-autre/'",
        "banner.querySelector('button').className = 'conversations-quick-replies__reply-button'",
    ],
)
def test_a_banner_that_changed_is_not_pressed(chromium_for_pages: Browser, change: str) -> None:
    with open_saved(chromium_for_pages, BUBBLES, main=True, prepare=FAST) as world:
        world.press("Un appel cette semaine", "decline")
        world.page.evaluate(f"""{{
          const banner = document.querySelector('[data-does="ignored:guy-lamy"]')
            .closest('.msg-s-thread-actions-tray__item-nonconnection-banner');
          {change};
        }}""")
        world.until("fake.mail.some((mail) => mail.type === 'decision')")
        assert [entry["action"] for entry in decisions(world)] == ["refused"]
        assert world.ignored() == []


def test_no_row_is_opened_and_no_quick_reply_pressed(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        world.press("Could you show me", "why")
        world.until("fake.view('Could you show me').panel")
        world.press("Could you show me", "leaflet")
        world.page.wait_for_timeout(200)
        assert world.page.evaluate("document.documentElement.dataset.opened") == ""
        assert world.accepted() == []


def test_a_reply_that_comes_is_judged_with_what_was_said(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        world.view("Thank you! Shall I bring")
        world.page.evaluate("""{
          const list = document.querySelector('.msg-s-message-list-content');
          const last = [...list.querySelectorAll('.msg-s-event-listitem--other')].at(-1)
            .closest('li');
          const next = last.cloneNode(true);
          next.querySelector('.msg-s-event-listitem').dataset.eventUrn = 'urn:li:msg_message:9';
          next.querySelector('.msg-s-event-listitem__body').textContent = 'And the keys?';
          last.after(next);
        }""")
        world.until("fake.view('And the keys?')")
        assert [turn["text"] for turn in asked(world, "And the keys?")["thread"]][-1] == (
            "Thank you! Shall I bring our boxes along?"
        )
        assert world.run("fake.shown().length") == 4


def test_a_conversation_too_long_for_a_request_loses_its_oldest_part(
    chromium_for_pages: Browser,
) -> None:
    html = (PAGES / INBOX / "source.html").read_text()
    bubble = html[html.index('<li class="msg-s-message-list__event"><div') :]
    bubble = bubble[: bubble.index("</li>") + len("</li>")]
    for name in ("A,1", "Hello Ines"):
        assert name in bubble
    said = [f"Part {i}: {'ü' * 9_000}" for i in range(30)]
    old = "".join(
        bubble.replace("A,1", f"A,{100 + i}").replace(
            "Hello Ines, we met at the repair evening.", text
        )
        for i, text in enumerate(said)
    )
    html = html.replace(bubble, old + bubble)
    with open_saved(chromium_for_pages, INBOX, main=True, html=html) as world:
        world.view("Thank you! Shall I bring")
        message = asked(world, "Thank you!")
        assert len(json.dumps(message, ensure_ascii=False).encode()) < 200_000
        kept = [turn["text"] for turn in message["thread"]]
        assert kept[-1] == "Of course, come by on Thursday."
        whole = [text for text in kept if text.startswith("Part ") and len(text) > 9_000]
        assert whole
        assert whole[-1].startswith("Part 29")
        assert not any(text.startswith("Part 0:") for text in kept)


def test_a_longer_conversation_than_the_service_takes_is_cut_to_its_end(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, INBOX, main=False) as world:
        kept = world.run("""app.engine.bounded({ id: '1', text: 'Now', kind: 'inbox_message',
          thread: Array.from({ length: 250 }, (_, i) => ({ from: 'them', text: `turn ${i}` })),
        }).thread""")
        assert len(kept) == 200
        assert kept[0]["text"] == "turn 50"
        assert kept[-1]["text"] == "turn 249"
