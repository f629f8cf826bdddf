"""The application: routes behind the guard, and errors in one shape. Wiring only."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from model.wording import Sentence
from server.context import VERSION, Context
from server.errors import BadInput, BadJson, DoorstepError, MethodNotAllowed, NotFound
from server.guard import Guard
from server.routes import data, imports, learning, messages, overview, pairing
from server.wording import has, sentence

BY_STATUS: dict[int, type[DoorstepError]] = {400: BadJson, 404: NotFound, 405: MethodNotAllowed}


def create_app(context: Context) -> FastAPI:
    """Put the service together; ``openapi()`` describes it, but nothing serves that description."""
    app = FastAPI(
        title="Doorstep",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            DoorstepError: on_our_error,
            RequestValidationError: on_bad_input,
            HTTPException: on_http_error,
        },
    )
    app.state.context = context
    for part in (pairing, messages, learning, overview, data, imports):
        app.include_router(part.router, prefix="/v1")
    app.add_middleware(Guard, port=context.port, book=context.book)
    return app


async def on_our_error(request: Request, error: Exception) -> JSONResponse:
    """Answer with the error's own body."""
    assert isinstance(error, DoorstepError)
    return JSONResponse(error.body(), error.status)


async def on_bad_input(request: Request, error: Exception) -> JSONResponse:
    """Name the first fault: where it is and which rule it breaks, never what was sent."""
    assert isinstance(error, RequestValidationError)
    return await on_our_error(request, first_fault(error))


async def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer what the router refuses; its headers (``Allow``) stay."""
    assert isinstance(error, HTTPException)
    ours = BY_STATUS.get(error.status_code, BadInput)()
    return JSONResponse(ours.body(), error.status_code, headers=error.headers)


def first_fault(error: RequestValidationError) -> BadInput:
    """Turn pydantic's list of faults into one error of ours."""
    fault = error.errors()[0]
    if fault["type"] == "json_invalid":
        return BadJson()
    # Field names are ours and list positions are numbers: a path holds nothing of what was sent.
    path = ".".join(str(part) for part in fault["loc"][1:])
    return BadInput(rule(fault["type"], fault.get("ctx", {})), field=path or None)


def rule(kind: str, bounds: dict[str, Any]) -> Sentence:
    """Say which rule was broken, in our words: pydantic's are English, and some quote the input."""
    known = f"rule.{kind}"
    # "'json', 'jsonl' or 'csv'": such a list must read well in every language.
    values = {k: v.replace(" or ", ", ") if isinstance(v, str) else v for k, v in bounds.items()}
    return sentence(known if has(known) else "rule.other", **values)
