"""The plots: well-formed, true to the data, readable without colour or sight."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from model import plots
from model.ablation import Part
from model.calibration import Thresholds
from model.curve import Point
from model.plots import BOTTOM, LEFT, RIGHT, TOP, Chart

SVG = "{http://www.w3.org/2000/svg}"
BANDS = Thresholds(leaflet=0.25, relationship=0.75)
PROBABILITY = np.array([0.05, 0.15, 0.15, 0.6, 0.62, 0.9])
TRUTH = np.array([False, False, True, False, True, True])
CURVE = [Point(writers=w, auc=a, least=a - 0.05, most=a + 0.02) for w, a in ((1, 0.7), (30, 0.9))]
PARTS = [
    Part(name=name, auc=auc, low=auc - 0.1, high=auc + 0.1)
    for name, auc in (("all (what ships)", 0.85), ("without question", 0.8))
]


def drawn() -> dict[str, str]:
    return {
        "reliability": plots.reliability(PROBABILITY, TRUTH),
        "distribution": plots.distribution(PROBABILITY, TRUTH, BANDS),
        "roc": plots.roc(PROBABILITY, TRUTH, BANDS),
        "learning": plots.learning(CURVE),
        "ablation": plots.ablation(PARTS),
    }


def written(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def told(svg: str) -> str:
    return ElementTree.fromstring(svg).findtext(f"{SVG}desc") or ""


@pytest.mark.parametrize("name", drawn())
def test_a_plot_is_xml_with_a_title_and_a_description_and_keeps_to_its_frame(name) -> None:
    svg = drawn()[name]
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    ids = {node.get("id") for node in root if node.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert ids == set((root.get("aria-labelledby") or "").split())
    assert len(told(svg)) > 60
    assert "prefers-color-scheme: dark" in svg
    for dot in root.iter(f"{SVG}circle"):
        assert LEFT <= float(dot.get("cx", "nan")) <= RIGHT
        assert TOP <= float(dot.get("cy", "nan")) <= BOTTOM


def test_text_is_escaped() -> None:
    chart = Chart("<b> & 'co'", "1 < 2", ("a & b", 0, 1), ("up", 0, 1))
    chart.label(0.5, 0.5, "</text><script>")
    svg = chart.svg()
    assert "<script>" not in svg
    assert "</text><script>" in written(svg)
    assert "<b> & 'co'" in written(svg)
    assert told(svg) == "1 < 2"


def test_values_are_placed_by_the_axes() -> None:
    chart = Chart("t", "d", ("across", 0, 2), ("up", -1, 1))
    assert (chart.x(0), chart.x(2), chart.x(1)) == (LEFT, RIGHT, (LEFT + RIGHT) / 2)
    assert (chart.y(-1), chart.y(1), chart.y(0)) == (BOTTOM, TOP, (TOP + BOTTOM) / 2)


def test_reliability_shows_each_bin_with_its_count() -> None:
    svg = drawn()["reliability"]
    counts = [words for words in written(svg) if words.isdigit()]
    assert counts == ["1", "2", "0", "0", "0", "0", "2", "0", "0", "1"]
    assert "at 15%, 50% of 2" in told(svg)
    assert "at 61%, 50% of 2" in told(svg)


def test_the_distribution_counts_both_labels_on_either_side() -> None:
    svg = drawn()["distribution"]
    words = {"← 3 leaflets | 3 relationships →", "leaflet below 0.25", "relationship from 0.75"}
    assert words <= set(written(svg))
    bars = [node for node in ElementTree.fromstring(svg).iter(f"{SVG}rect") if node.get("x")]
    tall = [bar for bar in bars if float(bar.get("height", "nan")) > 0]
    upper = [bar for bar in tall if float(bar.get("y", "nan")) < (TOP + BOTTOM) / 2]
    assert [bar.get("class") for bar in upper] == ["pale one"] * 3
    assert [bar.get("class") for bar in tall if bar not in upper] == ["pale two"] * 3


def test_the_roc_names_its_area_and_marks_both_thresholds_by_shape() -> None:
    svg = drawn()["roc"]
    # Pairs won: .9 beats three, .62 beats three, .15 beats one and ties one: 7.5 of 9.
    assert "AUC 0.833" in written(svg)[0]
    assert "end of leaflet (33%, 67%)" in written(svg)
    assert "start of relationship (0%, 33%)" in written(svg)
    root = ElementTree.fromstring(svg)
    marks = [node.tag for node in root.iter() if node.get("class") == "two"]
    assert sorted(marks) == [f"{SVG}circle", f"{SVG}rect"]


def test_the_learning_curve_shows_every_point() -> None:
    svg = drawn()["learning"]
    assert {"1", "30", "0.700", "0.900"} <= set(written(svg))
    assert "30 writers 0.900 (0.850 to 0.920)" in told(svg)


def test_the_ablation_names_every_part_with_its_figure() -> None:
    svg = drawn()["ablation"]
    assert {"all (what ships)", "without question", "0.850", "0.800"} <= set(written(svg))
    assert "without question 0.800 (0.700 to 0.900)" in told(svg)
