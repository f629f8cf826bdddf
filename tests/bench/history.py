"""A history as large as a user may gather: 100,000 invented messages and 5,000 labels."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from model.calibration import Thresholds
from model.corpus import read_corpus
from model.records import Message, Score
from server.paths import DataFolder
from server.store import NewLabel, Store

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
