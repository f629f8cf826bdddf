"""Getting to know each other: ``hello`` and ``pair``. The only calls without a token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.concurrency import run_in_threadpool

from server import pairing
from server.context import VERSION
from server.routes.common import Service
from server.schemas import HelloReply, HelloRequest, PairReply, PairRequest

router = APIRouter(tags=["pairing"])


@router.post("/hello")
async def hello(asked: HelloRequest, service: Service) -> HelloReply:
    """Prove to a client that this is its service, before it sends token or text."""
    nonce = bytes.fromhex(asked.nonce)
    proof = service.book.proof(asked.client, nonce, service.port)
    return HelloReply(version=VERSION, proof=proof)


@router.post("/pair")
async def pair(
    asked: PairRequest, service: Service, origin: Annotated[str | None, Header()] = None
) -> PairReply:
    """Trade a code for a token that works from this origin only."""
    client = await run_in_threadpool(pairing.pair, service.store, asked.code, asked.name, origin)
    return PairReply(client=client.client, token=client.token)
