"""The import as a whole: over HTTP and on the command line, once, twice, dry and refused."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from server import guard
from server.commands import imports
from server.errors import NoModel
from server.linkedin_import import MOST_COMPARED, agreement, compared, summary
from server.linkedin_rules import Told
from server.paths import DataFolder
from server.store import SearchQuery, Store, StoredLabel
from tests.model.conftest import labelled as labelled_message
from tests.server.command_line import doorstep, files
from tests.server.fakes import FakeModel, Running
from tests.server.linkedin_files import (
    COLD,
    MAILS,
    ME,
    NOTE,
    WARM,
    mail,
    messages_csv,
    parts,
    zipped,
)

EXPORT = zipped(parts())
PATH = "/v1/import/linkedin"


def post(http: httpx.Client, content: bytes = EXPORT, **query: Any) -> Any:
    headers = {"Content-Type": "application/zip"}
    reply = http.post(PATH, content=content, params=query, headers=headers)
    assert reply.status_code == 200, reply.text
    return reply.json()


def kept(store: Store) -> dict[str, StoredLabel]:
    return {label.message.text: label for label in store.current_labels()}


# --- over HTTP ------------------------------------------------------------------------------------


def test_an_export_becomes_labels_and_a_report(http: httpx.Client, running: Running) -> None:
    assert post(http) == {
        "dry_run": False,
        "requests": 6,
        "leaflets": 2,
        "relationships": 1,
        "undecided": 3,
        "stored": 3,
        "known": 0,
        "missing": [],
        # The stand-in judges by length: COLD and NOTE have more than 50 letters, as WARM has.
        "agreement": {"compared": 3, "agreed": 1, "share": 0.3333},
        "examples": {"leaflet": [], "relationship": []},
        "summary": "Of 6 requests in your export, 33% were leaflets;"
        " Doorstep agrees with what you did in 33%.",
    }
    labels = kept(running.store)
    assert {text: label.label for text, label in labels.items()} == {
        WARM: "relationship", COLD: "leaflet", NOTE: "leaflet",
    }  # fmt: skip
    assert {label.source for label in labels.values()} == {"import"}
    assert all(uuid.UUID(label.key).version == 5 for label in labels.values())
    trainer: Any = running.context.trainer
    assert trainer.told == 1


def test_a_second_import_stores_nothing_double(http: httpx.Client, running: Running) -> None:
    post(http)
    before = running.store.current_labels()
    again = post(http, zipped(parts("2023")))
    assert (again["stored"], again["known"]) == (0, 3)
    assert running.store.current_labels() == before
    assert running.store.counts().messages == 3
    trainer: Any = running.context.trainer
    assert trainer.told == 1


def test_a_dry_run_shows_examples_and_writes_nothing(http: httpx.Client, running: Running) -> None:
    many = [mail(f"Max P{n}", ME, "2026-01-01", f"{COLD} {n}") for n in range(9)]
    shown = post(http, zipped(parts(messages=messages_csv([*MAILS, *many]))), dry_run=True)
    assert (shown["dry_run"], shown["leaflets"], shown["stored"], shown["known"]) == (
        True, 11, 0, 0,
    )  # fmt: skip
    assert len(shown["examples"]["leaflet"]) == 5
    assert shown["examples"]["relationship"] == [
        {"name": "Vera Holm", "kind": "inbox_message", "text": WARM}
    ]
    assert shown["agreement"]["compared"] == 12
    assert running.store.current_labels() == []
    assert running.store.counts().messages == 0
    trainer: Any = running.context.trainer
    assert trainer.told == 0


def test_what_the_user_said_of_a_text_stands(http: httpx.Client, running: Running) -> None:
    message = {"id": "m1", "text": f" {COLD}\n", "kind": "inbox_message"}
    said = {"key": str(uuid.uuid4()), "message": message, "label": "relationship",
            "source": "badge"}  # fmt: skip
    assert http.post("/v1/labels", json={"labels": [said]}).json()["stored"] == 1
    assert (post(http)["stored"], post(http)["known"]) == (2, 3)
    assert kept(running.store)[f" {COLD}\n"].label == "relationship"


def test_one_broken_line_and_nothing_is_imported(http: httpx.Client, running: Running) -> None:
    broken = messages_csv() + b'"zinnoberrot"\n'
    reply = http.post(PATH, content=zipped(parts(messages=broken)))
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "bad_export")
    assert reply.json()["error"]["field"] == "messages.csv:10"
    assert "zinnoberrot" not in reply.text
    assert running.store.counts().messages == 0


def test_nothing_is_half_stored(
    http: httpx.Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server import store_labels

    put, calls = store_labels.put_message, iter([True, False])

    def failing(*arguments: Any) -> int:
        if next(calls):
            return put(*arguments)
        raise OSError("disk")

    monkeypatch.setattr(store_labels, "put_message", failing)
    assert http.post(PATH, content=EXPORT).status_code == 500
    assert running.store.counts().messages == 0
    assert running.store.current_labels() == []


def test_without_a_model_labels_are_kept_and_nothing_is_compared(
    http: httpx.Client, running: Running
) -> None:
    running.registry.model = None
    reply = post(http)
    assert (reply["agreement"], reply["stored"]) == (None, 3)
    assert reply["summary"] == "Of 6 requests in your export, 33% were leaflets."


@pytest.mark.parametrize(
    ("kind", "status"),
    [("application/zip", 200), ("application/octet-stream", 200), ("text/csv; charset=utf-8", 200),
     ("application/x-zip-compressed", 200), (None, 200), ("text/plain", 415),
     ("application/json", 415), ("multipart/form-data; boundary=x", 415)],
)  # fmt: skip
def test_a_file_is_taken_as_what_it_is(http: httpx.Client, kind: str | None, status: int) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    assert http.post(PATH, content=EXPORT, headers=headers).status_code == status


def test_other_calls_take_no_files(http: httpx.Client) -> None:
    headers = {"Content-Type": "application/zip"}
    assert http.post("/v1/score", content=EXPORT, headers=headers).status_code == 415


def test_an_odd_answer_to_dry_run_is_refused(http: httpx.Client) -> None:
    reply = http.post(PATH, content=EXPORT, params={"dry_run": "perhaps"})
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "dry_run")


def test_a_file_above_the_limit_is_refused_with_and_without_a_length(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MAX_IMPORT", 300_000)
    for content in (b"x" * 300_001, iter([b"x" * 200_000] * 2)):
        reply = http.post(PATH, content=content, headers={"Content-Type": "text/csv"})
        assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")
        assert "100 MB" in reply.json()["error"]["message"]


def test_a_large_export_passes_whole_and_in_pieces(http: httpx.Client) -> None:
    long = [mail(f"Max P{n}", ME, "2026-01-01", f"{n} " + COLD * 100) for n in range(400)]
    content = messages_csv([*MAILS, *long])
    assert len(content) > 2_000_000
    assert post(http, content, dry_run=True)["leaflets"] == 401
    pieces = (content[n : n + 60_000] for n in range(0, len(content), 60_000))
    reply = http.post(PATH, content=pieces, params={"dry_run": True})
    assert reply.json()["leaflets"] == 401


def test_one_import_at_a_time(running: Running) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield EXPORT[:100]
        arrived.set()
        assert go_on.wait(10)
        yield EXPORT[100:]

    statuses = []
    with running.http() as first, running.http() as second:
        sending = threading.Thread(
            target=lambda: statuses.append(first.post(PATH, content=slowly()).status_code)
        )
        sending.start()
        assert arrived.wait(10)
        for _ in range(200):  # Until the first has its place.
            busy = second.post(PATH, content=b"", params={"dry_run": True})
            if busy.status_code == 503:
                break
        assert busy.json()["error"]["message"].startswith("Another import is running")
        assert second.get("/v1/status").status_code == 200
        go_on.set()
        sending.join(10)
        assert statuses == [200]
        assert second.post(PATH, content=EXPORT).json()["known"] == 3


# --- the comparison -------------------------------------------------------------------------------


def test_agreement_is_the_score_on_the_labels_side_of_fifty() -> None:
    messages = [
        labelled_message("x" * 50, "relationship"),
        labelled_message("x" * 50, "leaflet"),
        labelled_message("x" * 49, "leaflet"),
        labelled_message(" ", "leaflet"),
    ]
    found = agreement(messages, FakeModel().score(list(messages)))
    assert (found.compared, found.agreed, found.share) == (3, 2, 0.6667)
    assert agreement([], []).share is None


def test_of_very_many_texts_some_are_compared() -> None:
    message = labelled_message("x", "leaflet")
    for count in (0, 1, MOST_COMPARED, MOST_COMPARED + 1, 10 * MOST_COMPARED):
        assert min(count, 1_000) <= len(compared(Told([message] * count))) <= MOST_COMPARED


def test_nobody_wrote() -> None:
    assert str(summary(0, 0, None)) == "Nobody wrote to you in this export."


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "ready_model", lambda data: FakeModel())


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "Basic_LinkedInDataExport_02-21-2026.zip"
    path.write_bytes(EXPORT)
    return path


@pytest.mark.usefixtures("judged")
def test_the_command_reports_and_stores_once(folder: DataFolder, export: Path) -> None:
    first = doorstep(folder, "import", "linkedin", str(export))
    assert first.exit_code == 0, first.output
    assert "      1  relationships\n      2  leaflets\n      3  not told" in first.stdout
    assert "Of 6 requests in your export, 33% were leaflets;" in first.stdout
    assert first.stdout.endswith("3 labels stored.\n")
    assert "doorstep train" in first.stderr
    second = doorstep(folder, "import", "linkedin", str(export))
    assert second.stdout.endswith("0 labels stored, 3 known already.\n")
    with closing(Store.open(folder)) as store:
        assert len(store.search(SearchQuery()).entries) == 3


@pytest.mark.usefixtures("judged")
def test_a_dry_run_shows_plain_lines_and_stores_nothing(folder: DataFolder, tmp_path: Path) -> None:
    rows = [*MAILS, mail("Ann Si", ME, "2026-01-01", "\x1b[31mred\n\u202eand " + COLD * 3)]
    for name, content in parts(messages=messages_csv(rows)).items():
        (tmp_path / name).write_bytes(content)
    shown = doorstep(folder, "import", "linkedin", str(tmp_path), "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert f"  relationship: Vera Holm: {WARM}\n" in shown.stdout
    assert "  leaflet: Ann Si: [31mred and We help firms" in shown.stdout
    assert "\x1b" not in shown.output
    assert "Nothing was written" in shown.stderr
    with closing(Store.open(folder)) as store:
        assert store.counts().messages == 0


def test_without_a_model_the_command_goes_on(
    folder: DataFolder, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(data: DataFolder) -> FakeModel:
        raise NoModel

    monkeypatch.setattr(imports, "ready_model", none)
    shown = doorstep(folder, "import", "linkedin", str(export))
    assert shown.exit_code == 0
    assert "There is no model" in shown.stderr
    assert "33% were leaflets.\n3 labels stored." in shown.stdout


@pytest.mark.usefixtures("judged")
def test_a_single_file_says_what_is_missing(folder: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "messages.csv").write_bytes(messages_csv())
    shown = doorstep(folder, "import", "linkedin", str(tmp_path / "messages.csv"))
    assert "1 label stored." in shown.stdout
    assert "Connections.csv was not there" in shown.stderr


def test_a_refused_export_ends_with_status_1_and_makes_no_folder(
    folder: DataFolder, tmp_path: Path
) -> None:
    (tmp_path / "messages.csv").write_bytes(messages_csv() + b"zinnober\n")
    refused = doorstep(folder, "import", "linkedin", str(tmp_path / "messages.csv"))
    assert refused.exit_code == 1
    assert "messages.csv, line 10: the row has 1 columns" in refused.stderr
    assert "zinnober" not in refused.output
    assert not folder.root.exists() or files(folder.root) == []
    assert doorstep(folder, "import", "linkedin", str(tmp_path / "gone.zip")).exit_code == 2


def test_the_real_model_gives_its_opinion(data: DataFolder, export: Path) -> None:
    shown = doorstep(data, "import", "linkedin", str(export), "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "; Doorstep agrees with what you did in " in shown.stdout
