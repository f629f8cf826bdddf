"""A site is taught by pointing, found again when it is drawn anew, and given back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.driver import Driver, eventually, same, throughout
from tests.browser.harness.firefox import Firefox
from tests.browser.harness.granted import granted
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

PAGES = Path(__file__).parent / "taught"
REQUESTS = "https://requests.example/network/requests/received"
ROOTED = "https://requests.example/rooted/requests"
CHAT = "https://chat.example/direct/requests/"
RECIPE = json.loads((PAGES / "recipe.json").read_text())


def hashed(generation: str) -> str:
    """Give the German list with the generated class names of one build of the site."""
    html = (PAGES / "hashed-de.html").read_text()
    return re.sub("@@(\\w+)", lambda m: f"{m[1][:2]}{generation}-{hash(m[1]) % 9973:x}", html)


@pytest.fixture(scope="module")
def own_service(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(starter_data, tmp_path_factory.mktemp("teaching") / "data")
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def running(
    playwright: Playwright,
    running_site: Site,
    own_service: Service,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Chromium]:
    """Give a Chromium that answers yes to the question for a site, paired."""
    extension = granted(tmp_path_factory.mktemp("granted"))
    browser = Chromium(playwright, extension, running_site.port)
    browser.pair(own_service.code(), own_service.port)
    yield browser
    browser.close()


@pytest.fixture
def taught(running: Chromium) -> Chromium:
    """Give it with nothing taught."""
    running.context.service_workers[0].evaluate("() => chrome.storage.local.remove('recipes')")
    return running


class Picker:
    """The picker on the open page, seen into through its closed root."""

    def __init__(self, browser: Chromium) -> None:
        self.browser = browser
        self.page = browser.page

    def start(self) -> None:
        """Begin from the popup, which looks at the tab we teach and not at its own."""
        popup = self.browser.context.new_page()
        query = (
            "const query = chrome.tabs.query; chrome.tabs.query = async (about) => about.active ?"
            f" await query.call(chrome.tabs, {{ url: '{self.page.url}' }}) : query(about)"
        )
        popup.add_init_script(query)
        popup.goto(f"chrome-extension://{ID}/pages/popup.html")
        with popup.expect_event("close"):
            popup.click("#teach-start")
        self.page.bring_to_front()
        eventually(lambda: self.see("ask"))

    def roots(self) -> list[Any]:
        has = "(root) => root.querySelector('.panel .steps') !== null"
        return [r for r in self.browser.closed_roots() if self.browser.ask_root(r, has)]

    def see(self, part: str) -> str:
        """Give what a part of the panel says."""
        (root,) = self.roots()
        return str(
            self.browser.ask_root(
                root, f"(root) => root.querySelector('.{part}').dataset.words ?? ''"
            )
        )

    def press(self, action: str) -> None:
        (root,) = self.roots()
        self.browser.press_in_root(root, f"button[data-action={action}]")

    def point(self, css: str, dx: float = 0.5) -> None:
        """Point at an element of the page with the mouse and click."""
        box = self.page.locator(css).first.bounding_box()
        assert box
        before = self.see("count")
        self.page.mouse.move(box["x"] + box["width"] * dx, box["y"] + box["height"] / 2)
        self.page.mouse.click(box["x"] + box["width"] * dx, box["y"] + box["height"] / 2)
        assert self.see("count") != before

    def walk(self, words: str) -> None:
        """Go on by the arrow key until something with these words is outlined, and take it."""
        for _ in range(30):
            self.page.keyboard.press("ArrowRight")
            if words in self.see("chosen"):
                break
        assert words in self.see("chosen")
        self.page.keyboard.press("Enter")


def badge_of(browser: Driver, name: str) -> Any:
    (found,) = [badge for badge in browser.badges() if name in badge.around]
    return found


def recipes(browser: Chromium) -> list[dict[str, Any]]:
    worker = browser.context.service_workers[0]
    kept = worker.evaluate("async () => (await chrome.storage.local.get('recipes')).recipes ?? {}")
    return list(kept.values())


def test_by_mouse_then_drawn_anew_then_declined(taught: Chromium, site: Site) -> None:
    taught.open(site.show(hashed("a"), REQUESTS))
    picker = Picker(taught)
    before = taught.page.content()
    picker.start()
    taught.page.keyboard.press("Escape")
    eventually(lambda: same(picker.roots(), []))
    assert taught.page.content() == before
    picker.start()
    picker.point("li", dx=0.01)
    picker.point("li p")
    picker.point("li h2 a")
    picker.point("li button:last-child")
    assert picker.see("ask") == (
        "Requests found on this page: 5. With a text: 4. With a decline button that is certain: 5."
    )
    assert taught.page.url == REQUESTS
    assert taught.run("return window.reached") == 0
    assert site.presses == []
    picker.press("save")
    taught.scored(5)
    picker.press("done")
    eventually(lambda: same(picker.roots(), []))
    (kept,) = recipes(taught)
    assert kept == {**RECIPE, "name": "requests.example"}

    taught.open(site.show(hashed("b"), REQUESTS))
    badges = taught.scored(5)
    assert [badge.band == "no_note" for badge in badges] == [False, False, True, False, False]
    for name in ("Jonas Brehm", "Petra Quist"):
        taught.press_in_root(badge_of(taught, name).root, "button[data-action=decline]")
    taught.run(
        "const button = document.querySelectorAll('li')[3].querySelector('button:last-child');"
        "button.textContent = 'Annehmen';"
        "button.setAttribute('aria-label', 'Kontaktanfrage von Petra Quist annehmen')"
    )
    eventually(lambda: same(len(site.presses), 1), 10)
    eventually(lambda: same("nothing was pressed" in badge_of(taught, "Petra").text, True), 10)
    assert [press.label for press in site.presses] == ["Kontaktanfrage von Jonas Brehm ablehnen"]


def test_by_keys_on_a_page_of_roles_alone(taught: Chromium, site: Site) -> None:
    taught.open(site.show((PAGES / "roles-en.html").read_text(), CHAT))
    picker = Picker(taught)
    picker.start()
    for _ in range(3):
        taught.page.keyboard.press("ArrowRight")
    taught.page.keyboard.press("ArrowUp")  # the list
    taught.page.keyboard.press("ArrowDown")  # its first request again
    taught.page.keyboard.press("Enter")
    picker.walk("<span> Hi, we scale")
    picker.walk("<span> Wes Tarrow")
    picker.walk("Accept")
    assert "Requests found on this page: 4" in picker.see("ask")
    taught.page.keyboard.press("Enter")
    eventually(lambda: same("lets somebody in" in picker.see("fault"), True))
    assert recipes(taught) == []
    picker.press("back")
    picker.walk("Delete")
    taught.page.keyboard.type("My chats")
    taught.page.keyboard.press("Enter")
    taught.scored(4)
    assert taught.run("return window.reached") == 0
    (kept,) = recipes(taught)
    assert kept["name"] == "My chats"
    words = json.dumps(kept).lower()
    assert not re.search("wes|tarrow|scale|founders", words)
    taught.open(CHAT)
    taught.scored(4)
    taught.press_in_root(badge_of(taught, "Bo Lindqvist").root, "button[data-action=decline]")
    eventually(lambda: same([press.label for press in site.presses], ["Delete"]), 10)


def sender_of(browser: Chromium, root: Any) -> str:
    """Give whose the badge in an open root is."""
    name = "(root) => root.host.getRootNode().querySelector('h2').textContent"
    return str(browser.ask_root(root, name))


def test_in_open_roots_with_links_that_act_as_buttons(taught: Chromium, site: Site) -> None:
    taught.open(site.show((PAGES / "rooted-en.html").read_text(), ROOTED))
    picker = Picker(taught)
    picker.start()
    picker.point("li", dx=0.01)
    picker.point("li p")
    picker.point("x-name")
    picker.walk("Accept")
    assert "leads to another page" in picker.see("fault")
    picker.point(".no")
    # The last one's leaves the page: it is left alone.
    assert picker.see("ask") == (
        "Requests found on this page: 4. With a text: 4. With a decline button that is certain: 3."
    )
    taught.page.keyboard.press("Enter")
    taught.scored(4)
    (kept,) = recipes(taught)
    assert kept["card"]["hosts"] == [{"tag": "x-app"}]
    assert [step["tag"] for step in kept["sender"]] == [
        *("x-request", "div", "div", "h2", "a", "x-name")
    ]
    assert [step.get("shadow", False) for step in kept["sender"]] == [False, True] + [False] * 4
    assert [step["tag"] for step in kept["text"]] == ["x-request", "div", "div", "p"]
    assert not re.search("dana|ferrow|demos", json.dumps(kept).lower())
    assert taught.run("return [window.reached, window.pressed]") == [[], []]
    picker.press("done")

    taught.run("request('mo-tarn', 'Mo Tarn', 'Our tool doubles your leads.')")
    badges = {sender_of(taught, badge.root): badge for badge in taught.scored(5)}
    assert [name for name, badge in badges.items() if "decline" not in badge.actions] == [
        "Lou Varga"
    ]
    taught.press_in_root(badges["Pat Merrin"].root, "button[data-action=decline]")
    eventually(lambda: same(taught.run("return window.pressed"), ["pat-merrin false"]), 10)
    assert taught.page.url == ROOTED + "#"


def test_a_recipe_is_brought_renamed_copied_and_downloaded(
    taught: Chromium, tmp_path: Path
) -> None:
    taught.open_own_page("pages/options.html")
    page = taught.page
    said = page.locator("#taught .recipe > .said")
    page.click("#import summary")
    for text, answer in (
        ("{", "recipe: is no JSON that can be read."),
        (json.dumps({**RECIPE, "origin": "http://requests.example"}), "origin: must be"),
        (json.dumps(RECIPE), "Added."),
    ):
        file = tmp_path / "given.doorstep.json"
        file.write_text(text)
        page.set_input_files("#import-file", file)
        expect(page.locator("#import-json")).to_have_value(text)
        page.click("#import-form button")
        expect(page.locator("#import-said")).to_contain_text(answer)
    expect(page.locator("#import-json")).to_have_value("")
    assert recipes(taught) == [RECIPE]

    page.click("#taught summary")
    page.fill("#taught form input", "x" * 60 + "y")
    page.fill("#taught form textarea", json.dumps({**RECIPE, "path": "/in/ann-12"}))
    page.click("#taught form button")
    expect(page.locator("#taught form .said")).to_contain_text("path: must be a path of words")
    page.fill("#taught form input", " Inbox of June ")
    page.fill("#taught form textarea", json.dumps({**RECIPE, "decline": None}))
    page.click("#taught form button")
    expect(page.locator("#taught h3")).to_have_text("Inbox of June")
    expect(page.locator("#taught .recipe")).to_contain_text("Badges only.")
    renamed = {**RECIPE, "name": "Inbox of June", "decline": None}
    assert recipes(taught) == [renamed]

    taught.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(said).to_contain_text("Copied.")
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == renamed
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download").click()
    assert downloading.value.suggested_filename == "requests.example.doorstep.json"
    assert downloading.value.path().read_text() == page.evaluate("navigator.clipboard.readText()")
    taught.close_own_page()


def test_a_recipe_of_somebody_else_is_taken_in_and_given_back(
    running_firefox: Firefox, site: Site, own_service: Service
) -> None:
    firefox = running_firefox
    firefox.fresh()
    firefox.pair(own_service.code(), own_service.port)
    firefox.open(site.show(hashed("c"), REQUESTS))
    firefox.open_own_page("pages/options.html")
    eventually(lambda: same(firefox.text("#taught"), "None yet."))
    firefox.run("document.querySelector('#import').open = true")
    firefox.fill("#import-json", json.dumps({**RECIPE, "script": "x"}))
    firefox.press("#import-form button")
    eventually(lambda: same(firefox.text("#import-said").startswith("script:"), True))
    firefox.fill("#import-json", json.dumps(RECIPE))
    firefox.press("#import-form button")
    eventually(lambda: same(firefox.text("#taught h3"), RECIPE["name"]))
    firefox.close_own_page()
    firefox.scored(5)
    firefox.open_own_page("pages/options.html")
    eventually(lambda: firefox.press("#taught .buttons button"))
    eventually(lambda: same("5 of 5" in firefox.text("#taught .recipe > .said"), True))
    firefox.press("#taught .buttons .buttons button, #taught .buttons > div > button")
    eventually(lambda: firefox.press("#taught button.alarm"))
    eventually(lambda: same(firefox.text("#taught"), "None yet."))
    firefox.close_own_page()
    eventually(lambda: same(firefox.closed_roots(), []))
    firefox.open(REQUESTS)
    throughout(lambda: same(firefox.closed_roots(), []), 1.0)
    assert site.presses == []
