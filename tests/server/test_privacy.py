"""Nothing leaves the computer: every socket our processes touch is watched, and is loopback."""

from __future__ import annotations

import json
import os
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


def test_no_process_of_ours_touches_a_socket_that_is_not_loopback_or_writes_text_elsewhere(
    data: DataFolder, tmp_path: Path
) -> None:
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCHER)
    notes, output = tmp_path / "sockets", tmp_path / "output"
    watched = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "watch"),
        "SOCKETS": str(notes),
        "TMPDIR": str(tmp_path / "watch"),
    }
    token = doorstep(data.root, "token", "create", "watcher").strip()
    port = free_port()
    with output.open("wb") as log:
        service = subprocess.Popen(
            [*DOORSTEP, "serve", "--port", str(port), "--data-dir", str(data.root)],
            env=watched,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        use_everything(port, token)
    finally:
        service.terminate()
        service.wait(10)

    touched = [json.loads(line) for line in notes.read_text().splitlines()]
    assert ["socket.bind", ["127.0.0.1", port]] in touched
    assert [where for where in touched if not local(where[1])] == []
    holders = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    inside = {data.database, *data.root.glob(f"{data.database.name}-*")}
    assert set(holders) <= inside
    assert holders


def local(address: object) -> bool:
    """Whether an address is this computer's own: loopback, or a file."""
    host = address[0] if isinstance(address, list) else address
    return host in ("127.0.0.1", "::1", "localhost", None) or str(host).startswith("/")


def use_everything(port: int, token: str) -> None:
    """Score, explain, label, train, and make mistakes."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Doorstep-Protocol": "1", "Authorization": f"Bearer {token}"},
        timeout=30,
    ) as client:

        def answers() -> None:
            assert client.get("/v1/status").status_code == 200

        eventually(answers, seconds=60)
        message = {"id": "canary", "text": CANARY, "kind": "inbox_message"}
        scored = client.post("/v1/score", json={"messages": [message], "explain": True})
        assert scored.status_code == 200
        label = {
            "key": "4f5e9c9e-6f6b-4b5e-9a2e-0b8f6f1d2c3a",
            "message": message,
            "label": "relationship",
            "source": "badge",
        }
        assert client.post("/v1/labels", json={"labels": [label]}).status_code == 200
        wrong = {"messages": [{**message, "kind": CANARY}]}
        refused = client.post("/v1/score", json=wrong)
        assert refused.status_code == 422
        assert CANARY not in refused.text
        job = client.post("/v1/train", json={}).json()["job"]

        def trained() -> None:
            state = client.get(f"/v1/train/{job}").json()["state"]
            assert state in ("promoted", "kept")

        eventually(trained, seconds=600)


def test_the_watcher_sees_a_socket_that_is_not_loopback(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCHER)
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
            "s.connect(('192.0.2.1', 9))",
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "SOCKETS": str(tmp_path / "sockets")},
        check=False,
        stderr=subprocess.DEVNULL,
    )
    (seen,) = [json.loads(line) for line in (tmp_path / "sockets").read_text().splitlines()]
    assert seen == ["socket.connect", ["192.0.2.1", 9]]
    assert not local(seen[1])
