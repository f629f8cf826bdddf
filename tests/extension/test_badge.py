"""What a badge shows, and what the page cannot learn from it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from tests.extension.world import PAGES, expected, open_saved, saved_pages

NEWEST = "linkedin-invitations-newest-en"
INBOX = "linkedin-messaging-ember-en"


@pytest.mark.parametrize("name", saved_pages())
def test_every_card_has_one_badge_and_nothing_else_has(
    chromium_for_pages: Browser, name: str
) -> None:
    with open_saved(chromium_for_pages, name, main=True) as world:
        frame = len(world.contexts) - 1
        wanted = len(expected(name)["cards"])
        world.until(f"fake.shown().length === {wanted}", frame=frame)
        world.page.wait_for_timeout(400)
        assert world.run("fake.shown().length", frame=frame) == wanted
        cards = ".request, .msg-conversation-listitem, .msg-s-event-listitem"
        inside = f"fake.shown().filter(({{ host }}) => host.closest('{cards}'))"
        assert world.run(f"new Set({inside}).size", frame=frame) == wanted


def test_the_page_sees_a_bare_element_and_no_verdict(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        before = world.page.evaluate("document.documentElement.outerHTML.length")
        world.until("fake.shown().length === 5")
        world.until("fake.view('tomasz-wilk')")
        html = world.page.evaluate("document.documentElement.outerHTML")
        hosts = "[...document.querySelectorAll('.request div')].filter((e) => !e.hasChildNodes())"
        assert world.page.evaluate(f"{hosts}.length") == 5
        assert world.page.evaluate(f"{hosts}.every((e) => e.attributes.length === 0)")
        assert world.page.evaluate(f"{hosts}.every((e) => e.shadowRoot === null)")
        assert world.page.evaluate("Object.hasOwn(globalThis, 'app')") is False
        assert "extension:" not in html
        assert "oorstep" not in html
        # Five badges, and the corner that offers to review the leaflets.
        assert len(html) - before <= 6 * len("<div></div>")


@pytest.mark.parametrize(
    ("slug", "band", "score", "word"),
    [
        ("odile-marchetti", "relationship", "87.4", "Relationship87 of 100"),
        ("bram-tolhuis", "leaflet", "6.2", "Leaflet6 of 100"),
        ("jim-page", "no_note", "", "No note"),
    ],
)
def test_a_verdict_is_in_words_and_in_data(
    chromium_for_pages: Browser, slug: str, band: str, score: str, word: str
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        view = world.view(slug)
        assert (view["band"], view["score"]) == (band, score)
        assert word in view["text"]


def test_without_a_note_there_is_nothing_to_label_or_explain(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        assert world.view("jim-page")["buttons"] == ["decline"]
        assert world.view("odile-marchetti")["buttons"] == [
            "why", "leaflet", "relationship", "decline",
        ]  # fmt: skip


def test_why_shows_reasons_and_marks_the_note(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.press("bram-tolhuis", "why")
        panel = world.until("fake.view('bram-tolhuis').panel")
        assert "+21“We help growing firms win 30+ qualified meetings" in panel
        assert "…” Puts a question to you" in panel
        assert "−5Speaks of what they offer3 people sent you this same text" in panel
        # The rocket is one character to the service and two to JavaScript: the mark must end right.
        marked = world.run("fake.words(fake.of('bram-tolhuis').querySelector('mark'))")
        assert marked == expected(NEWEST)["cards"][1]["note"]
        world.press("bram-tolhuis", "why")
        assert world.run("fake.view('bram-tolhuis').panel") is None
        assert [mail["explain"] for mail in world.mail("score")] == [False, True]


def test_a_note_with_markup_stays_text(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.press("tomasz-wilk", "why")
        assert "<b>your</b>" in world.until("fake.view('tomasz-wilk').panel")
        assert world.run("fake.of('tomasz-wilk').querySelectorAll('.panel b').length") == 0


def test_a_label_is_sent_once_and_stays_shown(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.press("odile-marchetti", "leaflet")
        world.until("fake.view('odile-marchetti').text.includes('You said: Leaflet.')")
        assert world.view("odile-marchetti")["pressed"] == ["leaflet"]
        (mail,) = world.mail("label")
        entry = mail["entry"]
        assert (entry["label"], entry["source"]) == ("leaflet", "badge")
        assert entry["message"]["text"] == expected(NEWEST)["cards"][0]["note"]
        assert len(entry["key"]) == 36


def test_a_label_given_while_the_service_is_away_is_said_to_be_kept(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("odile-marchetti")
        world.run("fake.state = 'not-running'")
        world.press("odile-marchetti", "relationship")
        world.until(
            "fake.view('odile-marchetti').text"
            ".includes('You said: Relationship. Kept in this browser')"
        )


def test_a_label_that_could_not_be_kept_is_not_shown_as_kept(chromium_for_pages: Browser) -> None:
    refuse = (
        "fake.answers.label = () => "
        "({ state: 'connected', stored: false, queued: false, detail: 'No room.' })"
    )
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=refuse) as world:
        world.press("odile-marchetti", "relationship")
        world.until("fake.view('odile-marchetti').text.includes('That was not kept. No room.')")
        assert world.view("odile-marchetti")["pressed"] == []


@pytest.mark.parametrize(
    ("state", "page"),
    [
        ("not-running", "options"),
        ("not-paired", "pair"),
        ("refused", "pair"),
        ("wrong-program", "options"),
        ("wrong-version", "options"),
    ],
)
def test_each_broken_connection_is_one_line_with_one_repair(
    chromium_for_pages: Browser, state: str, page: str
) -> None:
    prepare = f"fake.state = '{state}'"
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=prepare) as world:
        view = world.view("odile-marchetti")
        assert (view["score"], view["band"], view["buttons"]) == ("", "", ["repair"])
        assert view["text"].startswith("Not scored:")
        world.press("odile-marchetti", "repair")
        assert world.mail("open-page") == [{"type": "open-page", "page": page}]


@pytest.mark.parametrize(
    ("detail", "words"), [("timeout", "no answer"), ("permission-missing", "does not let")]
)
def test_a_service_that_is_not_reached_is_not_called_off(
    chromium_for_pages: Browser, detail: str, words: str
) -> None:
    prepare = f"fake.answers.score = () => ({{ state: 'not-running', detail: '{detail}' }})"
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=prepare) as world:
        view = world.view("odile-marchetti")
        assert words in view["text"]
        assert view["buttons"] == ["repair"]


def test_whoever_wants_badges_only_gets_no_decline_button(chromium_for_pages: Browser) -> None:
    only = """
      const answer = fake.answers.score = (request) => {
        delete fake.answers.score;
        const reply = fake.answer(request);
        fake.answers.score = answer;
        return { ...reply, badgeOnly: true };
      }"""
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=only) as world:
        assert world.view("odile-marchetti")["buttons"] == ["why", "leaflet", "relationship"]
        notice = {"type": "changed", "state": "connected", "model": "model-1", "badgeOnly": False}
        world.run(f"fake.listeners.forEach((listener) => listener({json.dumps(notice)}))")
        assert "decline" in world.view("odile-marchetti")["buttons"]


def test_what_is_only_partly_known_says_so(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        assert "shows only a part" in world.view("tomasz-wilk")["text"]
        assert "shows only a part" not in world.view("odile-marchetti")["text"]
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        assert "from the first lines" in world.view("Senior roles")["text"]
        assert "from the first lines" not in world.view("Shall I bring our boxes")["text"]


def test_a_press_in_a_badge_never_opens_the_conversation(chromium_for_pages: Browser) -> None:
    listen = """
      window.heard = [];
      for (const type of ["click", "mousedown", "pointerup", "keydown", "focusin"])
        for (const row of document.querySelectorAll(".msg-conversation-listitem"))
          row.addEventListener(type, () => heard.push(type));
    """
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        world.view("Senior roles")
        world.page.evaluate(listen)
        world.press("Senior roles", "why")
        world.until("fake.view('Senior roles').panel")
        world.press("Senior roles", "leaflet")
        world.page.keyboard.press("Enter")
        world.until("fake.view('Senior roles').pressed.length")
        assert world.page.evaluate("heard") == []
        assert world.page.evaluate("document.documentElement.dataset.opened") == ""


def test_a_badge_works_by_keyboard_alone(chromium_for_pages: Browser) -> None:
    focused = "fake.of('odile-marchetti').activeElement?.dataset.action"
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("odile-marchetti")
        world.run("fake.of('odile-marchetti').querySelector('.why').focus()")
        seen = []
        for _ in range(4):
            seen.append(world.run(focused))
            world.page.keyboard.press("Tab")
        assert seen == ["why", "leaflet", "relationship", "decline"]
        world.run("fake.of('odile-marchetti').querySelector('.why').focus()")
        world.page.keyboard.press("Enter")
        world.until("fake.view('odile-marchetti').panel")
        world.page.keyboard.press("Escape")
        assert world.run("fake.view('odile-marchetti').panel") is None
        focused_style = "getComputedStyle(fake.of('odile-marchetti').activeElement)"
        assert world.run(f"{focused_style}.outlineStyle") == "solid"


def test_what_a_badge_says_is_announced_politely(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True) as world:
        world.view("odile-marchetti")
        tree = world.run("""(() => {
          const said = fake.of('odile-marchetti').querySelector('.said');
          const names = [...fake.of('odile-marchetti').querySelectorAll('[data-action]')]
            .map((each) => each.getAttribute('aria-label') ?? fake.words(each));
          return [said.getAttribute('aria-live'), said.getAttribute('role'), names.slice(0, 5)];
        })()""")
        assert tree[:2] == ["polite", "status"]
        assert tree[2][:3] == ["Why", "You say: leaflet", "You say: relationship"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_page_and_not_only_the_system(
    chromium_for_pages: Browser, scheme: str
) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=True, color_scheme=scheme) as world:
        assert world.view("odile-marchetti")["theme"] == "light"
        world.page.evaluate("document.documentElement.classList.add('theme--dark')")
        world.until("fake.view('odile-marchetti').theme === 'dark'")


def contrast(colours: list[list[float]]) -> float:
    """The contrast ratio of WCAG 2 between two opaque colours."""
    lights = []
    for colour in colours:
        channels = [value / 255 for value in colour[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_band_is_readable(chromium_for_pages: Browser, dark: bool) -> None:
    colours = """(who) => {
      const verdict = getComputedStyle(fake.of(who).querySelector('.verdict'));
      const colours = [verdict.color, verdict.backgroundColor];
      return colours.map((each) => each.match(/[\\d.]+/g).map(Number));
    }"""
    with open_saved(chromium_for_pages, INBOX, main=True) as world:
        if dark:
            world.page.evaluate("document.documentElement.classList.add('theme--dark')")
        for who in ("Shall I bring our boxes", "Senior roles"):
            world.until(f"fake.view('{who}')?.theme === '{'dark' if dark else 'light'}'")
            assert contrast(world.run(f"({colours})('{who}')")) >= 4.5


def test_a_browser_without_constructed_sheets_gets_a_style_element(
    chromium_for_pages: Browser,
) -> None:
    refuse = """Object.defineProperty(ShadowRoot.prototype, 'adoptedStyleSheets', {
      get: () => [], set: () => { throw new Error('refused'); } })"""
    with open_saved(chromium_for_pages, NEWEST, main=True, prepare=refuse) as world:
        world.view("odile-marchetti")
        assert world.run("fake.of('odile-marchetti').querySelectorAll('style').length") == 1
        height = "fake.of('odile-marchetti').querySelector('.verdict').offsetHeight"
        assert 20 <= world.run(height) <= 32


def test_a_very_long_text_is_cut_to_what_the_service_takes(chromium_for_pages: Browser) -> None:
    html = (PAGES / NEWEST / "source.html").read_text().replace("Hello Ines,", "long " * 6000, 1)
    with open_saved(chromium_for_pages, NEWEST, main=True, html=html) as world:
        world.view("odile-marchetti")
        messages = [message for mail in world.mail("score") for message in mail["messages"]]
        assert max(len(message["text"]) for message in messages) == 20_000


def test_no_field_is_longer_than_the_worker_takes_and_no_character_is_halved(
    chromium_for_pages: Browser,
) -> None:
    html = (PAGES / NEWEST / "source.html").read_text()
    html = html.replace("Keeper of collections", "🚀" * 400, 1).replace(
        "Hello Ines,", "x" + "🚀" * 11_000, 1
    )
    with open_saved(chromium_for_pages, NEWEST, main=True, html=html) as world:
        world.view("odile-marchetti")
        message = world.mail("score")[0]["messages"][0]
        assert len(message["sender"]["headline"].encode("utf-16-le")) // 2 == 500
        assert message["text"].endswith("\ufffd")
        message["text"].encode("utf-8")


def test_many_cards_are_asked_for_in_batches_with_the_visible_first(
    chromium_for_pages: Browser,
) -> None:
    grow = """
      const list = document.querySelector('[data-testid=lazy-column]');
      const card = list.querySelector('.request');
      for (let i = 0; i < 60; i += 1) {
        const copy = card.cloneNode(true);
        copy.setAttribute('componentkey', 'urn:li:invitation:' + (800 + i));
        list.prepend(copy);
      }
      document.querySelector('main').scrollTop = 6000;
    """
    page = (PAGES / NEWEST / "source.html").read_text()
    html = page.replace("</body>", f"<script>{grow}</script></body>")
    with open_saved(chromium_for_pages, NEWEST, main=True, html=html) as world:
        asked = "fake.mail.filter((m) => m.type === 'score').flatMap((m) => m.messages)"
        world.until(f"{asked}.length === 65")
        batches = [mail["messages"] for mail in world.mail("score")]
        assert [len(batch) for batch in batches] == [25, 25, 15]
        first = {message["id"] for message in batches[0]}
        ids = world.run("""app.adapters[0].read(document).cards.filter(({ element }) => {
          const box = element.getBoundingClientRect();
          return box.bottom > 0 && box.top < innerHeight;
        }).map(({ message }) => message.id)""")
        assert ids
        assert set(ids) <= first
