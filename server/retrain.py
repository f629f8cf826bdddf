"""Training while the service serves: one job at a time, in its own process; and when to start one.

A job trains a candidate on the corpus and the user's labels, asks `model.adoption` whether it is
no worse than the model in use, and promotes it, keeps it for the user's word (:meth:`Trainer.
awaits_word` is the rule), or drops it. Until the moment of promotion, which is one
transaction, the old model serves; whatever dies before leaves nothing but a folder that nobody
opens, and that goes when the next writer comes.
"""

from __future__ import annotations

import shutil
import threading
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from filelock import FileLock

from model.encoder import pinned_fingerprint
from model.persistence import ModelRefused
from model.wording import Sentence
from server.errors import Busy, DoorstepError, StoreError, describe
from server.paths import DataFolder
from server.readings import known
from server.registry import Registry, personal_id
from server.schemas import Profile, Settings
from server.store import JobState, Store, StoredLabel
from server.training_job import Request, TrainingProcess
from server.wording import sentence

ENOUGH_NEW = 5
"""Labels since the last training that make the service train by itself ..."""
QUIET_SECONDS = 20.0
"""... once no other has come for this long: people label in bursts."""
NEWEST = 500
"""Messages of the history on which is told what a candidate would change."""
STEP = 0.01
"""Progress between two notes of it in the store."""


class Trainer:
    """Runs training jobs, one at a time on this computer; safe to use from several threads."""

    def __init__(self, data: DataFolder, store: Store, registry: Registry) -> None:
        self._data = data
        self._store = store
        self._registry = registry
        self._lock = threading.Lock()
        self._job: str | None = None
        self._thread: threading.Thread | None = None
        self._process: TrainingProcess | None = None
        self._timer: threading.Timer | None = None
        self._cancelled = False
        self._stopped = False

    # --- jobs -------------------------------------------------------------------------------------

    def start(self) -> str:
        """Start a training and return its job's id, or the id of the one that runs already.

        Raises ``Busy`` if another process is writing a model that is no job's.
        """
        with self._lock:
            if self._job is not None:
                return self._job
            if self._stopped:
                raise Busy(sentence("error.ending"))
            try:
                claim = self._registry.claim(wait=False)
            except Busy:
                last = self._store.last_job()
                if last is not None and last.state == "running":
                    return last.id
                raise
            try:
                # We have the claim, so whatever is still called running died.
                self._store.interrupt_jobs()
                self._job = self._store.start_job()
            except BaseException:
                claim.release()
                raise
            self._cancelled = False
            self._thread = threading.Thread(
                target=self._run, args=(self._job, claim), name="training", daemon=True
            )
            self._thread.start()
            return self._job

    def cancel(self) -> None:
        """End the training that runs here, if any, and note it as interrupted."""
        with self._lock:
            self._cancelled = True
            if self._timer is not None:
                self._timer.cancel()
            process, thread = self._process, self._thread
        if process is not None:
            process.kill()
        if thread is not None:
            thread.join(timeout=4)

    def stop(self) -> None:
        """End what runs and start nothing more; returns when all is quiet."""
        with self._lock:
            self._stopped = True
        self.cancel()

    def _run(self, job: str, claim: FileLock) -> None:
        """One job from start to end, in its own thread; never raises."""
        state: JobState = "failed"
        try:
            state, report = self._attempt(job)
        except DoorstepError as error:
            report = {"why": sentence("training.refused", why=error.said)}
        except ModelRefused as error:
            report = {"why": broke_off(error.why)}
        except Exception as error:
            report = {"why": broke_off(describe(error))}
        if self._cancelled and state == "failed":
            state, report = "interrupted", {"why": sentence("training.stopped")}
        with suppress(Exception):  # The database is gone: the next start calls it interrupted.
            self._store.update_job(job, state=state, progress=1.0, report=report)
        claim.release()
        with self._lock:
            self._job = self._process = None

    def _attempt(self, job: str) -> tuple[JobState, dict[str, Any]]:
        """Train, compare, promote or keep; returns the job's last state and its report."""
        current, candidate = self._registry.active().id, personal_id()
        labels = self._store.current_labels()
        if not labels:
            why = sentence("training.no_labels")
            return "kept", {"model": current, "labels": 0, "why": why}
        read = known(self._store, pinned_fingerprint(), [label.message.text for label in labels])
        settings, profile = self._settings(), self._store.get_document("profile")
        request = Request(
            key=self._data.key().hex(),
            folder=self._data.models,
            name=candidate,
            current=self._registry.folder(current),
            labels=[label.labelled() for label in labels],
            vectors=[
                read[label.message.text].tobytes() if label.message.text in read else b""
                for label in labels
            ],
            history=self._store.newest(NEWEST),
            strictness=settings.strictness,
            recipient=Profile.model_validate(profile).recipient(),
        )
        with self._lock:
            if self._cancelled:
                return "failed", {}
            self._process = process = TrainingProcess()
        outcome = process.run(request, self._note(job))
        if outcome["event"] != "done":
            return "failed", {"why": broke_off(outcome["why"])}
        self._keep_vectors(labels, outcome["vectors"])
        report = {"before": current, "labels": len(labels), "why": outcome["why"]}
        report["figures"] = outcome["figures"]
        if not outcome["adopt"]:
            shutil.rmtree(self._registry.folder(candidate), ignore_errors=True)
            return "kept", {"model": current, **report}
        report["changes"] = outcome["changes"]
        if reason := self.awaits_word(current):
            self._registry.keep(candidate)
            report["why"] = sentence("training.waits", why=report["why"], reason=reason)
            return "kept", {"model": current, "candidate": candidate, **report}
        self._registry.promote(candidate)
        report["why"] = sentence("training.adopted", why=report["why"])
        return "promoted", {"model": candidate, **report}

    def _keep_vectors(self, labels: Sequence[StoredLabel], vectors: Sequence[str]) -> None:
        """Keep what the training had to read, so that the next need not."""
        read = {
            label.message.text: b64decode(numbers)
            for label, numbers in zip(labels, vectors, strict=True)
            if numbers
        }
        with suppress(StoreError):  # It is only read again.
            self._store.keep_vectors(pinned_fingerprint(), read)

    def awaits_word(self, compared_with: str) -> Sentence | None:
        """Say why a candidate that may be adopted must wait for the user; ``None``: it need not.

        It waits where the user wants to be asked; where they chose another model while it was being
        trained; and after they went back to an older model, until ``ENOUGH_NEW`` labels are newer
        than that. Else the next training would undo what they just chose.
        """
        if not self._settings().auto_adopt:
            return sentence("training.waits_as_asked")
        if self._store.active_model() != compared_with:
            return sentence("training.waits_for_choice")
        since = self._store.labels_since_going_back()
        if since is not None and since < ENOUGH_NEW:
            return sentence("training.waits_after_going_back", n=ENOUGH_NEW - since)
        return None

    def _settings(self) -> Settings:
        return Settings.model_validate(self._store.get_document("settings"))

    def _note(self, job: str) -> Callable[[float, str], None]:
        """Give a teller that keeps a job's progress in the store, a step at a time."""
        noted = -1.0

        def note(fraction: float, stage: str) -> None:
            nonlocal noted
            if fraction >= noted + STEP:
                noted = fraction
                report = {"stage": sentence(f"stage.{stage}")}
                self._store.update_job(job, state="running", progress=fraction, report=report)

        return note

    # --- when to train ----------------------------------------------------------------------------

    def labels_arrived(self) -> None:
        """Note that labels came; costs microseconds. Training starts by itself when it is due."""
        with self._lock:
            if self._stopped:
                return
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(QUIET_SECONDS, self._start_if_due)
            self._timer.daemon = True
            self._timer.start()

    def _start_if_due(self) -> None:
        with suppress(DoorstepError):  # Busy, or no model yet: the next labels ask again.
            if self.due():
                self._registry.fell_back = False
                self.start()

    def due(self) -> bool:
        """Whether enough is new since the last training, and the user has not turned this off.

        After a model was refused its labels wait to be learnt anew, so they all count as new; after
        a training that came to no end, those that came since the one before it.
        """
        if not self._settings().auto_train:
            return False
        if self._registry.fell_back:
            return len(self._store.current_labels()) >= ENOUGH_NEW
        return self._store.labels_since_training() >= ENOUGH_NEW


def broke_off(why: Sentence | str) -> Sentence:
    """Say that a training came to no end; ``why`` has no capital and no full stop."""
    return sentence("training.broke_off", why=why)
