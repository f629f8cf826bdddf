"""Leaflets dimmed or folded: never without a trace, and as they were as soon as the user wants."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser

from tests.extension.crowd import NEWEST, crowd
from tests.extension.sight import too_wide
from tests.extension.world import World, open_saved

# The page's own nodes in their order, with all that is written on them; ours have no content there.
SNAPSHOT = """() => [...document.querySelectorAll('.request, .request *')]
  .filter((each) => each.tagName !== 'DIV' || each.attributes.length > 0 || each.hasChildNodes())
  .map((each) => each.cloneNode(false).outerHTML).join('')"""


def wish(world: World, **leaflets: str) -> None:
    wishes = {name.replace("_", "-"): way for name, way in leaflets.items()}
    notice = {"type": "changed", "state": "connected", "model": "model-1", "leaflets": wishes}
    world.run(f"fake.listeners.forEach((hear) => hear({json.dumps(notice)}, {{}}, () => {{}}))")


def line(world: World, slug: str) -> Any:
    """The line a folded card shows, else nothing."""
    return world.run(f"""(() => {{
      const fold = fake.of('{slug}').querySelector('.fold');
      return fold.checkVisibility() ? fake.words(fold) : null;
    }})()""")


def height(world: World, slug: str) -> int:
    found = world.page.evaluate(
        f"document.querySelector('.request:has(a[href*=\"{slug}\"])').getBoundingClientRect().height"
    )
    return round(found)


def test_folded_dimmed_and_as_it_was(chromium_for_pages: Browser) -> None:
    with open_saved(
        chromium_for_pages, NEWEST, main=True, html=crowd(), prepare="fake.speed(10)"
    ) as world:
        page = world.page
        world.view("tomasz-wilk-77")
        before, tall = page.evaluate(SNAPSHOT), height(world, "ada-fenwick")
        others = [height(world, slug) for slug in ("odile-marchetti", "jim-page")]
        wish(world, linkedin_messaging="fold")
        assert page.evaluate(SNAPSHOT) == before, "a wish for another list"

        wish(world, linkedin_invitations="fold")
        assert line(world, "ada-fenwick") == "Folded: Leaflet 6 of 100 · Ada FenwickShow"
        assert height(world, "ada-fenwick") < 40 < tall
        assert [height(world, slug) for slug in ("odile-marchetti", "jim-page")] == others
        # What is folded is out of reach of the keyboard, and still read as the same request.
        page.keyboard.press("Tab")
        for _ in range(12):
            page.keyboard.press("Tab")
            inside = page.evaluate("document.activeElement.closest('.request [inert]') !== null")
            assert not inside
        page.evaluate("document.querySelector('.request').setAttribute('data-testid', 'again')")
        page.wait_for_timeout(300)
        assert world.run("fake.shown().length") == 10
        assert world.mail("counts")[-1]["counts"]["reviewable"] == 6
        # A card drawn anew by the site is folded again.
        page.evaluate("""{
          const card = document.querySelector('.request:has(a[href*="bert-oakes"])');
          const fresh = card.cloneNode(true);
          for (const each of [fresh, ...fresh.querySelectorAll('*')])
            for (const name of ['inert', 'style']) each.removeAttribute(name);
          fresh.querySelectorAll('div:not([class]):empty').forEach((each) => each.remove());
          card.replaceWith(fresh);
        }""")
        world.until("fake.of('bert-oakes')?.querySelector('.fold')?.checkVisibility()")

        # Shown by the user it stays; what it says is what it said.
        world.run("fake.of('cleo-marsh').querySelector('[data-action=unfold]').click()")
        assert line(world, "cleo-marsh") is None
        assert height(world, "cleo-marsh") == tall
        world.page.wait_for_timeout(100)
        assert line(world, "cleo-marsh") is None

        wish(world, linkedin_invitations="dim")
        assert line(world, "ada-fenwick") is None
        assert height(world, "ada-fenwick") == tall
        buttons = "document.querySelector('button[aria-label$=\"{}\"]').closest('._b6c2d7f0')"
        opacity = f"getComputedStyle({buttons}).opacity"
        assert page.evaluate(opacity.format("Ada Fenwick")) == "0.45"
        assert page.evaluate(opacity.format("Odile Marchetti")) == "1"
        world.press("ada-fenwick", "relationship")
        page.wait_for_function(f"{opacity.format('Ada Fenwick')} === '1'")

        wish(world)
        assert page.evaluate(SNAPSHOT).replace(' data-testid="again"', "") == before


def test_what_is_folded_is_unfolded_before_it_is_pressed(chromium_for_pages: Browser) -> None:
    with open_saved(
        chromium_for_pages,
        NEWEST,
        main=True,
        html=crowd(),
        prepare="fake.speed(10)",
        viewport={"width": 320, "height": 700},
    ) as world:
        world.view("tomasz-wilk-77")
        wish(world, linkedin_invitations="fold")
        assert line(world, "ada-fenwick").endswith("Show")
        assert too_wide(world.page) == 0
        keys = world.page.keyboard
        keys.press("Alt+Shift+KeyD")
        keys.press("n")
        keys.press("d")
        world.page.wait_for_timeout(700)
        assert world.ignored() == [], "a folded card has no Decline to press"
        keys.press("v")
        world.until("fake.over().querySelectorAll('.person').length === 6")
        for slug_at in range(3, 7):
            world.run(f"fake.over().querySelector('.person:nth-child({slug_at}) input').click()")
        world.run("fake.over().querySelector('.decline').click()")
        assert line(world, "ada-fenwick") is None
        assert line(world, "bert-oakes") is None
        assert line(world, "cleo-marsh").endswith("Show")
        world.until("fake.over().querySelector('.close').checkVisibility()")
        assert world.ignored() == ["ada-fenwick", "bert-oakes"]
