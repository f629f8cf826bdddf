"""Our words in a page: drawn, so that it cannot find them, and read out all the same."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.extension.crowd import crowd
from tests.extension.test_locales import LANGUAGES, LOCALES
from tests.extension.world import World, open_saved

NEWEST = "linkedin-invitations-newest-en"


def read_out(world: World) -> dict[str, list[str]]:
    """What a screen reader has of the page, by role."""
    found: dict[str, list[str]] = {}
    for node in world.session.send("Accessibility.getFullAXTree")["nodes"]:
        if not node.get("ignored"):
            name = str(node.get("name", {}).get("value", "")).strip()
            found.setdefault(node["role"]["value"], []).append(name)
    return found


def test_what_is_drawn_is_read_out(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, html=crowd()) as world:
        world.view("tomasz-wilk-77")
        heard = read_out(world)
        assert {"Leaflet", "Relationship", "No note", "87", "6", "of 100"} <= {*heard["StaticText"]}
        buttons = {"Why", "You say: leaflet", "You say: relationship", "Decline this request"}
        assert buttons | {"Review 6 leaflets"} <= {*heard["button"]}

        world.press("ada-fenwick", "why")
        world.until("fake.view('ada-fenwick').panel")
        world.press("ada-fenwick", "leaflet")
        world.until("fake.view('ada-fenwick').text.includes('You said: Leaflet.')")
        heard = read_out(world)
        assert "What moved the score to 6" in heard["heading"]
        assert {"−5", "Speaks of what they offer"} <= {*heard["StaticText"]}
        assert any(name.startswith("You said: Leaflet.") for name in heard["StaticText"])
        assert "Answers to copy" in heard["button"]

        world.run("fake.over().querySelector('.corner .open').click()")
        world.until("fake.over().querySelector('.reasons li') !== null")
        heard = read_out(world)
        assert "Review 6 leaflets" in heard["heading"]
        assert "Decline 6 requests" in heard["button"]
        assert any(name.startswith("Ada Fenwick Leaflet 6 of 100") for name in heard["checkbox"])


SPEAK = "globalThis.speak = (words) => Object.assign(MESSAGES, words);"
# Draws each thing a badge can say of a card, in places of several widths: sizes by place and hint.
MEASURED = """() => {
  const score = (band, score) => ({ kind: "score", label: null, score: { id: "1", band, score, model: "m", reasons: [] } });
  const states = ["connected", "not-running", "not-paired", "refused", "wrong-program", "wrong-version"];
  const views = [
    { kind: "waiting" }, score("leaflet", 0.4), score("unsure", 50), score("relationship", 100), score("no_note", null),
    ...states.map((state) => ({ kind: "offline", state, detail: "HTTP 500" })),
    { kind: "offline", state: "not-running", detail: "timeout" }, { kind: "offline", state: "not-running", detail: "permission-missing" },
  ];
  const measured = {};
  for (const width of [220, 280, 320, 360, 400, 440, 480, 520, 560, 640, 760]) {
    for (const hint of ["", say("badge_hint_partial")]) {
      const place = document.body.appendChild(document.createElement("div"));
      place.style.width = `${width}px`;
      const badge = app.createBadge(() => {}, true);
      place.append(badge.host);
      measured[`${width} ${hint}`] = views.map((view) => {
        badge.show({ hint, canDecline: true, ...view });
        const { scrollWidth, clientWidth } = badge.host;
        return scrollWidth > clientWidth ? "too wide" : badge.host.offsetHeight;
      });
      place.remove();
    }
  }
  return measured;
}"""  # noqa: E501


def test_every_verdict_and_none_measure_the_same(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=False, prepare=SPEAK) as world:
        for language in LANGUAGES:
            words = (LOCALES / language / "messages.json").read_text()
            world.run(f"void speak({words})")
            measured = world.run(f"(({{ say }}) => ({MEASURED})())(app)")
            assert {
                place: set(sizes) for place, sizes in measured.items() if len(set(sizes)) > 1
            } == {}, language
            assert len({size for sizes in measured.values() for size in sizes}) > 1, (
                "all sizes are one"
            )


# Lays a frame over the page with a hole where the button's middle is, of so much of the button.
COVER = """(share) => {
  const box = fake.of("bram-tolhuis").querySelector(".decline").getBoundingClientRect();
  const cover = document.querySelector("#cover") ?? document.body.appendChild(document.createElement("div"));
  const [x, y] = [box.width * (1 - share) / 2, box.height * (1 - share) / 2];
  const [left, right, top, bottom] = [box.left + x, box.right - x, box.top + y, box.bottom - y].map((at) => `${at}px`);
  cover.id = "cover";
  cover.style = `position: fixed; inset: 0; background: #fff; clip-path: polygon(evenodd,
    0 0, 100% 0, 100% 100%, 0 100%, 0 0, ${left} ${top}, ${right} ${top}, ${right} ${bottom}, ${left} ${bottom}, ${left} ${top})`;
}"""  # noqa: E501


def test_who_presses_a_sliver_of_a_button_declines_nobody(chromium_for_pages: Browser) -> None:
    said = "fake.view('bram-tolhuis').text.includes('faint, small or covered')"
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("bram-tolhuis")
        world.run("fake.middle('bram-tolhuis', 'decline')")  # scrolls there
        world.run(f"({COVER})(0.4)")
        world.press("bram-tolhuis", "decline")
        world.until(said)
        assert "undo" not in world.view("bram-tolhuis")["buttons"]
        world.run(f"({COVER})(0.9)")
        world.press("bram-tolhuis", "decline")
        world.until("fake.view('bram-tolhuis').buttons.includes('undo')")
