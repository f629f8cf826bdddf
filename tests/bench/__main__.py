"""Runs all measurements and writes docs/benchmarks.md."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from model.corpus import read_corpus
from tests.bench import learning, page
from tests.bench.browser import page_to_badge
from tests.bench.history import rows
from tests.bench.service import Process, doorstep, follows_in, free_port, noop, quantiles, token

OUT = Path("docs/benchmarks.md")


def timed(call: Callable[[], object], rounds: int) -> list[float]:
    """Wall-clock milliseconds of each of ``rounds`` calls."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def batches(size: int, count: int) -> list[dict[str, object]]:
    """Requests of ``size`` different corpus messages each, so that no cache can help."""
    rows = [row for row in read_corpus(Path("training_data")) if row.text.strip()]
    return [
        {
            "messages": [
                {
                    "id": str(i),
                    "text": rows[(b * size + i) % len(rows)].text,
                    "kind": "inbox_message",
                }
                for i in range(size)
            ]
        }
        for b in range(count)
    ]


def score_times(real: Process, empty: Process) -> list[str]:
    """POST /v1/score with 1 and 25 messages next to the no-op endpoint, interleaved."""
    lines = []
    for size, rounds, goal in ((1, 400, 5), (25, 80, 40)):
        asks = batches(size, rounds + 5)
        for ask in asks[:5]:
            real.post("/v1/score", ask)
            empty.post("/v1/score", ask)
        ours: list[float] = []
        theirs: list[float] = []
        for ask in asks[5:]:
            ours += timed(lambda ask=ask: real.post("/v1/score", ask), 1)
            theirs += timed(lambda ask=ask: empty.post("/v1/score", ask), 1)
        (p50, p99), (n50, n99) = quantiles(ours), quantiles(theirs)
        lines.append(
            f"| `POST /v1/score`, {size} message{'s' if size > 1 else ''} | {p50 / n50:.1f} x |"
            f" {p50:.1f} / {p99:.1f} ms | {n50:.1f} / {n99:.1f} ms | p50 <= {goal} ms |"
        )
    return lines


def label_times(service: Process) -> list[str]:
    """A label until another badge of the page shows its effect, with few and with many labels."""
    asks = [row for row in batches(1, 530) if row["messages"]]
    lines = []
    for before, own in ((0, asks[:21]), (480, asks[21:])):
        p50, p99 = quantiles(follows_in(service, own, before))
        lines.append(
            f"| a label shows on the other badges, {before or 'no'} labels before it | - |"
            f" {p50:.0f} / {p99:.0f} ms | - | <= 300 ms |"
        )
    return lines


def first_score(data: Path) -> tuple[Process, float]:
    """Starts the service and returns it with the seconds until the first score was answered."""
    secret = token(data)
    port = free_port()
    service = doorstep(data, port)
    service.wait_until_open()
    service.headers["Authorization"] = f"Bearer {secret}"
    service.post("/v1/score", batches(1, 1)[0])
    return service, time.perf_counter() - service.started


def imports_alone() -> float:
    """Seconds a bare `import fastapi, uvicorn, sklearn` takes, for comparison."""
    command = [sys.executable, "-c", "import fastapi, uvicorn, sklearn.linear_model"]
    return min(timed(lambda: subprocess.run(command, check=True), 3)) / 1000


TABLE = """# Benchmarks

Written by `make bench` on {today}: {machine}, Python {python}, {system}. The client, both servers
and the browser share the machine's cores. Times are p50 / p99; ratios first.

| what | against the comparison | Doorstep | comparison | goal |
| --- | --- | --- | --- | --- |
{scores}
| cold start to first score | {ratio:.1f} x | {cold:.1f} s | {bare:.1f} s | - |
| empty folder to first score, starter model built | - | {built:.0f} s | - | build < 90 s |
| memory of the service after scoring | - | {rss:.0f} MB | - | <= 350 MB |
{labels}
| page to badge, worker awake, p50 / p95 | - | {badge50:.0f} / {badge95:.0f} ms | - | <= 150 ms |
{cost}
{history}

The comparison of the first two rows is a FastAPI endpoint with the same request and reply models
that judges nothing; of the third, a bare `import fastapi, uvicorn, sklearn`. The large history has
5,000 labels; `python -m tests.bench.history` measures its rows alone.
"""


def main() -> None:
    """Measure, print and write the table."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        service, built = first_score(data)
        service.stop()
        starts = []
        for _ in range(3):
            service, seconds = first_score(data)
            starts.append(seconds)
            if len(starts) < 3:
                service.stop()
        empty = noop(Path(name))
        empty.wait_until_open()
        scores = score_times(service, empty)
        rss = service.rss_mb()
        labels = label_times(service)
        service.stop()
        empty.stop()
        badge50, badge95 = page_to_badge(data)
        cost = page.rows(data)
        history = rows(Path(name) / "large")
    bare, cold = imports_alone(), statistics.median(starts)
    text = TABLE.format(
        today=date.today().isoformat(),
        machine=platform.machine(),
        python=platform.python_version(),
        system=platform.system(),
        scores="\n".join(scores),
        ratio=cold / bare,
        cold=cold,
        bare=bare,
        built=built,
        rss=rss,
        labels="\n".join(labels),
        badge50=badge50,
        badge95=badge95,
        cost="\n".join(cost),
        history="\n".join(history),
    )
    text += learning.section()
    OUT.write_text(text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
