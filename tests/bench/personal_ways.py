"""Ways for a user's labels to move the judge, side by side on the same invented users.

``python -m tests.bench.personal_ways`` prints the table of docs/judgement.md. What is compared is
the personal layer alone: starter, features and votes of the labels are the same for all. Each
other way is given several strengths, and the best of them by its mean over the six users is told:
that favours the others.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from model.centred import adapt
from model.corpus import read_corpus
from model.encoder import MemoEncoder, shared_encoder
from model.features import DENSE_COLUMNS, LEANS, MEANING_COLUMNS, NUANCE_COLUMNS, Features
from model.personal import PRECISION, ReadTexts, Rows, moved
from model.pipeline import STRENGTH
from model.records import LabelledMessage
from model.starter import fit_rows, starter_rows
from tests.bench.learning import CHECKPOINTS, Floats, figures, read_users

Way = Callable[[Rows, sparse.csr_matrix], Floats]
"""Labels and rows to score in, log-odds out."""


def precision_of(readable: float, scale: float = 1.0) -> Floats:
    """Give one for each column: ``readable`` for attributes and signals, else as Doorstep's."""
    found = np.full(DENSE_COLUMNS.stop + 2**14, PRECISION["words"] * scale)
    found[: len(LEANS)] = readable
    found[MEANING_COLUMNS] = PRECISION["meaning"] * scale
    found[NUANCE_COLUMNS] = PRECISION["nuance"] * scale
    return found


def empty(like: LogisticRegression) -> LogisticRegression:
    """Give a classifier that knows nothing but how often there are relationships."""
    blank = LogisticRegression().set_params(**like.get_params())
    blank.classes_, blank.n_features_in_ = like.classes_, like.n_features_in_
    blank.coef_, blank.intercept_ = np.zeros_like(like.coef_), like.intercept_.copy()
    return blank


def centred(starter: LogisticRegression) -> Way:
    """Pull the starter's weights towards the labels (``model/personal.py``; Doorstep's way)."""
    return lambda labels, rows: moved(starter, labels).decision_function(rows)


def joint(starter: LogisticRegression, corpus: Rows, strength: float) -> Way:
    """Fit everything anew to the corpus and the labels together; a label counts ``strength``."""

    def way(labels: Rows, rows: sparse.csr_matrix) -> Floats:
        together = sparse.vstack([corpus.matrix, labels.matrix], "csr")
        truth = np.concatenate([corpus.truth, labels.truth])
        weight = np.concatenate([corpus.weight, strength * labels.weight])
        fitted = adapt(empty(starter), together, truth, weight, precision_of(1 / STRENGTH))
        return fitted.decision_function(rows)

    return way


def nearest(starter: LogisticRegression, strength: float, least: float) -> Way:
    """Leave the starter as it is and let the labelled texts that mean nearly the same vote."""

    def way(labels: Rows, rows: sparse.csr_matrix) -> Floats:
        found = starter.decision_function(rows)
        alike = (rows[:, MEANING_COLUMNS] @ labels.matrix[:, MEANING_COLUMNS].T).toarray()
        near = np.maximum(alike - least, 0) / (1 - least) * labels.weight
        votes = near @ np.where(labels.truth, 1.0, -1.0)
        return found + strength * votes / (1 + near.sum(axis=1))

    return way


def stacked(starter: LogisticRegression, few: float, scale: float) -> Way:
    """Fit a second model to the labels alone; it counts the more, the more labels there are."""

    def way(labels: Rows, rows: sparse.csr_matrix) -> Floats:
        blank = empty(starter)
        blank.intercept_[:] = 0
        precision = precision_of(1.0, scale)
        own = adapt(blank, labels.matrix, labels.truth, labels.weight, precision)
        share = len(labels.truth) / (len(labels.truth) + few)
        return starter.decision_function(rows) + share * own.decision_function(rows)

    return way


def ways(starter: LogisticRegression, corpus: Rows) -> Iterator[tuple[str, str, Way]]:
    """Give each way's name, what its strength is, and the way."""
    yield "prior-centred (Doorstep)", "as shipped", centred(starter)
    for strength in (1.0, 10.0, 50.0):
        yield (
            "joint refit",
            f"a label counts {strength:.0f} times",
            joint(starter, corpus, strength),
        )
    for strength in (1.0, 2.0, 4.0):
        for least in (0.3, 0.6, 0.8):
            name = f"at most {strength:.0f} of log-odds, from a cosine of {least}"
            yield "nearest labelled texts vote", name, nearest(starter, strength, least)
    for few in (10.0, 40.0):
        for scale in (1.0, 4.0):
            name = f"half its weight at {few:.0f} labels, held {scale:.0f} times as firmly"
            yield "second model stacked", name, stacked(starter, few, scale)


def measured() -> dict[tuple[str, str], tuple[list[float], list[float], float]]:
    """Give AUC by checkpoint (mean of the users), the least gain on the starter, and ms a fit."""
    encoder = MemoEncoder(shared_encoder())
    features = Features(encoder)
    corpus = starter_rows(read_corpus(Path("training_data")), features)
    starter = fit_rows(corpus, np.ones(len(corpus.truth), dtype=bool))
    users = read_users().values()
    prepared = [prepare(stream, features, encoder) for stream in users]
    return {
        (name, how): summed([curve(way, starter, *user) for user in prepared])
        for name, how, way in ways(starter, corpus)
    }


def prepare(
    stream: Sequence[LabelledMessage], features: Features, encoder: MemoEncoder
) -> tuple[Sequence[LabelledMessage], ReadTexts, Features]:
    """Read a user's texts once."""
    encoder.learn(message.text for message in stream)
    return stream, ReadTexts(), features


def curve(
    way: Way,
    starter: LogisticRegression,
    stream: Sequence[LabelledMessage],
    read: ReadTexts,
    features: Features,
) -> tuple[list[float], list[float], list[float]]:
    """Give AUC, gain on the starter and seconds after each number of labels but none."""
    auc, gain, seconds = [], [], []
    for seen in CHECKPOINTS[1:]:
        labels = read.rows(stream[:seen], features)
        rows = read.rows(stream[seen:], features).matrix
        began = time.perf_counter()
        scores = way(labels, rows)
        seconds.append(time.perf_counter() - began)
        found = figures(scores, stream[seen:]).auc
        before = figures(starter.decision_function(rows), stream[seen:]).auc
        assert found is not None
        assert before is not None
        auc.append(found)
        gain.append(found - before)
    return auc, gain, seconds


def summed(
    curves: Sequence[tuple[list[float], list[float], list[float]]],
) -> tuple[list[float], list[float], float]:
    """Average the users; of the gains keep the least of all."""
    auc, gain, seconds = (np.array(part) for part in zip(*curves, strict=True))
    return list(auc.mean(axis=0)), list(gain.min(axis=0)), 1000 * float(seconds.mean())


def table() -> str:
    """Lay out the best strength of each way, by its mean."""
    best: dict[str, tuple[str, list[float], list[float], float]] = {}
    for (name, how), (auc, gain, ms) in measured().items():
        if name not in best or np.mean(auc) > np.mean(best[name][1]):
            best[name] = how, auc, gain, ms
    heads = " | ".join(f"after {n}" for n in CHECKPOINTS[1:])
    lines = [
        f"| way | {heads} | worst user, against the starter | a fit |",
        "| --- |" + " --- |" * (len(CHECKPOINTS) + 1),
    ]
    for name, (how, auc, gain, ms) in best.items():
        cells = " | ".join(f"{value:.3f}".lstrip("0") for value in auc)
        lines.append(f"| {name}: {how} | {cells} | {min(gain):+.3f} | {ms:.0f} ms |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
