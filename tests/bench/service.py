"""Starts the real service, and a no-op endpoint of the same shape, each in its own process."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from tests.browser.harness.service import DOORSTEP, free_port
from tests.browser.harness.service import doorstep as run

__all__ = [
    "Process", "doorstep", "follows_in", "free_port", "noop", "plain", "quantiles", "remembering",
    "token",
]  # fmt: skip

NOOP = """
import sys
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from model.records import Message, Score

class Ask(BaseModel):
    messages: list[Message]
    explain: bool = False

class Reply(BaseModel):
    model: str
    scores: list[Score]

app = FastAPI()

@app.post("/v1/score")
async def score(ask: Ask) -> Reply:
    return Reply(model="none", scores=[
        Score(id=m.id, score=50.0, band="unsure", model="none") for m in ask.messages])

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
"""


def quantiles(milliseconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    ordered = sorted(milliseconds)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


def environment() -> dict[str, str]:
    """This process's environment without pins of another numpy kernel, which users do not have."""
    pins = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    return {name: value for name, value in os.environ.items() if name not in pins}


class Process:
    """A service under measurement, and one kept-alive connection to it."""

    def __init__(self, command: list[str], port: int, env: dict[str, str] | None = None) -> None:
        self.port = port
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, env={**environment(), **(env or {})}, stdout=subprocess.DEVNULL
        )
        self.connection: http.client.HTTPConnection | None = None
        self.headers = {"Content-Type": "application/json", "Doorstep-Protocol": "1"}

    def wait_until_open(self, seconds: float = 180) -> None:
        """Returns once the port answers; raises ``TimeoutError`` after ``seconds``."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with status {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise TimeoutError("the service did not open its port")

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sends one POST over the kept connection and returns the JSON reply."""
        return self.call("POST", path, json.dumps(body))

    def get(self, path: str) -> dict[str, Any]:
        """Sends one GET over the kept connection and returns the JSON reply."""
        return self.call("GET", path)

    def call(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        """Sends one request; raises ``RuntimeError`` unless it is answered with 200."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request(method, path, body, self.headers)
        reply = self.connection.getresponse()
        text = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def rss_mb(self) -> float:
        """Resident memory in MB (Linux)."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")

    def hang_up(self) -> None:
        """Closes the connection; the next request opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def stop(self) -> None:
        """Ends the process as a user's session would."""
        self.hang_up()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def follows_in(service: Process, asks: list[dict[str, Any]], before: int) -> list[float]:
    """Milliseconds from sending a label to another message's score by a model that knows it.

    ``before`` labels are there already; ``asks`` are scoring requests of one message each, enough
    for those and for the rounds.
    """
    given = [label(ask["messages"][0], n) for n, ask in enumerate(asks)]
    for start in range(0, before, 100):
        service.post("/v1/labels", {"labels": given[start : min(start + 100, before)]})
    known = settled(service, asks[-1])
    spent = []
    for one in given[before:-1]:
        began = time.perf_counter()
        service.post("/v1/labels", {"labels": [one]})
        known = model_after(service, asks[-1], known)
        spent.append(1000 * (time.perf_counter() - began))
    return spent


def label(message: dict[str, Any], number: int) -> dict[str, Any]:
    """A verdict of the user on a message."""
    said = "leaflet" if number % 2 else "relationship"
    return {"key": str(uuid.uuid4()), "message": message, "label": said, "source": "badge"}


def settled(service: Process, ask: dict[str, Any], still: float = 5.0) -> str:
    """Asks until the same model has given the score for some seconds; that model's name."""
    known, since = "", time.perf_counter()
    while time.perf_counter() - since < still:
        found = str(service.post("/v1/score", ask)["model"])
        if found != known:
            known, since = found, time.perf_counter()
        time.sleep(0.1)
    return known


def model_after(service: Process, ask: dict[str, Any], known: str) -> str:
    """Asks for a score until a model other than ``known`` gives it; that model's name."""
    while True:
        found = str(service.post("/v1/score", ask)["model"])
        if found != known:
            return found


def doorstep(data: Path, port: int) -> Process:
    """The real service on ``data``."""
    return Process([*DOORSTEP, "serve", "--port", str(port), "--data-dir", str(data)], port)


def remembering(data: Path, port: int) -> Process:
    """The real service with an encoder that reads no text twice (`remembering.py`)."""
    command = [sys.executable, "-m", "tests.bench.remembering", "serve"]
    return Process([*command, "--port", str(port), "--data-dir", str(data)], port)


def noop(folder: Path) -> Process:
    """A FastAPI endpoint of the same shape that judges nothing."""
    script = folder / "noop.py"
    script.write_text(NOOP)
    port = free_port()
    return Process([sys.executable, str(script), str(port)], port, {"PYTHONPATH": str(Path.cwd())})


def plain() -> Process:
    """The plain way (``tests/bench/plain.py``); listens once it is fitted."""
    port = free_port()
    return Process([sys.executable, "-m", "tests.bench.plain", str(port)], port)


def token(data: Path) -> str:
    """A token made on the command line."""
    return run(data, "token", "create", "bench").strip()
