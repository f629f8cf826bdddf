"""Nothing leaves the computer: every socket our processes touch is watched, and is loopback.

Python tells of those it opens; where there is gcc, ``sockets.c`` tells of those that compiled code
opens by itself, too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx

from server.paths import DataFolder
from tests.browser.harness.driver import eventually
from tests.browser.harness.service import DOORSTEP, doorstep, free_port

# Python imports this by itself at the start of every process that has its folder on the path.
WATCHER = """
import json, os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        with open(os.environ["SOCKETS"], "a") as notes:
            notes.write(json.dumps([event, address], default=str) + "\\n")

sys.addaudithook(watch)
"""
CANARY = "Canary: the heron on the third pontoon asked after your barometer."
COMPILED = sys.platform == "linux" and shutil.which("gcc") is not None


def watched(folder: Path) -> dict[str, str]:
    """The environment of a process whose sockets are noted below ``folder``; its TMPDIR, too."""
    (folder / "sitecustomize.py").write_text(WATCHER)
    found = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "SOCKETS": str(folder / "sockets"),
        "COMPILED_SOCKETS": str(folder / "compiled"),
        "TMPDIR": str(folder),
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home" / "cache"),
    }
    if COMPILED:
        source = Path(__file__).parents[1] / "faults" / "sockets.c"
        library = str(folder / "sockets.so")
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-o", library, str(source), "-ldl"], check=True
        )
        found["LD_PRELOAD"] = library
    return found


def touched(folder: Path) -> list[tuple[str, object]]:
    """What was done with which address, as Python and as the C library tell it."""
    told = [json.loads(line) for line in (folder / "sockets").read_text().splitlines()]
    compiled = (folder / "compiled").read_text().splitlines() if COMPILED else []
    return [(call, where) for call, where in told] + [
        (call, where) for call, _, where in (line.partition(" ") for line in compiled)
    ]


def test_no_process_of_ours_touches_a_socket_that_is_not_loopback_or_writes_text_elsewhere(
    data: DataFolder, tmp_path: Path
) -> None:
    watch, output = tmp_path / "watch", tmp_path / "output"
    watch.mkdir()
    environment = watched(watch)
    token = doorstep(data.root, "token", "create", "watcher").strip()
    port = free_port()
    with output.open("wb") as log:
        service = subprocess.Popen(
            [*DOORSTEP, "serve", "--port", str(port), "--data-dir", str(data.root)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        with client(port, token) as http:
            use_everything(http)
            kept = holders(tmp_path)
            backups = {path for path in kept if path.parent == data.backups}
            assert backups
            database = {data.database, *data.root.glob(f"{data.database.name}-*")}
            assert set() < set(kept) - backups <= database
            assert http.post("/v1/erase", json={}).status_code == 200
            assert holders(tmp_path) == []
    finally:
        service.terminate()
        service.wait(10)

    assert holders(tmp_path) == []
    assert list(watch.glob("home/**/*")) == [], "nothing but the data folder is written to"
    found = touched(watch)
    assert ("socket.bind", ["127.0.0.1", port]) in found
    assert not COMPILED or ("bind", "127.0.0.1") in found
    assert [where for where in found if not local(where[1])] == []


def holders(folder: Path) -> list[Path]:
    """Files below a folder that hold the canary, or are named after it."""
    word = CANARY.split()[2].encode()
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if word in path.read_bytes() + path.name.encode()]


def local(address: object) -> bool:
    """Whether an address is this computer's own: loopback, or a file."""
    host = address[0] if isinstance(address, list) else address
    return host in ("127.0.0.1", "::1", "localhost", "unix", None) or str(host).startswith("/")


def client(port: int, token: str) -> httpx.Client:
    """A program of the user's."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Doorstep-Protocol": "1", "Authorization": f"Bearer {token}"},
        timeout=30,
    )


def use_everything(http: httpx.Client) -> None:
    """Score, explain, label, train, back up, and make mistakes."""

    def answers() -> None:
        assert http.get("/v1/status").status_code == 200

    eventually(answers, seconds=60)
    message = {"id": "canary", "text": CANARY, "kind": "inbox_message"}
    scored = http.post("/v1/score", json={"messages": [message], "explain": True})
    assert scored.status_code == 200
    label = {
        "key": "4f5e9c9e-6f6b-4b5e-9a2e-0b8f6f1d2c3a",
        "message": message,
        "label": "relationship",
        "source": "badge",
    }
    assert http.post("/v1/labels", json={"labels": [label]}).status_code == 200
    assert http.put("/v1/profile", json={"text": CANARY}).status_code == 200
    wrong = {"messages": [{**message, "kind": CANARY}]}
    refused = http.post("/v1/score", json=wrong)
    assert refused.status_code == 422
    assert CANARY not in refused.text
    job = http.post("/v1/train", json={}).json()["job"]

    def trained() -> None:
        state = http.get(f"/v1/train/{job}").json()["state"]
        assert state in ("promoted", "kept")

    eventually(trained, seconds=600)
    assert http.post("/v1/backup", json={}).status_code == 200
    assert CANARY in http.post("/v1/export", json={"format": "json"}).text


REACHES_OUT = """
import ctypes, socket
by_python = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
by_python.connect(("192.0.2.1", 9))
at = bytes([2, 0, 0, 9]) + socket.inet_aton("192.0.2.2") + bytes(8)
ctypes.CDLL(None).connect(by_python.fileno(), at, len(at))
"""


def test_the_watchers_see_a_socket_that_is_not_loopback(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", REACHES_OUT],
        env=watched(tmp_path),
        check=False,
        stderr=subprocess.DEVNULL,
    )
    first, *others = touched(tmp_path)
    assert first == ("socket.connect", ["192.0.2.1", 9])
    seen = [("connect", "192.0.2.1"), ("connect", "192.0.2.2")] if COMPILED else []
    assert others == seen
    assert not local(first[1])
