"""What stands over the page for everybody, in German: WCAG 2.2 AA by axe, and room at 320 px."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.crowd import NEWEST, crowd
from tests.extension.sight import violations
from tests.extension.test_badge_access import DARK, PREPARED
from tests.extension.test_triage_fade import wish
from tests.extension.world import World, open_saved

WHY = "Keins von 45 geprüften Flugblättern war eine Beziehung, und so soll es auch bleiben."
PERMIT = f"fake.permit = {{ allowed: true, why: '{WHY}', alarm: '{WHY}' }};"
OVER = """() => {
  const root = [...document.querySelectorAll("*")].map((each) => each.shadowRoot)
    .find((each) => each?.querySelector(".corner, dialog"));
  const seen = [...root.querySelectorAll(".corner, dialog, .corner *, dialog *")]
    .filter((each) => each.checkVisibility() && !each.closest("svg"));
  const box = (each) => each.getBoundingClientRect();
  return {
    outside: seen.filter((each) => box(each).left < 0 || box(each).right > innerWidth)
      .map((each) => each.outerHTML),
    small: seen.filter((each) => each.matches("button"))
      .filter((each) => box(each).width < 24 || box(each).height < 24)
      .map((each) => each.outerHTML),
    dialog: root.querySelector("dialog[open] h2")?.dataset.words ?? null,
  };
}"""


def looked_at(world: World, dialog: str | None) -> None:
    for width in (320, 1000):
        world.page.set_viewport_size({"width": width, "height": 700})
        assert world.page.evaluate(OVER) == {"outside": [], "small": [], "dialog": dialog}, width
    assert violations(world.page, within_roots=True) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bar_list_and_keys_are_for_everybody(chromium_for_pages: Browser, scheme: Any) -> None:
    with open_saved(
        chromium_for_pages,
        NEWEST,
        main=True,
        html=crowd().replace(
            "</head>", f"<style>{DARK if scheme == 'dark' else ''}</style></head>"
        ),
        prepare=PREPARED + PERMIT,
        color_scheme=scheme,
        reduced_motion="reduce",
    ) as world:
        keys = world.page.keyboard
        world.view("tomasz-wilk-77")
        keys.press("Alt+Shift+KeyD")
        assert world.run("fake.over().firstElementChild.dataset.theme") == scheme
        looked_at(world, None)
        # How many stand at the end; then that a list has an order of its own.
        wish(world, linkedin_invitations="sort")
        order = "fake.words(fake.over().querySelector('.order'))"
        world.until(f"{order} === '6 Flugblätter stehen am Ende ihrer Liste'")
        looked_at(world, None)
        world.page.add_style_tag(content=".request:nth-child(2){order:1}")
        wish(world)
        wish(world, linkedin_invitations="sort")
        world.until(f"{order}.startsWith('Diese Seite legt die Reihenfolge selbst fest')")
        looked_at(world, None)
        wish(world)
        keys.press("?")
        looked_at(world, "Tasten für Anfragen")
        keys.press("Escape")
        keys.press("v")
        world.until("fake.over().querySelectorAll('.person .points').length === 6")
        looked_at(world, "6 Flugblätter durchsehen")
        world.run("fake.over().querySelector('.decline').click()")
        looked_at(world, "6 Flugblätter durchsehen")
        keys.press("Escape")
        looked_at(world, "6 Flugblätter durchsehen")
