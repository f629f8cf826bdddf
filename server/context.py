"""What the running service consists of, and the few things that take more than one part of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from fastapi.concurrency import run_in_threadpool

from model.context import Recipient
from model.records import LabelledMessage, Message, Score, Strictness
from model.wording import ENGLISH, Sentence
from server import linkedin_import, schemas
from server.dataset_io import chunks
from server.errors import NoModel, NotFound, StoreError
from server.export import CONTENT_TYPES, document
from server.follower import Follower
from server.guidance import Guidance
from server.overview import Overview
from server.pairing import ClientBook
from server.paths import DataFolder
from server.readings import Readings
from server.recorder import Recorder
from server.registry import Registry
from server.remembered import Remembered
from server.retrain import Trainer
from server.schemas_overview import BackupsReply, BackupView
from server.store import NewDecision, NewLabel, SearchPage, SearchQuery, Store, backups, made_at
from server.wording import sentence

VERSION = version("doorstep")

SHORT_PATIENCE = 0.5
"""Seconds that an explanation, a label or a decision waits for scores being written."""

LABEL_PATIENCE = 0.3
"""Seconds that the answer to a label waits until the label shows its effect."""


@dataclass
class Context:
    """One running service. ``port`` is the real one, never 0."""

    data: DataFolder
    store: Store
    registry: Registry
    trainer: Trainer
    port: int
    book: ClientBook = field(init=False)
    recorder: Recorder = field(init=False)
    readings: Readings = field(init=False)
    remembered: Remembered = field(init=False)
    guidance: Guidance = field(init=False)
    follower: Follower = field(init=False)
    overview: Overview = field(init=False)

    def __post_init__(self) -> None:
        self.book = ClientBook(self.store)
        self.recorder = Recorder(self.store)
        self.readings = Readings(self.store)
        self.remembered = Remembered(self.store, self.registry.active, self.readings)
        self.guidance = Guidance(
            self.store,
            self.registry,
            self.recorder,
            lambda: (self.strictness(), self.recipient()),
        )
        self.follower = Follower(self.store, self.registry.active, self.readings.encoded)
        self.overview = Overview(self.store, self.registry, self.recorder)
        # One thread: the judge is arithmetic, and two at once would only share the same cores.
        self._judge = ThreadPoolExecutor(1, thread_name_prefix="judge")
        self._profile: tuple[dict[str, Any], Recipient | None] = ({}, None)

    def close(self) -> None:
        """Stop training, write what waits. The store is its opener's to close.

        A score under way is not waited for: who asked for it was told that the service ends.
        """
        self.trainer.stop()
        self._judge.shutdown(wait=False, cancel_futures=True)
        self.guidance.close()
        self.follower.close()
        self.remembered.close()
        self.recorder.close()

    async def score(
        self,
        messages: Sequence[Message],
        *,
        explain: bool,
        language: str = ENGLISH,
        keep: bool = True,
        own: bool = False,
    ) -> schemas.ScoreReply:
        """Judge messages and have the scores kept; other requests are served meanwhile.

        The reasons are told in ``language``, a BCP 47 tag. ``keep`` and ``own`` are those of
        :class:`server.schemas.ScoreRequest`.

        Raises
        ------
        NoModel
            If there is nothing to judge with.
        """
        if explain:  # What came a moment ago counts among what is remembered.
            await run_in_threadpool(self.recorder.flush, SHORT_PATIENCE)
        loop = asyncio.get_running_loop()
        model, scores = await loop.run_in_executor(
            self._judge, self._score, messages, explain, language, own
        )
        if keep:
            self.recorder.put(list(zip(messages, scores, strict=True)))
        # Not in the judge's thread: a plain score must not wait for it. What was sent to the user
        # says nothing of what they write.
        if explain and not own:
            scores = await run_in_threadpool(self._with_history, messages, scores, language)
        return schemas.ScoreReply(model=model, scores=scores)

    def _score(
        self, messages: Sequence[Message], explain: bool, language: str, own: bool
    ) -> tuple[str, list[Score]]:
        trained, strictness = self.follower.model(), self.strictness()
        recipient = None if own else self.recipient()
        scores = trained.score(
            messages,
            explain=explain,
            strictness=strictness,
            recipient=recipient,
            language=language,
        )
        return trained.served_as(strictness, recipient), scores

    def _with_history(
        self, messages: Sequence[Message], scores: list[Score], language: str
    ) -> list[Score]:
        told = self.remembered.reasons(messages, language)
        return [
            score.model_copy(update={"reasons": [*score.reasons, *more]})
            for score, more in zip(scores, told, strict=True)
        ]

    def keep_labels(self, new: Sequence[NewLabel]) -> int:
        """Keep verdicts, after the scores they are about; on disk when this returns."""
        self.recorder.flush(SHORT_PATIENCE)
        return self.store.add_labels(new)

    def keep_decisions(self, new: Sequence[NewDecision]) -> int:
        """Append to the journal, after the scores it is about; on disk when this returns."""
        self.recorder.flush(SHORT_PATIENCE)
        return self.store.add_decisions(new)

    async def labels_changed(self) -> str | None:
        """Have labels that came or went followed at once, and counted for training.

        Gives the name of what judges from now on; ``None`` if nothing does.
        """
        self.trainer.labels_arrived()
        self.remembered.catch_up()
        followed = asyncio.wrap_future(self.follower.catch_up())
        await asyncio.wait([followed], timeout=LABEL_PATIENCE)
        return (await run_in_threadpool(self._model))[0]

    def strictness(self) -> Strictness:
        """How readily the user lets it say leaflet; when the database fails, as usual."""
        try:
            stored = self.store.get_document("settings")
        except StoreError:
            stored = {}
        return schemas.Settings.model_validate(stored).strictness

    def recipient(self) -> Recipient | None:
        """Give what the user said about themselves; when the database fails, as last known.

        The same object as long as the profile is the same: what was read from it stays read.
        """
        try:
            stored = self.store.get_document("profile")
        except StoreError:
            return self._profile[1]
        if stored != self._profile[0]:
            self._profile = stored, schemas.Profile.model_validate(stored).recipient()
        return self._profile[1]

    def search(self, query: SearchQuery) -> SearchPage:
        """Look into the history, what was scored a moment ago included."""
        self.recorder.flush()
        return self.store.search(query)

    def job(self, job: str) -> schemas.JobView:
        """Say how a training is; raises :class:`NotFound` if there was none by that name."""
        found = self.store.job(job)
        if found is None:
            raise NotFound(sentence("error.no_such_training"))
        return schemas.JobView.of(found)

    async def status(self) -> schemas.StatusReply:
        """Say how the service is, even when parts of it are not well."""
        return await run_in_threadpool(self._status)

    def _status(self) -> schemas.StatusReply:
        self.recorder.flush()
        problem: Sentence | str | None = self.recorder.problem
        counts, job = None, None
        try:
            found = self.store.counts()
            counts = schemas.CountsView.model_validate(vars(found))
            job = self.store.last_job()
        except StoreError as error:
            problem = error.said
        model, bands = self._model()
        return schemas.StatusReply(
            version=VERSION,
            model=model,
            bands=bands,
            counts=counts,
            training=None if job is None else schemas.JobView.of(job),
            clients=len(self.book.clients()),
            store=schemas.StoreHealth(
                ok=problem is None, unrecorded=self.recorder.unrecorded, problem=problem
            ),
        )

    def _model(self) -> tuple[str | None, schemas.BandsView | None]:
        try:
            trained, strictness = self.follower.model(), self.strictness()
        except (NoModel, StoreError):
            return None, None
        chosen = trained.bands[strictness]
        bands = schemas.BandsView(
            leaflet=100 * chosen.leaflet, relationship=100 * chosen.relationship
        )
        return trained.served_as(strictness, self.recipient()), bands

    async def import_linkedin(self, content: IO[bytes], *, dry_run: bool) -> schemas.ImportReply:
        """Label what LinkedIn's data export tells; in a dry run say only what would be.

        The model is asked before the labels are kept, so it cannot have learnt from them.
        """
        told = await run_in_threadpool(linkedin_import.told_by_bytes, content)
        agreed = await self._agreement(linkedin_import.compared(told))
        stored = None
        if not dry_run:
            stored = await run_in_threadpool(linkedin_import.keep, self.store, told)
        if stored:
            await self.labels_changed()
        return linkedin_import.report(told, agreed, stored=stored)

    async def _agreement(self, labelled: list[LabelledMessage]) -> schemas.Agreement | None:
        """Compare labels with the judge's opinion, some at a time so that others get their turn."""
        loop = asyncio.get_running_loop()
        scores: list[Score] = []
        try:
            for chunk in chunks(labelled, schemas.MAX_MESSAGES):
                _, judged = await loop.run_in_executor(
                    self._judge, self._score, chunk, False, ENGLISH, False
                )
                scores += judged
        except NoModel:
            return None
        return linkedin_import.agreement(labelled, scores)

    def erase(self) -> None:
        """Remove everything personal from memory and disk; browsers stay paired."""
        self.trainer.cancel()
        self.recorder.flush()
        self.registry.forget_personal()
        self.store.erase()
        self.readings.forget()
        self.remembered.forget()
        self.guidance.forget()
        self.follower.forget()

    def export(self, form: schemas.ExportFormat) -> tuple[Iterator[str], str]:
        """Give what is stored about messages and the user, in pieces, and its content type."""
        self.recorder.flush()
        return document(self.store, form), CONTENT_TYPES[form]

    def backup(self) -> BackupView:
        """Copy the database into the data folder, what was scored a moment ago included."""
        self.recorder.flush()
        return backup_view(self.store.backup_now())

    def backups(self) -> BackupsReply:
        """List the copies, newest first."""
        return BackupsReply(backups=[backup_view(path) for path in backups(self.data)[::-1]])


def backup_view(path: Path) -> BackupView:
    """Show one copy of the database."""
    return BackupView(file=path.name, bytes=path.stat().st_size, at=made_at(path))
