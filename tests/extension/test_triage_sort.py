"""Leaflets at the end of their list: seen there, told of, pressed right, and back without trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.extension.crowd import NEWEST, PEOPLE, crowd
from tests.extension.sight import too_wide
from tests.extension.test_triage_fade import wish
from tests.extension.world import World, open_saved

# The people of the page from top to bottom, by where their cards are.
SEEN = """() => [...document.querySelectorAll('.request:has(a[href*="/in/"])')]
  .map((each) => [each.getBoundingClientRect().top, each.querySelector('a').href.split('/in/')[1].replace('/', '')])
  .sort(([a], [b]) => a - b).map(([, slug]) => slug)"""  # noqa: E501
# Every attribute of the list, of what it is in and of its rows, without our own elements.
TRACES = """() => [...document.querySelectorAll('main, main *')]
  .filter((each) => each.tagName !== 'DIV' || each.attributes.length > 0 || each.hasChildNodes())
  .map((each) => each.cloneNode(false).outerHTML).join('')"""
BAR = """(() => {
  const order = fake.over().querySelector('.corner .order');
  return order.checkVisibility() ? fake.words(order) : '';
})()"""
LEAFLETS = [*PEOPLE, "bram-tolhuis"]
LONG = "<style>.request{min-height:220px}</style></head>"


@pytest.fixture
def world(chromium_for_pages: Browser) -> Iterator[World]:
    """A page on which nothing is pointed at, all of it on the screen."""
    with open_saved(
        chromium_for_pages,
        NEWEST,
        main=True,
        html=crowd().replace("height:1100px", "height:4000px"),
        prepare="fake.speed(10)",
        viewport={"width": 900, "height": 3000},
    ) as opened:
        opened.page.mouse.move(1, 1)
        opened.view("tomasz-wilk-77")
        opened.until("fake.shown().length === 10")
        yield opened


def seen(world: World) -> list[str]:
    found: list[str] = world.page.evaluate(SEEN)
    return found


def comes_to_be(world: World, order: list[str]) -> None:
    for _ in range(100):
        if seen(world) == order:
            break
        world.page.wait_for_timeout(50)
    assert seen(world) == order


def sorted_page(people: list[str]) -> list[str]:
    """Their order once leaflets stand at the end."""
    return [p for p in people if p not in LEAFLETS] + [p for p in people if p in LEAFLETS]


def at_end(world: World, number: int) -> None:
    line = "1 leaflet stands at the end of its list"
    if number != 1:
        line = f"{number} leaflets stand at the end of their list"
    world.until(f"{BAR} === '{line if number else ''}'")


def test_leaflets_stand_at_the_end_and_leave_no_trace_when_they_no_longer_do(world: World) -> None:
    page = world.page
    before, people = page.evaluate(TRACES), seen(world)
    assert people[0] == "ada-fenwick"
    heights = "[...document.querySelectorAll('.request')].map((e) => e.offsetHeight).join()"
    tall = page.evaluate(heights)

    wish(world, linkedin_messaging="sort")
    assert (seen(world), world.run(BAR)) == (people, "")
    wish(world, linkedin_invitations="sort")
    at_end(world, 6)
    assert seen(world) == sorted_page(people)
    assert page.evaluate(heights) == tall
    # What follows the cards in the page still does.
    bottom = """(css) => document.querySelector(css).getBoundingClientRect().bottom"""
    last = page.evaluate(bottom, ".request:has([href*=bram-tolhuis])")
    assert page.evaluate(bottom, "[data-testid=loader]") >= last
    for way in ("fold", "dim", None):
        wish(world, **({"linkedin_invitations": way} if way else {}))
        assert (seen(world), world.run(BAR)) == (people, ""), way
    assert page.evaluate(TRACES) == before


def test_tab_and_keys_follow_what_is_seen(world: World) -> None:
    page, people = world.page, seen(world)
    wish(world, linkedin_invitations="sort")
    at_end(world, 6)
    whose = """() => document.activeElement.closest('.request')
      ?.querySelector('a[href*="/in/"]')?.href.split('/in/')[1].replace('/', '')"""

    def order(press: str, most: int) -> list[str]:
        met: list[str] = []
        for _ in range(most):
            page.keyboard.press(press)
            who = page.evaluate(whose)
            if who and who not in met:
                met.append(who)
        return met

    assert order("Tab", 150) == sorted_page(people)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Alt+Shift+KeyD")
    read = [p for p in sorted_page(people) if world.run(f"Boolean(fake.of('{p}'))")]
    assert order("n", len(read)) == read


def test_declined_at_the_end_is_the_right_one_and_a_relationship_comes_back(world: World) -> None:
    page, people = world.page, seen(world)
    wish(world, linkedin_invitations="sort")
    at_end(world, 6)
    page.evaluate(f"""document.addEventListener('click', (event) => {{
      if (event.target.closest('[data-does^=ignored]')) window.atPress = ({SEEN})();
    }}, true)""")
    world.press("cleo-marsh", "decline")
    page.wait_for_function("document.documentElement.dataset.ignored")
    assert world.ignored() == ["cleo-marsh"]
    assert page.evaluate("atPress") == sorted_page(people), "not while it is declined"
    at_end(world, 5)

    # Under the pointer and with the focus it stays; then it goes where the site had it.
    left = [p for p in people if p != "cleo-marsh"]
    page.wait_for_function("!document.querySelector('[href*=cleo-marsh]')")
    world.press("bert-oakes", "relationship")
    world.until("fake.view('bert-oakes').pressed.includes('relationship')")
    assert seen(world) == sorted_page(left)
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(5, 5)
    at_end(world, 4)
    back = sorted_page([p for p in left if p != "bert-oakes"])
    assert seen(world) == ["bert-oakes", *back]
    assert world.accepted() == []


def test_what_is_read_pointed_at_or_drawn_anew_keeps_its_place(chromium_for_pages: Browser) -> None:
    html = crowd().replace("</head>", LONG)
    with open_saved(
        chromium_for_pages, NEWEST, main=True, html=html, viewport={"width": 900, "height": 700}
    ) as world:
        page = world.page
        world.until("fake.shown().length === 10")
        world.view("tomasz-wilk-77")
        people = seen(world)
        page.hover('.request:has(a[href*="bert-oakes"]) strong')
        place = """document.querySelector('.request:has(a[href*="bert-oakes"])')
          .getBoundingClientRect().top"""
        top = page.evaluate(place)
        wish(world, linkedin_invitations="sort")
        at_end(world, 4)
        assert page.evaluate(place) == top
        assert seen(world)[:2] == ["ada-fenwick", "bert-oakes"]
        stay = people[:2]
        rest = [p for p in people if p not in stay]
        assert seen(world) == stay + sorted_page(rest)

        # All verdicts are there: what is on the screen is being read, wherever the pointer goes.
        page.mouse.move(1, 1)
        page.evaluate("document.querySelector('.request').setAttribute('data-testid', 'again')")
        page.wait_for_timeout(300)
        assert seen(world) == stay + sorted_page(rest)
        # Below the screen nobody reads: what becomes a leaflet there goes to the end.
        page.evaluate("""{
          const card = document.querySelector('.request:has(a[href*="tomasz-wilk"])');
          card.querySelector('._2c77aa01 p').firstChild.data = 'Our chairs are good.';
        }""")
        at_end(world, 5)
        now = ["cleo-marsh", "dan-ruiz", "eve-lind", "bram-tolhuis", "tomasz-wilk-77"]
        assert seen(world)[-5:] == now
        # A card drawn anew by the site goes where it was.
        page.evaluate("""{
          const card = document.querySelector('.request:has(a[href*="dan-ruiz"])');
          const fresh = card.cloneNode(true);
          fresh.removeAttribute('style');
          fresh.querySelectorAll('div:not([class]):empty').forEach((each) => each.remove());
          card.replaceWith(fresh);
        }""")
        world.until("Boolean(fake.of('dan-ruiz'))")
        page.wait_for_function(f"({SEEN})().at(-4) === 'dan-ruiz'")
        assert seen(world)[-5:] == now


# Lists as sites may have them; what is kept of the page's order where it must be.
LISTS: dict[str, tuple[str, bool]] = {
    "flex": ("[data-testid=lazy-column]{display:flex;flex-direction:column}", True),
    "grid": ("[data-testid=lazy-column]{display:grid;row-gap:4px}", True),
    "contents": ("[data-testid=lazy-column]{display:contents}", True),
    "collapsing margins": (".request{margin:10px 0}", False),
    "two columns": ("[data-testid=lazy-column]{display:grid;grid-template-columns:1fr 1fr}", False),
    "upside down": (
        "[data-testid=lazy-column]{display:flex;flex-direction:column-reverse}", False),
    "rows placed by the site": (
        "[data-testid=lazy-column]{position:relative;height:5000px}"
        ".request{position:absolute;width:100%}"
        + "".join(f".request:nth-child({i}){{top:{i * 200}px}}" for i in range(1, 30)), False),
    "an order of its own": (
        "[data-testid=lazy-column]{display:flex;flex-direction:column}"
        ".request:nth-child(2){order:3}", False),
}  # fmt: skip


def add_and_look(world: World) -> None:
    """Have the page change and our scripts look at it anew."""
    world.page.evaluate("document.body.append(document.createElement('p'))")
    world.page.wait_for_timeout(300)


def test_only_what_is_one_below_the_other_is_sorted(world: World) -> None:
    page = world.page
    page.evaluate("document.head.append(document.createElement('style'))")
    for name, (style, may) in LISTS.items():
        put = "(style) => { document.head.lastElementChild.textContent = style; }"
        page.evaluate(put, style)
        before, people = page.evaluate(TRACES), seen(world)
        wish(world, linkedin_invitations="sort")
        if may:
            at_end(world, 6)
            assert seen(world) == sorted_page(people), name
            wish(world)
        else:
            told = f"{BAR}.startsWith('This site sets the order itself')"
            world.until(told)
            # It stays, whatever the page does then.
            add_and_look(world)
            assert world.run(told), name
            assert seen(world) == people, name
        assert page.evaluate(TRACES) == before, name
        wish(world)


def test_the_page_still_hides_its_list_and_cannot_make_it_flap(world: World) -> None:
    page, people = world.page, seen(world)
    before = page.evaluate(TRACES)
    wish(world, linkedin_invitations="sort")
    at_end(world, 6)
    column = "document.querySelector('[data-testid=lazy-column]')"
    page.evaluate("""() => {
      const style = document.createElement('style');
      style.textContent = '.gone { display: none } .wide { display: flex; flex-wrap: wrap }';
      document.head.append(style);
    }""")
    page.evaluate(f"{column}.className = 'gone'")
    page.wait_for_function(f"getComputedStyle({column}).display === 'none'")
    page.evaluate(f"{column}.removeAttribute('class')")
    page.evaluate("document.querySelector('.request').setAttribute('data-testid', 'again')")
    at_end(world, 6)
    assert seen(world) == sorted_page(people)
    page.set_viewport_size({"width": 320, "height": 3000})
    assert too_wide(page) == 0
    assert seen(world) == sorted_page(people)

    # A page that fights for its style has its way.
    page.evaluate(f"""() => {{
      const column = {column};
      new MutationObserver(() => {{
        if (column.style.display) column.removeAttribute('style');
      }}).observe(column, {{ attributes: true }});
      column.className = 'x';
      column.removeAttribute('class');
    }}""")
    for i in range(30):
        page.evaluate(f"document.querySelector('.request').setAttribute('data-testid', '{i}')")
        page.evaluate(f"{column}.classList.toggle('x')")
    world.until(f"{BAR}.startsWith('This site sets the order itself')")
    assert seen(world) == people
    page.evaluate(f"{column}.removeAttribute('class')")
    page.evaluate("document.querySelector('.request').removeAttribute('data-testid')")
    assert page.evaluate(TRACES) == before


def test_what_the_site_adds_under_leaflets_in_view_comes_after_them(world: World) -> None:
    page, people = world.page, seen(world)
    wish(world, linkedin_invitations="sort")
    at_end(world, 6)
    offset = "document.querySelector('.request:has([href*=ada-fenwick])').offsetTop"
    before = page.evaluate(offset)
    # Two more, before the loader, as when the end of a list is reached.
    page.evaluate("""{
      const loader = document.querySelector('[data-testid=loader]');
      for (const [from, name] of [['tomasz-wilk-77', 'Uma Falk'], ['bram-tolhuis', 'Vic Hart']]) {
        const card = document.querySelector(`.request:has([href*=${from}])`);
        const fresh = document.createElement('template');
        const slug = name.toLowerCase().replace(' ', '-');
        fresh.innerHTML = card.outerHTML.replaceAll(from, slug)
          .replace(/Tomasz Wilk|Bram Tolhuis/g, name)
          .replace(/719\\d+/, `72${slug.length}${slug.charCodeAt(0)}`)
          .replaceAll(/ style="[^"]*"/g, '');
        const [row] = fresh.content.children;
        row.querySelectorAll('div:not([class]):empty').forEach((each) => each.remove());
        loader.before(fresh.content);
      }
    }""")
    world.until("Boolean(fake.of('vic-hart')) && fake.view('vic-hart')?.band === 'leaflet'")
    comes_to_be(world, [*sorted_page(people), "uma-falk", "vic-hart"])
    assert page.evaluate(offset) == before
    # Out of view, all leaflets stand at the end.
    page.set_viewport_size({"width": 900, "height": 300})
    page.evaluate("document.querySelector('.request').setAttribute('data-testid', 'again')")
    at_end(world, 7)
    read = sorted_page(people)
    comes_to_be(world, [*read[:-6], "uma-falk", *read[-6:], "vic-hart"])


def test_it_ends_with_the_extension_and_with_the_page(world: World) -> None:
    page, people = world.page, seen(world)
    before = page.evaluate(TRACES)
    wish(world, linkedin_invitations="sort")
    at_end(world, 6)
    page.evaluate("history.pushState({}, '', '/mynetwork/invitation-manager/sent/')")
    page.wait_for_function(f"({SEEN})()[0] === '{people[0]}'")
    page.evaluate("history.pushState({}, '', '/mynetwork/invitation-manager/received/')")
    at_end(world, 6)
    assert seen(world) == sorted_page(people)
    world.run("fake.gone = true")
    page.evaluate("document.querySelector('.request').hidden = false")
    world.run("document.dispatchEvent(new Event('visibilitychange'))")
    world.until("fake.shown().length === 0")
    assert page.evaluate(TRACES) == before
