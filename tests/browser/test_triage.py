"""Leaflets folded, sorted, reviewed and declined with the real service, in each browser."""

from __future__ import annotations

import re
from typing import Any

from server import demo_inbox
from tests.browser.harness.driver import WORDS_OF, Driver, eventually, same, throughout
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

PEOPLE = len(demo_inbox.SAMPLE)
# What stands over the page: the bar, and the lines of the list as [name, ticked, reasons, outcome].
OVER = """(root) => {
  const words = WORDS_OF;
  const of = (css) => [...root.querySelectorAll(css)].map(words).join("");
  return root.querySelector(".corner") && {
    bar: of(".corner .open"), order: of(".corner .order"),
    said: of("dialog .said"), why: of(".why"),
    people: [...root.querySelectorAll(".person")].map((each) => [
      words(each.querySelector("b")), each.querySelector("input").checked,
      each.querySelectorAll(".reasons li").length > 0, words(each.querySelector(".outcome")),
    ]),
  };
}""".replace("WORDS_OF", WORDS_OF)
FOLD = """(root) => {
  const fold = root.querySelector(".fold");
  return fold?.checkVisibility() ? fold.querySelector("span").dataset.words : null;
}"""

# The people of the page from top to bottom, by where their cards are; and what styles they have.
SEEN = """
  const cards = [...document.querySelectorAll("[role=listitem]")];
  const top = (card) => card.getBoundingClientRect().top;
  const who = (card) => card.querySelector("a[href*='/in/']").getAttribute("href").split("/in/")[1].split("/")[0];
  return cards.sort((one, other) => top(one) - top(other)).map(who);
"""  # noqa: E501
STYLES = """
  const list = document.querySelector("[role=listitem]").parentElement;
  return [list, ...list.children].map((each) => each.getAttribute("style"));
"""


def over(browser: Driver) -> tuple[Any, dict[str, Any]]:
    """The root of what stands over the page, and what it shows."""
    asked = [(root, browser.ask_root(root, OVER)) for root in browser.closed_roots()]
    (found,) = [(root, shown) for root, shown in asked if shown]
    return found


def folded(browser: Driver) -> list[str]:
    lines = [browser.ask_root(badge.root, FOLD) for badge in browser.badges()]
    return [line for line in lines if line]


def choose(browser: Driver, way: str) -> None:
    """Choose in the settings what becomes of leaflets."""
    browser.open_own_page("pages/options.html")
    listed = "return document.querySelector('#leaflets-linkedin-invitations') !== null"
    eventually(lambda: same(browser.run(listed), True))
    browser.run(
        "const select = document.querySelector('#leaflets-linkedin-invitations');"
        "select.value = arguments[0]; select.dispatchEvent(new Event('change'))",
        way,
    )
    read = "return JSON.stringify(await chrome.storage.local.get(null))"
    # Whoever closes the page in the same moment may be quicker than the browser.
    kept = re.compile(r'"linkedin-invitations":"(\w+)"')
    eventually(lambda: same((kept.findall(browser.run_async(read)) or ["off"])[0], way))
    browser.close_own_page()


def test_leaflets_are_folded_sorted_reviewed_and_declined_one_after_the_other(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    leaflets = [badge for badge in paired.scored(PEOPLE) if badge.band == "leaflet"]
    assert len(leaflets) > 2
    styles = paired.run(STYLES)

    choose(paired, "fold")
    eventually(lambda: same(len(folded(paired)), len(leaflets)))
    assert all(line.startswith("Folded: Leaflet ") for line in folded(paired))

    people = paired.run(SEEN)
    choose(paired, "sort")
    last = [badge.person for badge in leaflets]
    in_order = [person for person in people if person not in last] + last
    eventually(lambda: same(paired.run(SEEN), in_order))
    assert folded(paired) == []
    root, shown = over(paired)
    assert shown["order"] == f"{len(leaflets)} leaflets stand at the end of their list"
    assert shown["bar"] == f"Review {len(leaflets)} leaflets"
    paired.press_in_root(root, ".corner .open")
    eventually(lambda: same({each[2] for each in over(paired)[1]["people"]}, {True}))
    _, shown = over(paired)
    # Nothing has been checked yet, so nothing comes ticked, and it says what is missing.
    assert "No leaflet has been checked yet." in shown["why"]
    assert not any(ticked for _, ticked, _, _ in shown["people"])
    first, second, *_ = [name for name, _, _, _ in shown["people"]]
    paired.press_in_root(root, ".person:nth-child(1) input")
    paired.press_in_root(root, ".person:nth-child(2) input")
    paired.press_in_root(root, ".decline")
    assert site.presses == []
    eventually(lambda: same(over(paired)[1]["said"], "2 declined."))
    pressed = [f"Ignore an invitation to connect from {name}" for name in (first, second)]
    assert [press.label for press in site.presses] == pressed
    eventually(lambda: same(service.decisions(), ["declined", "declined"]))
    paired.press_in_root(root, ".close")
    throughout(lambda: same(len(site.presses), 2), 1.0)

    choose(paired, "off")

    def as_before() -> None:
        now = paired.run(SEEN)
        assert now == [person for person in people if person in now]
        assert len(now) == len(people) - 2

    eventually(as_before)
    assert set(paired.run(STYLES)) == set(styles) == {None}, "all taken back"
