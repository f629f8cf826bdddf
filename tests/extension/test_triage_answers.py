"""Answers to copy: in the sender's language, with their first name, into the clipboard alone."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tests.extension.world import World, open_saved

NEWEST = "linkedin-invitations-newest-en"
TEXTS = {
    "en": "I saw your talk in Leeds and would like to hear how you began.",
    "de": "Ich habe Ihren Vortrag gehört und würde mich gerne mit Ihnen austauschen.",
    "fr": "Je suis tombée sur votre article et je serais ravie d’échanger avec vous.",
    "es": "Hola, vi tu charla en Sevilla y me gustaría saber cómo empezaste con el archivo.",
    "pt": "Olá, vi a sua palestra em Braga e gostaria de saber como você começou o arquivo.",
}
GREETINGS = {"en": "Hello", "de": "Guten Tag", "fr": "Bonjour", "es": "Hola", "pt": "Olá"}
NAMES = {
    "Ada Fenwick": " Ada",
    "Dr. Zoë O’Dell, PhD": " Zoë",
    "🚀 Jean-Luc Morel": " Jean-Luc",
    "Herr Kai Brandt": " Kai",
    "J. Page": "",
    "": "",
    "42": "",
    "李 小龍": "",
}


def answers(world: World, text: str, name: str | None = None, **more: Any) -> dict[str, str]:
    message = {"id": "1", "text": text, "kind": "connection_request", "sender": {"name": name}}
    found = world.run(f"app.answers.answersFor({json.dumps({**message, **more})})")
    return dict(found)


def test_language_and_name_of_a_draft(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, NEWEST, main=False) as world:
        for tongue, text in TEXTS.items():
            found = answers(world, text, "Ada Fenwick")
            assert found["tongue"] == tongue
            colon = ":" if tongue == "es" else ","
            for kind in ("ask", "no"):
                assert found[kind].startswith(f"{GREETINGS[tongue]} Ada{colon}\n"), found[kind]
                assert len(found[kind].split()) > 20
            assert answers(world, "🚀", lang=f"{tongue}-XX")["tongue"] == tongue
        assert answers(world, "Ok 👍")["tongue"] == "en", "the browser's, where none is told"
        for name, told in NAMES.items():
            assert answers(world, TEXTS["en"], name)["ask"].startswith(f"Hello{told},"), name

        @settings(max_examples=60, suppress_health_check=list(HealthCheck))
        @given(name=st.text(max_size=40), text=st.text(max_size=80))
        def always_a_greeting_of_one_line(name: str, text: str) -> None:
            found = answers(world, text, name)
            greeting = found["no"].split("\n\n")[0]
            assert greeting.startswith(GREETINGS[found["tongue"]])
            assert len(greeting.split()) <= 3
            assert "$" not in greeting

        always_a_greeting_of_one_line()


def test_a_draft_is_copied_by_a_press_and_says_so(chromium_for_pages: Browser) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with open_saved(chromium_for_pages, NEWEST, main=True, permissions=allowed) as world:
        slug = "odile-marchetti"
        world.press(slug, "why")
        world.until(f"fake.view('{slug}').panel")
        root = f"fake.of('{slug}')"
        open_css, copy_css = ".answers-open", ".copy"
        assert world.run(f"{root}.querySelector('{copy_css}').checkVisibility()") is False
        for css in (open_css, f"{copy_css}"):
            x, y = world.run(f"""(() => {{
              const button = {root}.querySelector('{css}');
              button.scrollIntoView({{ block: 'center' }});
              const {{ x, y, width, height }} = button.getBoundingClientRect();
              return [x + width / 2, y + height / 2];
            }})()""")
            world.page.mouse.click(x, y)
        world.until(f"{root}.querySelector('.copied').dataset.words === 'Copied'")
        copied = world.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("Hello Odile,\n\nThank you for writing. May I ask how you")
        assert world.ignored() == world.accepted() == []
        assert {mail["type"] for mail in world.run("fake.mail")} == {"score", "counts"}
