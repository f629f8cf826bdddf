"""What may be pressed for a button on a taught site, and what leads away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.world import World, open_saved

NEWEST = "linkedin-invitations-newest-en"
STAYS = {
    "button": "<button data-is>Decline</button>",
    "input": "<input type=button value=Decline data-is>",
    "role": "<div role=button tabindex=0 data-is>Decline</div>",
    "link of that role": "<a role=button tabindex=0 data-is>Decline</a>",
    "link to a place on the page": "<a href='#requests' data-is>Decline</a>",
    "link to nothing": "<a href='javascript:void(0)' data-is>Decline</a>",
    "role in such a link": "<a href='#'><span role=button data-is>Decline</span></a>",
}
LEADS_AWAY = {
    "another page": "<a role=button href='/requests/9/decline' data-is>Decline</a>",
    "this page anew": "<a role=button href='' data-is>Decline</a>",
    "another window": "<a role=button href='#' target=_blank data-is>Decline</a>",
    "a file": "<a role=button href='#' download data-is>Decline</a>",
    "a script": "<a role=button href='javascript:go()' data-is>Decline</a>",
    "within a link": "<a href='/in/ann-other/'><span role=button data-is>Decline</span></a>",
    "a form": "<form><input type=submit value=Decline data-is></form>",
    "no control": "<span data-is>Decline</span>",
    "a drawing": "<svg><g role=button data-is><text>Decline</text></g></svg>",
}


def page(controls: list[str], head: str = "") -> str:
    cards = "".join(
        f"<li><b>Ann Other {i}</b><p>Note {i}</p>{each}</li>" for i, each in enumerate(controls)
    )
    return f"<!doctype html><html><head>{head}</head><body><ul>{cards}</ul></body></html>"


def taken(world: World) -> list[bool]:
    found: list[bool] = world.run(
        "[...document.querySelectorAll('[data-is]')].map((each) => app.engine.actsAsButton(each))"
    )
    return found


def test_a_link_counts_only_where_it_leads_nowhere_by_itself(chromium_for_pages: Browser) -> None:
    html = page([*STAYS.values(), *LEADS_AWAY.values()])
    with open_saved(chromium_for_pages, NEWEST, main=False, html=html) as world:
        found = dict(zip([*STAYS, *LEADS_AWAY], taken(world), strict=True))
    assert found == {**dict.fromkeys(STAYS, True), **dict.fromkeys(LEADS_AWAY, False)}
    # A page may lay another address under all of its links.
    html = page([STAYS["link to a place on the page"]], "<base href='/elsewhere/'>")
    with open_saved(chromium_for_pages, NEWEST, main=False, html=html) as world:
        assert taken(world) == [False]


RECIPE: dict[str, Any] = {
    "format": 1, "name": "x", "origin": "https://www.linkedin.com", "path": "/",
    "card": {"shape": {"tag": "li"}, "within": [{"tag": "ul"}]},
    "sender": [{"tag": "b", "nth": 0, "of": 1}], "text": [{"tag": "p", "nth": 0, "of": 1}],
    "profile": None, "decline": [{"label": "Decline", "words": "Decline"}],
}  # fmt: skip
PRESS = """(async () => {
  const pressed = [];
  addEventListener("click", (event) => pressed.push(event.target.dataset.is));
  const reader = app.readers.taught({ recipe: RECIPE });
  const reading = { cards: [], seen: 0, notUnderstood: 0 };
  for (const _ of reader.read(document, document, reading, () => true));
  const [card] = reading.cards;
  const adapter = { findDecline: () => reader.find([document], document, card, "ignore") };
  CHANGE;
  const reason = await new Promise((done) => app.createDecliner(document, {
    show: () => {}, tell: () => {}, record: ({ reason }) => done(reason ?? ""),
  }).start(adapter, card, null, { seconds: 0 }) || done("not offered"));
  return [card.canDecline, reason, pressed.length, location.href.endsWith("/elsewhere")];
})()"""


@pytest.mark.parametrize(
    ("control", "change", "outcome"),
    [
        (STAYS["input"], "", ("", 1)),
        (STAYS["link of that role"], "", ("", 1)),
        (
            STAYS["link of that role"],
            "document.querySelector('a').href = '/elsewhere'",
            ("The site’s own button could not be told for certain.", 0),
        ),
        (
            STAYS["input"],
            "document.querySelector('input').disabled = true",
            ("The site’s own button is switched off.", 0),
        ),
        (
            STAYS["input"],
            "document.querySelector('input').value = 'Accept'",
            ("The site’s own button could not be told for certain.", 0),
        ),
    ],
)
def test_it_is_looked_at_again_before_it_is_pressed(
    chromium_for_pages: Browser, control: str, change: str, outcome: tuple[str, int]
) -> None:
    script = PRESS.replace("RECIPE", json.dumps(RECIPE)).replace("CHANGE", change)
    with open_saved(chromium_for_pages, NEWEST, main=False, html=page([control])) as world:
        assert world.run(script) == [True, *outcome, False]


def test_where_two_say_the_same_neither_is_pressed(chromium_for_pages: Browser) -> None:
    script = PRESS.replace("RECIPE", json.dumps(RECIPE)).replace("CHANGE", "")
    html = page([STAYS["role"] + LEADS_AWAY["another page"]])
    with open_saved(chromium_for_pages, NEWEST, main=False, html=html) as world:
        assert world.run(script) == [False, "not offered", 0, False]
