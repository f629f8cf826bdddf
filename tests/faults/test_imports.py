"""Hostile files against the real service: refused, nothing kept, hardly any memory taken.

``DOORSTEP_ROWS=120000 pytest tests/faults/test_imports.py -s`` tells what a large honest one takes.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from server.paths import DataFolder
from server.store import Store
from tests.server.linkedin_files import COLD, MAILS, ME, mail, messages_csv
from tests.server.test_linkedin_export import HEADER, ROW, TRICKS
from tests.server.test_serve import started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is told in /proc")

ROWS = int(os.environ.get("DOORSTEP_ROWS", "2000"))
MOST = 100
"""Megabytes a hostile file may take beyond what the service has."""
HOSTILE = {name: make() for name, (make, _) in TRICKS.items()} | {
    "a million columns": (HEADER + "x," * 1_000_000).encode(),
    "a NUL": (HEADER + ROW.replace("yesterday", "\0")).encode(),
    "another encoding": (HEADER + ROW).encode("utf-16"),
    "two encodings": HEADER.encode() + ROW.replace("yesterday", "für Zoë").encode("latin-1"),
}


def taken(service: int, http: httpx.Client, content: bytes, status: int) -> int:
    """Send a file and expect that status; gives the megabytes it took at most meanwhile."""

    def told(what: str) -> int:
        found = re.search(rf"{what}:\s+(\d+) kB", (own / "status").read_text())
        assert found
        return int(found.group(1)) // 1000

    own = Path("/proc") / str(service)
    (own / "clear_refs").write_text("5")  # The peak counts from here on.
    before = told("VmRSS")
    reply = http.post(
        "/v1/import/linkedin",
        content=content,
        params={"dry_run": status == 200},
        headers={"Content-Type": "application/zip"},
    )
    assert reply.status_code == status, reply.text
    return told("VmHWM") - before


def test_hostile_files_take_hardly_any_memory_and_leave_nothing(data: DataFolder) -> None:
    many = [mail(f"Max P{n}", ME, "2026-01-01", f"{n} " + COLD * 4) for n in range(ROWS)]
    honest = messages_csv([*MAILS, *many])
    with started(data) as service, service.http() as http:
        http.timeout = httpx.Timeout(300)
        pid = service.process.pid
        taken(pid, http, messages_csv(), 200)  # What the first import loads is no file's doing.
        took = {name: taken(pid, http, content, 422) for name, content in HOSTILE.items()}
        assert {name: most for name, most in took.items() if most > MOST} == {}
        large = taken(pid, http, honest, 200)
        print(f"{took}; an honest one of {len(honest) // 1_000_000} MB: {large} MB")
    with closing(Store.open(data)) as store:
        assert store.counts().messages == 0
        assert store.current_labels() == []
