"""Before you send: a hint on the user's own draft, that never gets in the way of typing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.extension.sight import violations
from tests.extension.test_badge_access import CUT_OFF, PREPARED
from tests.extension.world import PAGES, World, open_saved

NOTE = "linkedin-invitations-addnote-en"
INBOX = "linkedin-messaging-ember-en"
SHADOW = "linkedin-messaging-shadow-en"
FIELD = "#custom-message"
MESSAGE = ".msg-form__contenteditable"
LEAFLET = "We help companies like yours grow faster"
QUESTION = "Which glue did you use on the sensor housing?"
# The worker's answer to a draft; a leaflet lacks what the service says it lacks.
ANSWER = """
  fake.answers.draft = ({ message }) => {
    const score = fake.score(message, false);
    if (score.band === 'leaflet') score.reasons = [
      { signal: 'specific', text: '', effect: -6, span: null },
      { signal: 'continues', text: '', effect: -2, span: null },
      { signal: 'pitches', text: '', effect: -4, span: null },
    ];
    return { state: 'connected', scores: [score] };
  };
"""
HINT = """(() => {
  const found = fake.shown().filter(({ root }) => root.querySelector('.draft'));
  return found.map(({ host, root }) => ({
    band: root.querySelector('.box').dataset.band, score: root.querySelector('.box').dataset.score,
    advice: fake.words(root.querySelector('.advice')),
    missing: fake.words(root.querySelector('.words .hint')),
    under: host.previousElementSibling.id || host.previousElementSibling.className,
  }));
})()"""


@pytest.fixture
def note(chromium_for_pages: Browser) -> Iterator[World]:
    with open_saved(chromium_for_pages, NOTE, main=True, prepare=ANSWER) as world:
        yield world


def hint(world: World, band: str, *, frame: int = 0) -> dict[str, Any]:
    """The one hint there is, once it gives this verdict."""
    is_so = f"(({HINT}).length === 1 && ({HINT})[0].band === {json.dumps(band)} && {HINT})"
    shown: list[dict[str, Any]] = world.until(is_so, frame=frame)
    return shown[0]


def drafts(world: World, frame: int = 0) -> list[dict[str, Any]]:
    mail = world.run("fake.mail", frame=frame)
    return [each["message"] for each in mail if each["type"] == "draft"]


def press_in_hint(world: World, css: str) -> None:
    spot = f"""(() => {{
      const root = fake.shown().find(({{ root }}) => root.querySelector('.draft')).root;
      const button = root.querySelector({json.dumps(css)});
      button.scrollIntoView({{ block: 'center' }});
      const {{ x, y, width, height }} = button.getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    }})()"""
    world.page.mouse.click(*world.run(spot))


def test_a_note_is_judged_when_the_user_pauses_and_the_hint_follows_it(note: World) -> None:
    note.page.click(FIELD)
    note.page.keyboard.type("Too short yet", delay=5)
    note.page.wait_for_timeout(900)
    assert drafts(note) == []
    assert note.run(HINT) == []
    note.page.keyboard.press("ControlOrMeta+a")
    note.page.keyboard.type(LEAFLET, delay=20)  # no pause of 600 ms in it: asked for once
    shown = hint(note, "leaflet")
    assert shown["advice"] == "Reads like a leaflet. Say why you write to this person."
    assert shown["missing"] == "Missing: why this person · what connects you · a question"
    assert shown["under"] == "custom-message"
    sent = {
        "id": "draft",
        "text": LEAFLET,
        "kind": "connection_request",
        "site": "linkedin",
        "sender": {"name": ""},
    }
    assert drafts(note) == [sent]
    note.page.keyboard.press("ControlOrMeta+a")
    note.page.keyboard.type(QUESTION)
    assert hint(note, "relationship")["missing"] == ""
    note.page.keyboard.press("ControlOrMeta+a")
    note.page.keyboard.press("Delete")
    note.until(f"({HINT}).length === 0")
    assert note.mail("score") == []


def test_typing_enter_and_undo_are_the_pages_own(note: World) -> None:
    note.page.evaluate("""{
      window.keys = [];
      const field = document.querySelector('#custom-message');
      for (const type of ['keydown', 'beforeinput', 'blur'])
        field.addEventListener(type, (e) => keys.push(e.defaultPrevented || e.key || e.type));
    }""")
    note.page.click(FIELD)
    note.page.keyboard.type(LEAFLET)
    hint(note, "leaflet")
    note.page.keyboard.press("Enter")
    note.page.keyboard.type("It is nice")
    note.page.wait_for_timeout(900)
    assert note.page.input_value(FIELD) == f"{LEAFLET}\nIt is nice"
    keys = note.page.evaluate("keys")
    assert "Enter" in keys
    assert True not in keys
    assert "blur" not in keys
    while note.page.input_value(FIELD) != "" and len(note.page.evaluate("keys")) < 300:
        note.page.keyboard.press("ControlOrMeta+z")
    assert note.page.input_value(FIELD) == ""
    note.page.keyboard.press("ControlOrMeta+Shift+z")
    assert note.page.input_value(FIELD) != ""
    assert note.page.evaluate("document.activeElement.id") == "custom-message"
    assert note.accepted() == []


def test_not_here_is_one_click_said_once_and_moves_no_focus(note: World) -> None:
    note.page.click(FIELD)
    note.page.keyboard.type(LEAFLET)
    hint(note, "leaflet")
    note.run("fake.answers.draft = () => ({ state: 'connected', off: true }); fake.speed(20)")
    press_in_hint(note, ".leave")
    assert "settings" in hint(note, "")["advice"]
    assert note.mail("no-hints") == [{"type": "no-hints"}]
    assert note.page.evaluate("document.activeElement.id") == "custom-message"
    note.until(f"({HINT}).length === 0")
    note.page.keyboard.type(" and more")
    note.until("fake.mail.filter(({ type }) => type === 'draft').length === 2")
    note.page.wait_for_timeout(200)
    assert note.run(HINT) == []


def test_what_the_page_writes_itself_is_not_asked_about(note: World) -> None:
    note.page.evaluate(
        """(text) => {
      const field = document.querySelector('#custom-message');
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    }""",
        LEAFLET,
    )
    note.page.wait_for_timeout(900)
    assert drafts(note) == []


def test_a_slow_service_is_asked_one_thing_at_a_time(note: World) -> None:
    note.run("""(() => {
      const answer = fake.answers.draft;
      globalThis.gates = [];
      fake.answers.draft = async (request) => {
        const gate = Promise.withResolvers();
        gates.push(gate);
        await gate.promise;
        return answer(request);
      };
    })()""")
    note.page.click(FIELD)
    note.page.keyboard.type(LEAFLET)
    note.until("gates.length === 1")
    note.page.keyboard.type(" and faster")
    note.page.wait_for_timeout(900)
    note.page.keyboard.type(" and faster still")
    note.page.wait_for_timeout(900)
    assert len(drafts(note)) == 1
    note.run("gates[0].resolve()")
    note.until("gates.length === 2")
    assert drafts(note)[1]["text"] == f"{LEAFLET} and faster and faster still"
    assert note.run(HINT) == []  # the first answer was about another text
    note.run("gates[1].resolve()")
    hint(note, "leaflet")
    note.page.wait_for_timeout(300)
    assert len(drafts(note)) == 2


def test_without_the_service_there_is_no_hint_and_no_word_about_it(note: World) -> None:
    note.page.click(FIELD)
    note.page.keyboard.type(LEAFLET)
    hint(note, "leaflet")
    note.run("fake.answers.draft = () => ({ state: 'not-running' })")
    note.page.keyboard.type("!")
    note.until(f"({HINT}).length === 0")


def test_nothing_of_it_is_left_when_the_extension_is_gone(note: World) -> None:
    errors: list[str] = []
    note.page.on("pageerror", lambda error: errors.append(str(error)))
    note.page.click(FIELD)
    note.page.keyboard.type(LEAFLET)
    hint(note, "leaflet")
    note.run("fake.gone = true")
    note.page.keyboard.type("!")
    note.until("fake.shown().length === 0")
    assert errors == []


def test_an_answer_is_judged_with_the_conversation_as_the_reader_has_it(
    chromium_for_pages: Browser,
) -> None:
    with open_saved(chromium_for_pages, INBOX, main=True, prepare=ANSWER) as world:
        world.until("fake.shown().length === 4")
        world.page.click(MESSAGE)
        world.page.keyboard.type("Please bring the small ones only")
        shown = hint(world, "unsure")
        assert MESSAGE[1:] in shown["under"]
        (message,) = drafts(world)
        assert (message["kind"], message["text"]) == (
            "inbox_message",
            "Please bring the small ones only",
        )
        assert [turn["from"] for turn in message["thread"]] == ["me", "me", "them", "me"]
        assert message["thread"][-1]["text"] == "Thank you! Shall I bring our boxes along?"
        # Sent: the site empties the field, and no hint on nothing stays behind.
        world.page.evaluate(f"document.querySelector('{MESSAGE}').innerHTML = '<p><br></p>'")
        world.until("fake.shown().length === 4")
        assert world.page.evaluate(f"document.querySelector('{MESSAGE}').childElementCount") == 1


def test_a_composer_in_an_open_shadow_root_and_one_in_a_frame_get_their_hint(
    chromium_for_pages: Browser,
) -> None:
    form = (
        '<form class="msg-form"><div class="msg-form__msg-content-container">'
        '<div class="msg-form__contenteditable" contenteditable="true" role="textbox"><p><br></p>'
        "</div></div></form></div></template>"
    )
    html = (PAGES / SHADOW / "source.html").read_text().replace("</div></template>", form)
    with open_saved(chromium_for_pages, SHADOW, main=True, html=html, prepare=ANSWER) as world:
        world.until("fake.shown().length === 2")
        world.page.click(MESSAGE)
        world.page.keyboard.type(QUESTION)
        assert hint(world, "relationship")["under"] == "msg-form__msg-content-container"
        assert [turn["from"] for turn in drafts(world)[0]["thread"]] == ["me"]
    with open_saved(
        chromium_for_pages, "linkedin-messaging-interop-en", main=True, prepare=ANSWER
    ) as world:
        world.until("fake.shown().length === 4", frame=1)
        world.page.frames[1].click(MESSAGE)
        world.page.keyboard.type(QUESTION)
        hint(world, "relationship", frame=1)


def test_a_message_on_x_and_an_answer_in_gmail_get_their_hint(chromium_for_pages: Browser) -> None:
    with open_saved(
        chromium_for_pages, "x-requests-composer-en", main=True, prepare=ANSWER
    ) as world:
        world.page.click("textarea")
        world.page.keyboard.type(LEAFLET)
        hint(world, "leaflet")
        under = world.run("fake.shown()[0].host.previousElementSibling.dataset.testid")
        assert under == "dm-composer-form"
        (message,) = drafts(world)
        assert (message["site"], message["kind"], message["text"]) == (
            "x", "inbox_message", LEAFLET)  # fmt: skip
        world.page.evaluate("document.querySelector('textarea').value = ''")
        world.page.evaluate("document.querySelector('[data-index]').hidden = true")
        world.until(f"({HINT}).length === 0")
        assert world.accepted() == []
    with open_saved(
        chromium_for_pages, "gmail-conversation-reply-en", main=True, prepare=ANSWER
    ) as world:
        world.until("fake.shown().length === 1")
        field = world.page.locator("[role=textbox]")
        field.click(position={"x": 3, "y": 3})
        world.page.keyboard.press("Control+Home")
        world.page.keyboard.type("Which of them")
        world.page.wait_for_timeout(900)
        assert drafts(world) == [], "what is quoted and signed is no draft"
        world.page.keyboard.type(" did you mean?")
        hint(world, "relationship")
        (message,) = drafts(world)
        assert (message["site"], message["text"]) == ("gmail", "Which of them did you mean?")
        assert [turn["from"] for turn in message["thread"]] == ["me"]
        assert world.accepted() == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_hint_is_for_everybody_and_suits_the_page(
    chromium_for_pages: Browser, dark: bool
) -> None:
    html = (PAGES / NOTE / "source.html").read_text()
    if dark:
        html = html.replace("<html ", '<html class="theme--dark" ')
    prepare = PREPARED + ANSWER
    with open_saved(chromium_for_pages, NOTE, main=True, html=html, prepare=prepare) as world:
        world.page.click(FIELD)
        world.page.keyboard.type(LEAFLET)
        assert hint(world, "leaflet")["advice"].startswith("Liest sich wie ein Flugblatt")
        assert violations(world.page, within_roots=True) == []
        box = "fake.shown()[0].root.querySelector('.box')"
        assert world.run(f"{box}.dataset.theme") == ("dark" if dark else "light")
        for width in (1100, 320):
            world.page.set_viewport_size({"width": width, "height": 700})
            assert world.run(f"{box}.scrollWidth <= {box}.clientWidth"), width
            assert world.page.evaluate(CUT_OFF) == [], width
