"""Five plots of the judge as plain SVG: nothing to install, and text stays text.

Each brings its own ground and ink for light and dark, a title and a description for screen
readers, and tells its lines apart by dashes, shapes, places or words, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score, roc_curve

from model.ablation import Part
from model.calibration import Thresholds
from model.curve import Point
from model.evaluate import BINS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WIDTH, HEIGHT = 640, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 616, 56, 384
"""Edges of the picture and of its field, in units of the view box."""

STYLE = """
svg { --ground: #fff; --ink: #1f2328; --soft: #59636e; --one: #0a58ca; --two: #a84300;
  font: 13px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --ground: #0d1117; --ink: #e6edf3; --soft: #9aa4ae;
  --one: #79b8ff; --two: #ffa657; } }
.ground { fill: var(--ground); }
text { fill: var(--ink); stroke: var(--ground); stroke-width: 4px; paint-order: stroke; }
.head { font-size: 16px; }
.axis { stroke: var(--soft); fill: none; } .guide { stroke: var(--soft); stroke-dasharray: 5 4; }
.one { stroke: var(--one); fill: var(--one); } .two { stroke: var(--two); fill: var(--two); }
.line { fill: none; stroke-width: 2; } .pale { fill-opacity: .35; }
"""


class Chart:
    """An empty chart whose field spans the given values; what is drawn is given in such values."""

    def __init__(
        self,
        title: str,
        description: str,
        across: tuple[str, float, float],
        up: tuple[str, float, float],
    ) -> None:
        self._across, self._up = across, up
        self._svg = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {HEIGHT}",
                "role": "img",
                "aria-labelledby": "title desc",
            },
        )
        self._add("title", title, id="title")
        self._add("desc", description, id="desc")
        self._add("style", STYLE)
        self._add("rect", class_="ground", width=WIDTH, height=HEIGHT)
        self._add("text", title, class_="head", x=LEFT, y=28)
        self._add("path", class_="axis", d=f"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}")
        middle, side = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
        self._add("text", across[0], x=middle, y=HEIGHT - 16, text_anchor="middle")
        turn = f"rotate(-90 18 {side})"
        self._add("text", up[0], x=18, y=side, text_anchor="middle", transform=turn)

    def x(self, value: float) -> float:
        """Place a value across, in units of the view box."""
        _, low, high = self._across
        return round(LEFT + (value - low) / (high - low) * (RIGHT - LEFT), 1)

    def y(self, value: float) -> float:
        """Place a value up, in units of the view box."""
        _, low, high = self._up
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    def ticks(self, across: dict[float, str], up: dict[float, str]) -> None:
        """Write values along both axes."""
        for value, words in across.items():
            self._add("text", words, x=self.x(value), y=BOTTOM + 18, text_anchor="middle")
        for value, words in up.items():
            self._add("text", words, x=LEFT - 8, y=self.y(value) + 4, text_anchor="end")

    def line(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a line through points."""
        placed = " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)
        self._add("polyline", class_=f"line {kind}", points=placed)

    def bar(self, start: float, end: float, height: float, kind: str) -> None:
        """Draw a bar from nothing up to ``height``, or down to it."""
        low, high = sorted((self.y(0), self.y(height)))
        left, wide = self.x(start), round(self.x(end) - self.x(start) - 1, 1)
        tall = round(high - low, 1)
        self._add("rect", class_=f"pale {kind}", x=left, y=low, width=wide, height=tall)

    def dot(self, x: float, y: float, kind: str, square: bool = False) -> None:
        """Mark a point by a disc or a square."""
        if square:
            left, top = self.x(x) - 5, self.y(y) - 5
            self._add("rect", class_=kind, x=left, y=top, width=10, height=10)
        else:
            self._add("circle", class_=kind, cx=self.x(x), cy=self.y(y), r=5)

    def label(self, x: float, y: float, words: str, anchor: str = "start", raised: int = 0) -> None:
        """Write words beside a point."""
        shift = {"start": 9, "middle": 0, "end": -9}[anchor]
        left, base = round(self.x(x) + shift, 1), round(self.y(y) + 4 - raised, 1)
        self._add("text", words, text_anchor=anchor, x=left, y=base)

    def svg(self) -> str:
        """Give the picture as a file's text."""
        ElementTree.indent(self._svg)
        return ElementTree.tostring(self._svg, encoding="unicode") + "\n"

    def _add(self, tag: str, text: str | None = None, **named: object) -> None:
        found = {name.rstrip("_").replace("_", "-"): str(value) for name, value in named.items()}
        ElementTree.SubElement(self._svg, tag, found).text = text


def reliability(probability: Floats, truth: Bools) -> str:
    """Draw how often messages of each tenth of probability are relationships, with their counts."""
    which = np.minimum((probability * BINS).astype(int), BINS - 1)
    counts = np.bincount(which, minlength=BINS)
    bins = [which == b for b in range(BINS) if counts[b]]
    points = [(float(probability[at].mean()), float(truth[at].mean())) for at in bins]
    told = "; ".join(
        f"at {x:.0%}, {y:.0%} of {at.sum()}" for (x, y), at in zip(points, bins, strict=True)
    )
    chart = Chart(
        "Does the probability mean what it says?",
        f"Share of relationships among messages by mean probability of their tenth: {told}. "
        "On the dashed diagonal both are equal.",
        ("mean probability of a relationship (above: messages in each tenth)", 0, 1),
        ("share that are relationships", 0, 1),
    )
    chart.ticks(_percents(), _percents())
    chart.line([(0, 0), (1, 1)], "guide")
    chart.line(points, "one")
    for x, y in points:
        chart.dot(x, y, "one")
    for b, count in enumerate(counts):
        chart.label((b + 0.5) / BINS, 1, str(count), "middle", raised=12)
    return chart.svg()


def distribution(probability: Floats, truth: Bools, bands: Thresholds) -> str:
    """Draw the scores of relationships upwards and of leaflets downwards, with the bands."""
    edges = np.linspace(0, 1, 2 * BINS + 1)
    upper = np.histogram(probability[truth], edges)[0]
    lower = np.histogram(probability[~truth], edges)[0]
    most = int(max(upper.max(), lower.max(), 1))
    chart = Chart(
        "Scores of relationships and of leaflets",
        f"Messages in each twentieth of probability. Relationships: {_listed(upper)}. "
        f"Leaflets: {_listed(lower)}. Band leaflet ends at {bands.leaflet:.2f}, "
        f"band relationship begins at {bands.relationship:.2f}.",
        ("probability of a relationship", 0, 1),
        (f"← {(~truth).sum()} leaflets | {truth.sum()} relationships →", -1.15 * most, 1.15 * most),
    )
    chart.ticks(_percents(), {-most: str(most), 0: "0", most: str(most)})
    for start, end, high, low in zip(edges, edges[1:], upper, lower, strict=False):
        chart.bar(start, end, high, "one")
        chart.bar(start, end, -low, "two")
    chart.line([(0, 0), (1, 0)], "axis")
    for at in (bands.leaflet, bands.relationship):
        chart.line([(at, -1.15 * most), (at, 1.15 * most)], "guide")
    chart.label(bands.leaflet, 1.08 * most, f"leaflet below {bands.leaflet:.2f}")
    words = f"relationship from {bands.relationship:.2f}"
    chart.label(bands.relationship, -1.08 * most, words, "end")
    return chart.svg()


def roc(probability: Floats, truth: Bools, bands: Thresholds) -> str:
    """Draw the ROC curve, with the two thresholds of the bands marked on it."""
    wrong, right, _ = roc_curve(truth, probability)
    area = float(roc_auc_score(truth, probability))
    marks = [
        (words, float((probability[~truth] >= at).mean()), float((probability[truth] >= at).mean()))
        for words, at in (
            ("end of leaflet", bands.leaflet),
            ("start of relationship", bands.relationship),
        )
    ]
    told = "; ".join(f"{words}, {y:.0%} against {x:.0%}" for words, x, y in marks)
    chart = Chart(
        f"Telling relationships from leaflets (AUC {area:.3f})",
        "Share of relationships scored above each threshold against the share of leaflets. "
        f"Thresholds of the bands: {told}. On the dashed diagonal it would be chance.",
        ("share of leaflets above the threshold", 0, 1),
        ("share of relationships above the threshold", 0, 1),
    )
    chart.ticks(_percents(), _percents())
    chart.line([(0, 0), (1, 1)], "guide")
    chart.line(list(zip(wrong.tolist(), right.tolist(), strict=True)), "one")
    for words, x, y in marks:
        chart.dot(x, y, "two", square=words == "end of leaflet")
        anchor = "end" if x > 0.6 else "start"
        chart.label(x, y, f"{words} ({x:.0%}, {y:.0%})", anchor, raised=-16)
    return chart.svg()


def learning(points: Sequence[Point]) -> str:
    """Draw the AUC on the holdout by the number of writers the starter was fitted to."""
    told = "; ".join(
        f"{p.writers} writers {p.auc:.3f} ({p.least:.3f} to {p.most:.3f})" for p in points
    )
    low = min([0.5, *(p.least for p in points)])
    chart = Chart(
        "What more writers bring",
        f"AUC on the holdout, mean (least to most) over the orders of writers: {told}.",
        ("writers the starter was fitted to (each step doubles)", 0, _steps(points[-1].writers)),
        ("AUC on the holdout", low, 1),
    )
    shown = {value: f"{value:.1f}" for value in np.arange(0.5, 1.01, 0.1)}
    chart.ticks({_steps(p.writers): str(p.writers) for p in points}, shown)
    chart.line([(_steps(p.writers), p.auc) for p in points], "one")
    for p in points:
        at = _steps(p.writers)
        chart.line([(at, p.least), (at, p.most)], "axis")
        chart.dot(at, p.auc, "one")
        chart.label(at, p.most, f"{p.auc:.3f}", "middle", raised=14)
    return chart.svg()


def ablation(parts: Sequence[Part]) -> str:
    """Draw the AUC on the holdout of the whole classifier and of what is left without each part."""
    told = "; ".join(f"{p.name} {p.auc:.3f} ({p.low:.3f} to {p.high:.3f})" for p in parts)
    low = min(0.5, *(p.low for p in parts))
    chart = Chart(
        "What each part of the classifier brings",
        f"AUC on the holdout with its 95 % interval: {told}. Dashed: all parts.",
        ("AUC on the holdout, with its 95 % interval", low, 1),
        ("", 0, len(parts) + 1),
    )
    chart.ticks({value: f"{value:.1f}" for value in np.arange(0.5, 1.01, 0.1)}, {})
    chart.line([(parts[0].auc, 0), (parts[0].auc, len(parts) + 1)], "guide")
    for row, p in zip(range(len(parts), 0, -1), parts, strict=True):
        chart.line([(p.low, row), (p.high, row)], "axis")
        chart.dot(p.auc, row, "one")
        chart.label(low, row, p.name)
        chart.label(1, row, f"{p.auc:.3f}", "end")
    return chart.svg()


def _steps(writers: int) -> float:
    """Place a number of writers on the axis; a little room before the first."""
    return float(np.log2(writers)) + 0.4


def _percents() -> dict[float, str]:
    return {tenth / 10: f"{10 * tenth} %" for tenth in range(0, 11, 2)}


def _listed(counts: npt.NDArray[np.integer]) -> str:
    return ", ".join(map(str, counts))
