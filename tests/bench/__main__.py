"""Runs the measurements and writes docs/benchmarks.md, each part in its place there.

``python -m tests.bench --only table|guard|folds|growth|learning`` runs one of them alone.
``growth``, which trains on 20,000 labels, takes longer than the others and runs only so.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from model.corpus import read_corpus
from tests.bench import folds, growth, guard, learning, page
from tests.bench.browser import page_to_badge
from tests.bench.history import rows
from tests.bench.service import (
    Process,
    doorstep,
    follows_in,
    free_port,
    noop,
    plain,
    quantiles,
    remembering,
    token,
)

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


def score_times(real: Process, known: Process, empty: Process, other: Process) -> list[str]:
    """POST /v1/score next to the no-op endpoint and the plain way, interleaved; and bogofilter.

    ``known`` is asked for all of it once before, so that its encoder has nothing left to read.
    """
    lines = []
    for size, rounds, goal in ((1, 400, 5), (25, 80, 40)):
        asks = batches(size, rounds + 5)
        for ask in asks:
            known.post("/v1/score", ask)
        for service in (real, empty, other):
            service.hang_up()  # Their connections were idle meanwhile.
            for ask in asks[:5]:
                service.post("/v1/score", ask)
        spent: dict[Process, list[float]] = {real: [], known: [], empty: [], other: []}
        for ask in asks[5:]:
            for service, times in spent.items():
                times += timed(lambda s=service, ask=ask: s.post("/v1/score", ask), 1)
        ours, idle = quantiles(spent[real]), quantiles(spent[empty])
        name = f"`POST /v1/score`, {size} message{'s' if size > 1 else ''}"
        lines += [
            row(name, ours, idle, f"p50 <= {goal} ms"),
            row(
                f"{name}: all but the encoder",
                quantiles(spent[known]),
                idle,
                "p50 <= 3 x" if size > 1 else "-",
            ),
            row(f"{name}, against the plain way", ours, quantiles(spent[other]), "-"),
        ]
        if size == 1:
            lines.append(against_bogofilter(ours))
    return lines


def row(name: str, ours: tuple[float, float], theirs: tuple[float, float], goal: str) -> str:
    """Lay out p50 / p99 of both, in milliseconds, with the ratio of the medians first."""
    told = [f"{p50:.1f} / {p99:.1f} ms" for p50, p99 in (ours, theirs)]
    return f"| {name} | {ours[0] / theirs[0]:.1f} x | {told[0]} | {told[1]} | {goal} |"


def against_bogofilter(ours: tuple[float, float]) -> str:
    """The row of one message by bogofilter, or that there is none."""
    spent = folds.bogofilter_times([r for r in read_corpus(Path("training_data")) if r.has_note])
    if spent is None:
        return f"| one message, against bogofilter | - | - | {folds.NO_BOGOFILTER} | - |"
    return row("one message, against bogofilter (a process each)", ours, quantiles(spent), "-")


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

The comparison of a score is a FastAPI endpoint with the same request and reply models that judges
nothing, and where it says so a *plain way*: TF-IDF and logistic regression behind the same models
(`tests/bench/plain.py`). *All but the encoder* is asked of the same service with an encoder that
has read these texts before (`tests/bench/remembering.py`). The comparison of the cold start is a
bare `import fastapi, uvicorn, sklearn`. The large history has 5,000 labels;
`python -m tests.bench.history` measures its rows alone.
"""


def table() -> str:
    """Measure what the table holds, and lay it out."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        service, built = first_score(data)
        service.stop()
        copy = Path(shutil.copytree(data, Path(name) / "copy"))
        starts = []
        for _ in range(3):
            service, seconds = first_score(data)
            starts.append(seconds)
            if len(starts) < 3:
                service.stop()
        known, empty, other = remembering(copy, free_port()), noop(Path(name)), plain()
        known.headers["Authorization"] = f"Bearer {token(copy)}"
        for each in (known, empty, other):
            each.wait_until_open()
        scores = score_times(service, known, empty, other)
        known.stop()
        rss = service.rss_mb()
        labels = label_times(service)
        service.stop()
        empty.stop()
        other.stop()
        badge50, badge95 = page_to_badge(data)
        cost = page.rows(data)
        history = rows(Path(name) / "large")
    bare, cold = imports_alone(), statistics.median(starts)
    return TABLE.format(
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


PARTS: dict[str, Callable[[], str]] = {
    "table": table,
    "guard": guard.section,
    "folds": folds.section,
    "growth": growth.section,
    "learning": learning.section,
}


SLOW = {"growth"}


def put(document: str, part: str) -> str:
    """Put a part into the place of the one of the same title, or at the end."""

    def title(of: str) -> str:
        return of.strip().splitlines()[0]

    pieces = {title(each): each for each in re.split(r"(?=\n## )", document) if each.strip()}
    return "".join({**pieces, title(part): part}.values())


def main() -> None:
    """Measure, print and write all that is not slow; or one part."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    only = parser.parse_args().only
    for name in [only] if only else [part for part in PARTS if part not in SLOW]:
        part = PARTS[name]()
        OUT.write_text(put(OUT.read_text(), part))
        sys.stdout.write(part)


if __name__ == "__main__":
    main()
