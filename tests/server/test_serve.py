"""The whole service as a process of its own, with the real model: start, kill, end."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.errors import PortTaken, StoreDamaged
from server.pairing import new_client
from server.paths import DataFolder
from server.serve import listening
from server.store import Store, backups

KILLS = int(os.environ.get("DOORSTEP_KILLS", "10"))
"""Rounds of writing labels and being killed."""
CANARY = "zinnoberroter-kanarienvogel"
CODE = re.compile(r"[Cc]ode\W+(\d{6})\b")
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Process:
    process: subprocess.Popen[str]
    port: int
    code: str
    token: str
    said: list[str]

    def http(self) -> httpx.Client:
        headers = {"Doorstep-Protocol": "1", "Authorization": f"Bearer {self.token}"}
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=30)

    def end(self, number: int = signal.SIGTERM, within: float = 30) -> int:
        """Send a signal; gives the exit status. Raises ``TimeoutExpired`` if it is not in time."""
        self.process.send_signal(number)
        return self.process.wait(within)


DOORSTEP = (sys.executable, "-m", "server.cli")


def command(data: DataFolder, port: int, *program: str) -> list[str]:
    return [*(program or DOORSTEP), "serve", "--port", str(port), "--data-dir", str(data.root)]


@contextmanager
def started(data: DataFolder, *program: str) -> Iterator[Process]:
    """The service as its user starts it, or by another program; killed if it still runs."""
    with closing(Store.open(data)) as store:
        token = new_client(store, "test").token
    port = free_port()
    process = subprocess.Popen(
        command(data, port, *program), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if CODE.search(line):
                ready.set()
        ready.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        assert ready.wait(120), "".join(said)
        code = CODE.search("".join(said))
        assert code, "".join(said)
        yield Process(process, port, code.group(1), token, said)
    finally:
        process.kill()
        process.wait()
        listener.join(5)
        assert process.stdout is not None
        process.stdout.close()


def message(number: int = 1, text: str = "Which loom would you choose for linen?") -> Any:
    return {"id": f"m{number}", "text": text, "kind": "connection_request"}


def label(of: Any) -> Any:
    return {"key": str(uuid.uuid4()), "message": of, "label": "relationship", "source": "badge"}


def test_the_shown_code_pairs_and_the_real_model_scores(data: DataFolder) -> None:
    with started(data) as service, service.http() as http:
        del http.headers["Authorization"]
        paired = http.post("/v1/pair", json={"code": service.code, "name": "x"}).json()
        http.headers["Authorization"] = f"Bearer {paired['token']}"
        body = {"messages": [message(), message(2, " ")], "explain": True}
        reply = http.post("/v1/score", json=body).json()
        first, second = reply["scores"]
        assert 0 <= first["score"] <= 100
        assert first["score"] == round(first["score"], 1)
        assert first["reasons"]
        assert (second["score"], second["band"]) == (None, "no_note")
        status = http.get("/v1/status").json()
        assert status["model"] == reply["model"] == first["model"]
        (active,) = [m for m in http.get("/v1/models").json()["models"] if m["active"]]
        assert active["id"] == reply["model"]
        listeners = loopback_listeners(service.process.pid)
        assert listeners in (None, {("127.0.0.1", service.port)})
    assert len(backups(data)) == 1


def loopback_listeners(pid: int) -> set[tuple[str, int]] | None:
    """Addresses a process listens on, where the system tells (Linux)."""
    own = Path("/proc") / str(pid)
    try:
        tables = (own / "net" / "tcp").read_text() + (own / "net" / "tcp6").read_text()
        links = {str(entry.readlink()) for entry in (own / "fd").iterdir()}
    except OSError:
        return None
    rows = [line.split() for line in tables.splitlines() if " 0A " in line]
    found = set()
    for row in rows:
        if f"socket:[{row[9]}]" in links:
            address, port = row[1].split(":")
            dotted = ".".join(str(byte) for byte in reversed(bytes.fromhex(address)[-4:]))
            found.add((dotted, int(port, 16)))
    return found


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_with_everything_in_the_main_file(
    data: DataFolder, number: int
) -> None:
    with started(data) as service, service.http() as http:
        http.post("/v1/score", json={"messages": [message(n) for n in range(50)]})
        http.post("/v1/labels", json={"labels": [label(message())]})
        with closing(socket.create_connection(("127.0.0.1", service.port))) as unfinished:
            unfinished.sendall(b"POST /v1/labels HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
            assert service.end(number) == 0
    assert not data.database.with_name(data.database.name + "-wal").exists()
    assert not data.holder_file.exists()
    with closing(Store.open(data)) as store:
        assert store.counts().messages == 50
        assert len(store.current_labels()) == 1


@posix
def test_acknowledged_labels_survive_a_kill(data: DataFolder) -> None:
    acknowledged: list[str] = []
    unsure: list[Any] = []
    for _ in range(KILLS):
        with started(data) as service, service.http() as http:
            if unsure:  # As the extension does: what was not answered is sent again, by its keys.
                http.post("/v1/labels", json={"labels": unsure}).raise_for_status()
                acknowledged += [item["key"] for item in unsure]
            # A first request of its own: else the slow first one fills a slow machine's round.
            first = label(message(1, f"{CANARY} {uuid.uuid4()}"))
            http.post("/v1/labels", json={"labels": [first]}).raise_for_status()
            acknowledged.append(first["key"])
            killer = threading.Timer(random.uniform(0, 0.5), service.process.kill)
            killer.start()
            try:
                while True:
                    text = f"{CANARY} {uuid.uuid4()}"
                    batch = [label(message(1, text)), label(message(2, text + " too"))]
                    assert http.post("/v1/labels", json={"labels": batch}).json()["stored"] == 2
                    acknowledged += [item["key"] for item in batch]
            except httpx.HTTPError:
                killer.join()
                unsure, in_flight = batch, {item["key"] for item in batch}
        with closing(Store.open(data)) as store:
            keys = [stored.key for stored in store.current_labels()]
            kept = set(keys)
            assert len(keys) == len(kept), "a key counts once, however often it was sent"
            assert set(acknowledged) <= kept
            assert len(in_flight & kept) in (0, 2), "a batch is there whole or not at all"
            assert kept - set(acknowledged) <= in_flight
            assert store.check() == []
    assert len(acknowledged) >= 2 * KILLS
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged labels, none lost")


@posix
def test_no_text_is_in_what_it_says_nor_in_any_file_but_the_database(data: DataFolder) -> None:
    with started(data) as service, service.http() as http:
        http.post("/v1/score", json={"messages": [message(1, CANARY)], "explain": True})
        http.post("/v1/labels", json={"labels": [label(message(1, CANARY))]})
        http.post("/v1/score", json={"messages": [{**message(), "kind": CANARY}]})
        http.post("/v1/score", content=CANARY, headers={"Content-Type": "application/json"})
        service.process.kill()
        service.process.wait()
    assert CANARY not in "".join(service.said)
    holders = {
        path.name
        for path in data.root.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    }
    assert holders
    assert {name.removesuffix("-wal") for name in holders} == {data.database.name}


def test_a_second_service_names_the_first(data: DataFolder) -> None:
    with started(data) as service:
        python, *serve = command(data, free_port())
        second = subprocess.run(
            [python, "-X", "importtime", *serve], capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert f"process {service.process.pid} on port {service.port}" in second.stderr
        assert "filelock" in second.stderr, "what it loaded is told"
        assert "onnxruntime" not in second.stderr, "it ends before what takes seconds is loaded"
        with service.http() as http:
            assert http.get("/v1/status").status_code == 200


def test_a_taken_port_is_said_with_what_to_do(data: DataFolder) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = subprocess.run(command(data, port), capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert f"Port {port} is used by another program" in run.stderr
        assert f"--port {port + 1}" in run.stderr
        with pytest.raises(PortTaken):
            listening(port)


def test_a_damaged_database_stops_the_start_with_the_repair(data: DataFolder) -> None:
    data.database.write_bytes(b"\0" * 8192)
    run = subprocess.run(command(data, free_port()), capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "doorstep restore" in run.stderr
    with pytest.raises(StoreDamaged):
        Store.open(data)


def test_the_listener_sends_replies_at_once() -> None:
    # asyncio turns on TCP_NODELAY only where the protocol is named; else replies wait 40 ms.
    with closing(listening(0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        assert listener.getsockname()[0] == "127.0.0.1"
