"""What every route needs: the running service."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from server.context import Context


async def running_service(request: Request) -> Context:
    """Give the service this application was made for."""
    context: Context = request.app.state.context
    return context


Service = Annotated[Context, Depends(running_service)]
