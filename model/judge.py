"""The measuring stick: one table of how good the judge is, at home and outside.

``python -m model.judge training_data [--far FILE]`` trains the starter model and prints the
table. ``--far`` names a file of real text of another trade (e-mail, text messages) with the fields
``text``, ``label`` and ``set``; it is not part of this repository.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.corpus import HoldoutRow, read_corpus, read_holdout
from model.evaluate import Figures, evaluate
from model.records import LabelledMessage
from model.train import train
from model.trained import TrainedModel


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m model.judge", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder training_data")
    parser.add_argument("--far", type=Path, help="a file of far messages")
    options = parser.parse_args(arguments)
    trained = train(read_corpus(options.folder))
    lines = [
        "| messages | n | AUC | Brier | ECE | accuracy |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    sets: dict[str, Sequence[LabelledMessage]] = {
        **holdout_sets(read_holdout(options.folder)),
        **far_sets(options.far),
    }
    lines += [_line(name, evaluate(trained, rows)) for name, rows in sets.items()]
    metrics = trained.metadata["metrics"]
    for name, found in {"all writers": metrics["out_of_fold"], **metrics["writers"]}.items():
        lines.append(_line(f"left-out writer: {name}", Figures(**found)))
    lines += ["", "| label | leaflet | unsure | relationship |", "| --- | --- | --- | --- |"]
    for label, shares in band_shares(trained, sets["holdout"]).items():
        lines.append(f"| {label} | " + " | ".join(f"{s:.1%}" for s in shares.values()) + " |")
    bands = trained.thresholds
    lines.append(f"\nBands: leaflet < {bands.leaflet:.3f} <= unsure < {bands.relationship:.3f}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def holdout_sets(rows: Sequence[HoldoutRow]) -> dict[str, list[HoldoutRow]]:
    """Slice the holdout by language and by how clear its publisher's verdict was."""
    english = [row for row in rows if row.lang == "en"]
    other = [row for row in rows if row.lang != "en"]
    return {
        "holdout": list(rows),
        "English, clear": [row for row in english if row.sure],
        "English, all": english,
        "other languages, clear": [row for row in other if row.sure],
        "other languages, all": other,
        "connection requests": [row for row in rows if row.kind == "connection_request"],
        "inbox messages": [row for row in rows if row.kind == "inbox_message"],
    }


def far_sets(path: Path | None) -> dict[str, list[LabelledMessage]]:
    """Read a file of far messages into its sets; nothing if there is no file."""
    sets: dict[str, list[LabelledMessage]] = {}
    if path is not None:
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                sets.setdefault(row["set"], []).append(LabelledMessage.model_validate(row))
    return sets


def band_shares(
    trained: TrainedModel, rows: Iterable[LabelledMessage]
) -> dict[str, dict[str, float]]:
    """Give, for each label, the share of its messages in each band."""
    messages = [row for row in rows if row.has_note]
    bands = [score.band for score in trained.score(messages)]
    shares: dict[str, dict[str, float]] = {}
    for label in ("leaflet", "relationship"):
        mine = [b for b, row in zip(bands, messages, strict=True) if row.label == label]
        shares[label] = {
            band: mine.count(band) / max(len(mine), 1)
            for band in ("leaflet", "unsure", "relationship")
        }
    return shares


def _line(name: str, found: Figures) -> str:
    values = (found.auc, found.brier, found.ece, found.accuracy)
    cells = ["–" if value is None else f"{value:.3f}" for value in values]
    return f"| {name} | {found.n} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
