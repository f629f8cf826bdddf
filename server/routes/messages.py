"""Messages: score them, label them, find them again, note what was decided."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from model.wording import current
from server.routes.common import Service
from server.schemas import (
    CurrentLabelsReply,
    CurrentLabelsRequest,
    DecisionsRequest,
    LabelsReply,
    LabelsRequest,
    ScoreReply,
    ScoreRequest,
    SearchReply,
    SearchRequest,
    StoredReply,
    UndoneReply,
    UndoRequest,
)

router = APIRouter(tags=["messages"])


@router.post("/score")
async def score(asked: ScoreRequest, service: Service) -> ScoreReply:
    """Judge messages, in order."""
    return await service.score(
        asked.messages,
        explain=asked.explain,
        language=asked.language or current(),
        keep=asked.keep,
        own=asked.own,
    )


@router.post("/labels")
async def labels(asked: LabelsRequest, service: Service) -> LabelsReply:
    """Keep verdicts; they are on disk when this is answered, and count from now on."""
    new = [item.new() for item in asked.labels]
    stored = await run_in_threadpool(service.keep_labels, new)
    return LabelsReply(stored=stored, model=await service.labels_changed())


@router.post("/labels/current")
async def current_labels(asked: CurrentLabelsRequest, service: Service) -> CurrentLabelsReply:
    """Say how the user has labelled these texts, in order."""
    found = await run_in_threadpool(service.store.labels_of, asked.messages)
    return CurrentLabelsReply(labels=found)


@router.post("/labels/undo")
async def undo_labels(asked: UndoRequest, service: Service) -> UndoneReply:
    """Take verdicts back; they count no longer when this is answered."""
    keys = [str(key) for key in asked.keys]
    undone = await run_in_threadpool(service.store.undo_labels, keys)
    return UndoneReply(undone=undone, model=await service.labels_changed())


@router.post("/decisions")
async def decisions(asked: DecisionsRequest, service: Service) -> StoredReply:
    """Append to the journal; on disk when this is answered. Read it by searching."""
    new = [item.new() for item in asked.decisions]
    return StoredReply(stored=await run_in_threadpool(service.keep_decisions, new))


@router.post("/messages/search")
async def search(asked: SearchRequest, service: Service) -> SearchReply:
    """Give a page of the history with scores, labels and decisions."""
    page = await run_in_threadpool(service.search, asked.query())
    return SearchReply.of(page, asked.sort)
