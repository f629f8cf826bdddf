"""Declining many: what is in the list, what comes ticked, one press at a time, and how it stops."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.crowd import NEWEST, PEOPLE, crowd, name_of
from tests.extension.world import World, open_saved

# A second in a tenth of one: what is tested is the order of things, not the clock.
FAST = "fake.speed(10)"
ALL = [*PEOPLE, "bram-tolhuis"]
BAR = "fake.over()?.querySelector('.corner .open')"


@contextmanager
def reviewing(browser: Browser, prepare: str = FAST, **options: Any) -> Iterator[World]:
    """The page with six leaflets, its list open and complete."""
    with open_saved(browser, NEWEST, main=True, html=crowd(), prepare=prepare, **options) as world:
        world.until(f"{BAR}?.checkVisibility() && fake.words({BAR}) === 'Review 6 leaflets'")
        x, y = world.run(
            "(({ x, y, width, height }) => [x + width / 2, y + height / 2])"
            f"({BAR}.getBoundingClientRect())"
        )
        world.page.mouse.click(x, y)
        world.until("fake.over().querySelectorAll('.person .points').length === 6")
        yield world


def look(world: World) -> dict[str, Any]:
    """What the dialog shows."""
    shown: dict[str, Any] = world.run("""(() => {
      const dialog = fake.over().querySelector('dialog');
      if (!dialog) return { open: false };
      const seen = (css) =>
        [...dialog.querySelectorAll(css)].filter((each) => each.checkVisibility());
      return {
        open: true, title: fake.words(dialog.querySelector('h2')),
        said: fake.words(dialog.querySelector('.said')),
        why: seen('.why, .alarm').map(fake.words).join(' '),
        people: seen('.person').map((each) => ({
          name: fake.words(each.querySelector('b')), note: fake.words(each.querySelector('.note')),
          chip: fake.words(each.querySelector('.chip')),
          ticked: each.querySelector('input').checked,
          outcome: fake.words(each.querySelector('.outcome')),
        })),
        buttons: seen('button').filter((each) => !each.disabled).map(fake.words),
        focus: fake.over().activeElement && fake.words(fake.over().activeElement),
      };
    })()""")
    return shown


def press(world: World, css: str) -> None:
    world.run(f"fake.over().querySelector({json.dumps(css)}).click()")


def journal(world: World) -> list[tuple[str, str]]:
    """Action and name of each line."""
    entries = [mail["entry"] for mail in world.mail("decision")]
    return [(entry["action"], entry["message"]["sender"]["name"]) for entry in entries]


def over(world: World) -> dict[str, Any]:
    world.until("fake.over().querySelector('.close').checkVisibility()")
    return look(world)


def test_ticked_where_allowed_and_pressed_one_after_the_other(chromium_for_pages: Browser) -> None:
    with reviewing(chromium_for_pages) as world:
        world.page.evaluate("""addEventListener('click', (event) => {
          if (!event.target.closest?.('[data-does^=ignored]')) return;
          (window.times ??= []).push(event.timeStamp);
        }, true)""")
        scrolled = world.page.evaluate("[scrollY, document.querySelector('main').scrollTop]")
        shown = look(world)
        assert shown["title"] == "Review 6 leaflets"
        assert "None of 45 checked leaflets was a relationship." in shown["why"]
        assert [each["name"] for each in shown["people"]] == [name_of(slug) for slug in ALL]
        assert all(each["ticked"] for each in shown["people"])
        assert shown["people"][0]["note"] == PEOPLE["ada-fenwick"]
        assert shown["people"][0]["chip"] == "Leaflet 6 of 100"
        # Who is neither a leaflet nor has a note is not in it, and one may be taken out.
        press(world, ".person:nth-child(2) input")
        assert "Decline 5 requests" in look(world)["buttons"]
        press(world, ".decline")
        assert look(world)["buttons"] == ["Stop"]
        assert look(world)["focus"] == "Stop"
        world.until("fake.words(fake.over().querySelector('.said')).startsWith('Begins in 1 s')")
        assert world.ignored() == []
        world.until("fake.words(fake.over().querySelector('.said')) === '3 of 5'")
        assert world.accepted() == []
        shown = over(world)
        assert shown["said"] == "5 declined."
        assert world.ignored() == [slug for slug in ALL if slug != "bert-oakes"]
        assert [each["outcome"] for each in shown["people"]] == ["Declined", "", *["Declined"] * 4]
        assert journal(world) == [("declined", name_of(s)) for s in ALL if s != "bert-oakes"]
        times = world.page.evaluate("times")
        assert min(b - a for a, b in itertools.pairwise(times)) >= 995
        assert (
            world.page.evaluate("[scrollY, document.querySelector('main').scrollTop]") == scrolled
        )
        assert shown["focus"] == "Close"
        press(world, ".close")
        assert world.until(f"fake.words({BAR}) === 'Review 1 leaflet'")
        assert world.run("fake.over().activeElement?.className") == "open", "the focus went back"


def test_nothing_comes_ticked_before_it_is_earned(chromium_for_pages: Browser) -> None:
    why = "3 more checks, all right, would be enough."
    permit = {"allowed": False, "why": why, "alarm": "The judge errs more than it did."}
    labels = ["relationship", *[None] * 5]
    prepare = f"{FAST}; fake.permit = {json.dumps({**permit, 'labels': labels})}"
    with open_saved(chromium_for_pages, NEWEST, main=True, html=crowd(), prepare=prepare) as world:
        world.until(f"{BAR}?.checkVisibility()")
        world.until("fake.view('eve-lind')")
        world.press("eve-lind", "relationship")
        world.until(f"fake.words({BAR}) === 'Review 5 leaflets'")
        world.run("fake.listeners.forEach((hear) => hear({ type: 'review' }, {}, () => {}))")
        world.until("fake.over().querySelectorAll('.person .points').length === 4")
        shown = look(world)
        assert why in shown["why"]
        assert permit["alarm"] in shown["why"]
        # Neither who was labelled on this page nor whom the service knows to be labelled so.
        assert [each["name"] for each in shown["people"]] == [
            name_of(slug) for slug in ALL if slug not in {"ada-fenwick", "eve-lind"}
        ]
        assert not any(each["ticked"] for each in shown["people"])
        assert shown["buttons"] == ["Close"]
        press(world, ".decline")
        world.page.wait_for_timeout(900)
        assert world.ignored() == []
        # By hand, and by keyboard alone: the focus stays inside.
        world.page.keyboard.press("Tab")
        world.page.keyboard.press("Space")
        assert "Decline 1 request" in look(world)["buttons"]
        for _ in range(14):
            world.page.keyboard.press("Tab")
            # At the end of the round browsers let the keyboard out of the page, not into it.
            assert world.run("[document.body, fake.over().host].includes(document.activeElement)")
        world.page.bring_to_front()
        world.run("fake.over().querySelector('.close').focus()")
        world.page.keyboard.press("Escape")
        assert look(world)["open"] is False
        assert world.ignored() == []


@pytest.mark.parametrize("how", ["escape", "move", "hide"])
def test_stop_takes_effect_before_the_next_press(chromium_for_pages: Browser, how: str) -> None:
    with reviewing(chromium_for_pages, prepare=FAST) as world:
        press(world, ".decline")
        world.page.wait_for_function("document.documentElement.dataset.ignored")
        if how == "escape":
            world.page.keyboard.press("Escape")
        elif how == "move":
            world.page.evaluate(
                "history.pushState({}, '', '/feed/');"
                "document.querySelector('h1').textContent = 'Feed'"
            )
        else:
            world.run(
                "Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
                "document.dispatchEvent(new Event('visibilitychange'))"
            )
        shown = over(world)
        why = "Stopped by you." if how == "escape" else "The page was left."
        assert shown["said"] == f"{why} 1 declined. 5 left as they were; the list says why."
        assert [each["outcome"] for each in shown["people"]] == ["Declined", *[why] * 5]
        world.page.wait_for_timeout(1100)
        assert world.ignored() == ["ada-fenwick"]
        assert journal(world) == [
            ("declined", "Ada Fenwick"), *[("undone", name_of(slug)) for slug in ALL[1:]]
        ]  # fmt: skip


def test_who_changed_since_the_tick_is_left_alone_and_told(chromium_for_pages: Browser) -> None:
    with reviewing(chromium_for_pages, prepare=FAST) as world:
        press(world, ".decline")
        world.page.evaluate("""{
          const card = (slug) => document.querySelector(`.request:has(a[href*="${slug}"])`);
          const note = card('bert-oakes').querySelector('p:has(+ button[aria-label^=Reply])');
          note.textContent = 'We met in Ghent';
          card('dan-ruiz').querySelector('button[aria-label^=Ignore]').disabled = true;
        }""")
        # The judge thinks otherwise of one: as when a label taught it.
        world.run("""{
          const band = fake.band;
          fake.band = (text) => (text.includes('cloud bills') ? [9.4, 'leaflet'] : band(text));
          fake.model = 'model-2';
          const notice = { type: 'changed', state: 'connected', model: 'model-2' };
          fake.listeners.forEach((hear) => hear(notice, {}, () => {}));
        }""")
        shown = over(world)
        outcomes = {each["name"]: each["outcome"] for each in shown["people"]}
        assert outcomes == {
            "Ada Fenwick": "Declined",
            "Bert Oakes": "Its text is another since you ticked it.",
            "Cleo Marsh": "Its score has changed since you ticked it.",
            "Dan Ruiz": "The site’s own button is switched off.",
            "Eve Lind": "Declined",
            "Bram Tolhuis": "Declined",
        }
        assert shown["said"] == "3 declined. 3 left as they were; the list says why."
        assert world.ignored() == ["ada-fenwick", "eve-lind", "bram-tolhuis"]
        assert [action for action, _ in journal(world)] == [
            "declined", "refused", "refused", "refused", "declined", "declined"
        ]  # fmt: skip


def test_the_bar_can_be_put_away_and_is_not_there_for_badges_only(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, html=crowd()) as world:
        world.until(f"{BAR}?.checkVisibility()")
        press(world, ".away")
        world.press("bram-tolhuis", "relationship")
        world.page.wait_for_timeout(100)
        assert world.run(f"{BAR}.checkVisibility()") is False
        # From the popup the list can still be had; without the service there is none.
        world.run("fake.permit = null")
        world.run("fake.listeners.forEach((hear) => hear({ type: 'review' }, {}, () => {}))")
        world.until("fake.words(fake.over().querySelector('.said')).includes('does not answer')")
        assert look(world)["people"] == []
        assert look(world)["buttons"] == ["Close"]
        assert world.mail("counts")[-1]["counts"]["reviewable"] == 5
        press(world, ".close")
        world.until("!fake.over().querySelector('dialog')")
        notice = {"type": "changed", "state": "connected", "model": "model-1", "badgeOnly": True}
        world.run(f"fake.listeners.forEach((hear) => hear({json.dumps(notice)}, {{}}, () => {{}}))")
        world.run("fake.listeners.forEach((hear) => hear({ type: 'review' }, {}, () => {}))")
        assert look(world)["open"] is False
