"""The history as a whole: may leaflets come ticked, what was learnt, what strictness would do."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from server.routes.common import Service
from server.schemas_overview import BulkReply, InsightsReply, StrictnessReply

router = APIRouter(tags=["overview"])


@router.get("/bulk")
async def bulk(service: Service) -> BulkReply:
    """Say whether leaflets may come ticked to be declined, and why."""
    return await run_in_threadpool(service.overview.bulk)


@router.get("/insights")
async def insights(service: Service) -> InsightsReply:
    """Give the figures of the desk's plots."""
    return await run_in_threadpool(service.overview.insights)


@router.get("/strictness")
async def strictness(service: Service) -> StrictnessReply:
    """Say what each strictness would make of the newest messages."""
    return await run_in_threadpool(service.overview.strictness)
