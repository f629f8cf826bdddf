"""The service's state, the user's profile and settings, and all of their data at once."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from server.routes.common import Service
from server.schemas import ErasedReply, Nothing, Profile, Settings, StatusReply

router = APIRouter(tags=["data"])


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


@router.post("/export")
async def export(asked: Nothing, service: Service) -> StreamingResponse:
    """Give everything stored about messages and the user, as one JSON document."""
    pieces = await run_in_threadpool(service.export)
    return StreamingResponse(pieces, media_type="application/json")


@router.post("/erase")
async def erase(asked: Nothing, service: Service) -> ErasedReply:
    """Remove everything personal; browsers stay paired."""
    await run_in_threadpool(service.erase)
    return ErasedReply()
