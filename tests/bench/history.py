"""A history as large as a user may gather: 100,000 invented messages and 5,000 labels.

``python -m tests.bench.history`` measures it alone and prints its rows.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from model.calibration import Thresholds
from model.corpus import read_corpus
from model.records import Message, Score
from server.paths import DataFolder
from server.store import NewLabel, Store
from tests.bench.service import Process, doorstep, free_port, quantiles, token

MESSAGES, LABELS = 100_000, 5_000
AT_ONCE = 1_000
SEED = 20_261_125
BANDS = Thresholds(leaflet=0.2, relationship=0.8)
FIRST = ("Ana", "Björn", "Chidi", "Dana", "Émile", "Fatima", "Goran", "Hana", "Ivo", "Jun")
LAST = ("Abel", "Baptiste", "Costa", "Dubois", "Eriksson", "Fischer", "Garcia", "Horvat")
TRADES = ("Account executive", "Bookbinder", "Cartographer", "Data engineer", "Editor", "Founder")


def messages(count: int) -> Iterator[Message]:
    """Texts of the corpus, each time with another opening and another sender."""
    texts = [row.text for row in read_corpus(Path("training_data")) if row.text.strip()]
    choose = random.Random(SEED)
    for number in range(count):
        name = f"{choose.choice(FIRST)} {choose.choice(LAST)}"
        yield Message.model_validate(
            {
                "id": f"m{number}",
                "site": "www.linkedin.com",
                "kind": "inbox_message" if number % 3 else "connection_request",
                "text": f"Hello {number}, {texts[number % len(texts)]}",
                "sender": {"name": name, "headline": choose.choice(TRADES), "mutual": number % 7},
            }
        )


def fill(data: DataFolder, model: str, count: int = MESSAGES, labelled: int = LABELS) -> None:
    """Put ``count`` scored messages into the database of ``data`` and label some of them."""
    choose = random.Random(SEED)
    every = count // labelled
    with closing(Store.open(data)) as store:
        stream = enumerate(messages(count))
        while chunk := list(islice(stream, AT_ONCE)):
            scored = [(message, score(message, choose, model)) for _, message in chunk]
            store.record_scores(scored)
            store.add_labels(
                [
                    NewLabel(
                        str(uuid.UUID(int=number + 1)),
                        message,
                        "relationship" if judged.score and judged.score > 50 else "leaflet",
                        "badge",
                    )
                    for (number, message), (_, judged) in zip(chunk, scored, strict=True)
                    if number % every == 0
                ]
            )


def score(message: Message, choose: random.Random, model: str) -> Score:
    """A made-up verdict: most are leaflets."""
    points = round(100 * choose.betavariate(0.7, 1.2), 1)
    return Score(id=message.id, score=points, band=BANDS.band(points / 100), model=model)


PAGES, ROUNDS = 100, 60
WORDS = ("coffee", "the", "hello 7777", "Björn Dubois", "would love to hear", "zzzqqq", "quantum")


def questions(service: Process) -> dict[str, list[Callable[[], object]]]:
    """The calls to be measured: by name, several of each kind in turn."""

    def search(**filters: object) -> Callable[[], object]:
        return lambda: service.post("/v1/messages/search", dict(filters))

    deep = None
    for _ in range(PAGES - 1):
        deep = service.post("/v1/messages/search", {"cursor": deep} if deep else {})["next"]
    return {
        "search, first page": [search()],
        f"search, page {PAGES}": [search(cursor=deep)],
        "search by words": [search(text=words) for words in WORDS],
        "search by band and label": [
            search(band="unsure", label="none"),
            search(band="relationship", label="relationship"),
        ],
        "insights": [lambda: service.get("/v1/insights")],
        "bulk": [lambda: service.get("/v1/bulk")],
        "strictness": [lambda: service.get("/v1/strictness")],
        "status": [lambda: service.get("/v1/status")],
    }


def rows(data: Path) -> list[str]:
    """Fill the database of ``data``, serve it, and tell how long each question takes."""
    secret, port = token(data), free_port()
    service = doorstep(data, port)  # The starter model is built, and so its name known.
    service.wait_until_open()
    service.stop()
    with closing(Store.open(DataFolder(data))) as store:
        model = store.active_model()
    assert model is not None
    fill(DataFolder(data), model)
    service = doorstep(data, port)
    service.headers["Authorization"] = f"Bearer {secret}"
    service.wait_until_open()
    lines = []
    for name, calls in questions(service).items():
        spent = []
        for number in range(ROUNDS):
            start = time.perf_counter()
            calls[number % len(calls)]()
            spent.append((time.perf_counter() - start) * 1000)
        p50, p99 = quantiles(spent)
        goal = "p95 <= 50 ms" if name.startswith("search") else "-"
        lines.append(
            f"| {MESSAGES:,} messages: {name} | - | {p50:.1f} / {p99:.1f} ms | - | {goal} |"
        )
    lines += [*retrain(service, "the first training"), *retrain(service, "the next training")]
    lines.append(
        f"| {MESSAGES:,} messages: memory of the service | - | {service.rss_mb():.0f} MB | - |"
        " <= 500 MB |"
    )
    service.stop()
    return lines


def retrain(service: Process, name: str) -> list[str]:
    """Train on all labels, and score one message after another meanwhile.

    The first may have to read texts that the service has not come to yet; the next has none.
    """
    ask = {"messages": [{"id": "1", "text": "", "kind": "inbox_message"}]}

    def spent(number: int) -> float:
        ask["messages"][0]["text"] = f"Could you tell me how you keep the {number} probes dry?"
        start = time.perf_counter()
        service.post("/v1/score", ask)
        return (time.perf_counter() - start) * 1000

    idle = [spent(number) for number in range(200)]
    start = time.perf_counter()
    job = service.post("/v1/train", {})["job"]
    busy: list[float] = []
    while service.get(f"/v1/train/{job}")["state"] == "running":
        busy.append(spent(1000 + len(busy)))
    seconds = time.perf_counter() - start
    (i50, i99), (b50, b99) = quantiles(idle), quantiles(busy)
    return [
        f"| {LABELS:,} labels: {name}, scores asked for meanwhile | - | {seconds:.0f} s | - |"
        " <= 30 s |",
        f"| a score during {name}, and before | {b99 / i99:.1f} x (p99) |"
        f" {b50:.1f} / {b99:.1f} ms | {i50:.1f} / {i99:.1f} ms | p99 <= 2 x |",
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.stdout.write("\n".join(rows(Path(name) / "data")) + "\n")
