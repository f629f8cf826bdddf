"""How a training grows with the labels: whole trainings of a user with 100 to 20,000 of them.

The model part alone (`model.train`), as the training process runs it. ``python -m
tests.bench.growth`` measures it alone and prints its section.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from model.corpus import CorpusRow, read_corpus
from model.encoder import MemoEncoder, shared_encoder
from model.records import OwnLabel
from model.train import train
from tests.bench.history import messages

COUNTS = (100, 1_000, 5_000, 20_000)


def labels(count: int) -> list[OwnLabel]:
    """Invent labelled messages, no two texts the same."""
    return [
        OwnLabel(
            **message.model_dump(exclude={"thread"}, exclude_none=True),
            label="leaflet" if number % 3 else "relationship",
            source="badge",
        )
        for number, message in enumerate(islice(messages(count), count))
    ]


def seconds(corpus: Sequence[CorpusRow], count: int) -> tuple[float, float]:
    """Time of a training on ``corpus`` and so many labels, by the wall's clock, and of the next.

    The next takes the starter over from the first, as the service's do.

    The next has what the encoder made of the texts, as the service's does. It has one thread, so it
    is told in processor time, which others on the machine change less.
    """
    own, encoder = labels(count), MemoEncoder(shared_encoder())
    start = time.perf_counter()
    trained = train(corpus, own, encoder=encoder)
    spent = time.perf_counter() - start
    start = time.process_time()
    train(corpus, own, encoder=encoder, like=trained)
    return spent, time.process_time() - start


def exponent(counts: Sequence[float], spent: Sequence[float]) -> float:
    """Give the slope of a straight line through the logarithms: 1 is linear."""
    return float(np.polyfit(np.log(counts), np.log(spent), 1)[0])


TEXT = """
## A training against the number of labels

Whole trainings on the corpus and that many invented labels, none of whose texts had been read.
Time grows with the labels to the power of {whole:.2f}; what comes on top of a training without any
({none:.1f} s), to the power of {beyond:.2f} (goal: no worse than linear, so at most 1). The last
column: the next training, which takes the starter over from the first and is handed what the
encoder made of the texts, as the service's are; without a label it takes {idle:.1f} s.

| labels | seconds | beyond no label | milliseconds a label | texts read before, processor seconds |
| --- | --- | --- | --- | --- |
{rows}
"""


def section(counts: Sequence[int] = COUNTS, corpus: Sequence[CorpusRow] | None = None) -> str:
    """Measure, and write the figures as a section of docs/benchmarks.md."""
    corpus = corpus or read_corpus(Path("training_data"))
    seconds(corpus, 0)  # The encoder is opened, and what is read but once is read.
    none, idle = seconds(corpus, 0)
    spent, again = zip(*(seconds(corpus, count) for count in counts), strict=True)
    beyond = [max(each - none, 1e-3) for each in spent]
    rows = [
        f"| {count:,} | {whole:.1f} | {more:.1f} | {1000 * more / count:.1f} | {read:.1f} |"
        for count, whole, more, read in zip(counts, spent, beyond, again, strict=True)
    ]
    return TEXT.format(
        whole=exponent(counts, spent),
        beyond=exponent(counts, beyond),
        none=none,
        idle=idle,
        rows="\n".join(rows),
    )


if __name__ == "__main__":
    sys.stdout.write(section())
