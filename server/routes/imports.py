"""Other sites' data exports: the one call whose body is a file."""

from __future__ import annotations

from io import BytesIO

from fastapi import APIRouter, Request

from server.routes.common import Service
from server.schemas import ImportReply

router = APIRouter(tags=["import"])

FILE = {"schema": {"type": "string", "format": "binary"}}
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": FILE}}}


@router.post("/import/linkedin", openapi_extra=BODY)
async def linkedin(request: Request, service: Service, dry_run: bool = False) -> ImportReply:
    """Label what LinkedIn's data export (a zip or one of its CSV files) tells."""
    content = BytesIO()
    async for part in request.stream():
        content.write(part)
    content.seek(0)
    return await service.import_linkedin(content, dry_run=dry_run)
