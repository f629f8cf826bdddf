"""Check the training data: rows, repeats, and cues of the surface that would give the label away.

Run by ``python -m model.corpus FOLDER``; exit status 1 if there is a problem.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from model import duplicates
from model.attributes import NAMES
from model.corpus import (
    CorpusError,
    CorpusRow,
    HoldoutRow,
    Reading,
    read_corpus,
    read_holdout,
    read_readings,
)
from model.records import LabelledMessage

STRONGEST_CUE = 0.65
"""A surface cue that alone reaches this AUC, or one minus it, is a problem."""

SAME = 0.999
LEAST_KAPPA = 0.9
"""Below this agreement of writers and readers the labels are in doubt as a whole."""

DEFAULT_TEXTS = {"default", "default_text", "generic_request"}
"""Types of rows that hold what a site writes when the sender writes nothing."""

_POLITE = re.compile(
    r"\b(?:please|thank|thanks|kind|kindly|sorry|regards|sincerely|bitte|danke|gruß|grüße\w*|merci|"
    r"cordialement|gracias|saludos?|por favor|obrigad[oa]|abraço|grazie|prego|groet\w*|alvast)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:hi|hello|hey|dear|good (?:morning|day)|hallo|guten|sehr geehrte|liebe\w?|bonjour|salut|"
    r"cher|chère|hola|buen\w+|estimad\w|olá|oi|prezad\w|ciao|buongiorno|gentile|beste|dag)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|\w\.(?:com|net|org|io|de|fr)\b")

CUES: dict[str, Callable[[LabelledMessage], float]] = {
    "characters": lambda row: len(row.text),
    "words per line": lambda row: len(row.text.split()) / (row.text.count("\n") + 1),
    "greeting": lambda row: _GREETING.match(row.text) is not None,
    "polite words": lambda row: len(_POLITE.findall(row.text)),
    "question mark": lambda row: "?" in row.text,
    "exclamation mark": lambda row: "!" in row.text,
    "link": lambda row: _LINK.search(row.text) is not None,
    "digits": lambda row: sum(c.isdigit() for c in row.text),
    "capital letters": lambda row: sum(map(str.isupper, row.text)) / max(len(row.text), 1),
    "emoji": lambda row: any(ord(c) >= 0x1F300 for c in row.text),
    "inbox message": lambda row: row.kind == "inbox_message",
    "language is English": lambda row: row.lang == "en",
    "mutual contacts": lambda row: (row.sender and row.sender.mutual) or 0,
}


class Cue(BaseModel):
    """How well one cue of the surface tells relationships from leaflets by itself."""

    name: str
    leaflet: float
    relationship: float
    difference: float
    auc: float


def cues(rows: Sequence[LabelledMessage]) -> list[Cue]:
    """Measure every cue: mean by class, difference in standard deviations, AUC."""
    truth = np.array([row.label == "relationship" for row in rows])
    found = []
    for name, read in CUES.items():
        value = np.array([float(read(row)) for row in rows])
        low, high = value[~truth].mean(), value[truth].mean()
        found.append(
            Cue(
                name=name,
                leaflet=low,
                relationship=high,
                difference=(high - low) / (value.std() or 1.0),
                auc=float(roc_auc_score(truth, value)),
            )
        )
    return found


def problems(corpus: Sequence[CorpusRow], holdout: Sequence[HoldoutRow]) -> Iterator[str]:
    """Give every broken rule as one sentence."""
    counts = Counter(row.id for row in [*corpus, *holdout])
    yield from (f"id {name} occurs {n} times" for name, n in counts.items() if n > 1)
    noted = [row for row in corpus if row.has_note]
    texts = [row.text for row in noted]
    for i, j, alike in duplicates.pairs(texts, texts):
        if i < j and _repeats(noted[i], noted[j], alike):
            yield f"{noted[i].id} and {noted[j].id} are nearly the same ({alike:.2f})"
    for i, j, alike in duplicates.pairs([row.text for row in holdout], texts):
        yield f"{holdout[i].id} of the holdout is in the corpus as {noted[j].id} ({alike:.2f})"
    for cue in cues(corpus):
        if not 1 - STRONGEST_CUE <= cue.auc <= STRONGEST_CUE:
            yield f"the cue '{cue.name}' alone gives the label away (AUC {cue.auc:.2f})"


def disputed(corpus: Sequence[CorpusRow], readings: Sequence[Reading]) -> list[str]:
    """Give the ids of the rows whose first reader came down on the other side."""
    label = {row.id: row.label for row in corpus}
    return [r.id for r in of_reader(1, readings) if label[r.id] != r.label]


def reading_problems(corpus: Sequence[CorpusRow], readings: Sequence[Reading]) -> Iterator[str]:
    """Give every broken rule: the first reader read each noted row once, others at most once."""
    first = Counter(reading.id for reading in of_reader(1, readings))
    others = Counter((r.id, r.reader) for r in readings if r.reader != 1)
    noted = {row.id for row in corpus if row.has_note}
    yield from (f"{name} was read {first[name]} times" for name in noted if first[name] != 1)
    yield from (f"reader {r} read {name} {n} times" for (name, r), n in others.items() if n != 1)
    found = first.keys() | {name for name, _ in others}
    yield from (f"the reading of {name} is of no row" for name in found - noted)
    if first.keys() == noted and (kappa := agreement(corpus, readings)) < LEAST_KAPPA:
        yield f"writers and readers agree too little (kappa {kappa:.2f})"


def of_reader(reader: int, readings: Sequence[Reading]) -> list[Reading]:
    """Give what one reader read."""
    return [reading for reading in readings if reading.reader == reader]


def agreement(corpus: Sequence[CorpusRow], readings: Sequence[Reading]) -> float:
    """Measure Cohen's kappa between the writers' labels and the first reader's."""
    label, first = {row.id: row.label for row in corpus}, of_reader(1, readings)
    return float(cohen_kappa_score([label[r.id] for r in first], [r.label for r in first]))


class BetweenReaders(NamedTuple):
    """How far two readers agree on the ``n`` rows both have read.

    ``kappa``: Cohen's, of the sides they came down on; ``apart``: mean difference of their scores;
    ``attributes``: kappa of each attribute.
    """

    n: int
    kappa: float
    apart: float
    attributes: dict[str, float]


def between_readers(readings: Sequence[Reading]) -> BetweenReaders | None:
    """Compare the first two readers; ``None`` where no row has two."""
    first = {reading.id: reading for reading in of_reader(1, readings)}
    pairs = [(first[r.id], r) for r in of_reader(2, readings) if r.id in first]
    if not pairs:
        return None
    one, two = zip(*pairs, strict=True)
    return BetweenReaders(
        n=len(pairs),
        kappa=float(cohen_kappa_score([r.label for r in one], [r.label for r in two])),
        apart=float(np.mean([abs(a.score - b.score) for a, b in pairs])),
        attributes={
            name: float(
                cohen_kappa_score(
                    [name in r.attributes for r in one], [name in r.attributes for r in two]
                )
            )
            for name in NAMES
        },
    )


def _repeats(one: CorpusRow, other: CorpusRow, alike: float) -> bool:
    """Tell whether two near-duplicates are one too many.

    Minimal pairs of one writer are meant; a site's default text comes in several wordings.
    """
    if alike > SAME:
        return True
    default = one.type in DEFAULT_TEXTS and other.type in DEFAULT_TEXTS
    minimal_pair = one.writer == other.writer and one.label != other.label
    return not (default or minimal_pair)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m model.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder training_data")
    folder = parser.parse_args(arguments).folder
    try:
        corpus, holdout = read_corpus(folder), read_holdout(folder)
        readings = read_readings(folder)
    except (CorpusError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(_table(corpus, holdout))
    found = [*problems(corpus, holdout), *reading_problems(corpus, readings)]
    if not found:
        doubted = disputed(corpus, readings)
        sys.stdout.write(
            f"\nfirst reader and writers: kappa {agreement(corpus, readings):.3f}, "
            f"{len(doubted)} rows disputed: {' '.join(doubted)}\n{_readers(readings)}"
        )
    sys.stdout.write("\n".join(["", *found, f"{len(found) or 'No'} problems.", ""]))
    return 1 if found else 0


def _readers(readings: Sequence[Reading]) -> str:
    found = between_readers(readings)
    if found is None:
        return ""
    each = ", ".join(f"{name} {kappa:.2f}" for name, kappa in found.attributes.items())
    return (
        f"two readers, {found.n} rows: kappa {found.kappa:.3f}, {found.apart:.1f} points apart; "
        f"attributes: {each}\n"
    )


def _table(corpus: Sequence[CorpusRow], holdout: Sequence[HoldoutRow]) -> str:
    lines = [f"{'writer':22}{'rows':>7}{'leaflet':>10}{'relationship':>14}  languages"]
    groups: dict[str, list[LabelledMessage]] = {}
    for row in corpus:
        groups.setdefault(row.writer, []).append(row)
    groups["holdout"] = list(holdout)
    for name, rows in groups.items():
        labels = Counter(row.label for row in rows)
        spoken = " ".join(sorted({row.lang or "?" for row in rows}))
        lines.append(
            f"{name:22}{len(rows):7}{labels['leaflet']:10}{labels['relationship']:14}  {spoken}"
        )
    lines += ["", f"{'cue':22}{'leaflet':>9}{'relation':>10}{'difference':>12}{'AUC':>7}"]
    lines += [
        f"{c.name:22}{c.leaflet:9.2f}{c.relationship:10.2f}{c.difference:+12.2f}{c.auc:7.2f}"
        for c in cues(corpus)
    ]
    return "\n".join(lines) + "\n"
