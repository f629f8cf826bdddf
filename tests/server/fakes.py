"""Stand-ins for judge, registry and trainer, and the service around them on a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import numpy as np

from model.calibration import Thresholds
from model.context import Recipient
from model.encoder import MEANING_WIDTH, Matrix
from model.records import LabelledMessage, Message, Reason, Score, Strictness
from server.context import Context
from server.errors import NoModel, NotFound
from server.guard import OUR_ORIGIN
from server.pairing import new_client
from server.paths import DataFolder
from server.serve import Server, configuration, listening
from server.store import Store

HEADERS = {"Doorstep-Protocol": "1", "Origin": OUR_ORIGIN, "Sec-Fetch-Site": "none"}


@dataclass
class FakeModel:
    """Long texts are relationships; enough to see which score came from where."""

    id: str = "fake-1"
    bands: dict[Strictness, Thresholds] = field(
        default_factory=lambda: {
            "gentle": Thresholds(leaflet=0.1, relationship=0.8),
            "balanced": Thresholds(leaflet=0.2, relationship=0.8),
            "strict": Thresholds(leaflet=0.4, relationship=0.8),
        }
    )
    fails: Exception | None = None
    recipients: list[Recipient | None] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=lambda: {"trained_on": []})
    mark: str = ""

    def served_as(self, strictness: Strictness, recipient: Recipient | None = None) -> str:
        name = self.id + self.mark
        name = name if strictness == "balanced" else f"{name}+{strictness}"
        return f"{name}+{recipient.name}" if recipient else name

    def following(self, labels: Sequence[LabelledMessage], read: object) -> FakeModel:
        if self.fails:
            raise self.fails
        return replace(self, mark=f"+{len(labels)}") if labels else self

    def meanings(self, texts: Sequence[str], encode: object = None) -> Matrix:
        """Texts that begin alike are close."""
        if self.fails:
            raise self.fails
        rows = np.zeros((len(texts), MEANING_WIDTH), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[sum(text[:10].encode()) % MEANING_WIDTH] = 1
        return rows

    def score(
        self,
        messages: list[Message],
        explain: bool = False,
        strictness: Strictness = "balanced",
        recipient: Recipient | None = None,
        language: str = "en",
    ) -> list[Score]:
        if self.fails:
            raise self.fails
        self.languages.append(language)
        self.recipients.append(recipient)
        name = self.served_as(strictness, recipient)
        return [self.judge(message, explain, strictness, name) for message in messages]

    def judge(self, message: Message, explain: bool, strictness: Strictness, name: str) -> Score:
        if not message.has_note:
            return Score(id=message.id, score=None, band="no_note", model=name)
        points = float(min(len(message.text), 100))
        reason = Reason(signal="length", text="long", effect=1.0, span=(0, 1))
        return Score(
            id=message.id,
            score=points,
            band=self.bands[strictness].band(points / 100),
            model=name,
            reasons=[reason] if explain else [],
        )

    @property
    def encoder(self) -> FakeModel:
        """Never asked to encode, for :meth:`score` needs no rows."""
        return self

    fingerprint = "fake"
    prior = None

    def read_by(self, encoder: Any) -> FakeModel:
        return self


class FakeRegistry:
    def __init__(self, model: FakeModel | None = None) -> None:
        self.model: FakeModel | None = model or FakeModel()
        self.forgot = False

    def active(self) -> FakeModel:
        if self.model is None:
            raise NoModel
        return self.model

    def list(self) -> list[dict[str, Any]]:
        made = "2026-01-01T00:00:00+00:00"
        told = {"metrics": {}, "held_out": None, "labels": 0}
        model = {"id": self.active().id, "active": True, "waiting": False}
        return [{**model, "created_at": made, **told}]

    def use(self, model_id: str) -> None:
        self.opened(model_id)

    def opened(self, model_id: str) -> FakeModel:
        if model_id != self.active().id:
            raise NotFound("There is no such model.")
        return self.active()

    def forget_personal(self) -> None:
        self.forgot = True


class FakeTrainer:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.told = 0
        self.stopped = self.cancelled = False

    def start(self) -> str:
        return self.store.start_job()

    def labels_arrived(self) -> None:
        self.told += 1

    def cancel(self) -> None:
        self.cancelled = True

    def stop(self) -> None:
        self.stopped = True


@dataclass
class Running:
    """A service that answers on ``port``, and a token for it."""

    context: Context
    port: int
    token: str
    client_id: str

    @property
    def registry(self) -> FakeRegistry:
        return self.context.registry  # type: ignore[return-value]

    @property
    def store(self) -> Store:
        return self.context.store

    @property
    def headers(self) -> dict[str, str]:
        return {**HEADERS, "Authorization": f"Bearer {self.token}"}

    def http(self, **headers: str) -> httpx.Client:
        """A client with everything right, but for ``headers``."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={**self.headers, **headers},
            trust_env=False,
            timeout=20,
        )

    def raw(self, request: bytes, *, until_closed: bool = True) -> bytes:
        """Send bytes as they are; give all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            if not until_closed:
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def status_of(self, method: str, path: str, headers: list[tuple[str, str]]) -> int:
        """Send exactly these headers; give the reply's status."""
        lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers)]
        lines += ["Connection: close", "", ""]
        return int(self.raw("\r\n".join(lines).encode("latin-1")).split(b" ", 2)[1])


@contextmanager
def serving(
    store: Store, data: DataFolder, registry: Any = None, trainer: Any = None
) -> Iterator[Running]:
    """Serve on a free port, in a thread of this process."""
    listener = listening(0)
    port = listener.getsockname()[1]
    context = Context(data, store, registry or FakeRegistry(), trainer or FakeTrainer(store), port)
    ready = threading.Event()
    server = Server(configuration(context), ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert ready.wait(10)
        made = new_client(store, "test")
        yield Running(context, port, made.token, made.client)
    finally:
        server.should_exit = True
        thread.join(10)
        context.close()
        listener.close()
        assert not thread.is_alive()
