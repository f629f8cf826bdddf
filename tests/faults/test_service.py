"""A service that stands still, and one that is told to end in the middle of its work."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import closing

import httpx
import pytest

from server.paths import DataFolder
from server.store import Store
from tests.server.test_retrain import until
from tests.server.test_serve import Process, label, message, started

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")


def stands_still_and_goes_on(service: Process) -> str:
    """Stop it while a label comes; give the label's key, delivered again afterwards."""
    new = label(message(1, "Does the tide mill still turn?"))
    with service.http() as http:
        service.process.send_signal(signal.SIGSTOP)
        with pytest.raises(httpx.TimeoutException):
            http.post("/v1/labels", json={"labels": [new]}, timeout=1)
        service.process.send_signal(signal.SIGCONT)
    with service.http() as http:
        assert http.post("/v1/labels", json={"labels": [new]}).status_code == 200
    return str(new["key"])


def keep_labelling(service: Process, given: list[str], wrong: list[int]) -> None:
    """Label until the service is gone; an answer other than 200 or none at all is wrong."""
    with service.http() as http:
        while True:
            new = label(message(len(given), f"Which loom? {time.monotonic_ns()}"))
            try:
                reply = http.post("/v1/labels", json={"labels": [new]})
            except httpx.TransportError:
                return
            if reply.status_code != 200:
                wrong.append(reply.status_code)
                return
            given.append(new["key"])


def test_it_stands_still_goes_on_and_ends_in_the_middle_of_requests(data: DataFolder) -> None:
    wrong: list[int] = []
    with started(data) as service:
        given = [stands_still_and_goes_on(service)]
        writers = [
            threading.Thread(target=keep_labelling, args=(service, given, wrong)) for _ in range(8)
        ]
        for writer in writers:
            writer.start()
        while len(given) < 20:
            time.sleep(0.01)
        assert service.end(within=5) == 0
        for writer in writers:
            writer.join()
    assert set(wrong) <= {503}, "answered or refused"
    assert not data.database.with_name(f"{data.database.name}-wal").exists()
    with closing(Store.open(data)) as store:
        keys = [stored.key for stored in store.current_labels()]
        assert set(given) <= set(keys)
        assert len(keys) == len(set(keys))
        assert store.check() == []
    said = data.log_file.read_text()
    assert "listens on port" in said
    assert "ended, with everything on disk" in said


JUDGES_FOR_EVER = """
import time
from server import cli, context

def judge(*asked):
    print("judging", flush=True)
    time.sleep(3600)

context.Context._score = judge
cli.main()
"""


def test_work_without_end_is_refused_and_not_waited_for(data: DataFolder) -> None:
    replies: list[httpx.Response] = []
    with started(data, sys.executable, "-c", JUDGES_FOR_EVER) as service, service.http() as http:
        http.post("/v1/labels", json={"labels": [label(message())]}).raise_for_status()
        ask = {"messages": [message()]}
        asking = threading.Thread(
            target=lambda: replies.append(http.post("/v1/score", json=ask, timeout=60))
        )
        asking.start()
        until(lambda: "judging\n" in service.said)
        assert service.end(within=60) == 0
        asking.join()
    (reply,) = replies
    assert reply.status_code == 503
    assert reply.headers["Doorstep-Protocol"] == "1"
    assert reply.json()["error"] == {
        "code": "busy", "message": "Doorstep is ending; ask again when it is back.",
    }  # fmt: skip
    assert not data.database.with_name(f"{data.database.name}-wal").exists()
    assert "ended, with everything on disk" in data.log_file.read_text()
