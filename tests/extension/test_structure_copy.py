"""The text for a bug report: enough to mend an adapter, nothing anybody wrote or is called."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser

from tests.extension.world import PAGES, expected, open_saved, saved_pages

ASK = """new Promise((done) => {
  for (const listener of fake.listeners) listener({ type: 'structure' }, {}, done);
})"""


# What the text says of itself, and the first parts of addresses.
OURS = """Doorstep page line lines long short seen people understood such open shadow root ignore
accept feed events company newsletters messaging requests"""


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", text)}


def sites_words(html: str) -> set[str]:
    """The words of tags and attributes, without those that people are told or called by."""
    tags = " ".join(re.findall(r"<[a-z][^>]*>", html))
    spoken = r'\s(href|alt|aria-label|title|data-does|name|email|aria-description)="[^"]*"'
    return words(re.sub(spoken, r" \1", tags)) | words(OURS)


@pytest.mark.parametrize("name", saved_pages())
def test_no_name_and_no_text_is_in_it(chromium_for_pages: Browser, name: str) -> None:
    with open_saved(chromium_for_pages, name, main=True) as world:
        frame = len(world.contexts) - 1
        text = world.run(ASK, frame=frame)
    people = expected(name)["cards"]
    said = " ".join(
        f"{one['name']} {one['slug']} {one['note']} {one['headline']}" for one in people
    )
    html = (PAGES / name / "source.html").read_text()
    frames = [
        (PAGES / name / file).read_text() for file in expected(name).get("frames", {}).values()
    ]
    assert words(said) & words(text) <= sites_words(html + " ".join(frames))


def test_it_says_how_the_reading_went_and_what_stands_where(chromium_for_pages: Browser) -> None:
    with open_saved(chromium_for_pages, "linkedin-invitations-broken-en", main=True) as world:
        lines = world.run(ASK).split("\n")
    assert lines[0].startswith(
        "Doorstep 0.0, www.linkedin.com/mynetwork/invitation-manager/received/"
    )
    assert "linkedin-invitations: 11 seen, 3 people, 8 not understood" in lines
    text = "\n".join(lines)
    assert "role=listitem" in text
    assert "href=/in/*" in text
    assert "→ ignore" in text
    assert "componentkey=urn:li:invitation:#" in text


def test_what_a_page_hides_in_attributes_is_left_out(chromium_for_pages: Browser) -> None:
    html = """<!doctype html><html lang="en"><body><main>
      <div class="Ada Lovelace ada_lovelace" id="Ada Lovelace" data-name="Lovelace" title="Lovelace"
           data-testid="Ada.Lovelace" lovelace1815="x"><a href="/in/ada-lovelace/">Ada Lovelace</a>
        <a href="https://lovelace.example/ada">x</a><img alt="Lovelace" src="data:,">
        <input value="Lovelace"><textarea>Lovelace</textarea></div></main></body></html>"""
    with open_saved(
        chromium_for_pages, "linkedin-invitations-newest-en", main=True, html=html
    ) as world:
        text = world.run(ASK)
    # Two lower-case words in a row are what a program's names look like: class names stay.
    assert "ovelace" not in text.replace("ada_lovelace", "")
    assert json.dumps(text)


def test_where_nothing_is_read_the_page_itself_answers(chromium_for_pages: Browser) -> None:
    with open_saved(
        chromium_for_pages, "linkedin-invitations-sent-en", main=True, prepare="fake.speed(10)"
    ) as world:
        assert "linkedin-invitations: not such a page" in world.run(ASK)
