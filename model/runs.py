"""A run of the measuring stick: its figures and predictions, and how two runs differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from model.bootstrap import FIGURES, HIGHER_IS_BETTER, auc, figures, interval
from model.calibration import Thresholds
from model.slices import Slice

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HEADINGS = ("AUC", "Brier", "ECE", "relationships lost", "leaflets found")
"""What ``model.bootstrap.FIGURES`` are called in a table."""


class Row(BaseModel):
    """One slice: its figures (by ``FIGURES``; ``None`` where undefined) and its predictions.

    ``auc_interval`` is the 95 % bootstrap interval. ``keys``, ``probability`` (six decimals) and
    ``truth`` (is it a relationship?) are in the same order.
    """

    name: str
    n: int
    figures: dict[str, float | None]
    auc_interval: tuple[float, float] | None
    keys: list[str]
    probability: list[float]
    truth: list[bool]


class Run(BaseModel):
    """Everything one run found; ``model`` names what was measured."""

    model: dict[str, Any]
    bands: Thresholds
    rows: list[Row]


def measured(found: Slice, bands: Thresholds) -> Row:
    """Work out the figures of a slice."""
    probability, truth = found.probability, found.truth
    values = figures(probability, truth, bands, np.ones((1, len(truth))))[0]
    both = 0 < truth.sum() < len(truth)
    ends = interval(lambda weights: auc(probability, truth, weights), truth) if both else None
    return Row(
        name=found.name,
        n=len(truth),
        figures=dict(zip(FIGURES, map(_number, values), strict=True)),
        auc_interval=(float(ends[0]), float(ends[1])) if ends else None,
        keys=found.keys.tolist(),
        probability=probability.round(6).tolist(),
        truth=truth.tolist(),
    )


def table(rows: list[Row]) -> Iterator[str]:
    """Lay the figures out as lines of a Markdown table."""
    yield "| messages | n | AUC | 95 % | " + " | ".join(HEADINGS[1:]) + " |"
    yield "| --- " * (len(HEADINGS) + 3) + "|"
    for row in rows:
        ends = row.auc_interval
        area, *others = (_shown(name, row.figures[name]) for name in FIGURES)
        between = f"{ends[0]:.3f}–{ends[1]:.3f}" if ends else "–"
        yield f"| {row.name} | {row.n} | {area} | {between} | " + " | ".join(others) + " |"


def comparison(first: Run, second: Run) -> Iterator[str]:
    """Lay out how the second run differs from the first, as lines of a Markdown table.

    Where both judged the same messages, each difference has its 95 % interval by the paired
    bootstrap (the same resample for both), and the word *better* or *worse* if that interval lies
    wholly on one side of nothing. Each run is held to its own bands.
    """
    yield "| messages | n | " + " | ".join(HEADINGS) + " |"
    yield "| --- " * (len(HEADINGS) + 2) + "|"
    others = {row.name: row for row in second.rows}
    for row in first.rows:
        if row.name in others:
            n, cells = _differences(row, others[row.name], first.bands, second.bands)
            yield f"| {row.name} | {n} | " + " | ".join(cells) + " |"
    alone = {row.name for row in first.rows} ^ set(others)
    yield from [f"In one run only: {name}" for name in sorted(alone)]


def _differences(
    before: Row, after: Row, bands_before: Thresholds, bands_after: Thresholds
) -> tuple[int, list[str]]:
    """Compare on the messages both have; without any, give the bare differences."""
    then, now, truth = _paired(before, after)
    if not len(truth):
        pairs = [(before.figures[name], after.figures[name]) for name in FIGURES]
        return 0, [
            "–" if a is None or b is None else f"{b - a:+.3f} (not paired)" for a, b in pairs
        ]

    def difference(weights: Floats) -> Floats:
        return figures(now, truth, bands_after, weights) - figures(
            then, truth, bands_before, weights
        )

    change = difference(np.ones((1, len(truth))))[0]
    cells = zip(FIGURES, change, *interval(difference, truth), strict=True)
    return len(truth), [_difference(*cell) for cell in cells]


def _paired(before: Row, after: Row) -> tuple[Floats, Floats, Bools]:
    """Find the messages that both judged and that were labelled alike."""
    known = {
        key: (p, label)
        for key, p, label in zip(after.keys, after.probability, after.truth, strict=True)
    }
    both = [
        (p, known[key][0], label)
        for key, p, label in zip(before.keys, before.probability, before.truth, strict=True)
        if key in known and known[key][1] == label
    ]
    then, now, truth = np.array(both, dtype=float).reshape(-1, 3).T
    return then, now, truth.astype(bool)


def _difference(name: str, change: float, low: float, high: float) -> str:
    if np.isnan(change):
        return "–"
    word = ""
    if low > 0 or high < 0:
        word = " better" if (low > 0) == HIGHER_IS_BETTER[name] else " worse"
    return f"{change:+.3f} ({low:+.3f} to {high:+.3f}){word}"


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if name in {"lost", "found"} else f"{value:.3f}"
