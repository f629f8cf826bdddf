"""Badges live as long as their cards do, whatever the page does to its nodes."""

from __future__ import annotations

import json

from playwright.sync_api import Browser

from tests.extension.world import PAGES, World, content_scripts, open_saved

NEWEST = "linkedin-invitations-newest-en"
LIST = "document.querySelector('[data-testid=lazy-column]')"
COUNT_READS = """
  globalThis.reads = 0;
  for (const adapter of app.adapters) {
    const { steps } = adapter;
    adapter.steps = (...about) => { reads += 1; return steps(...about); };
  }
"""


def asked(world: World) -> list[str]:
    return [message["text"] for mail in world.mail("score") for message in mail["messages"]]


def notice(world: World, **said: str) -> None:
    said = {"type": "changed", "state": "connected", **said}
    world.run(f"fake.listeners.forEach((listener) => listener({json.dumps(said)}))")


def test_a_card_that_comes_later_gets_its_badge(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("odile-marchetti")
        world.page.evaluate(f"""{{
          const copy = {LIST}.querySelector('.request').cloneNode(true);
          copy.setAttribute('componentkey', 'urn:li:invitation:999');
          copy.innerHTML = copy.innerHTML.replaceAll('Odile Marchetti', 'Late Comer')
            .replaceAll('odile-marchetti-4a1b', 'late-comer');
          {LIST}.append(copy);
        }}""")
        assert world.view("late-comer")["band"] == "relationship"
        assert len(asked(world)) == 6


def test_after_a_re_render_each_card_has_its_one_badge_without_being_asked_again(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.press("odile-marchetti", "leaflet")
        world.until("fake.view('odile-marchetti').pressed.length")
        for _ in range(3):
            world.page.evaluate(f"""{LIST}.replaceChildren(
              ...[...{LIST}.querySelectorAll('.request')].map((card) => card.cloneNode(true)))""")
            world.page.wait_for_timeout(400)
        # A clone of our element is an empty element without a root: only ours count.
        assert world.run("fake.shown().length") == 5
        assert world.view("odile-marchetti")["pressed"] == ["leaflet"]
        assert len(asked(world)) == 5


def test_our_own_changes_wake_nobody(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("tomasz-wilk")
        world.page.wait_for_timeout(400)
        world.run(COUNT_READS)
        world.press("odile-marchetti", "why")
        world.until("fake.view('odile-marchetti').panel")
        world.press("odile-marchetti", "relationship")
        world.page.wait_for_timeout(1200)
        assert world.run("reads") == 0


def test_a_storm_of_changes_is_looked_at_a_few_times_a_second(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("tomasz-wilk")
        world.run(COUNT_READS)
        world.page.evaluate("""new Promise((done) => {
          let left = 200;
          const storm = setInterval(() => {
            document.querySelector('h1').textContent = `Received ${left}`;
            if ((left -= 1) === 0) { clearInterval(storm); done(); }
          }, 5);
        })""")
        changes, looks = 200, world.run("reads")
        assert 0 < looks <= changes / 10


def test_a_page_that_keeps_throwing_a_badge_out_is_left_alone(chromium_for_pages: Browser) -> None:
    throw = """new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) for (const node of addedNodes)
        if (node.tagName === 'DIV' && !node.hasChildNodes() && target.isConnected) node.remove();
    }).observe(document.body, { childList: true, subtree: true });"""
    html = (PAGES / NEWEST / "source.html").read_text()
    html = html.replace("</body>", f"<script>{throw}</script></body>")
    prepare = "fake.speed(20)"
    with open_saved(chromium_for_pages, NEWEST, main=True, html=html, prepare=prepare) as world:
        world.page.wait_for_timeout(2500)
        world.run(COUNT_READS)
        world.page.wait_for_timeout(800)
        assert world.run("reads") == 0


def test_a_note_that_is_expanded_is_read_again(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        assert "only a part" in world.view("tomasz-wilk")["text"]
        world.page.evaluate("""{
          const note = document.querySelector('[componentkey$="05"] ._2c77aa01 p');
          note.replaceChildren('Which plane do you keep for end grain, and why that one?');
        }""")
        world.until("!fake.view('tomasz-wilk')?.text.includes('only a part')")
        assert asked(world)[-1] == "Which plane do you keep for end grain, and why that one?"


def test_a_move_inside_the_site_takes_badges_and_counts_away(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("tomasz-wilk")
        world.page.evaluate(
            "history.pushState({}, '', '/feed/'); document.title = 'Feed';"
            "document.querySelector('h1').textContent = 'Feed'"
        )
        world.until("fake.shown().length === 0")
        assert world.mail("counts")[-1]["counts"]["seen"] == 0
        world.page.evaluate(
            "history.pushState({}, '', '/mynetwork/invitation-manager/received/');"
            "document.querySelector('h1').textContent = 'Received'"
        )
        world.until("fake.shown().length === 5")
        assert len(asked(world)) == 5


def test_a_new_model_makes_the_page_ask_again(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("odile-marchetti")
        world.run("fake.model = 'model-2'; fake.band = () => [12, 'leaflet']")
        notice(world, model="model-2")
        world.until("fake.view('odile-marchetti').band === 'leaflet'")
        assert len(asked(world)) == 10
        notice(world, model="model-2")
        world.page.wait_for_timeout(200)
        assert len(asked(world)) == 10


def test_the_heartbeat_notices_a_service_that_came_back(chromium_for_pages: Browser) -> None:
    prepare = "fake.state = 'not-running'; fake.speed(40)"
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=prepare) as world:
        assert world.view("odile-marchetti")["buttons"] == ["repair"]
        world.run("fake.state = 'connected'")
        world.until("fake.view('odile-marchetti')?.band === 'relationship'")
        assert world.mail("state")


def test_a_service_that_stays_away_is_not_asked_in_a_storm(chromium_for_pages: Browser) -> None:
    """A minute of the page's own timers, in three seconds: a look every twenty, and no more."""
    prepare = "fake.state = 'not-running'; fake.speed(20)"
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=prepare) as world:
        world.view("odile-marchetti")
        world.until("fake.mail.filter(({ type }) => type === 'state').length >= 3")
        assert len(world.mail("score")) == 1


def test_an_orphaned_page_ends_quietly(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        errors: list[str] = []
        world.page.on("pageerror", lambda error: errors.append(str(error)))
        world.page.on("console", lambda line: errors.append(line.text))
        world.view("odile-marchetti")
        errors.clear()
        world.run("fake.gone = true")
        world.press("odile-marchetti", "leaflet")
        world.until("fake.shown().length === 0")
        world.page.evaluate(f"{LIST}.append(document.createElement('p'))")
        world.page.wait_for_timeout(400)
        assert world.run("fake.shown().length") == 0
        assert errors == []


def test_the_popup_hears_how_the_reading_went(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, "linkedin-invitations-broken-en", main=True) as world:
        world.view("good-one")
        world.page.wait_for_timeout(100)
        counts = world.mail("counts")[-1]["counts"]
        bands = {"leaflet": 0, "unsure": 1, "relationship": 1, "no_note": 1}
        wanted = {"site": "linkedin", "seen": 11, "people": 3, "notUnderstood": 8, "bands": bands}
        assert counts == {**wanted, "reviewable": 0}


def test_a_page_without_requests_hears_and_sends_nothing(chromium_for_pages: Browser) -> None:
    for name in ("linkedin-invitations-sent-en", "linkedin-invitations-empty-en"):
        with open_saved(chromium_for_pages, name, main=True, prepare="fake.speed(40)") as world:
            world.page.wait_for_timeout(1200)
            assert world.run("fake.mail") == []
            assert world.run("fake.roots.length") == 0


def test_scripts_loaded_twice_run_once(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("odile-marchetti")
        again = json.dumps(content_scripts(main=True))
        message = world.run(
            f"(() => {{ try {{ (0, eval)({again}) }} catch (e) {{ return e.message }} }})()"
        )
        assert "already on this page" in message
        world.page.wait_for_timeout(300)
        assert world.run("fake.shown().length") == 5
        assert world.run("app.adapters.length") == 2
