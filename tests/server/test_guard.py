"""Every row of the table of attacks, as a request; and what must pass."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from server import guard, settings
from server.guard import OUR_ORIGIN, REPLY_HEADERS
from server.pairing import new_client, new_code
from tests.server.fakes import Running

FIREFOX = "moz-extension://2f0c6f3e-9d6b-4a52-8f55-0a8f4cdd8a11"
STRANGER = "chrome-extension://" + "b" * 32
PAGE = "https://www.linkedin.com"

Pairs = list[tuple[str, str]]


@pytest.fixture
def running(module_running: Running) -> Running:
    return module_running


def request(running: Running, **changes: str | None) -> Pairs:
    """Headers of a good request, some changed (``None``: left out)."""
    good: dict[str, str | None] = {
        "Host": f"127.0.0.1:{running.port}",
        **running.headers,
        "Content-Type": "application/json",
        "Content-Length": "0",
    }
    named = {key.replace("_", "-"): value for key, value in changes.items()}
    return [(key, value) for key, value in {**good, **named}.items() if value is not None]


def test_a_good_request_passes(running: Running) -> None:
    assert running.status_of("GET", "/v1/status", request(running)) == 200


# What the attacker can't help sending or leaving out, as measured in real browsers.
ATTACKS = {
    "form POST of text/plain, from an https page": {
        "Origin": "null", "Sec_Fetch_Site": "cross-site", "Content_Type": "text/plain",
        "Authorization": None, "Doorstep_Protocol": None},
    "form POST from an http page": {
        "Origin": "http://evil.example", "Sec_Fetch_Site": "cross-site",
        "Content_Type": "text/plain", "Authorization": None, "Doorstep_Protocol": None},
    "fetch no-cors, sendBeacon": {
        "Origin": PAGE, "Sec_Fetch_Site": "cross-site", "Content_Type": "text/plain",
        "Authorization": None, "Doorstep_Protocol": None},
    "sandboxed frame": {"Origin": "null", "Sec_Fetch_Site": "cross-site", "Authorization": None},
    "fetch cors with JSON": {"Origin": PAGE, "Sec_Fetch_Site": "cross-site", "Authorization": None},
    "navigation, popup, image": {
        "Origin": None, "Sec_Fetch_Site": "cross-site", "Authorization": None,
        "Doorstep_Protocol": None},
    "rebinding GET": {
        "Host": "rebind.example:PORT", "Origin": None, "Sec_Fetch_Site": None,
        "Authorization": None},
    "rebinding POST with custom header": {
        "Host": "rebind.example:PORT", "Origin": "http://rebind.example:PORT",
        "Sec_Fetch_Site": None, "Authorization": None},
    "page of another local port": {
        "Origin": "http://127.0.0.1:8000", "Sec_Fetch_Site": "same-site", "Authorization": None},
    "another extension": {"Origin": STRANGER, "Authorization": None},
    "another extension that forges our origin": {"Authorization": None},
    "another extension with a token of ours": {"Origin": STRANGER},
    "a local program without a token": {
        "Origin": None, "Sec_Fetch_Site": None, "Authorization": None},
    "a local program with a wrong token": {"Authorization": "Bearer " + "x" * 43},
    "an empty token": {"Authorization": "Bearer "},
    "another scheme": {"Authorization": "Basic dTpw"},
    "any page, everything else right": {"Origin": PAGE},
    "null origin, everything else right": {"Origin": "null"},
    "an empty origin": {"Origin": ""},
    "same-site, everything else right": {"Sec_Fetch_Site": "same-site"},
    "cross-site, everything else right": {"Sec_Fetch_Site": "cross-site"},
    "no protocol": {"Doorstep_Protocol": None},
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/status"), ("POST", "/v1/score")])
def test_no_attack_gets_in(running: Running, attack: str, method: str, path: str) -> None:
    changes = {
        key: value and value.replace("PORT", str(running.port))
        for key, value in ATTACKS[attack].items()
    }
    assert running.status_of(method, path, request(running, **changes)) == 403


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "127.1:{port}",
        "0.0.0.0:{port}", "[::1]:{port}", "127.0.0.1.:{port}", "127.0.0.1:{port}.",
        "a@127.0.0.1:{port}", "evil.example:{port}", "127.0.0.1:0{port}", "",
        "127.0.0.1:{port}, evil.example",
    ],
)  # fmt: skip
def test_only_one_form_of_host_is_ours(running: Running, host: str) -> None:
    headers = request(running, Host=host.format(port=running.port))
    assert running.status_of("GET", "/v1/status", headers) == 403


def test_two_hosts_none_and_an_absolute_address_are_refused(running: Running) -> None:
    good = request(running)
    assert running.status_of("GET", "/v1/status", [good[0], *good]) == 403
    assert running.status_of("GET", "/v1/status", good[1:]) == 403
    evil = request(running, Host="evil.example")
    assert running.status_of("GET", "http://evil.example/v1/status", evil) == 403


@pytest.mark.parametrize(
    "name", ["Origin", "Sec-Fetch-Site", "Authorization", "Doorstep-Protocol", "Content-Type"]
)
def test_a_header_sent_twice_is_refused(running: Running, name: str) -> None:
    good = request(running)
    twice = [*good, (name, dict(good)[name])]
    assert running.status_of("POST", "/v1/score", twice) == 403


def test_all_refusals_look_the_same(running: Running) -> None:
    elsewhere = new_client(running.store, "Firefox", FIREFOX).token
    gone = new_client(running.store, "gone")
    running.store.revoke_client(gone.client)
    seen = set()
    with httpx.Client(trust_env=False) as client:
        for path in ("/v1/status", "/v1/score", "/nowhere", "/docs", "/openapi.json", "/"):
            for headers in (
                {},
                {"Origin": PAGE},
                {"Authorization": "Bearer x"},
                {"Doorstep-Protocol": "1"},
                {"Doorstep-Protocol": "2"},
                {"Doorstep-Protocol": "2", "Authorization": "Bearer x"},
                {**running.headers, "Host": f"evil.example:{running.port}"},
                {**running.headers, "Origin": PAGE},
                {**running.headers, "Sec-Fetch-Site": "cross-site"},
                {**running.headers, "Authorization": f"Bearer {elsewhere}"},
                {**running.headers, "Authorization": f"Bearer {gone.token}"},
            ):
                for method in ("GET", "POST", "OPTIONS", "DELETE", "HEAD"):
                    url = f"http://127.0.0.1:{running.port}{path}"
                    reply = client.request(method, url, headers=headers)
                    kept = {k: v for k, v in reply.headers.items() if k != "date"}
                    seen.add((reply.status_code, reply.content, tuple(sorted(kept.items()))))
    assert len(seen) == 1
    (status, content, _headers) = seen.pop()
    assert (status, content) == (403, b"")


def test_a_preflight_gets_no_permission(running: Running) -> None:
    with running.http(Origin=PAGE) as client:
        reply = client.options("/v1/score", headers={"Access-Control-Request-Method": "POST"})
    assert reply.status_code == 403
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_a_websocket_is_refused(running: Running) -> None:
    upgrade = request(
        running, Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==", Sec_Fetch_Site=None, Authorization=None,
    )  # fmt: skip
    assert running.status_of("GET", "/v1/status", upgrade) == 403


def test_a_websocket_scope_is_closed_before_it_is_accepted(running: Running) -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def never(*_: object) -> None:
        pytest.fail("reached the application")

    wrapper = guard.Guard(never, port=running.port, book=running.context.book)
    # In a thread: where browser tests ran before, this one has an event loop already.
    with ThreadPoolExecutor(1) as thread:
        call = wrapper({"type": "websocket", "headers": []}, never, send)
        thread.submit(asyncio.run, call).result()
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("site", [None, "none", "same-origin"])
@pytest.mark.parametrize("origin", [None, OUR_ORIGIN])
def test_workers_of_both_browsers_pass(
    running: Running, site: str | None, origin: str | None
) -> None:
    headers = request(running, Sec_Fetch_Site=site, Origin=origin)
    assert running.status_of("GET", "/v1/status", headers) == 200


def test_a_token_paired_with_an_origin_works_from_there_only(running: Running) -> None:
    token = new_client(running.store, "Firefox", FIREFOX).token
    mine = {"Authorization": f"Bearer {token}"}
    assert running.status_of("GET", "/v1/status", request(running, Origin=FIREFOX, **mine)) == 200
    assert running.status_of("GET", "/v1/status", request(running, Origin=None, **mine)) == 200
    for other in (OUR_ORIGIN, STRANGER, FIREFOX.replace("2f", "3f")):
        headers = request(running, Origin=other, **mine)
        assert running.status_of("GET", "/v1/status", headers) == 403, other


def test_hello_and_pair_are_open_to_extensions_but_not_to_pages(running: Running) -> None:
    def hello(origin: str | None) -> int:
        with running.http() as client:
            del client.headers["Authorization"], client.headers["Origin"]
            headers = {} if origin is None else {"Origin": origin}
            return client.post("/v1/hello", json={"nonce": "00" * 16}, headers=headers).status_code

    assert [hello(o) for o in (None, OUR_ORIGIN, STRANGER, FIREFOX)] == [200] * 4
    bad = [PAGE, "null", STRANGER + "b", STRANGER[:-1], FIREFOX + "/", FIREFOX.upper(), ""]
    assert [hello(o) for o in bad] == [403] * len(bad)


def test_a_revoked_token_is_out_at_the_next_request(running: Running) -> None:
    made = new_client(running.store, "gone soon")
    with running.http(Authorization=f"Bearer {made.token}") as client:
        assert client.get("/v1/status").status_code == 200
        running.store.revoke_client(made.client)
        assert client.get("/v1/status").status_code == 403


def test_another_protocol_is_told_apart(running: Running) -> None:
    with running.http(**{"Doorstep-Protocol": "2"}) as client:
        reply = client.get("/v1/status")
    assert reply.status_code == 412
    assert reply.json()["error"]["code"] == "protocol_mismatch"


def test_an_extension_of_another_protocol_hears_so_at_hello_without_a_token(
    running: Running,
) -> None:
    with running.http(**{"Doorstep-Protocol": "2"}) as client:
        del client.headers["Authorization"]
        assert client.post("/v1/hello", json={"nonce": "00" * 16}).status_code == 412
        assert client.get("/v1/status").status_code == 403


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "text/json", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "application/vnd.x+json",
     "application/json; charset=latin-1"],
)  # fmt: skip
def test_only_json_is_taken(running: Running, kind: str | None) -> None:
    headers = request(running, Content_Type=kind)
    assert running.status_of("POST", "/v1/score", headers) == 415


def test_every_reply_carries_our_headers(running: Running) -> None:
    with running.http() as client:
        replies = [
            client.get("/v1/status"),
            client.get("/nowhere"),
            client.delete("/v1/score"),
            client.post("/v1/score", json={}),
            client.post("/v1/score", content=b"x" * 300_000,
                        headers={"Content-Type": "application/json"}),
            client.get("/v1/status", headers={"Authorization": "Bearer no"}),
            client.get("/v1/status", headers={"Doorstep-Protocol": "9"}),
        ]  # fmt: skip
    assert [r.status_code for r in replies] == [200, 404, 405, 422, 413, 403, 412]
    for reply in replies:
        for name, value in REPLY_HEADERS:
            assert reply.headers.get_list(name) == [value], reply.status_code
        assert "server" not in reply.headers
        assert "set-cookie" not in reply.headers
        assert not [name for name in reply.headers if name.startswith("access-control")]
    malformed = running.raw(b"NONSENSE\r\n\r\n")
    assert b"doorstep-protocol: 1" in malformed.lower()


# --- bodies ---------------------------------------------------------------------------------------


def test_a_body_one_byte_too_long_is_refused_with_and_without_a_length(running: Running) -> None:
    fits = b" " * (settings.MAX_BODY - 2) + b"{}"
    json_type = {"Content-Type": "application/json"}
    with running.http(**json_type) as client:
        assert client.post("/v1/score", content=fits).status_code == 422
        assert client.post("/v1/score", content=b" " + fits).status_code == 413
        streamed = (fits[i : i + 50_000] for i in range(0, len(fits), 50_000))
        assert client.post("/v1/score", content=streamed).status_code == 422
        streamed = ((b" " + fits)[i : i + 50_000] for i in range(0, len(fits) + 1, 50_000))
        assert client.post("/v1/score", content=streamed).status_code == 413


def test_a_length_too_great_is_refused_before_the_body_is_sent(running: Running) -> None:
    lines = [f"{k}: {v}" for k, v in request(running, Content_Length=str(10**8))]
    with socket.create_connection(("127.0.0.1", running.port), timeout=4) as connection:
        connection.sendall("\r\n".join(["POST /v1/score HTTP/1.1", *lines, "", ""]).encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_half_sent_body_is_answered_and_closed(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.2)
    lines = [f"{k}: {v}" for k, v in request(running, Content_Length="100")]
    half = "\r\n".join(["POST /v1/score HTTP/1.1", *lines, "", '{"mess']).encode()
    reply = running.raw(half)  # Returns when the service closes the connection.
    assert reply.startswith(b"HTTP/1.1 408")
    assert b"too_slow" in reply


def test_a_trickled_body_is_cut_off_by_the_whole_time(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.3)
    lines = [f"{k}: {v}" for k, v in request(running, Content_Length="100000")]
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall("\r\n".join(["POST /v1/score HTTP/1.1", *lines, "", ""]).encode())
        try:
            for _ in range(200):
                connection.sendall(b" ")
                time.sleep(0.02)
        except OSError:
            pass
        else:
            assert connection.recv(100).startswith(b"HTTP/1.1 408")


def test_more_requests_than_places_are_told_to_wait(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MAX_IN_FLIGHT", 0)
    with running.http() as client:
        reply = client.get("/v1/status")
    assert reply.status_code == 503
    assert reply.json()["error"]["code"] == "busy"
    monkeypatch.undo()
    with running.http() as client:
        assert client.get("/v1/status").status_code == 200


def test_pairing_learns_the_origin(running: Running) -> None:
    code = new_code(running.store)
    with running.http(Origin=FIREFOX.replace("2f", "4f")) as client:
        del client.headers["Authorization"]
        reply = client.post("/v1/pair", json={"code": code, "name": "Firefox"})
        assert reply.status_code == 200
        token = reply.json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        assert client.get("/v1/status").status_code == 200
    with running.http(Authorization=f"Bearer {token}") as elsewhere:
        assert elsewhere.get("/v1/status").status_code == 403
