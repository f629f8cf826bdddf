"""Models in service: one folder each under ``models/``, one of them active.

The store says which models there are and which is active; the folders hold them. A folder is
opened only through :func:`model.persistence.load_model`, which checks it before it is unpickled.
One that is damaged, foreign or made with other library versions is passed over: an older good
model serves instead, and where there is none the starter is built anew from ``training_data/``.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from model.persistence import ModelRefused, load_model, save_model
from model.trained import TrainedModel
from server.errors import Busy, Conflict, NoModel, NotFound, StoreError
from server.paths import DataFolder
from server.store import Store, StoredModel
from server.training_job import Request, TrainingProcess
from server.wording import sentence

Progress = Callable[[float, str], None]

KEEP = 3
"""Models kept; the active one, the starter and the newest that waits for the user always are."""

STARTER = "starter-"
PERSONAL = "personal-"


class Registry:
    """Loads, adopts, switches and prunes models; safe to use from several threads."""

    def __init__(self, data: DataFolder, store: Store) -> None:
        self._data = data
        self._store = store
        self._lock = threading.RLock()
        self._held: TrainedModel | None = None
        self._version: int | None = None
        self.fell_back = False
        """Whether the wanted model was refused; the labels it had learnt wait to be learnt anew."""

    # --- serving ----------------------------------------------------------------------------------

    def active(self) -> TrainedModel:
        """Return the model in use, from memory; another process may have switched it meanwhile.

        Raises ``NoModel`` if there is none. It never builds one, so a request may call it. When
        the database fails, judging goes on with the model in memory.
        """
        try:
            version = self._store.data_version()
            if self._held is None or version != self._version:
                self._follow(version)
        except StoreError:
            if self._held is None:
                raise
        held = self._held
        if held is None:
            raise NoModel
        return held

    def _follow(self, version: int) -> None:
        """Serve what the store says is active; ``version`` is the store's from before asking."""
        with self._lock:
            wanted = self._store.active_model()
            if self._held is None or self._held.id != wanted:
                self._serve_any(wanted)
            self._version = version

    def ensure(self, progress: Progress | None = None) -> TrainedModel:
        """Have a model to serve: the active one, else an older good one, else a new starter.

        ``progress`` is told of the building of the starter and is not called otherwise.
        """
        with self._lock:
            if not self._serve_any(self._store.active_model()):
                self._build_starter(progress)
            return self.active()

    def _serve_any(self, wanted: str | None) -> bool:
        """Take ``wanted`` into memory, failing that the newest good model, and make it active.

        One that waits for the user's word is passed over.
        """
        usable = [model.id for model in self._stored() if not model.waiting]
        in_memory = [self._held.id] if self._held else []
        for model_id in dict.fromkeys([wanted, *in_memory, *usable]):
            if model_id is None or model_id not in usable or not self._take(model_id):
                continue
            if model_id != wanted:
                self._store.activate_model(model_id)
            return True
        self._held = None
        return False

    def _take(self, model_id: str) -> bool:
        """Have ``model_id`` in memory; false if its folder is refused."""
        if self._held is None or self._held.id != model_id:
            try:
                self._held = self.load(model_id)
            except ModelRefused:
                self.fell_back = True
                return False
        return True

    def load(self, model_id: str) -> TrainedModel:
        """Open one model's folder; raises ``ModelRefused`` if it must not be opened."""
        return load_model(self.folder(model_id), self._data.key())

    def _build_starter(self, progress: Progress | None) -> None:
        lock = self.claim()
        try:
            # Another process may have built it while this one waited for its turn.
            if not self._serve_any(self._store.active_model()):
                request = Request(key=self._data.key().hex(), folder=self._data.models)
                outcome = TrainingProcess().run(request, progress or (lambda fraction, stage: None))
                if outcome["event"] != "done":
                    raise NoModel(f"The starter model could not be built: {outcome['why']}.")
                self.promote(outcome["model"])
        finally:
            lock.release()

    # --- changing ---------------------------------------------------------------------------------

    def adopt(self, trained: TrainedModel) -> str:
        """Save ``trained``, make it the active model, drop what is beyond :data:`KEEP`."""
        with self.claim():
            save_model(trained, self.folder(trained.id), self._data.key())
            self.promote(trained.id)
        return trained.id

    def promote(self, model_id: str) -> None:
        """Make a model whose folder was just saved the active one; the caller has the claim.

        Raises ``ModelRefused`` if the folder is not sound; the model in use then stays.
        """
        with self._lock:
            trained = self.load(model_id)
            self._store.register_model(model_id, trained.metadata)
            self._store.activate_model(model_id)
            self._held = trained
            self.fell_back = False
            self._prune()

    def keep(self, model_id: str) -> None:
        """List a model whose folder was just saved, to wait for :meth:`use`; needs the claim.

        Raises ``ModelRefused`` if the folder is not sound.
        """
        with self._lock:
            self._store.register_model(model_id, self.load(model_id).metadata, waiting=True)
            self._prune()

    def use(self, model_id: str) -> None:
        """Make a kept model the active one, by the user's word; one that waits is so adopted.

        Raises ``NotFound``, or ``Conflict``.
        """
        with self._lock:
            if model_id != self._store.active_model():
                self._held = self.opened(model_id)
                self._store.activate_model(model_id, went_back=self._older(model_id))

    def opened(self, model_id: str) -> TrainedModel:
        """Give a kept model; raises ``NotFound``, or ``Conflict``."""
        self._known(model_id)
        try:
            return self.load(model_id)
        except ModelRefused as refused:
            why = sentence("error.model_refused", model=model_id, why=refused.why)
            raise Conflict(why) from None

    def _older(self, model_id: str) -> bool:
        """Whether there is a newer one that was in use."""
        (newest, *_) = (m.id for m in self._stored() if m.id == model_id or not m.waiting)
        return newest != model_id

    def remove(self, model_id: str) -> None:
        """Remove a kept model; raises ``NotFound``, or ``Conflict`` for the one in use."""
        with self._lock:
            self._known(model_id)
            if model_id == self._store.active_model():
                raise Conflict(
                    f"{model_id} is in use. Choose another first: doorstep models use ID"
                )
            self._remove(model_id)

    def forget_personal(self) -> None:
        """Remove every model that learnt from the user's labels, for it holds traces of them.

        The starter serves from then on. Raises ``Busy`` while a training runs.
        """
        lock = self.claim(wait=False)
        try:
            with self._lock:
                for model_id in self._newest_first():
                    if not model_id.startswith(STARTER):
                        self._remove(model_id)
                self._serve_any(self._store.active_model())
        finally:
            lock.release()

    def list(self) -> list[dict[str, Any]]:
        """Describe all kept models, newest first; the active one is marked."""
        active = self._store.active_model()
        return [
            {
                "id": model.id,
                "created_at": model.created_at.isoformat(timespec="seconds"),
                "active": model.id == active,
                "waiting": model.waiting,
                "metrics": model.metadata.get("metrics", {}),
                "held_out": model.metadata.get("adoption", {}).get("held_out"),
                "labels": model.metadata.get("data", {}).get("personal", 0),
            }
            for model in self._stored()
        ]

    # --- folders ----------------------------------------------------------------------------------

    def folder(self, model_id: str) -> Path:
        """Where a model's files lie."""
        return self._data.models / model_id

    def claim(self, *, wait: bool = True) -> FileLock:
        """Take the right to write model folders, which one process has at a time.

        What a killed writer left behind is removed. The caller releases the lock; the operating
        system does if the process dies. Raises ``Busy`` if ``wait`` is false and it is taken.
        """
        lock = FileLock(self._data.models / ".writing.lock", mode=0o600, thread_local=False)
        try:
            lock.acquire(timeout=-1 if wait else 0)
        except Timeout:
            raise Busy(sentence("error.training")) from None
        registered = self._newest_first()
        for path in self._data.models.iterdir():
            if path.is_dir() and path.name not in registered:
                shutil.rmtree(path, ignore_errors=True)
        return lock

    def _prune(self) -> None:
        """Keep the active model, the starter, the one that waits and the newest others."""
        ids = self._newest_first()
        starters = [model_id for model_id in ids if model_id.startswith(STARTER)]
        waiting = [model.id for model in self._stored() if model.waiting]
        first = [self._store.active_model(), *starters[:1], *waiting, *ids]
        for model_id in list(dict.fromkeys(first))[KEEP:]:
            if model_id is not None:
                self._remove(model_id)

    def _remove(self, model_id: str) -> None:
        self._store.forget_model(model_id)
        shutil.rmtree(self.folder(model_id), ignore_errors=True)

    def _known(self, model_id: str) -> None:
        if model_id not in self._newest_first():
            raise NotFound(sentence("error.no_such_model"))

    def _newest_first(self) -> tuple[str, ...]:
        return tuple(model.id for model in self._stored())

    def _stored(self) -> tuple[StoredModel, ...]:
        """Give what the store knows of every model, newest first."""
        return tuple(reversed(self._store.models()))


def starter_id(trained: TrainedModel) -> str:
    """Name a starter after what it was made of: the corpus, the code and the libraries."""
    made_of = json.dumps([trained.metadata["data"], trained.metadata["versions"]], sort_keys=True)
    return STARTER + hashlib.sha256(made_of.encode()).hexdigest()[:8]


def personal_id() -> str:
    """Make up a name for a model that no model has had."""
    return f"{PERSONAL}{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}"


def renamed(trained: TrainedModel, model_id: str) -> TrainedModel:
    """Return the same model under another name."""
    return replace(trained, metadata={**trained.metadata, "id": model_id})
