"""Before you send, end to end: the real service judges what is typed, and nobody keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.harness.driver import WORDS_OF, Driver, eventually, same, throughout
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

PAGE = Path(__file__).parents[1] / "pages" / "linkedin-invitations-addnote-en" / "source.html"
ADDRESS = "https://www.linkedin.com/in/noor-haddad/"
FIELD = "#custom-message"
CANARY = "book 30 qualified calls a month"
LEAFLET = f"We help companies like yours {CANARY}. Do you have 15 minutes this week?"
READ = """(root) => {
  const box = root.querySelector(".draft");
  return box && { band: box.dataset.band, score: Number(box.dataset.score), said: words(box) };
}""".replace("words", WORDS_OF)
KEPT = """
  const opened = indexedDB.open("doorstep");
  const database = await new Promise((done) => { opened.onsuccess = () => done(opened.result); });
  const everything = [await chrome.storage.local.get(), await chrome.storage.session.get()];
  for (const name of database.objectStoreNames) {
    const asked = database.transaction(name).objectStore(name).getAll();
    everything.push(await new Promise((done) => { asked.onsuccess = () => done(asked.result); }));
  }
  database.close();
  return JSON.stringify(everything);
"""


def hints(browser: Driver) -> list[dict[str, Any]]:
    found = (browser.ask_root(root, READ) for root in browser.closed_roots())
    return [each for each in found if each]


def one_hint(browser: Driver) -> dict[str, Any]:
    (found,) = hints(browser)
    assert found["band"]
    return found


def test_a_draft_gets_its_hint_and_leaves_no_trace(
    paired: Driver, service: Service, site: Site
) -> None:
    paired.open(site.show(PAGE.read_text(), ADDRESS))
    paired.fill(FIELD, LEAFLET)
    found = eventually(lambda: one_hint(paired))
    assert found["band"] == "leaflet"
    assert found["score"] < 30
    assert "why this person" in found["said"]

    assert paired.run("return document.querySelector(arguments[0]).value", FIELD) == LEAFLET
    assert service.call("/v1/status")["counts"]["messages"] == 0  # waits for what is written
    files = (path for path in service.data.rglob("*") if path.is_file())
    assert [path.name for path in files if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in service.log.read_text()
    paired.open_own_page("pages/options.html")
    kept = paired.run_async(KEPT)
    assert CANARY not in kept
    assert str(service.port) in kept  # it was looked where things are kept
    paired.close_own_page()

    (root,) = [root for root in paired.closed_roots() if paired.ask_root(root, READ)]
    paired.press_in_root(root, "button[data-action=leave]")
    eventually(lambda: same(hints(paired), []))
    paired.fill(FIELD, LEAFLET + " Shall we talk?")
    throughout(lambda: same(hints(paired), []), 1.5)
    assert site.presses == []
