"""The ledger: every request that leaves the browser is in it, and no word of anybody."""

from __future__ import annotations

import time
from typing import Any

from tests.extension.fake_service import FakeService
from tests.extension.installed import Installed, message

READ = """async () => {
  const { read } = await import(chrome.runtime.getURL("lib/ledger.js"));
  return read();
}"""
ENTER = """async (count) => {
  const { enter } = await import(chrome.runtime.getURL("lib/ledger.js"));
  for (let n = 0; n < count; n += 1) {
    await enter({ method: "GET", path: `/v1/job/${n}`, bytes: 2, status: 200 });
  }
}"""


def ledger(extension: Installed) -> dict[str, Any]:
    found: dict[str, Any] = extension.page("pages/options.html").evaluate(READ)
    return found


def caught_up(extension: Installed, fake: FakeService, before: int) -> dict[str, Any]:
    """The ledger with every request the service has seen; a line is written after its answer."""
    deadline = time.monotonic() + 10
    while True:
        sent = len(fake.requests)
        found = ledger(extension)
        if found["sum"]["requests"] - before >= sent:
            return found
        assert time.monotonic() < deadline, f"{sent} requests, not all entered"
        time.sleep(0.05)


def test_each_request_is_entered_with_its_size_and_answer(
    paired: Installed, fake: FakeService
) -> None:
    earlier = ledger(paired)
    before = earlier["sum"]["requests"]
    newest = max(line["at"] for line in earlier["lines"])
    fake.requests.clear()
    script = paired.content_script()
    script.score(message("A canary nobody may find in the ledger"))
    after = caught_up(paired, fake, before)
    after["lines"] = [line for line in after["lines"] if line["at"] > newest]
    sent = [(each.method, each.path) for each in fake.requests]
    assert len(sent) >= 2
    lines = [(line["method"], line["path"]) for line in after["lines"]]
    assert lines.count(("POST", "/v1/score")) == sent.count(("POST", "/v1/score")) == 1
    (scored,) = [line for line in after["lines"] if line["path"] == "/v1/score"]
    (body,) = [each.body for each in fake.requests if each.path == "/v1/score"]
    assert scored["bytes"] == len(body)
    assert scored["status"] == 200
    assert "canary" not in str(after)
    assert "Bearer" not in str(after)


def test_a_request_without_an_answer_is_entered_too(paired: Installed, fake: FakeService) -> None:
    fake.stop()
    paired.own({"type": "call", "name": "status"})
    assert ledger(paired)["lines"][0]["status"] == 0


def test_the_newest_few_hundred_are_kept_and_all_are_counted(paired: Installed) -> None:
    page = paired.page("pages/options.html")
    before = page.evaluate(READ)["sum"]["requests"]
    page.evaluate(ENTER, 510)
    found = page.evaluate(READ)
    assert len(found["lines"]) == 500
    assert found["sum"]["requests"] >= before + 510
    assert "/v1/job/509" in {line["path"] for line in found["lines"]}
    assert "/v1/job/0" not in {line["path"] for line in found["lines"]}


def test_the_desk_shows_it(paired: Installed) -> None:
    desk = paired.page("pages/review.html#ledger")
    desk.locator("#requests code", has_text="POST /v1/hello").first.wait_for()
    told = desk.locator("#ledger-sum").text_content() or ""
    assert "requests since" in told
