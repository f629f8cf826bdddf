"""How soon a killed service answers again, and how soon one ends that is told to or that is second.

``python -m tests.faults.restart [--rounds 7]``: each round starts the real service, has it store a
label, kills it with SIGKILL and takes the time from the next start to the first answer with 200;
has one asked for a long score end; and starts a second one beside the first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx

from server.paths import DataFolder
from server.store import Store
from tests.server.test_serve import command, free_port, label, message, started


def seconds(work: Callable[[], object]) -> float:
    """Take the time of something."""
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 2)


def second_ends(data: DataFolder) -> None:
    """Start a service where one runs already."""
    run = subprocess.run(command(data, free_port()), capture_output=True, check=False)
    assert run.returncode == 1


def answers_again(data: DataFolder) -> float:
    """Label, kill, start; gives the seconds until the first 200."""
    with started(data) as service, service.http() as http:
        new = label(message(1, f"Which loom? {time.monotonic_ns()}"))
        http.post("/v1/labels", json={"labels": [new]}).raise_for_status()
        service.process.kill()
    port = free_port()
    start = time.perf_counter()
    with subprocess.Popen(
        command(data, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        headers = {"Doorstep-Protocol": "1", "Authorization": f"Bearer {service.token}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
            while not answered(http):
                time.sleep(0.01)
        took = round(time.perf_counter() - start, 2)
        process.kill()
    with closing(Store.open(data)) as store:
        assert new["key"] in {stored.key for stored in store.current_labels()}
    return took


def ends_in_a_score(data: DataFolder) -> float:
    """Ask for the score of 25 long texts, say half a second later that it is to end."""
    long = [
        message(number, f"Which loom for linen, number {number}? " * 200) for number in range(25)
    ]
    with started(data) as service, service.http() as http, ThreadPoolExecutor(1) as asking:
        asking.submit(http.post, "/v1/score", json={"messages": long, "explain": True})
        time.sleep(0.5)
        return seconds(lambda: service.end())


def answered(http: httpx.Client) -> bool:
    """Whether the service answers with 200."""
    try:
        return http.get("/v1/status").status_code == 200
    except httpx.TransportError:
        return False


def main() -> None:
    """Build a starter, take the times, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = range(parser.parse_args().rounds)
    with tempfile.TemporaryDirectory() as folder:
        data = DataFolder(Path(folder) / "data")
        build = [sys.executable, "-m", "server.cli", "score", "--data-dir", str(data.root)]
        subprocess.run(build, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        print("killed to first 200, seconds:", sorted(answers_again(data) for _ in rounds))
        print("told to end in a score, seconds:", sorted(ends_in_a_score(data) for _ in rounds))
        with started(data):
            ends = sorted(seconds(lambda: second_ends(data)) for _ in rounds)
            print("a second service ends, seconds:", ends)


if __name__ == "__main__":
    main()
