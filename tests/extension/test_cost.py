"""What we cost the page: it gets its turn, nothing moves after a badge, nothing stays behind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.extension.world import PAGES, World, open_saved

NEWEST = "linkedin-invitations-newest-en"
MANY = """
  const list = document.querySelector('[data-testid=lazy-column]');
  window.fill = (from, count) => {
    const card = window.model ??= list.querySelector('.request').cloneNode(true);
    list.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const copy = card.cloneNode(true);
      copy.setAttribute('componentkey', `urn:li:invitation:${from + i}`);
      copy.innerHTML = copy.innerHTML.replaceAll('odile-marchetti-4a1b', `person-${from + i}`);
      return copy;
    }));
  };
"""


def with_many(first: str = "") -> str:
    page = (PAGES / NEWEST / "source.html").read_text()
    return page.replace("</body>", f"<script>{MANY}{first}</script></body>")


def test_long_work_gives_the_page_its_turn(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=False) as world:
        turns = world.run("""(async () => {
          let turns = 0;
          const page = setInterval(() => { turns += 1; }, 0);
          const busy = (ms) => {
            const end = performance.now() + ms;
            while (performance.now() < end);
          };
          const { value } = await app.inSlices((function* () {
            for (let i = 0; i < 100; i += 1) { busy(1); yield; }
            return 'done';
          })());
          clearInterval(page);
          return [value, turns];
        })()""")
        assert turns[0] == "done"
        assert turns[1] >= 5


def test_short_work_ends_at_once(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=False) as world:
        assert world.run("""(() => {
          let ended = false;
          app.inSlices((function* () { yield; yield; ended = true; })());
          return ended;
        })()""")


def test_hundreds_of_cards_all_get_their_badge_the_visible_first(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(
        chromium_for_pages, NEWEST, main=True, html=with_many("fill(1000, 300);")
    ) as world:
        world.until("fake.mail.some((mail) => mail.type === 'score')")
        first = world.mail("score")[0]["messages"]
        slugs = [each["sender"]["profile_url"].split("/in/")[1].strip("/") for each in first]
        assert slugs == [f"person-{1000 + i}" for i in range(25)]
        world.until("fake.shown().length === 300", tries=1200)


def moved(world: World) -> list[float]:
    """By how much each badge grew when its verdict came."""
    heights = (
        "fake.shown().map(({ host }) => Math.round(host.getBoundingClientRect().height * 8) / 8)"
    )
    world.until("fake.shown().length === 5")
    world.page.wait_for_timeout(100)
    assert world.run("fake.shown().every(({ root }) => root.querySelector('.waiting'))")
    before: list[float] = world.run(heights)
    world.run("hold.resolve()")
    world.until("fake.shown().every(({ root }) => root.querySelector('[data-band]').dataset.band)")
    after: list[float] = world.run(heights)
    return [b - a for a, b in zip(before, after, strict=True)]


HOLD = """
  globalThis.hold = Promise.withResolvers();
  const answer = fake.answer;
  fake.answer = async (request) => {
    if (request.type === 'score') await hold.promise;
    return answer(request);
  };
"""


@pytest.mark.parametrize("width", [1100, 700, 560, 480, 420, 360, 320])
@pytest.mark.parametrize("band", ["leaflet", "unsure", "relationship"])
def test_nothing_moves_when_the_verdict_comes(
    chromium_for_pages: Browser, width: int, band: str
) -> None:
    prepare = HOLD + f"fake.band = (text) => text.trim() ? [88, '{band}'] : [null, 'no_note'];"
    size = {"width": width, "height": 900}
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=prepare, viewport=size) as world:
        assert moved(world) == [0, 0, 0, 0, 0]


def test_nothing_stays_behind_after_fifty_moves_inside_the_site(
    chromium_for_pages: Browser,
) -> None:
    def nodes(world: World) -> int:
        world.session.send("HeapProfiler.collectGarbage")
        return int(world.session.send("Memory.getDOMCounters")["nodes"])

    def move(world: World, i: int) -> None:
        world.page.evaluate(f"history.pushState({{}}, '', '/feed/?{i}'); fill({i} * 100, 0)")
        world.until("fake.shown().length === 0")
        world.page.evaluate(
            "history.pushState({}, '', '/mynetwork/invitation-manager/received/');"
            f"fill({i} * 100, 8)"
        )
        world.until("fake.shown().length === 8")
        world.run("fake.roots.splice(0, fake.roots.length - 8); fake.mail.length = 0")

    with open_saved(
        chromium_for_pages, NEWEST, main=True, html=with_many(), prepare="fake.speed(5)"
    ) as world:
        for i in range(1, 6):
            move(world, i)
        before = nodes(world)
        for i in range(6, 56):
            move(world, i)
        # One card with its badge is some seventy nodes: not one of 400 was kept.
        assert nodes(world) - before < 70
