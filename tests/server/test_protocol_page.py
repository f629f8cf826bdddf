"""docs/reference/protocol.md names every call, header and field, and no other call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from server.app import create_app
from server.guard import BEFORE_PAIRING, REPLY_HEADERS
from tests.server.fakes import Running

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "protocol.md").read_text()


@pytest.fixture
def description(module_running: Running) -> dict[str, Any]:
    return create_app(module_running.context).openapi()


def test_every_call_has_its_section_and_every_section_its_call(description: dict[str, Any]) -> None:
    documented = set(re.findall(r"^### `(\w+) (\S+)`$", PAGE, re.M))
    offered = {
        (method.upper(), path) for path, calls in description["paths"].items() for method in calls
    }
    assert documented == offered


def test_every_field_is_named(description: dict[str, Any]) -> None:
    fields = {
        name
        for schema in description["components"]["schemas"].values()
        if "Error" not in schema["title"]
        for name in schema.get("properties", {})
    }
    missing = [name for name in fields if not re.search(rf'[`"]{name}[`"]', PAGE)]
    assert missing == []


def test_every_reply_header_is_named() -> None:
    for name, value in REPLY_HEADERS:
        assert f"`{name}: {value}`" in PAGE


def test_calls_that_change_something_are_not_get(description: dict[str, Any]) -> None:
    reading = {path for path, calls in description["paths"].items() if "get" in calls}
    assert reading == {
        "/v1/status", "/v1/models", "/v1/models/{model}/changes", "/v1/train/{job}", "/v1/queue",
        "/v1/suspects", "/v1/profile", "/v1/settings",
        "/v1/bulk", "/v1/insights", "/v1/strictness", "/v1/backups",
    }  # fmt: skip


def test_a_get_changes_nothing(description: dict[str, Any], module_running: Running) -> None:
    job = module_running.store.start_job()
    about = {"{job}": job, "{model}": module_running.registry.active().id}
    paths = [path for path, calls in description["paths"].items() if "get" in calls]
    before = module_running.store._writer.total_changes
    with module_running.http() as client:
        for path in paths:
            for name, value in about.items():
                path = path.replace(name, value)
            assert client.get(path).status_code == 200, path
    assert module_running.store._writer.total_changes == before


def test_only_hello_and_pair_need_no_token() -> None:
    assert {"/v1/hello", "/v1/pair"} == BEFORE_PAIRING


def test_the_description_is_not_served(module_running: Running) -> None:
    app: FastAPI = create_app(module_running.context)
    served = {getattr(route, "path", "") for route in app.routes}
    assert not served & {"/docs", "/redoc", "/openapi.json"}
    with module_running.http() as client:
        for path in ("/docs", "/redoc", "/openapi.json", "/v1/docs", "/"):
            assert client.get(path).status_code == 404
