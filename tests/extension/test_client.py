"""The one place that talks HTTP: what leaves the browser, to whom, and what an answer means."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.harness.service import free_port
from tests.browser.harness.site import HOST
from tests.extension.fake_service import CODE, TOKEN, Answer, Arrived, FakeService, proof, refused
from tests.extension.installed import Installed, label, message

SECRET = "Somebody wrote this to me alone."
REACH = """async (addresses) => {
  const told = { broken: [], reached: [] };
  addEventListener("securitypolicyviolation", (e) => told.broken.push(e.effectiveDirective));
  for (const to of addresses) await fetch(to, { mode: "no-cors" })
    .then(() => told.reached.push(to), () => {});
  return told;
}"""
WRITE = """() => {
  try { document.body.innerHTML = "<b>x</b>"; } catch (error) { return error.name; }
}"""


def pair(extension: Installed, port: int, code: str = CODE) -> dict:
    return extension.own({"type": "pair", "code": code, "name": "Test", "port": port})


def test_a_code_becomes_a_token_and_a_proved_connection(
    extension: Installed, fake: FakeService
) -> None:
    assert pair(extension, fake.port)["state"] == "connected"
    assert fake.bodies("/v1/pair") == [{"code": CODE, "name": "Test"}]
    hellos = fake.bodies("/v1/hello")
    assert "client" not in hellos[0]
    assert hellos[-1]["client"]
    assert len({hello["nonce"] for hello in hellos}) == len(hellos)


def test_every_request_has_the_protocol_and_only_proved_ones_the_token(
    extension: Installed, fake: FakeService
) -> None:
    pair(extension, fake.port)
    page = extension.content_script()
    page.score(message())
    page.ask(label())
    before = ""
    for request in fake.requests:
        assert request.headers["doorstep-protocol"] == "1"
        open_to_all = request.path in ("/v1/hello", "/v1/pair")
        assert request.headers.get("authorization") == (None if open_to_all else f"Bearer {TOKEN}")
        assert open_to_all or before == "/v1/hello"
        before = request.path
    assert {"/v1/score", "/v1/labels", "/v1/status"} < set(fake.paths())


def test_the_answer_to_a_page_never_holds_the_token(
    extension: Installed, fake: FakeService
) -> None:
    replies = [pair(extension, fake.port), extension.own({"type": "connection"})]
    assert TOKEN not in json.dumps(replies)


def test_without_a_pairing_nothing_is_asked(extension: Installed, fake: FakeService) -> None:
    extension.own({"type": "port", "port": fake.port})
    assert extension.content_script().score(message()) == {
        "state": "not-paired",
        "badgeOnly": False,
        "keys": True,
        "leaflets": {},
    }
    assert fake.requests == []


def test_a_wrong_code_is_refused_and_leaves_a_pairing_alone(
    paired: Installed, fake: FakeService
) -> None:
    assert pair(paired, fake.port, "999999")["state"] == "refused"
    assert paired.state() == "connected"


def test_where_nothing_listens_the_service_is_not_running(extension: Installed) -> None:
    assert pair(extension, free_port())["state"] == "not-running"


def test_a_service_that_hangs_counts_as_not_running(paired: Installed, fake: FakeService) -> None:
    released = threading.Event()

    def hang(_: Arrived) -> Answer | None:
        released.wait(20)
        return None

    fake.everywhere = hang
    try:
        reply = paired.own({"type": "connection"})
        assert (reply["state"], reply["detail"]) == ("not-running", "timeout")
    finally:
        released.set()


def stranger(**about: object) -> Callable[[Arrived], Answer]:
    return lambda _: Answer(protocol=None, **about)  # type: ignore[arg-type]


def impostor(answer: object) -> Callable[[Arrived], Answer]:
    """Knows the protocol and everything public, but not our secret."""
    return lambda _: Answer(body={"product": "doorstep", "protocol": 1, "proof": answer})


STRANGERS = {
    "answers like any web server": stranger(body={"hello": "world"}),
    "says 403 without our header": stranger(status=403),
    "says 412 without our header": stranger(status=412),
    "sends us elsewhere": stranger(status=307, headers={"Location": "/v1/status"}),
    "guesses a proof": impostor("ab" * 32),
    "sends an empty proof": impostor(""),
    "sends a proof that is no hex": impostor("zz" * 32),
    "sends a list for a proof": impostor([1]),
    "repeats an old proof": impostor(proof(TOKEN, b"an old nonce of somebody", 13667)),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_stranger_on_the_port_gets_neither_token_nor_text(
    paired: Installed, fake: FakeService, kind: str
) -> None:
    fake.everywhere = STRANGERS[kind]
    page = paired.content_script()
    assert page.score(message(SECRET))["state"] == "wrong-program"
    reply = page.ask(label(message=message(SECRET)))
    assert (reply["state"], reply["queued"]) == ("wrong-program", True)
    assert paired.state() == "wrong-program"
    heard = "\n".join(request.everything for request in fake.requests)
    assert fake.paths().count("/v1/hello") >= 3
    assert set(fake.paths()) == {"/v1/hello"}
    for secret in (TOKEN, SECRET, "Bearer"):
        assert secret not in heard


def test_a_stranger_who_comes_after_the_service_is_asked_anew(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    assert page.score(message())["state"] == "connected"
    fake.everywhere = stranger(status=200)
    assert page.score(message(SECRET))["state"] == "wrong-program"
    assert SECRET not in "\n".join(request.everything for request in fake.requests)


@pytest.mark.parametrize(
    "answer", [Answer(412, refused("protocol_mismatch")), Answer(200, {}, protocol="2")]
)
def test_another_version_is_told_from_another_program(
    paired: Installed, fake: FakeService, answer: Answer
) -> None:
    fake.everywhere = lambda _: answer
    assert paired.state() == "wrong-version"
    assert pair(paired, fake.port)["state"] == "wrong-version"


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/status"])
def test_an_empty_403_means_refused(paired: Installed, fake: FakeService, path: str) -> None:
    fake.override[path] = lambda _: Answer(403)
    assert paired.state() == "refused"


def test_a_service_that_no_longer_knows_us_refuses_and_gets_no_token(
    paired: Installed, fake: FakeService
) -> None:
    fake.everywhere = impostor(None)
    assert paired.state() == "refused"
    assert set(fake.paths()) == {"/v1/hello"}


def test_many_and_long_messages_go_in_small_requests_and_come_back_in_order(
    paired: Installed, fake: FakeService
) -> None:
    messages = [message(f"{i} " + ("ß" * 19_000 if i % 7 == 0 else "short")) for i in range(100)]
    reply = paired.content_script().score(*messages)
    assert [score["id"] for score in reply["scores"]] == [each["id"] for each in messages]
    sent = [request for request in fake.requests if request.path == "/v1/score"]
    assert all(len(request.body) < 256_000 for request in sent)
    assert all(len(request.json["messages"]) <= 25 for request in sent)
    arrived = [each["id"] for request in sent for each in request.json["messages"]]
    assert arrived == [each["id"] for each in messages]


def test_what_the_service_finds_fault_with_is_no_trouble_of_the_connection(
    paired: Installed, fake: FakeService
) -> None:
    fake.override["/v1/score"] = lambda _: Answer(503, refused("no_model"))
    reply = paired.content_script().score(message())
    assert (reply["state"], reply["detail"]) == ("connected", "This is refused by the test.")
    assert paired.state() == "connected"


def test_pages_that_only_look_in_do_not_keep_knocking(paired: Installed, fake: FakeService) -> None:
    fake.stop()
    page = paired.content_script()
    assert paired.state() == "not-running"
    fake.start()
    fake.requests.clear()
    assert [page.ask({"type": "state"})["state"] for _ in range(5)] == ["not-running"] * 5
    assert fake.requests == []


def test_a_users_action_knocks_at_once(paired: Installed, fake: FakeService) -> None:
    fake.stop()
    assert paired.state() == "not-running"
    fake.start()
    page = paired.content_script()
    assert page.ask(label())["stored"] is True
    assert page.ask({"type": "state"})["state"] == "connected"


def test_a_missing_permission_is_told_from_a_missing_service(
    paired: Installed, fake: FakeService
) -> None:
    fake.stop()
    worker = paired.browser.context.service_workers[0]
    worker.evaluate(
        "() => { globalThis.kept = chrome.permissions.contains;"
        "chrome.permissions.contains = async () => false; }"
    )
    try:
        reply = paired.own({"type": "connection"})
        shown = paired.page("pages/popup.html").locator("#connection")
        expect(shown.locator(".state-title")).to_have_text("Permission missing")
        expect(shown.locator(".state-sentence")).to_contain_text("127.0.0.1")
        expect(shown.locator("button")).to_have_text("Allow it")
    finally:
        worker.evaluate("() => { chrome.permissions.contains = globalThis.kept; }")
    assert (reply["state"], reply["detail"]) == ("not-running", "permission-missing")


def test_the_browser_lets_neither_worker_nor_pages_reach_anything_else(
    paired: Installed, fake: FakeService
) -> None:
    """By the policy in the manifest, whatever our code would do: even where it has a permission."""
    worker = paired.browser.context.service_workers[0]
    page = paired.page("pages/options.html")
    for place in (worker, page):
        told = place.evaluate(REACH, [f"https://{HOST}/feed/", f"http://127.0.0.1:{fake.port}/"])
        assert told == {"broken": ["connect-src"], "reached": [f"http://127.0.0.1:{fake.port}/"]}
    assert page.evaluate(WRITE) == "TypeError"
