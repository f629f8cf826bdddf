"""Who judges a stranger's letters best: Doorstep, the plain way and bogofilter, on the same folds.

Every message of the corpus is judged by a fit that saw all writers but its own. Bogofilter is told
all, then for each writer in turn that writer's letters are taken back out of its list of words,
judged, and put in again: the same as one list a writer, in a fraction of the time. It is timed
besides on single messages, as a mail program runs it: a process each.

``python -m tests.bench.folds`` measures it alone and prints its section.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.corpus import CorpusRow, read_corpus
from model.evaluate import Figures, figures
from model.train import train
from tests.bench.learning import Bogofilter, Floats
from tests.bench.plain import counter, line, truth_of

NO_BOGOFILTER = "not installed (`apt install bogofilter-sqlite`)"


def doorstep(rows: Sequence[CorpusRow]) -> Floats:
    """Doorstep's own probabilities; the encoder's attributes, too, come from others' letters."""
    return train(rows).left_out


def plain(rows: Sequence[CorpusRow]) -> Floats:
    """Probabilities of TF-IDF and logistic regression.

    Words are counted once for all; whatever only the writer left out uses gets no weight.
    """
    counts, truth = counter().fit_transform([row.text for row in rows]), truth_of(rows)
    found = np.zeros(len(rows))
    for out in folds(rows):
        found[out] = line().fit(counts[~out], truth[~out]).predict_proba(counts[out])[:, 1]
    return found


def bogofilter(rows: Sequence[CorpusRow], folder: Path) -> Floats:
    """One minus the spamicity that bogofilter gives."""
    judge, found = Bogofilter(folder), np.zeros(len(rows))
    judge.learn_all(rows)
    for out in folds(rows):
        theirs = [row for row, is_out in zip(rows, out, strict=True) if is_out]
        judge.learn_all(theirs, forget=True)
        found[out] = judge.judge(theirs)
        judge.learn_all(theirs)
    return found


def folds(rows: Sequence[CorpusRow]) -> list[np.ndarray]:
    """Mark each writer's rows, writer by writer."""
    writer = np.array([row.writer for row in rows])
    return [writer == name for name in np.unique(writer)]


def bogofilter_times(rows: Sequence[CorpusRow], rounds: int = 100) -> list[float] | None:
    """Milliseconds of bogofilter for one message each, taught all ``rows``; ``None``: no such."""
    if not shutil.which("bogofilter"):
        return None
    with tempfile.TemporaryDirectory() as name:
        judge = Bogofilter(Path(name))
        judge.learn_all(rows)
        spent = []
        for row in rows[:: max(1, len(rows) // rounds)][:rounds]:
            start = time.perf_counter()
            judge.spamicity(row)
            spent.append((time.perf_counter() - start) * 1000)
    return spent


TEXT = """
## Strangers' letters

All {count:,} messages of the corpus with text, each judged by a fit that saw no letter of its
writer ({writers} writers). *Plain* is TF-IDF of words and pairs of words into logistic regression
(`tests/bench/plain.py`); *bogofilter* is Debian's filter of that name, its number taken as it is.
SpamBayes is not here: its last release (1.1b3, of 2017) needs Python 2 to be built.

| judge | AUC | accuracy at the middle | Brier |
| --- | --- | --- | --- |
{table}
"""


def section(rows: Sequence[CorpusRow] | None = None) -> str:
    """Measure, and write the figures as a section of docs/benchmarks.md."""
    rows = [row for row in rows or read_corpus(Path("training_data")) if row.has_note]
    truth = truth_of(rows)
    lines = [told("Doorstep", figures(doorstep(rows), truth))]
    lines.append(told("plain", figures(plain(rows), truth)))
    if shutil.which("bogofilter"):
        with tempfile.TemporaryDirectory() as name:
            lines.append(told("bogofilter", figures(bogofilter(rows, Path(name)), truth)))
    else:
        lines.append(f"| bogofilter | {NO_BOGOFILTER} | – | – |")
    return TEXT.format(count=len(rows), writers=len(folds(rows)), table="\n".join(lines))


def told(name: str, found: Figures) -> str:
    """Lay out one row."""
    return f"| {name} | {found.auc:.3f} | {found.accuracy:.3f} | {found.brier:.3f} |"


if __name__ == "__main__":
    sys.stdout.write(section())
