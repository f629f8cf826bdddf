"""How far looks and bribes move scores, on more messages than the tests': a table of points.

``python -m tests.bench.sturdiness``: the twelve messages of ``tests/model/perturb.py``, the
holdout, and 200 rows of the corpus drawn by chance. Bribes are tried on English leaflets alone.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from model.corpus import read_corpus, read_holdout
from model.records import LabelledMessage
from model.train import train
from model.trained import TrainedModel
from tests.model.perturb import BRIBES, CHANGES, LEAFLETS, MESSAGES

TRAINING_DATA = Path(__file__).parents[2] / "training_data"
DRAWN, SEED = 200, 3


def main() -> None:
    """Train the starter and print the table."""
    corpus = [row for row in read_corpus(TRAINING_DATA) if row.has_note]
    trained = train(corpus)
    sets: dict[str, Sequence[LabelledMessage]] = {
        "holdout": read_holdout(TRAINING_DATA),
        "corpus": random.Random(SEED).sample(corpus, DRAWN),
    }
    texts = {
        "twelve": [message.format(name="Robin") for message in MESSAGES],
        **{name: [row.text for row in rows] for name, rows in sets.items()},
    }
    leaflets = {
        "twelve": list(LEAFLETS),
        **{
            name: [row.text for row in rows if row.lang == "en" and row.label == "leaflet"]
            for name, rows in sets.items()
        },
    }
    sys.stdout.write("| | " + " | ".join(f"{n} ({len(t)})" for n, t in texts.items()) + " |\n")
    sys.stdout.write("| --- " * (len(texts) + 1) + "|\n")
    for line in (*lines(trained, texts, CHANGES, abs), *lines(trained, leaflets, BRIBES)):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def lines(
    trained: TrainedModel,
    texts: Mapping[str, Sequence[str]],
    changes: Mapping[str, Callable[[str], str]],
    size: Callable[[np.ndarray], np.ndarray] = np.asarray,
) -> Iterator[str]:
    """Give a line a change: median and 95th percentile of the points moved, in each set."""
    before = {name: trained.probabilities(found) for name, found in texts.items()}
    for change, altered in changes.items():
        cells = []
        for name, found in texts.items():
            after = trained.probabilities([altered(text) for text in found])
            moved = size(100 * (after - before[name]))
            cells.append(f"{np.median(moved):.1f} / {np.percentile(moved, 95):.1f}")
        yield f"| {change} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
