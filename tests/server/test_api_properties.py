"""Schemathesis attacks every call from the service's own description; a 5xx is a fault."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from server.app import create_app
from server.context import Context
from server.guard import REPLY_HEADERS
from tests.server.fakes import Running

EXAMPLES = int(os.environ.get("DOORSTEP_EXAMPLES", "10"))

# Describing the application needs no running service behind it.
nobody = cast(Context, SimpleNamespace(port=1, book=None))
schema = schemathesis.openapi.from_dict(create_app(nobody).openapi())
operations = {result.ok().label: result.ok() for result in schema.get_all_operations()}


# What cannot be sent wrongly (a call without a body) is sent rightly only.
attacks = [
    (name, mode)
    for name, operation in operations.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or len(operation.body)
]


@pytest.mark.parametrize(("name", "mode"), attacks)
def test_no_request_breaks_the_service(
    name: str, mode: GenerationMode, module_running: Running
) -> None:
    headers = {k: v for k, v in module_running.headers.items() if k != "Origin"}
    address = f"http://127.0.0.1:{module_running.port}"

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def attack(data: st.DataObject) -> None:
        case: Any = data.draw(operations[name].as_strategy(generation_mode=mode))
        response = case.call(base_url=address, headers=headers, timeout=20)
        checks = [not_a_server_error, content_type_conformance]
        if response.status_code == 200:
            checks.append(response_schema_conformance)
        case.validate_response(response, checks=checks)
        for header, value in REPLY_HEADERS:
            assert response.headers[header.lower()] == [value]

    attack()
