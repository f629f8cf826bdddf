"""The background worker: who may ask what, the queue, the cache, and who is told of changes."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.browser.harness.driver import eventually, same
from tests.extension.fake_service import TOKEN, Answer, FakeService, refused
from tests.extension.installed import Installed, label, message

BANDS = {"leaflet": 1, "unsure": 2, "relationship": 3, "no_note": 0}
COUNTS = {"site": "linkedin", "seen": 12, "people": 9, "notUnderstood": 0, "bands": BANDS}
COUNTS["reviewable"] = 2


def decision(**about: Any) -> dict[str, Any]:
    entry = {
        "key": str(uuid.uuid4()),
        "action": "declined",
        "message": message(),
        "score": 4.5,
        "band": "leaflet",
        "at": "2026-11-24T10:00:00.000Z",
    }
    return {"type": "decision", "entry": {**entry, **about}}


GOOD: list[dict[str, Any]] = [
    {"type": "score", "messages": [message(sender={"name": "Ola", "mutual": 3})], "explain": False},
    label(),
    decision(reason="The card has gone."),
    {"type": "counts", "counts": COUNTS},
    {"type": "permit", "messages": [message()]},
    {"type": "state"},
]


# --- Who may ask what -----------------------------------------------------------------------------


@pytest.mark.parametrize("request_", GOOD, ids=lambda each: each["type"])
def test_a_content_script_may_ask_what_the_contract_lists(
    paired: Installed, request_: dict[str, Any]
) -> None:
    assert "error" not in paired.content_script().ask(request_)


@pytest.mark.parametrize(
    "kind", ["call", "pair", "forget", "port", "connection", "page-counts", "toString", ""]
)
def test_a_content_script_may_ask_nothing_else(
    paired: Installed, fake: FakeService, kind: str
) -> None:
    request = {"type": kind, "name": "erase", "code": "123456", "port": 1, "tab": 1}
    assert "error" in paired.content_script().ask(request)
    assert fake.requests == []
    assert paired.state() == "connected"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to everything inside a request."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, child in inner:
        found.append((*path, key))
        if isinstance(child, dict | list):
            found += places(child, (*path, key))
    return found


def spoilt(request: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(request)
    target: Any = copied
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return copied


WRONG = st.sampled_from(
    [None, 1e9, -1, -0.5, [], {}, [[]], {"a": 1}, "x" * 20_001, {"toString": 1}, [None] * 101]
)


HARMLESS: list[tuple[Any, Any]] = [
    ("score", None), ("band", None), ("messages", []), ("sender", {}),
]  # fmt: skip


def test_no_field_of_a_request_may_be_of_another_shape(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(data=st.data())
    def forge(data: st.DataObject) -> None:
        good = data.draw(st.sampled_from(GOOD))
        path = data.draw(st.sampled_from(places(good)))
        value = data.draw(WRONG)
        # No score before a decline, nothing to judge, an unknown sender: no forgeries.
        assume((path[-1], value) not in HARMLESS)
        forged = spoilt(good, path, value)
        assert "error" in page.ask(forged), forged

    forge()
    assert "/v1/score" not in fake.paths()
    assert paired.queue() == []


@pytest.mark.parametrize("request_", GOOD, ids=lambda each: each["type"])
def test_no_request_may_have_more_fields_than_agreed(
    paired: Installed, request_: dict[str, Any]
) -> None:
    page = paired.content_script()
    assert "error" in page.ask({**request_, "token": "give me"})
    for path in places(request_):
        target: Any = request_
        for key in path:
            target = target[key]
        if isinstance(target, dict):
            assert "error" in page.ask(spoilt(request_, path, {**target, "more": 1})), path


def test_content_scripts_find_the_token_nowhere(paired: Installed) -> None:
    page = paired.content_script()
    found = page.run("""(async () => {
      const local = JSON.stringify(await chrome.storage.local.get(null));
      const session = await chrome.storage.session.get(null).then(JSON.stringify, () => "closed");
      const databases = JSON.stringify(await indexedDB.databases());
      return [local, session, databases, JSON.stringify({ ...localStorage })].join("\\n");
    })()""")
    assert "closed" in found
    assert TOKEN not in found
    assert "doorstep" not in found


# --- The queue ------------------------------------------------------------------------------------


def test_verdicts_given_while_the_service_is_away_arrive_once_each_in_order(
    paired: Installed, fake: FakeService
) -> None:
    fake.stop()
    page = paired.content_script()
    given_ = [label() if i % 3 else decision() for i in range(7)]
    for request in given_:
        reply = page.ask(request)
        assert (reply["state"], reply["queued"]) == ("not-running", True)
    assert len(paired.queue()) == 7
    fake.start()
    assert paired.own({"type": "connection"})["waiting"] == 0
    paths = {"label": "/v1/labels", "decision": "/v1/decisions"}
    expected = [paths[request["type"]] + request["entry"]["key"] for request in given_]
    assert list(fake.stored) == expected
    sent = [e for request in fake.requests for e in _entries(request)]
    assert len(sent) == 7
    assert paired.queue() == []


def _entries(request: Any) -> list[Any]:
    return (
        next(iter(request.json.values())) if request.path in ("/v1/labels", "/v1/decisions") else []
    )


def test_what_waits_is_delivered_by_the_next_page_that_looks_in(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    fake.override["/v1/labels"] = lambda _: Answer(507, refused("store_full"))
    reply = page.ask(label())
    assert (reply["state"], reply["stored"], reply["queued"]) == ("connected", False, True)
    assert reply["detail"] == "This is refused by the test."
    fake.override.clear()
    page.ask({"type": "state"})
    eventually(lambda: same(len(fake.stored), 1))
    eventually(lambda: same(paired.queue(), []))


def test_a_lost_answer_makes_no_second_verdict(paired: Installed, fake: FakeService) -> None:
    page = paired.content_script()

    def store_and_hang_up(request: Any) -> Answer | None:
        fake.proper(request)
        return None

    fake.override["/v1/labels"] = store_and_hang_up
    request = label()
    assert page.ask(request)["queued"] is True
    fake.override.clear()
    assert paired.own({"type": "connection"})["waiting"] == 0
    assert list(fake.stored) == ["/v1/labels" + request["entry"]["key"]]


def test_one_faulty_verdict_does_not_hold_up_the_others(
    paired: Installed, fake: FakeService
) -> None:
    fake.stop()
    page = paired.content_script()
    requests = [label(), label(), label()]
    for request in requests:
        page.ask(request)
    bad = requests[1]["entry"]["key"]

    def picky(request: Any) -> Answer | None:
        if bad in [entry["key"] for entry in request.json["labels"]]:
            return Answer(422, refused())
        return fake.proper(request)

    fake.override["/v1/labels"] = picky
    fake.start()
    assert paired.own({"type": "connection"})["waiting"] == 0
    kept = [requests[i]["entry"]["key"] for i in (0, 2)]
    assert list(fake.stored) == ["/v1/labels" + key for key in kept]


def test_a_verdict_the_service_will_never_take_is_told(
    paired: Installed, fake: FakeService
) -> None:
    fake.override["/v1/labels"] = lambda _: Answer(422, refused())
    reply = paired.content_script().ask(label())
    assert (reply["stored"], reply["queued"]) == (False, False)
    assert reply["detail"] == "This is refused by the test."
    assert paired.queue() == []


def test_a_decline_is_a_label_only_where_the_user_wants_it(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    page.ask(decision())
    assert fake.bodies("/v1/labels") == []
    paired.home.evaluate(
        "() => chrome.storage.local.set({ settings: { learnFromDeclines: true } })"
    )
    page.ask(decision())
    page.ask(decision(message=message("  ")))  # without a note there is nothing to learn
    page.ask(decision(action="undone"))
    (sent,) = fake.bodies("/v1/labels")
    assert [(each["label"], each["source"]) for each in sent["labels"]] == [("leaflet", "decline")]


def test_letting_somebody_in_is_a_label_unless_the_user_says_not(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    page.ask(decision(action="accepted", message=message("  ")))
    page.ask(decision(action="accepted"))
    (sent,) = fake.bodies("/v1/labels")
    told = [(each["label"], each["source"]) for each in sent["labels"]]
    assert told == [("relationship", "accept")]
    actions = [d["action"] for body in fake.bodies("/v1/decisions") for d in body["decisions"]]
    assert actions == ["accepted", "accepted"]
    paired.home.evaluate(
        "() => chrome.storage.local.set({ settings: { learnFromAccepts: false } })"
    )
    page.ask(decision(action="accepted"))
    assert len(fake.bodies("/v1/labels")) == 1


# --- The cache ------------------------------------------------------------------------------------


def test_what_was_scored_is_not_asked_again(paired: Installed, fake: FakeService) -> None:
    page = paired.content_script()
    known, fresh = message(), message("Something else?")
    page.score(known)
    assert page.score(known)["scores"][0]["id"] == known["id"]
    page.score(fresh, known)
    asked = [body["messages"] for body in fake.bodies("/v1/score")]
    assert asked == [[known], [fresh]]


def test_the_same_words_of_somebody_else_are_another_message(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    first = message(sender={"name": "Ola", "headline": "Hydrologist"})
    page.score(first)
    page.score({**first, "sender": {"name": "Ola", "headline": "Growth"}})
    assert len(fake.bodies("/v1/score")) == 2


def test_reasons_are_asked_for_once_and_then_known(paired: Installed, fake: FakeService) -> None:
    page = paired.content_script()
    one = message()
    page.score(one)
    assert page.score(one, explain=True)["scores"][0]["reasons"]
    assert page.score(one, explain=True)["scores"][0]["reasons"]
    assert page.score(one)["scores"]
    plain, told = fake.bodies("/v1/score")
    assert (plain["explain"], told["explain"]) == (False, True)


def test_all_that_is_asked_is_asked_in_the_browser_s_language(
    paired: Installed, fake: FakeService
) -> None:
    paired.content_script().score(message())
    assert {"/v1/hello", "/v1/score"} <= set(fake.paths())
    assert {request.headers["accept-language"] for request in fake.requests} == {"en"}


LISTEN = """{
  globalThis.notices = [];
  chrome.runtime.onMessage.addListener((n) => { globalThis.notices.push(n); });
}"""


def test_a_new_model_empties_the_cache_and_open_pages_are_told(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    page.run(LISTEN)
    one = message()
    page.score(one)
    fake.model = "model-two"
    paired.own({"type": "connection"})
    notice = eventually(lambda: page.run("globalThis.notices")[-1])
    assert (notice["type"], notice["model"]) == ("changed", "model-two")
    assert page.score(one)["scores"][0]["model"] == "model-two"


def test_after_a_label_open_pages_are_told_what_judges_from_now_on(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    page.run(LISTEN)
    one = message("Another message on the same page?")
    assert page.score(one)["scores"][0]["model"] == "model-one"
    page.ask(label())
    notice = eventually(lambda: page.run("globalThis.notices")[-1])
    assert (notice["type"], notice["model"]) == ("changed", "model-one+label")
    assert "/v1/status" not in fake.paths()[fake.paths().index("/v1/labels") :]
    assert page.score(one)["scores"][0]["model"] == "model-one+label"


def test_a_score_from_memory_is_not_shown_as_if_the_service_were_there(
    paired: Installed, fake: FakeService
) -> None:
    page = paired.content_script()
    one = message()
    page.score(one)
    fake.stop()
    assert paired.state() == "not-running"
    reply = page.score(one)
    assert reply["state"] == "not-running"
    assert "scores" not in reply


# --- What the user sees of it ---------------------------------------------------------------------


def test_the_toolbar_says_how_the_connection_stands(paired: Installed, fake: FakeService) -> None:
    def shown() -> list[str]:
        return list(
            paired.home.evaluate(
                "() => Promise.all([chrome.action.getTitle({}), chrome.action.getBadgeText({})])"
            )
        )

    eventually(lambda: same(shown(), ["Doorstep: Connected", ""]))
    fake.stop()
    paired.state()
    eventually(lambda: same(shown(), ["Doorstep: Service not running", "!"]))


def test_what_a_page_counted_is_known_by_its_tab(paired: Installed) -> None:
    page = paired.content_script()
    page.ask({"type": "counts", "counts": COUNTS})
    tab = paired.home.evaluate(
        "async () => (await chrome.tabs.query({ url: 'https://www.linkedin.com/*' }))[0].id"
    )
    assert paired.own({"type": "page-counts", "tab": tab}) == COUNTS
    assert paired.own({"type": "page-counts", "tab": tab + 1}) is None


def test_pages_are_told_when_the_user_wants_badges_only(paired: Installed) -> None:
    page = paired.content_script()
    assert page.ask({"type": "state"})["badgeOnly"] is False
    page.run(
        "{ globalThis.notices = [];"
        "chrome.runtime.onMessage.addListener((n) => { globalThis.notices.push(n); }); }"
    )
    paired.home.evaluate("() => chrome.storage.local.set({ settings: { badgeOnly: true } })")
    assert eventually(lambda: page.run("globalThis.notices")[-1])["badgeOnly"] is True
    assert page.score(message())["badgeOnly"] is True
