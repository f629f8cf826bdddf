"""The service's state, the user's profile and settings, and all of their data at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from server.export import CONTENT_TYPES
from server.routes.common import Service
from server.schemas import ErasedReply, ExportRequest, Nothing, Profile, Settings, StatusReply
from server.schemas_overview import BackupsReply, BackupView

router = APIRouter(tags=["data"])

FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {t: {} for t in CONTENT_TYPES.values()}}}


@router.get("/status")
async def status(service: Service) -> StatusReply:
    """Say how the service is."""
    return await service.status()


@router.get("/profile")
async def profile(service: Service) -> Profile:
    """Give what the user said about themselves."""
    return Profile.model_validate(await run_in_threadpool(service.store.get_document, "profile"))


@router.put("/profile")
async def put_profile(asked: Profile, service: Service) -> Profile:
    """Replace what the user said about themselves."""
    await run_in_threadpool(service.store.put_document, "profile", asked.model_dump())
    return asked


@router.get("/settings")
async def settings(service: Service) -> Settings:
    """Give the settings."""
    return Settings.model_validate(await run_in_threadpool(service.store.get_document, "settings"))


@router.put("/settings")
async def put_settings(asked: Settings, service: Service) -> Settings:
    """Replace the settings."""
    await run_in_threadpool(service.store.put_document, "settings", asked.model_dump())
    return asked


@router.post("/export", response_class=StreamingResponse, responses=FORMS)
async def export(asked: ExportRequest, service: Service) -> StreamingResponse:
    """Give what is stored about messages and the user, in one of several forms."""
    pieces, content_type = await run_in_threadpool(service.export, asked.format)
    return StreamingResponse(pieces, media_type=content_type)


@router.post("/backup")
async def backup(asked: Nothing, service: Service) -> BackupView:
    """Copy the database into the data folder; checked and on disk when this is answered."""
    return await run_in_threadpool(service.backup)


@router.get("/backups")
async def backups(service: Service) -> BackupsReply:
    """List the copies of the database."""
    return await run_in_threadpool(service.backups)


@router.post("/erase")
async def erase(asked: Nothing, service: Service) -> ErasedReply:
    """Remove everything personal; browsers stay paired."""
    await run_in_threadpool(service.erase)
    return ErasedReply()
