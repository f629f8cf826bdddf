"""A small service that keeps the protocol, or breaks it in the one way a test asks for."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

CODE = "123456"
CLIENT = "client-of-the-test"
TOKEN = "secret-token-of-the-test"


@dataclass(frozen=True)
class Arrived:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def everything(self) -> str:
        return f"{self.method} {self.path} {self.headers} {self.body.decode()}"


@dataclass
class Answer:
    """What is answered: `protocol` is our header, `None` leaves it out."""

    status: int = 200
    body: Any = None
    protocol: str | None = "1"
    headers: dict[str, str] = field(default_factory=dict)


def proof(token: str, nonce: bytes, port: int) -> str:
    """The answer only the holder of the token can give."""
    key = hmac.digest(token.encode(), b"doorstep-hello-v1", hashlib.sha256)
    return hmac.new(key, nonce + str(port).encode(), hashlib.sha256).hexdigest()


def refused(code: str = "bad_input") -> dict[str, Any]:
    return {"error": {"code": code, "message": "This is refused by the test."}}


class FakeService:
    """Answers on a port of its own; `override` maps a path to what is answered there instead.

    `requests` has all that arrived, `stored` the labels and decisions by key in order of arrival.
    """

    def __init__(self) -> None:
        self.requests: list[Arrived] = []
        self.stored: dict[str, dict[str, Any]] = {}
        self.model = "model-one"
        self.override: dict[str, Callable[[Arrived], Answer | None]] = {}
        self.everywhere: Callable[[Arrived], Answer | None] | None = None
        self.port = 0
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen, after a stop on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.service = self
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def bodies(self, path: str) -> list[Any]:
        return [request.json for request in self.requests if request.path == path]

    def answer(self, request: Arrived) -> Answer | None:
        """`None`: hang up without a word."""
        chosen = self.everywhere or self.override.get(request.path) or self.proper
        return chosen(request)

    def proper(self, request: Arrived) -> Answer | None:
        """What the real service would answer."""
        body = json.loads(request.body) if request.body else {}
        if request.path == "/v1/hello":
            known = body.get("client") == CLIENT
            answer = proof(TOKEN, bytes.fromhex(body["nonce"]), self.port) if known else None
            return Answer(body={"product": "doorstep", "version": "0", "protocol": 1,
                                "proof": answer})  # fmt: skip
        if request.path == "/v1/pair":
            if body["code"] != CODE:
                return Answer(403, refused("code_refused"))
            return Answer(body={"client": CLIENT, "token": TOKEN})
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(403)
        return Answer(body=self._work(request.path, body))

    def _work(self, path: str, body: Any) -> Any:
        if path == "/v1/score":
            return {"model": self.model, "scores": [self._score(m, body) for m in body["messages"]]}
        if path in ("/v1/labels", "/v1/decisions"):
            new = [e for e in next(iter(body.values())) if (path + e["key"]) not in self.stored]
            self.stored.update({path + entry["key"]: entry for entry in new})
            if path == "/v1/decisions":
                return {"stored": len(new)}
            self.model += "+label" * len(new)
            return {"stored": len(new), "model": self.model}
        if path == "/v1/labels/current":
            return {"labels": [None for _ in body["messages"]]}
        if path == "/v1/bulk":
            return {"allowed": False, "why": "No leaflet has been checked yet.", "alarm": None}
        return {"model": self.model, "messages": [], "next": None, "models": []}

    def _score(self, message: Any, body: Any) -> dict[str, Any]:
        why = {"signal": "s", "text": "speaks to you", "effect": 3.0, "span": [0, 1]}
        return {"id": message["id"], "score": 50.0, "band": "unsure", "model": self.model,
                "reasons": [why] if body["explain"] else []}  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    service: FakeService

    def handle_error(self, *_: Any) -> None:
        """A browser that hangs up is no event."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # one request a connection: a stopped service is stopped at once

    def _any(self) -> None:
        service = cast(_Server, self.server).service
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Arrived(self.command, self.path, headers, body)
        service.requests.append(request)
        answer = service.answer(request)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        if answer.protocol is not None:
            self.send_header("Doorstep-Protocol", answer.protocol)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        data = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self._any()

    def do_POST(self) -> None:
        self._any()

    def do_PUT(self) -> None:
        self._any()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
