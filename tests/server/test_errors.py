"""The contract of errors: one shape, every code documented, never a word of what was sent."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import errors
from server.errors import DoorstepError, describe
from tests.server.fakes import FakeModel, Running

CANARY = "zinnoberroter-kanarienvogel"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "protocol.md"


def tree(cls: type[DoorstepError]) -> Iterator[type[DoorstepError]]:
    """The family as errors.py has it; a command's own errors stand beside that command."""
    if cls.__module__ == errors.__name__:
        yield cls
        for below in cls.__subclasses__():
            yield from tree(below)


def check_shape(reply: httpx.Response) -> None:
    body = reply.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "field"}
    assert all(isinstance(value, str) and value for value in body["error"].values())
    assert reply.headers["content-type"] == "application/json"


def test_every_class_is_in_the_drawn_tree_under_its_parent() -> None:
    drawing = (errors.__doc__ or "").split("::")[1]
    for cls in tree(DoorstepError):
        (line,) = re.findall(rf"^.*\b{cls.__name__}\b.*$", drawing, re.M)
        if "code" in vars(cls) and not issubclass(cls, errors.StartError):
            assert f"{cls.status} {cls.code}" in line


def test_every_code_the_api_can_answer_is_in_the_protocol_page() -> None:
    page = PAGE.read_text()
    for cls in tree(DoorstepError):
        if not issubclass(cls, errors.StartError) and cls is not errors.StoreError:
            assert f"`{cls.code}`" in page, cls.code


def test_every_message_is_a_sentence() -> None:
    for cls in tree(DoorstepError):
        message = cls().message
        assert message[0].isupper(), message
        assert message[-1] == "." or ": doorstep " in message, message


LETTER = {"id": "1", "text": "a", "kind": "inbox_message"}


def letter(**changes: object) -> str:
    """The body of a request with one letter, some of its fields changed."""
    return json.dumps({"messages": [{**LETTER, **changes}]})


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ("", 422, "bad_input", None),
        ("{", 400, "bad_json", None),
        ("nonsense " + CANARY, 400, "bad_json", None),
        ('"\\ud800"', 422, "bad_input", None),
        ("[" * 100_000, 400, "bad_json", None),
        ('{"messages":' * 20_000, 400, "bad_json", None),
        ("9" * 5_000, 400, "bad_json", None),
        (b"\xff\xfe{}", 400, "bad_json", None),
        (b'{"messages": "\xff"}', 400, "bad_json", None),
        ("[]", 422, "bad_input", None),
        ("{}", 422, "bad_input", "messages"),
        ('{"messages": []}', 422, "bad_input", "messages"),
        ('{"messages": {"a": 1}}', 422, "bad_input", "messages"),
        ('{"messages": [{"id": "1", "text": "a"}]}', 422, "bad_input", "messages.0.kind"),
        (letter(text=[CANARY]), 422, "bad_input", "messages.0.text"),
        (letter(text="x" * 20_001), 422, "bad_input", "messages.0.text"),
        (letter(text="\ud800"), 422, "bad_input", "messages.0.text"),
        (letter(kind=CANARY), 422, "bad_input", "messages.0.kind"),
        (letter(received_at=CANARY), 422, "bad_input", "messages.0.received_at"),
        (letter(sender={"mutual": float("inf")}), 422, "bad_input", "messages.0.sender.mutual"),
        (letter(sender={"mutual": float("nan")}), 422, "bad_input", "messages.0.sender.mutual"),
    ],
)
def test_bad_input_names_field_and_rule_and_never_the_value(
    http: httpx.Client, body: str | bytes, status: int, code: str, field: str | None
) -> None:
    reply = http.post("/v1/score", content=body, headers={"Content-Type": "application/json"})
    check_shape(reply)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error.get("field")) == (status, code, field)
    assert CANARY not in reply.text


@pytest.mark.parametrize("key", [CANARY, "z" * 36, 7, None, "00000000-0000-0000-0000-00000000000z"])
def test_a_bad_key_is_not_quoted_even_in_part(http: httpx.Client, key: object) -> None:
    message = {"id": "1", "text": "a", "kind": "inbox_message"}
    item = {"key": key, "message": message, "label": "leaflet", "source": "badge"}
    reply = http.post("/v1/labels", json={"labels": [item]})
    check_shape(reply)
    error = reply.json()["error"]
    assert error["field"] == "labels.0.key"
    assert error["message"].startswith(("Input should be a valid UUID", "UUID input should be"))
    assert "found" not in error["message"]


def test_other_refusals_have_the_same_shape(http: httpx.Client, running: Running) -> None:
    replies = {
        404: http.get("/v1/nowhere"),
        405: http.get("/v1/score"),
        412: http.get("/v1/status", headers={"Doorstep-Protocol": "2"}),
        413: http.post(
            "/v1/score", content=b" " * 300_000, headers={"Content-Type": "application/json"}
        ),
        415: http.post("/v1/score", content=b"{}", headers={"Content-Type": "text/plain"}),
    }
    for status, reply in replies.items():
        assert reply.status_code == status
        check_shape(reply)
    assert replies[405].headers["allow"] == "POST"
    assert http.get("/v1/train/" + CANARY).status_code == 404
    assert CANARY not in http.get("/v1/train/" + CANARY).text
    check_shape(http.get("/v1/train/x"))


def test_without_a_model_there_is_no_score(http: httpx.Client, running: Running) -> None:
    running.registry.model = None
    message = {"id": "1", "text": CANARY, "kind": "inbox_message"}
    reply = http.post("/v1/score", json={"messages": [message]})
    check_shape(reply)
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "no_model")
    status = http.get("/v1/status").json()
    assert status["model"] is None
    assert status["bands"] is None


def test_a_failure_of_ours_tells_nobody_the_text(
    http: httpx.Client,
    running: Running,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    running.registry.model = FakeModel(fails=ValueError(f"could not judge {CANARY}"))
    message = {"id": "1", "text": CANARY, "kind": "inbox_message"}
    reply = http.post("/v1/score", json={"messages": [message]})
    assert reply.status_code == 500
    check_shape(reply)
    assert CANARY not in reply.text
    assert "ValueError at fakes.py" in caplog.text
    assert CANARY not in caplog.text
    written = capfd.readouterr()
    assert CANARY not in written.out + written.err
    running.registry.model = FakeModel()
    assert http.post("/v1/score", json={"messages": [message]}).status_code == 200


def test_an_error_is_described_by_kind_and_place() -> None:
    with pytest.raises(ValueError) as caught:
        int(CANARY)
    assert re.fullmatch(r"ValueError at test_errors.py:\d+", describe(caught.value))
    assert describe(KeyError(CANARY)) == "KeyError"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(CANARY) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["messages", "id", "text", "kind", "sender", "thread", CANARY]), inner
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=json_values)
def test_no_json_breaks_the_service_or_comes_back(http: httpx.Client, value: object) -> None:
    reply = http.post(
        "/v1/score", content=json.dumps(value), headers={"Content-Type": "application/json"}
    )
    assert reply.status_code in (400, 422)
    check_shape(reply)
    assert CANARY not in reply.text
