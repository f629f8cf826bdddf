"""Every surface in German, whose words are the longest, and for everybody: WCAG 2.2 AA by axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from server import demo_inbox
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.driver import EXTENSION, WORDS_OF, eventually
from tests.browser.harness.site import RunningSite
from tests.extension.fake_desk import FakeDesk
from tests.extension.fake_service import Answer, Arrived
from tests.extension.installed import Installed
from tests.extension.sight import too_wide, violations
from tests.extension.test_desk_access import READY, fill
from tests.extension.test_locales import messages

GERMAN = messages("de")
# Words of English that are none of German.
ENGLISH = re.compile(
    r"\b(the|of|your?|and|is|are|this|that|with|to|not|it|for|from|what|label(s|led)?|scores?"
    r"|settings|history|figures|journal|never|yet|keep|would|learning|request|message)\b",
    re.IGNORECASE,
)
SHOWN = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.data.trim());
  for (const name of ["aria-label", "aria-valuetext", "placeholder", "title", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`))
      texts.push(element.getAttribute(name));
  return texts.filter(Boolean);
}"""
# Typed as they are, in every language.
COMMANDS = re.compile(r"doorstep (serve|pair|restore|doctor)|not-paired|(GET|POST|PUT) /v1/[\w/]+")


def strings(value: Any) -> Iterator[str]:
    """All texts in a reply."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


class Remembering(FakeDesk):
    """Knows what it said: the service's own sentences and people's letters stay as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[str] = set()

    def proper(self, request: Arrived) -> Answer | None:
        answer = super().proper(request)
        if answer is not None:
            self.said.update(strings(answer.body))
        return answer


@pytest.fixture(scope="module")
def german(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installed, Remembering]]:
    service = Remembering()
    fill(service)
    service.start()
    with RunningSite(tmp_path_factory.mktemp("site")) as site:
        browser = Chromium(playwright, EXTENSION, site.port, language="de")
        installed = Installed(browser, site)
        installed.forget_all()
        installed.pair(service)
        yield installed, service
        browser.close()
    service.stop()


def english_left(page: Page, service: Remembering) -> list[str]:
    """Texts of a page with an English word in them that the service did not send."""
    said = sorted((" ".join(each.split()) for each in service.said), key=len, reverse=True)
    left = []
    for text in page.evaluate(SHOWN):
        bare = COMMANDS.sub("", " ".join(text.split()))
        if any(bare.rstrip("…") in each for each in said):
            continue
        for each in said:
            bare = bare.replace(each, "") if len(each) > 3 else bare
        bare = re.sub(r"„[^“]*“|, [^,]*…", "", bare)  # quoted, or the beginning of a letter
        if ENGLISH.search(bare):
            left.append(text)
    return left


def prepare_history(page: Page) -> None:
    page.locator("#entries li").nth(1).click()
    page.click("#reading [data-label=leaflet]")
    expect(page.locator("#undo-bar")).to_be_visible()


def prepare_learning(page: Page) -> None:
    page.locator("#models [aria-expanded=false]").first.click()
    expect(page.locator("#models .examples")).to_be_visible()


def prepare_you(page: Page) -> None:
    page.locator("#strictness").press("End")
    page.click("#erase button")
    expect(page.locator("#erase [role=alert]")).to_be_visible()


PREPARED: dict[str, Callable[[Page], None]] = {
    "history": prepare_history,
    "learning": prepare_learning,
    "you": prepare_you,
}
SURFACES = {
    "popup": ("popup.html", "#connection .state-title"),
    "options": ("options.html", "#permissions tr >> nth=4"),
    "pair": ("pair.html", "#connection .state-title"),
    "welcome": ("welcome.html", "#site-list li >> nth=2"),
    **{view: (f"review.html#{view}", ready) for view, ready in READY.items()},
}


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_is_german_and_for_everybody(
    german: tuple[Installed, Remembering], name: str
) -> None:
    installed, service = german
    address, ready = SURFACES[name]
    page = installed.page(f"pages/{address}")
    expect(page.locator(ready)).to_be_visible()
    PREPARED.get(name, lambda _: None)(page)

    assert page.evaluate("document.documentElement.lang") == "de"
    assert english_left(page, service) == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert violations(page) == []
    moving = "document.getAnimations().filter((each) => each.playState === 'running').length"
    assert page.evaluate(moving) == 0
    page.set_viewport_size({"width": 320, "height": 700})
    assert too_wide(page) == 0
    page.set_viewport_size({"width": 640, "height": 700})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert too_wide(page) == 0
    page.close()


def test_numbers_and_dates_are_written_as_in_german(
    german: tuple[Installed, Remembering],
) -> None:
    installed, _ = german
    page = installed.page("pages/review.html#you")
    expect(page.locator("#bulk dl")).to_contain_text("10,9 %")
    page.goto(installed.address("pages/review.html#journal"))
    page.reload()
    expect(page.locator("#decisions time")).to_contain_text("24. Nov")
    page.close()


def test_badges_are_german_on_an_english_page(german: tuple[Installed, Remembering]) -> None:
    installed, _ = german
    browser = installed.browser
    browser.open_own_page("icons/doorstep.svg")
    browser.open(installed.site.show(demo_inbox.page(), demo_inbox.ADDRESS))

    def texts() -> list[str]:
        shown = f"(root) => {WORDS_OF}(root.querySelector('[data-band]') ?? root.host)"
        return [browser.ask_root(root, shown) for root in browser.closed_roots()]

    def all_judged() -> None:
        found = texts()
        assert len(found) == len(demo_inbox.SAMPLE)
        assert not any(GERMAN["badge_reading"] in text for text in found)

    eventually(all_judged)
    noted = [text for text in texts() if "von 100" in text]
    assert noted
    assert all(GERMAN["badge_decline"] in text for text in noted)
    assert all(GERMAN["badge_you_say"] in text for text in noted)
    assert [text for text in texts() if ENGLISH.search(text)] == []
    language = "(root) => root.querySelector('[data-band]').lang"
    assert {browser.ask_root(root, language) for root in browser.closed_roots()} == {"de"}
