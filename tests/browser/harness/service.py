"""The real service as its user runs it: a process of its own on a data folder of its own."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from server.pairing import new_client, new_code
from server.paths import DataFolder
from server.store import Store
from tests.browser.harness.driver import eventually, same

DOORSTEP = [sys.executable, "-P", "-m", "server.cli"]


def free_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def doorstep(data: Path, *arguments: str) -> str:
    """Run a command of the command line on a data folder; what it prints."""
    run = subprocess.run(
        [*DOORSTEP, *arguments, "--data-dir", str(data)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


class Service:
    """A service on a copy of a prepared data folder; `start` and `stop` as often as wanted."""

    def __init__(self, prepared: Path, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.log = data.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None
        self._token: str | None = None
        shutil.copytree(prepared, data)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*DOORSTEP, "serve", "--port", str(self.port), "--data-dir", str(self.data)],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        eventually(self._answers, seconds=60)

    def _answers(self) -> None:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        hello = httpx.post(
            f"{self.address}/v1/hello",
            json={"nonce": "00" * 16},
            headers={"Doorstep-Protocol": "1"},
        )
        same(hello.status_code, 200)

    def hang(self) -> None:
        """Have it answer nothing any more, its connections open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End the hanging."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it as a system does, and wait; it must leave of its own accord."""
        if self._process is not None:
            self.go_on()
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=10)
            self._process = None

    def code(self) -> str:
        """A new pairing code, as `doorstep pair` gives it."""
        with closing(Store.open(DataFolder(self.data))) as store:
            return new_code(store)

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the API as a program of the user's with a token of its own."""
        if self._token is None:
            with closing(Store.open(DataFolder(self.data))) as store:
                self._token = new_client(store, "tests").token
        reply = httpx.request(
            "GET" if body is None else "POST",
            f"{self.address}{path}",
            json=body,
            headers={"Doorstep-Protocol": "1", "Authorization": f"Bearer {self._token}"},
            timeout=30,
        )
        assert reply.status_code == 200, f"{path}: {reply.status_code} {reply.text}"
        return reply.json()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What its database holds, read beside it."""
        file = f"file:{DataFolder(self.data).database}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as database:
            return database.execute(statement).fetchall()

    def labels(self) -> list[tuple[str, str]]:
        """Text and label of every label stored, in the order of their coming."""
        joined = "label JOIN message ON message.id = label.message"
        return self.rows(f"SELECT text, label FROM {joined} ORDER BY label.id")

    def decisions(self) -> list[str]:
        """The journal's actions, in the order of their coming."""
        return [action for (action,) in self.rows("SELECT action FROM decision ORDER BY id")]

    def clients(self) -> list[str]:
        """Names of the browsers and programs that may call."""
        return [name for (name,) in self.rows("SELECT name FROM client")]

    def dump(self) -> list[str]:
        """The whole database as text: every row of every table that is stored."""
        stored = "type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL TABLE%'"
        tables = self.rows(f"SELECT name, sql FROM sqlite_schema WHERE {stored} ORDER BY name")
        return [
            *map(str, tables),
            *(str((t, r)) for t, _ in tables for r in self.rows(f"SELECT * FROM {t}")),
        ]

    def train(self) -> dict[str, Any]:
        """Train on all labels and wait for the end; the finished job."""
        job = self.call("/v1/train", {})["job"]

        def done() -> dict[str, Any]:
            state = dict(self.call(f"/v1/train/{job}"))
            assert state["state"] != "running"
            return state

        return eventually(done, seconds=600)
