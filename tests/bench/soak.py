"""Soaks the real service in a steady rain of requests; prints memory and latency minute by minute.

``python -m tests.bench.soak [MINUTES] [RATE]`` (60 minutes, 50 requests a second): scores of one
message, every tenth with reasons, every fiftieth a label (``--labels`` for more of them), every
hundredth a look into history and state, all of texts not seen before. Flat means that a straight
line through the minutes, the first fifth left out, does not climb by more than a tenth of the mean
over the whole time. Exit status 1 if memory is not flat or a request failed; latency is told and
not judged, for it is the machine's.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.bench.service import Process, doorstep, free_port, quantiles, token

WORDS = ("loom", "linen", "kestrel", "barge", "quarry", "lantern", "ferry", "offer", "meet", "team")
CLIMB = 0.1
"""Of the mean, over the whole time."""


def message(number: int) -> dict[str, str]:
    """A text that no other number has."""
    picked = random.Random(number).choices(WORDS, k=24)
    return {"id": f"m{number}", "text": f"{' '.join(picked)} {number}?", "kind": "inbox_message"}


def request(service: Process, number: int, every: int) -> None:
    """Send the request that is due; one of ``every`` is a label."""
    told = message(number)
    if number % 100 == 0:
        service.get("/v1/status")
        service.post("/v1/messages/search", {"text": "kestrel", "limit": 20})
    elif number % every == every - 1:
        label = {"key": str(uuid.uuid4()), "message": told, "source": "badge"}
        label["label"] = "leaflet" if number % 3 else "relationship"
        service.post("/v1/labels", {"labels": [label]})
    else:
        service.post("/v1/score", {"messages": [told], "explain": number % 10 == 8})


def minute(
    service: Process, numbers: Iterator[int], rate: float, every: int, seconds: float
) -> list[float]:
    """Send at ``rate`` for ``seconds``; gives the milliseconds each answer took.

    A late one is not made up for by a burst: the rain goes on as it can.
    """
    spent = []
    end = time.monotonic() + seconds
    due = time.monotonic()
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        start = time.perf_counter()
        request(service, next(numbers), every)
        spent.append((time.perf_counter() - start) * 1000)
        due = max(due + 1 / rate, time.monotonic() - 1)
    return spent


def climb(values: list[float]) -> float:
    """How far a straight line through ``values`` climbs from first to last, in parts of their mean.

    The first fifth is left out: caches fill.
    """
    kept = values[len(values) // 5 :]
    if len(kept) < 2:
        return 0.0
    line = statistics.linear_regression(range(len(kept)), kept)
    return line.slope * (len(kept) - 1) / statistics.mean(kept)


def soak(
    service: Process, minutes: int, rate: float, every: int = 50, seconds: float = 60
) -> list[list[float]]:
    """Rain for ``minutes``; prints and gives a row a minute: requests, p50, p99, MB."""
    numbers, rows = count(), []
    print("| minute | requests | p50 ms | p99 ms | RSS MB |\n| --- | --- | --- | --- | --- |")
    for number in range(1, minutes + 1):
        spent = minute(service, numbers, rate, every, seconds)
        row = [float(len(spent)), *quantiles(spent), service.rss_mb()]
        rows.append(row)
        print(
            f"| {number} | {row[0]:.0f} | {row[1]:.1f} | {row[2]:.1f} | {row[3]:.0f} |", flush=True
        )
    return rows


def main() -> int:
    """Soak a service in a folder of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("minutes", nargs="?", type=int, default=60)
    parser.add_argument("rate", nargs="?", type=float, default=50)
    parser.add_argument("--labels", type=int, default=50, help="one request of so many is a label")
    parser.add_argument("--data", type=Path, help="a data folder with a model, to be written to")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = asked.data or Path(name) / "data"
        secret, port = token(data), free_port()
        service = doorstep(data, port)
        try:
            service.wait_until_open()
            service.headers["Authorization"] = f"Bearer {secret}"
            # A training is another process and another measurement.
            service.call("PUT", "/v1/settings", '{"auto_train": false}')
            rows = soak(service, asked.minutes, asked.rate, asked.labels)
        finally:
            service.stop()
    memory, median = climb([row[3] for row in rows]), climb([row[1] for row in rows])
    print(f"memory climbs by {memory:+.1%} of its mean, p50 by {median:+.1%}")
    return int(memory > CLIMB)


if __name__ == "__main__":
    sys.exit(main())
