"""The measuring stick: one table of how good the judge is, at home and outside.

``python -m model.judge training_data`` trains the starter model and prints the table.
``--far`` names a file of real text of another trade (e-mail, text messages) with the fields
``text``, ``label`` and ``set``; it is not part of this repository. ``--json`` keeps all figures
and predictions, ``--plots`` draws them. ``--compare A.json B.json`` tells two kept runs apart.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from model import bootstrap, plots
from model.ablation import ablation
from model.calibration import Thresholds
from model.corpus import (
    CorpusRow,
    HoldoutRow,
    Reading,
    read_corpus,
    read_holdout,
    read_readings,
)
from model.curve import learning_curve
from model.evaluate import Floats
from model.records import Band
from model.runs import Run, comparison, measured, table
from model.slices import Slice, corpus_slices, far_slices, holdout_slices
from model.suspects import suspects
from model.train import train
from model.trained import TrainedModel


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m model.judge", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="the folder training_data")
    parser.add_argument("--far", type=Path, help="a file of far messages")
    parser.add_argument("--json", type=Path, help="where to keep figures and predictions")
    parser.add_argument("--plots", type=Path, help="a folder for the plots")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("A", "B"), help="two kept runs")
    options = parser.parse_args(arguments)
    if options.compare:
        first, second = (
            Run.model_validate_json(path.read_text("utf-8")) for path in options.compare
        )
        _print(comparison(first, second))
        return 0
    if not options.folder:
        parser.error("name the folder training_data, or --compare two kept runs")
    if options.far and not options.far.is_file():
        parser.error(f"there is no file {options.far}")
    corpus, holdout = read_corpus(options.folder), read_holdout(options.folder)
    trained = train(corpus)
    outside = holdout_slices(holdout, trained)
    slices = [*outside, *far_slices(options.far, trained), *corpus_slices(corpus, trained)]
    run = run_of(trained, slices)
    _print([*table(run.rows), "", *band_table(outside[0], trained.thresholds)])
    noted = [row for row in corpus if row.has_note]
    _print(doubted_rows(noted, trained.left_out, read_readings(options.folder)))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(run.model_dump_json(), "utf-8")
    if options.plots:
        write_plots(options.plots, trained, corpus, holdout, outside[0])
    return 0


def run_of(trained: TrainedModel, slices: Sequence[Slice]) -> Run:
    """Measure every slice."""
    bands = trained.thresholds
    named = ("id", "created_at", "data", "encoder", "versions")
    return Run(
        model={name: trained.metadata[name] for name in named},
        bands=bands,
        rows=[measured(found, bands) for found in slices],
    )


def band_table(found: Slice, bands: Thresholds) -> Iterator[str]:
    """Lay out, for each label, the share of its messages in each band."""
    names: tuple[Band, ...] = ("leaflet", "unsure", "relationship")
    yield f"| {found.name} | band leaflet | unsure | relationship |"
    yield "| --- | --- | --- | --- |"
    for label, mine in (("leaflets", ~found.truth), ("relationships", found.truth)):
        held = [bands.band(p) for p in found.probability[mine]]
        shares = [f"{held.count(name) / max(len(held), 1):.1%}" for name in names]
        yield f"| {label} ({len(held)}) | " + " | ".join(shares) + " |"
    low, high = bootstrap.interval(
        lambda weights: bootstrap.figures(found.probability, found.truth, bands, weights)[:, 2],
        found.truth,
    )
    mean, most = bootstrap.chance_error(found.probability)
    yield (
        f"\nECE: 95 % interval {low:.3f}–{high:.3f}; judged perfectly, {len(found.truth)} messages "
        f"with these probabilities would show {mean:.3f} in the mean, {most:.3f} in one case of 20"
    )
    yield f"Bands: leaflet < {bands.leaflet:.3f} <= unsure < {bands.relationship:.3f}"


def doubted_rows(
    corpus: Sequence[CorpusRow], left_out: Floats, readings: Sequence[Reading]
) -> Iterator[str]:
    """Tell how many labels a fit without their writer doubts, and what the blind readers say.

    ``left_out`` is the probability of each row. A doubted label stands where most of writer and
    readers give it; the others are named.
    """
    truth = np.array([row.label == "relationship" for row in corpus])
    said: dict[str, list[bool]] = {}
    for reading in readings:
        said.setdefault(reading.id, []).append(reading.label == "relationship")
    found = suspects(left_out, truth)
    against = {i: [one for one in said.get(corpus[i].id, []) if one != truth[i]] for i in found}
    fallen = [i for i in found if 2 * len(against[i]) > 1 + len(said.get(corpus[i].id, []))]
    yield (
        f"\nLabels doubted by a fit without their writer: {len(found)} of {len(corpus)}; no reader "
        f"shares the doubt in {sum(not one for one in against.values())}, most do in {len(fallen)}"
        f"{': ' if fallen else ''}{', '.join(sorted(corpus[i].id for i in fallen))}"
    )


def write_plots(
    folder: Path,
    trained: TrainedModel,
    corpus: Sequence[CorpusRow],
    holdout: Sequence[HoldoutRow],
    whole: Slice,
) -> None:
    """Draw the five plots of the holdout into ``folder``; ``whole`` is the holdout, scored."""
    bands = trained.thresholds
    features = trained.estimator["features"]
    drawn = {
        "reliability": plots.reliability(whole.probability, whole.truth),
        "scores": plots.distribution(whole.probability, whole.truth, bands),
        "roc": plots.roc(whole.probability, whole.truth, bands),
        "learning": plots.learning(learning_curve(corpus, holdout, features)),
        "ablation": plots.ablation(ablation(corpus, holdout, features)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in drawn.items():
        (folder / f"{name}.svg").write_text(svg, "utf-8")


def _print(lines: Iterator[str] | Sequence[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
