"""A German browser and the real service: no English sentence of it reaches the user."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from model.bulk import Check
from model.drift import Moved
from model.persistence import ModelRefused, save_model
from model.records import Message
from model.wording import sentence
from server import demo_inbox, overview, retrain
from server.errors import StoreFull
from server.pairing import new_code
from server.paths import DataFolder
from server.registry import Registry, renamed
from server.retrain import Trainer
from server.store import NewDecision, NewLabel, Store
from server.training_job import Request
from server.wording import sentence as told
from tests.browser.harness.chromium import ID, Chromium
from tests.browser.harness.driver import EXTENSION, eventually, same
from tests.browser.harness.site import Site
from tests.browser.test_triage import over
from tests.extension.test_german import COMMANDS, ENGLISH, SHOWN
from tests.server import linkedin_files as linkedin
from tests.server.fakes import Running, serving

LETTERS = [
    f"Guten Tag, wir liefern {ware} an Betriebe wie Ihren. Dürfen wir Ihnen ein Angebot schicken?"
    for ware in ("Regale", "Leitern", "Lampen", "Paletten")
]


@dataclass
class Desk:
    """The service and a German browser paired with it; ``page`` is the desk's."""

    running: Running
    browser: Chromium
    registry: Registry

    @property
    def page(self) -> Page:
        return self.browser.page

    @property
    def store(self) -> Store:
        return self.running.store

    def view(self, name: str) -> Page:
        """Open a part of the desk anew."""
        self.page.goto("about:blank")
        self.page.goto(f"chrome-extension://{ID}/pages/review.html#{name}")
        expect(self.page.locator(f"#{name}")).to_be_visible()
        return self.page

    def label(self, count: int = len(LETTERS), label: str = "leaflet") -> None:
        """Give labels, on disk at once."""
        self.store.add_labels(
            [
                NewLabel(str(uuid.uuid4()), letter(number), label, "review")  # type: ignore[arg-type]
                for number in range(count)
            ]
        )

    def is_german(self) -> None:
        """All that is shown now, in the page and read out."""
        shown = [COMMANDS.sub("", " ".join(each.split())) for each in self.page.evaluate(SHOWN)]
        assert [each for each in shown if ENGLISH.search(each)] == []


def letter(number: int) -> Message:
    return Message(id=f"b{number}", text=LETTERS[number], kind="inbox_message", site="linkedin")


@pytest.fixture(scope="module")
def put_together(
    starter_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
    playwright: Playwright,
    running_site: Site,
) -> Iterator[Desk]:
    data = DataFolder(shutil.copytree(starter_data, tmp_path_factory.mktemp("german") / "data"))
    with closing(Store.open(data)) as store:
        registry = Registry(data, store)
        registry.ensure()
        trainer = Trainer(data, store, registry)
        with serving(store, data, registry, trainer) as running:
            browser = Chromium(playwright, EXTENSION, running_site.port, language="de")
            browser.pair(new_code(store), running.port)
            browser.open_own_page("pages/review.html")
            yield Desk(running, browser, registry)
            browser.close()


@pytest.fixture
def desk(put_together: Desk) -> Desk:
    """The same for all tests, with nothing known of anybody."""
    put_together.running.context.erase()
    return put_together


# --- to decide, history, figures ------------------------------------------------------------------


def test_advice_on_labels(desk: Desk) -> None:
    page = desk.view("queue")
    expect(page.locator("#advice")).to_contain_text("Noch keine Urteile.")
    desk.is_german()
    desk.label(3)
    page = desk.view("queue")
    expect(page.locator("#advice")).to_contain_text("3 Urteile; 2 weitere Beziehungen hülfen")
    expect(page.locator("#suspects-says")).to_contain_text("Keines fällt auf.")
    desk.is_german()


def test_a_label_that_cannot_be_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.label(2)
    page = desk.view("history")
    page.locator("#entries li").first.click()
    expect(page.locator("#reading .reasons li").first).to_be_visible()

    def fails(*_: object) -> int:
        raise StoreFull

    monkeypatch.setattr(desk.store, "search", fails)
    page.fill("#text", "Regale")
    expect(page.locator("#problem")).to_contain_text("Die Festplatte ist voll")
    desk.is_german()


def test_a_question_that_breaks_a_rule(desk: Desk) -> None:
    page = desk.view("history")
    page.evaluate("document.querySelector('#text').removeAttribute('maxlength')")
    page.fill("#text", "x" * 501)
    expect(page.locator("#problem")).to_contain_text("höchstens 500 Zeichen")
    desk.is_german()


def test_time_saved(desk: Desk) -> None:
    page = desk.view("figures")
    expect(page.locator("#saved")).to_contain_text("Noch wurde hier nichts abgelehnt.")
    desk.is_german()
    at = datetime.now(UTC)
    desk.store.add_decisions(
        [
            NewDecision(str(uuid.uuid4()), "declined", letter(n), 3.0, "leaflet", None, at)
            for n in range(4)
        ]
    )
    page = desk.view("figures")
    expect(page.locator("#saved")).to_contain_text("4 abgelehnt: etwa 1 Minute, bei 20 Sekunden")
    desk.is_german()


# --- learning -------------------------------------------------------------------------------------

HOLDOUT = {"n": 200, "auc": 0.91, "best_auc": 0.95}
OWN = {"fresh": 12, "before": 0.1, "after": 0.2}
VERDICTS: dict[str, tuple[dict[str, Any], str]] = {
    "worse": (
        {"event": "done", "adopt": False,
         "why": sentence("adoption.worse", **HOLDOUT, brier=0.2, best_brier=0.1)},
        "Das bisherige Modell bleibt. Bei den 200",
    ),
    "worse on yours": (
        {"event": "done", "adopt": False, "why": sentence("adoption.worse_on_yours", **OWN)},
        "Bei Ihren 12 neuesten Urteilen trifft es besser",
    ),
    "adopted": (
        {"event": "done", "adopt": True,
         "why": sentence("adoption.better_on_yours", **OWN, **HOLDOUT)},
        "Übernommen. Es sieht Ihre 12 neuesten Urteile besser voraus",
    ),
    "ended": (
        {"event": "failed", "why": told("training.ended_from_outside")},
        "Das Lernen brach ab (sein Prozess wurde von außen beendet).",
    ),
    "updated": (
        {"event": "failed",
         "why": told("training.start_again", why=ModelRefused("other_versions").why)},
        "starten Sie Doorstep neu",
    ),
}  # fmt: skip


@pytest.fixture
def outcome(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Event]:
    """Have trainings end so, all but the fitting real; they wait for the event."""

    def ends(last: dict[str, Any]) -> Event:
        go_on = Event()
        moves = {"leaflet": 1, "unsure": 0, "relationship": 0}

        class Process:
            def run(self, request: Request, progress: Callable[[float, str], None]) -> Any:
                progress(0.3, "following your labels")
                assert go_on.wait(20)
                if last.get("adopt"):
                    assert request.name
                    trained = renamed(desk.registry.active(), request.name)
                    folder = desk.registry.folder(request.name)
                    save_model(trained, folder, bytes.fromhex(request.key))
                changes = {"compared": 4, "flips": 1, "sentence": "", "moves": moves}
                vectors = [""] * len(request.labels)
                return {"figures": {}, "changes": changes, "vectors": vectors, **last}

            def kill(self) -> None:
                go_on.set()

        monkeypatch.setattr(retrain, "TrainingProcess", Process)
        return go_on

    return ends


def learn(desk: Desk, go_on: Event, outcome: str) -> None:
    page = desk.view("learning")
    page.click("#training button")
    expect(page.locator("#training .said")).to_contain_text("folgt Ihren Urteilen")
    desk.is_german()
    go_on.set()
    expect(page.locator("#training .said")).to_contain_text(outcome)


def test_training_without_labels(desk: Desk) -> None:
    page = desk.view("learning")
    page.click("#training button")
    expect(page.locator("#training .said")).to_contain_text("Noch gibt es nichts, woraus zu lernen")
    desk.is_german()


@pytest.mark.parametrize("name", VERDICTS)
def test_how_a_training_ended(desk: Desk, outcome: Callable[..., Event], name: str) -> None:
    last, said = VERDICTS[name]
    desk.label()
    learn(desk, outcome(last), said)
    desk.is_german()


def test_what_waits_the_way_back_and_a_damaged_model(
    desk: Desk, outcome: Callable[..., Event]
) -> None:
    desk.label()
    desk.store.put_document("settings", {"auto_adopt": False})
    fine = {
        "event": "done",
        "adopt": True,
        "why": sentence("adoption.no_worse", **HOLDOUT, was=0.9),
    }
    learn(desk, outcome(fine), "Es wartet auf Ihr Wort, wie Sie es in den Einstellungen gewünscht")
    page = desk.page
    expect(page.locator("#models .changes strong")).to_contain_text("Ihrer letzten 4 Nachrichten")
    desk.is_german()

    page.locator("#models .waits button.primary").click()
    expect(page.locator("#models-said")).to_contain_text("personal-")
    starter = next(m.id for m in desk.store.models() if m.id.startswith("starter-"))
    desk.registry.use(starter)
    desk.store.put_document("settings", {})
    learn(desk, outcome(fine), "weil Sie zu einem älteren Modell zurückgekehrt sind; nach 5")
    desk.is_german()

    (waiting,) = (m.id for m in desk.store.models() if m.waiting)
    (desk.registry.folder(waiting) / "metadata.json").write_text("{}")
    page = desk.view("learning")
    page.locator("#models .waits [aria-expanded=false]").click()
    expect(page.locator("#problem")).to_contain_text("hat sich seit dem Speichern geändert")
    desk.is_german()


# --- many at once ---------------------------------------------------------------------------------

BULK: dict[str, tuple[str, Moved | None, str]] = {
    "nothing checked": ("", None, "Noch ist kein Flugblatt geprüft. Noch 45 Prüfungen"),
    "locked": ("." * 20 + "x", None, "1 von 21 geprüften Flugblättern war eine Beziehung; mit 90"),
    "one missing": ("." * 44, None, "Noch 1 Prüfung, wenn sie stimmt, wäre genug."),
    "earned": ("." * 45, None, "Keines von 45 geprüften Flugblättern war eine Beziehung"),
    "errs": ("." * 200 + "x" * 9 + "." * 191, None, "9 von 400 geprüften Flugblättern waren"),
    "moved": ("." * 45, Moved(since=10**6), "doch etwas hat sich geändert"),
}


def test_may_many_be_declined(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (answers, moved, said) in BULK.items():
        checks = [Check(n, 2.0, wrong=answer == "x") for n, answer in enumerate(answers)]
        monkeypatch.setattr(desk.store, "checks", lambda below, most, found=checks: found)
        monkeypatch.setattr(overview, "scores_moved", lambda scored, found=moved: found)
        page = desk.view("you")
        expect(page.locator("#bulk")).to_contain_text(said)
        expect(page.locator("#bulk [role=alert]")).to_have_count(int(name in ("errs", "moved")))
        desk.is_german()


def test_the_list_over_a_page(desk: Desk, running_site: Site) -> None:
    desk.browser.close_own_page()
    desk.browser.open(running_site.show(demo_inbox.page(), demo_inbox.ADDRESS))
    desk.browser.scored(len(demo_inbox.SAMPLE))
    root, _ = eventually(lambda: over(desk.browser))
    desk.browser.press_in_root(root, ".corner .open")
    said = "Noch ist kein Flugblatt geprüft. Noch 45 Prüfungen, wenn alle stimmen, wären genug."
    eventually(lambda: same(said in over(desk.browser)[1]["why"], True))
    assert not ENGLISH.search(over(desk.browser)[1]["why"])
    desk.browser.open_own_page("pages/review.html")


# --- what the user says and brings ----------------------------------------------------------------


def test_a_profile_that_breaks_a_rule(desk: Desk) -> None:
    page = desk.view("you")
    expect(page.locator("#profile-name")).to_be_enabled()
    page.evaluate("document.querySelector('#profile-name').removeAttribute('maxlength')")
    page.fill("#profile-name", "x" * 201)
    page.click("#profile [type=submit]")
    expect(page.locator("#problem")).to_contain_text("höchstens 200 Zeichen")
    desk.is_german()


def exported() -> bytes:
    """An export with a leaflet and a relationship in it, in German."""
    mails = [
        linkedin.mail("Otto Birk", "Ida Wren", "2026-02-20", "Gestern fiel mir noch etwas ein."),
        linkedin.mail("Ida Wren", "Vera Holm", "2026-01-19", "Gern, kommen Sie vorbei."),
        linkedin.mail("Vera Holm", "Ida Wren", "2026-01-18", "Ihr Vortrag ließ mich nicht los."),
        linkedin.mail("Max Pitch", "Ida Wren", "2026-01-10", LETTERS[0]),
    ]
    invitations = [linkedin.invitation("Rolf Damm", "Ida Wren", "1/5/26, 2:37 PM", LETTERS[1])]
    return linkedin.zipped(
        {
            "messages.csv": linkedin.messages_csv(mails),
            "Invitations.csv": linkedin.invitations_csv(invitations),
            "Connections.csv": linkedin.connections_csv([linkedin.connection("Vera Holm")]),
        }
    )


FILES = {
    "empty": (b"", "Die Datei ist leer. Laden Sie den Export noch einmal von LinkedIn herunter."),
    "none of them": (b"a,b\n1,2\n", "keine der Dateien Connections.csv"),
    "damaged": (b"PK\x03\x04 and no more", "Die Zip-Datei ist beschädigt."),
    "a trick": (linkedin.zipped({"../messages.csv": b"x"}), "einen Namen, der aus ihr hinausführt"),
    "a line": (b"From,To,Date,Content,Folder\nA,B,gestern,C,D\n", "messages.csv, Zeile 2: das"),
    "a column": (b"From,To,Date,Content\n", "der Kopfzeile fehlen die Spalten: folder"),
    "nobody": (b"From,To,Sent At,Message,Direction\n", "In diesem Export hat Ihnen niemand"),
}  # fmt: skip


def bring(page: Page, content: bytes) -> None:
    file: Any = {"name": "export.zip", "mimeType": "application/zip", "buffer": content}
    page.set_input_files("#import-file", files=[file])
    page.click("#import-look")


def test_files_that_are_refused(desk: Desk) -> None:
    page = desk.view("you")
    for content, said in FILES.values():
        bring(page, content)
        expect(page.locator("#import-said")).to_contain_text(said)
        desk.is_german()


def test_an_import_looked_through_and_done(desk: Desk) -> None:
    page = desk.view("you")
    bring(page, exported())
    said = page.locator("#import-said")
    expect(said).to_contain_text("Anfragen in Ihrem Export waren")
    expect(said).to_contain_text("stimmt Doorstep mit dem überein")
    desk.is_german()
    page.click("#import-told button.primary")
    expect(page.locator("#import-told button")).to_have_count(0)
    expect(said).to_contain_text("Anfragen in Ihrem Export waren")
    desk.is_german()


def test_what_the_desk_itself_would_not_send(desk: Desk) -> None:
    call = "(asked) => chrome.runtime.sendMessage({ type: 'call', ...asked })"
    page = desk.view("you")
    cruel = page.evaluate(call, {"name": "saveSettings", "body": {"strictness": "grausam"}})
    assert cruel["message"] == "Möglich ist nur: 'gentle', 'balanced', 'strict'."
    claim = desk.registry.claim(wait=False)
    try:
        erased = page.evaluate(call, {"name": "erase", "body": {}})
    finally:
        claim.release()
    assert erased["message"].startswith("Gerade lernt ein Modell")
