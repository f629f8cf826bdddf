"""Any order of labelling, taking back, training, going back and erasing: what must hold, holds.

The service answers over HTTP with its real store; judge, registry and trainer are quick stand-ins
that keep their books in that store, as the real ones do. Beside it runs a model of a few sets.
``DOORSTEP_EXAMPLES`` sets how many orders are tried (10).
"""

from __future__ import annotations

import os
import uuid
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from model.personal import EXPLICIT
from server.errors import NotFound
from server.paths import DataFolder
from server.registry import PERSONAL, STARTER
from server.store import Store
from tests.server.fakes import FakeModel, FakeRegistry, FakeTrainer, serving

EXAMPLES = int(os.environ.get("DOORSTEP_EXAMPLES", "10"))
TEXTS = ["A letter.", "Another letter, longer than the first.", "Grüße", "a" * 90]
SOURCES = ["badge", "review", "decline", "accept", "import"]


class Books(FakeRegistry):
    """Models that are but names, in the real store's books."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.adopt(STARTER)

    def adopt(self, name: str) -> None:
        self.store.register_model(name, {})
        self.store.activate_model(name)

    def active(self) -> FakeModel:
        return FakeModel(id=self.store.active_model() or "none")

    def list(self) -> list[dict[str, Any]]:
        active = self.store.active_model()
        told = {"waiting": False, "metrics": {}, "held_out": None, "labels": 0}
        return [
            {"id": m.id, "created_at": m.created_at.isoformat(), "active": m.id == active, **told}
            for m in reversed(self.store.models())
        ]

    def opened(self, model_id: str) -> FakeModel:
        if model_id not in {model.id for model in self.store.models()}:
            raise NotFound("There is no such model.")
        return FakeModel(id=model_id)

    def use(self, model_id: str) -> None:
        self.opened(model_id)
        self.store.activate_model(model_id, went_back=True)

    def forget_personal(self) -> None:
        for model in self.store.models():
            if model.id.startswith(PERSONAL):
                self.store.forget_model(model.id)
        self.store.activate_model(STARTER)


class Quick(FakeTrainer):
    """Trains in no time, and promotes where there is anything to learn."""

    def __init__(self, store: Store, books: Books) -> None:
        super().__init__(store)
        self.books = books

    def start(self) -> str:
        job = self.store.start_job()
        labels = self.store.current_labels()
        if labels:
            self.books.adopt(f"{PERSONAL}{uuid.uuid4().hex[:6]}")
        state = "promoted" if labels else "kept"
        report = {"labels": len(labels)}
        self.store.update_job(job, state=state, progress=1.0, report=report)  # type: ignore[arg-type]
        return job


class Service(RuleBasedStateMachine):
    """Labels by key in the order they came, which were taken back, and the models there are."""

    def __init__(self) -> None:
        super().__init__()
        self.ending = ExitStack()
        folder = self.ending.enter_context(TemporaryDirectory())
        data = DataFolder(Path(folder) / "data")
        store = self.ending.enter_context(closing(Store.open(data)))
        books = Books(store)
        running = self.ending.enter_context(serving(store, data, books, Quick(store, books)))
        self.http = self.ending.enter_context(running.http())
        self.store = store
        self.labels: dict[str, tuple[str, str, str]] = {}
        self.gone: set[str] = set()
        self.models, self.active = [STARTER], STARTER

    def teardown(self) -> None:
        self.ending.close()

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        reply = self.http.request(method, f"/v1/{path}", json=body)
        assert reply.status_code == status, (path, reply.text)
        return reply.json()

    def standing(self) -> dict[str, str]:
        """The label of each text: the newest that stands, what was said before what was drawn."""
        newest: dict[str, str] = {}
        for explicit in (False, True):
            for key, (text, value, source) in self.labels.items():
                if key not in self.gone and (source in EXPLICIT) == explicit:
                    newest[text] = value
        return newest

    @rule(
        text=st.sampled_from(TEXTS),
        value=st.sampled_from(["leaflet", "relationship"]),
        source=st.sampled_from(SOURCES),
        old=st.integers(0, 30),
    )
    def label(self, text: str, value: str, source: str, old: int) -> None:
        """A new key, or one sent before: then nothing changes, whatever it says."""
        keys = list(self.labels)
        key = keys[old] if old < len(keys) else str(uuid.uuid4())
        message = {"id": text[:20], "text": text, "kind": "inbox_message"}
        item = {"key": key, "message": message, "label": value, "source": source}
        stored = self.ask("POST", "labels", {"labels": [item]})["stored"]
        assert stored == (key not in self.labels)
        self.labels.setdefault(key, (text, value, source))

    @precondition(lambda self: self.labels)
    @rule(which=st.integers(0, 30))
    def undo(self, which: int) -> None:
        key = list(self.labels)[which % len(self.labels)]
        undone = self.ask("POST", "labels/undo", {"keys": [key]})["undone"]
        assert undone == (key not in self.gone)
        self.gone.add(key)

    @rule(text=st.sampled_from(TEXTS))
    def score(self, text: str) -> None:
        message = {"id": "x", "text": text, "kind": "inbox_message"}
        reply = self.ask("POST", "score", {"messages": [message]})
        assert reply["model"].split("+")[0] == self.active
        assert reply["scores"][0]["score"] == min(len(text), 100)

    @rule()
    def train(self) -> None:
        job = self.ask("POST", "train", {})["job"]
        outcome = self.ask("GET", f"train/{job}")
        assert outcome["report"]["labels"] == len(self.standing())
        assert outcome["state"] == ("promoted" if self.standing() else "kept")
        if self.standing():
            (new,) = {model.id for model in self.store.models()} - set(self.models)
            self.models.append(new)
            self.active = new

    @rule(which=st.integers(0, 9))
    def use(self, which: int) -> None:
        model = [*self.models, "none-such"][which % (len(self.models) + 1)]
        known = model in self.models
        self.ask("POST", "models/use", {"id": model}, 200 if known else 404)
        self.active = model if known else self.active

    @rule()
    def erase(self) -> None:
        self.ask("POST", "erase", {})
        self.labels, self.gone = {}, set()
        self.models, self.active = [STARTER], STARTER

    @invariant()
    def what_it_tells_is_what_must_be(self) -> None:
        standing = self.standing()
        status = self.ask("GET", "status")
        assert status["store"]["ok"]
        assert {k: n for k, n in status["counts"]["labels"].items() if n} == {
            value: list(standing.values()).count(value) for value in set(standing.values())
        }
        listed = {model["id"]: model["active"] for model in self.ask("GET", "models")["models"]}
        assert listed == {model: model == self.active for model in self.models}
        found = self.ask("POST", "messages/search", {})["messages"]
        labels = {entry["message"]["text"]: entry["label"] for entry in found if entry["label"]}
        assert labels == standing
        assert self.store.check() == []


TestService = Service.TestCase
TestService.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=12,
    suppress_health_check=list(HealthCheck),
)
