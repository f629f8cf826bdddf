"""Learning: train, and choose among the models there are."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from model.changes import Changes
from server.routes.common import Service
from server.schemas import JobView, Nothing
from server.schemas_learning import (
    JobStarted,
    ModelsReply,
    ModelView,
    PickCount,
    QueueReply,
    SuspectsReply,
    UseModelRequest,
)

router = APIRouter(tags=["learning"])


@router.post("/train")
async def train(asked: Nothing, service: Service) -> JobStarted:
    """Start a training in its own process; gives the running one if there is one."""
    return JobStarted(job=await run_in_threadpool(service.trainer.start))


@router.get("/train/{job}")
async def training(job: str, service: Service) -> JobView:
    """Say how far a training is and how it ended."""
    return await run_in_threadpool(service.job, job)


@router.get("/models")
async def models(service: Service) -> ModelsReply:
    """List the kept models with their metrics."""
    found = await run_in_threadpool(service.registry.list)
    return ModelsReply(models=[ModelView.model_validate(model) for model in found])


@router.get("/models/{model}/changes")
async def changes(model: str, service: Service) -> Changes:
    """Say what would change if that model took the place of the one in use."""
    return await service.guidance.changes(model)


@router.get("/queue")
async def queue(service: Service, count: PickCount = 5) -> QueueReply:
    """Choose the messages whose label would tell most."""
    return await service.guidance.queue(count)


@router.get("/suspects")
async def suspects(service: Service) -> SuspectsReply:
    """Name the labels that may be mistakes, the worst first."""
    return await service.guidance.suspects()


@router.post("/models/use")
async def use(asked: UseModelRequest, service: Service) -> ModelsReply:
    """Judge with another of the kept models from now on."""
    await run_in_threadpool(service.registry.use, asked.id)
    return await models(service)
