"""One press, on the right card, after five seconds; or none, and the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tests.extension.world import World, open_saved

NEWEST = "linkedin-invitations-newest-en"
BRAM = "[componentkey$='002']"
# Five seconds in half a second: what is tested is the order of things, not the clock.
FAST = "fake.speed(10)"


def decisions(world: World) -> list[dict[str, Any]]:
    return [mail["entry"] for mail in world.mail("decision")]


def outcome(world: World) -> dict[str, Any]:
    """The one line of the journal, once it is there."""
    world.until("fake.mail.some((mail) => mail.type === 'decision')")
    world.page.wait_for_timeout(300)
    (entry,) = decisions(world)
    return entry


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (NEWEST, "bram-tolhuis"),
        ("linkedin-invitations-between-en", "sam-o-dell"),
        ("linkedin-invitations-ember-en", "rex-colby"),
        ("linkedin-invitations-newest-de", "kai-brandt-ads"),
        ("linkedin-invitations-newest-fr", "dov-hadjian"),
        ("linkedin-invitations-newest-es", "nuria-belda"),
        ("linkedin-invitations-preview-en", "zoe-quill"),
        ("linkedin-invitations-unframed-en", "pia-stone"),
    ],
)
def test_exactly_one_press_on_the_right_card(
    chromium_for_pages: Browser, name: str, slug: str
) -> None:
    with open_saved(chromium_for_pages, name, main=True, prepare=FAST) as world:
        world.press(slug, "decline")
        entry = outcome(world)
        assert world.ignored() == [slug]
        assert world.accepted() == []
        assert entry["action"] == "declined"
        assert slug in entry["message"]["sender"]["profile_url"]
        assert entry["band"] in {"leaflet", "unsure", "relationship"}


def test_nothing_is_pressed_before_the_five_seconds_are_over(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.press("bram-tolhuis", "decline")
        view = world.view("bram-tolhuis")
        assert "Declining in 5 s" in view["text"]
        assert view["buttons"] == ["undo"]
        world.until("fake.view('bram-tolhuis').text.includes('Declining in 1 s')")
        assert world.ignored() == []
        world.page.wait_for_function("document.documentElement.dataset.ignored === 'bram-tolhuis'")


@pytest.mark.parametrize("how", ["button", "escape"])
def test_undo_takes_it_back(chromium_for_pages: Browser, how: str) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare="fake.speed(3)") as world:
        world.press("bram-tolhuis", "decline")
        world.until("fake.view('bram-tolhuis').buttons.includes('undo')")
        if how == "button":
            world.press("bram-tolhuis", "undo")
        else:
            # The focus went from Decline to Undo by itself.
            world.page.keyboard.press("Escape")
        assert outcome(world)["action"] == "undone"
        world.page.wait_for_timeout(2200)
        assert world.ignored() == []
        assert world.view("bram-tolhuis")["buttons"] == [
            "why",
            "leaflet",
            "relationship",
            "decline",
        ]


def test_pressing_decline_twice_is_one_decline(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.view("bram-tolhuis")
        world.run("""{
          const decline = fake.kept = fake.of('bram-tolhuis').querySelector('.decline');
          decline.click(); decline.click(); decline.click();
        }""")
        assert outcome(world)["action"] == "declined"
        world.run("fake.kept.click()")
        world.page.wait_for_timeout(900)
        assert world.ignored() == ["bram-tolhuis"]
        assert len(decisions(world)) == 1


CHANGES = {
    "another person's label": (
        "button.setAttribute('aria-label', 'Ignore an invitation to connect from Ann Other')",
        "no longer on the page as it was",
    ),
    "another person's link": (
        "card.querySelectorAll('a[href*=\"/in/\"]').forEach((a) => a.href = '/in/ann-other/')",
        "another person",
    ),
    "another name": (
        "card.innerHTML = card.innerHTML.replaceAll('Bram Tolhuis', 'Ann Other')",
        "another person",
    ),
    "a second card of the same request": (
        "card.after(card.cloneNode(true))",
        "more than once",
    ),
    "a hidden button": ("button.style.visibility = 'hidden'", "no longer on the page as it was"),
    "a button behind nothing": ("button.style.opacity = '0'", "hidden"),
    "a button switched off": ("button.disabled = true", "switched off"),
    "a button that says it is off": (
        "button.setAttribute('aria-disabled', 'true')",
        "switched off",
    ),
    "a link in place of the button": (
        "const a = document.createElement('a'); a.href = '/x'; a.textContent = 'Ignore';"
        "a.setAttribute('aria-label', button.getAttribute('aria-label')); button.replaceWith(a)",
        "could not be told",
    ),
    "the card gone": ("card.remove()", "no longer on the page"),
    "a page invitation in its place": (
        "card.querySelector('p a').after(Object.assign(document.createElement('a'),"
        "{ href: '/company/x/', textContent: 'X' }))",
        "no longer on the page as it was",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_cannot_be_verified_is_not_pressed_and_says_why(
    chromium_for_pages: Browser, change: str
) -> None:
    script, reason = CHANGES[change]
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.press("bram-tolhuis", "decline")
        world.page.evaluate(f"""{{
          const card = document.querySelector("{BRAM}");
          const button = card.querySelector('button[aria-label^=Ignore]');
          {script};
        }}""")
        entry = outcome(world)
        assert entry["action"] == "refused"
        assert reason in entry["reason"]
        assert world.ignored() == []
        assert world.accepted() == []


def test_a_refusal_is_told_in_the_badge(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.press("bram-tolhuis", "decline")
        world.page.evaluate(f'document.querySelector("{BRAM} button").disabled = true')
        world.until("fake.view('bram-tolhuis').text.includes('Not declined, nothing was pressed.')")
        assert world.view("bram-tolhuis")["band"] == "leaflet"


def test_cards_redrawn_and_reordered_meanwhile_are_still_told_apart(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.press("bram-tolhuis", "decline")
        world.page.evaluate("""{
          const list = document.querySelector('[data-testid=lazy-column]');
          const cards = [...list.querySelectorAll('.request')].map((card) => card.cloneNode(true));
          list.replaceChildren(...cards.reverse());
        }""")
        assert outcome(world)["action"] == "declined"
        assert world.ignored() == ["bram-tolhuis"]


def test_leaving_the_page_takes_a_decline_back(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare="fake.speed(3)") as world:
        world.press("bram-tolhuis", "decline")
        world.page.evaluate(
            "history.pushState({}, '', '/mynetwork/invitation-manager/received/CONNECTION/');"
            "document.querySelector('h1').textContent = 'Filtered'"
        )
        assert outcome(world)["action"] == "undone"
        world.page.wait_for_timeout(2000)
        assert world.ignored() == []


def test_two_declines_are_pressed_at_least_a_second_apart(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.page.evaluate("""addEventListener('click', (event) => {
          if (!event.target.closest?.('[data-does^=ignored]')) return;
          (window.times ??= []).push(event.timeStamp);
        }, true)""")
        for slug in ("bram-tolhuis", "odile-marchetti"):
            world.press(slug, "decline")
        world.page.wait_for_function("window.times?.length === 2")
        first, second = world.page.evaluate("times")
        assert second - first >= 995
        assert sorted(world.ignored()) == ["bram-tolhuis", "odile-marchetti-4a1b"]


def test_a_request_the_site_keeps_is_told_and_not_pressed_again(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=FAST) as world:
        world.page.evaluate("Element.prototype.remove = () => {}")
        world.press("bram-tolhuis", "decline")
        world.until("fake.view('bram-tolhuis').text.includes('still shows this request')")
        world.page.wait_for_timeout(800)
        assert world.ignored() == ["bram-tolhuis"]


def test_on_a_checkpoint_nothing_is_pressed(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=False, prepare=FAST) as world:
        world.run("""{
          const [adapter] = app.adapters;
          const card = adapter.read(document).cards[1];
          const doc = new Proxy(document, { get: (of, name) =>
            name === 'location' ? { pathname: '/checkpoint/challenge/' } : Reflect.get(of, name) });
          globalThis.said = [];
          const show = (key, view) => said.push(view);
          const told = { show, tell() {}, record() {} };
          app.createDecliner(doc, told).start(adapter, card, null);
        }""")
        world.until("said.some((view) => view.kind === 'refused')")
        assert world.ignored() == []


@pytest.mark.parametrize(
    "name", ["linkedin-invitations-newest-unknown", "linkedin-messaging-rows-de"]
)
def test_where_no_control_is_understood_no_decline_is_offered(
    chromium_for_pages: Browser, name: str
) -> None:
    with open_saved(chromium_for_pages, name, main=True) as world:
        world.until("fake.shown().length > 1")
        world.page.wait_for_timeout(200)
        offered = "fake.shown().map(({ root }) => root.querySelector('.decline').checkVisibility())"
        assert world.run(offered) == [False] * world.run("fake.shown().length")


LETTERS = st.characters(categories=["Lu", "Ll", "Mn"], include_characters=" -'’.")
NAMES = st.text(LETTERS, min_size=1, max_size=24).map(lambda name: " ".join(name.split()))


def test_a_label_that_names_somebody_else_is_never_declined(chromium_for_pages: Browser) -> None:
    """Whatever the two names are: decline is offered only where both are one."""
    with open_saved(chromium_for_pages, NEWEST, main=False) as world:
        world.run("""globalThis.attempt = (linked, labelled) => {
          const card = document.querySelector("[componentkey$='002']");
          card.querySelectorAll('strong').forEach((each) => { each.textContent = linked; });
          card.querySelector('._4499ab77').textContent = `${linked} wants to connect`;
          const [ignore, accept] = card.querySelectorAll('[class^=_c0ffee]');
          ignore.setAttribute('aria-label', `Ignore an invitation to connect from ${labelled}`);
          accept.setAttribute('aria-label', `Accept ${labelled}’s invitation`);
          const found = app.adapters[0].read(document).cards.find(({ key }) => key.endsWith('002'));
          return found?.canDecline ?? false;
        }""")

        @settings(max_examples=150, suppress_health_check=list(HealthCheck))
        @given(linked=NAMES, labelled=NAMES)
        def never_for_two(linked: str, labelled: str) -> None:
            call = f"attempt({json.dumps(linked)}, {json.dumps(labelled)})"
            if world.run(call):
                same = "app.text.folded({}) === app.text.folded({})"
                assert world.run(same.format(json.dumps(linked), json.dumps(labelled)))

        never_for_two()
        assert world.run("attempt('Bram Tolhuis', 'Bram Tolhuis')") is True
        assert world.run("attempt('Ann', 'Ann Berg')") is False
        assert world.run("attempt('Ann Berg', 'Ann')") is False
