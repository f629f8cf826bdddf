"""The figures: drawn right, told in words and as tables, readable on any screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.extension.fake_desk import FakeDesk, insights

Desk = Callable[..., Page]
FIGURES = ["weeks", "distribution", "reliability", "learning-curve"]

# Contrast of what is drawn with the paper; WCAG 2.2 asks for 3 to 1 of what carries meaning.
FAINT = """(figures) => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  };
  const paper = light(getComputedStyle(figures[0]).backgroundColor);
  const drawn = ".piece, .pattern-ink, .dot, .line, .knot";
  return figures.flatMap((figure) => [...figure.querySelectorAll(drawn)]).map((shape) => {
    const { fill, stroke } = getComputedStyle(shape);
    const contrasts = [fill, stroke].filter((c) => c.startsWith("rgb")).map(light)
      .map((l) => (Math.max(l, paper) + 0.05) / (Math.min(l, paper) + 0.05));
    return [shape.getAttribute("class"), Math.max(...contrasts, fill.startsWith("url") ? 3 : 0)];
  }).filter(([, contrast]) => contrast < 3);
}"""


def table(figure: Locator) -> list[list[str]]:
    """The rows of a figure's table, opened."""
    figure.locator("summary").click()
    return [row.locator("th, td").all_inner_texts() for row in figure.locator("tbody tr").all()]


@pytest.fixture
def page(desk: Desk, service: FakeDesk) -> Page:
    service.insights = insights()
    page = desk("figures")
    expect(page.locator("figure svg[role=img]")).to_have_count(len(FIGURES))
    return page


def test_the_columns_are_as_high_as_their_numbers(page: Page) -> None:
    weeks = insights()["weeks"]
    columns = page.locator("#weeks g").evaluate_all(
        "(all) => all.map((g) => [...g.children].slice(1).map((r) => +r.getAttribute('height')))"
    )
    assert len(columns) == len(weeks)
    kinds = ("leaflet", "unsure", "relationship", "no_note")
    unit = columns[0][0] / weeks[0]["leaflet"]
    for drawn, week in zip(columns, weeks, strict=True):
        numbers = [week[kind] for kind in kinds if week[kind]]
        assert [round(height / unit, 3) for height in drawn] == numbers


def test_each_figure_is_told_in_a_sentence_and_as_a_table(page: Page, service: FakeDesk) -> None:
    told = [page.locator(f"#{name} svg[role=img]").get_attribute("aria-label") for name in FIGURES]
    assert "648 messages in 26 weeks, 40 % of them leaflets" in str(told[0])
    assert "46 % lie below 20, 16 % above 80" in str(told[1])
    assert "scored 19 on average, you said Relationship to 9 % of 20" in str(told[2])
    assert "With 90 labels of yours the judge puts a relationship above a leaflet in 96 %" in str(
        told[3]
    )
    weeks, scores, reliability, learning = (table(page.locator(f"#{name}")) for name in FIGURES)
    assert [len(rows) for rows in (weeks, scores, reliability, learning)] == [26, 20, 8, 5]
    assert scores[0] == ["0 to 5", "11", "1", "46"]
    assert reliability[0] == ["6", "2 %", "17"]
    assert learning[-1] == ["model-90", "90", "96 %", "90 %"]


def test_time_kept_is_told(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("1 h 12 min")
    expect(page.locator("#saved")).to_contain_text("143 leaflets declined")


def test_kinds_differ_by_more_than_colour(page: Page) -> None:
    fills = page.locator("#weeks .legend rect.piece").evaluate_all(
        "(all) => all.map((r) => r.getAttribute('fill').replace(/legend-\\d+-/, ''))"
    )
    assert fills == ["url(#leaflet)", "url(#unsure)", "", ""]
    broken = page.evaluate("""() => [...document.querySelectorAll("figure [fill^='url']")]
      .filter((e) => !document.querySelector(e.getAttribute("fill").slice(4, -1))).length""")
    assert broken == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_drawn_stands_out_and_fits(
    desk: Desk, service: FakeDesk, scheme: Any, width: int
) -> None:
    service.insights = insights()
    page = desk("figures", width=width, color_scheme=scheme)
    expect(page.locator("figure svg[role=img]")).to_have_count(len(FIGURES))
    assert page.locator("figure").evaluate_all(FAINT) == []
    outside = page.evaluate("""() => [...document.querySelectorAll("figure svg[role=img] text")]
      .filter((text) => {
        const [a, b] = [text, text.closest("svg")].map((e) => e.getBoundingClientRect());
        return a.left < b.left - 1 || a.right > b.right + 1 || a.bottom > b.bottom + 1;
      }).map((text) => text.textContent)""")
    assert outside == []
    sizes = page.locator("figure svg text").evaluate_all(
        "(all) => all.map((t) => t.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 12


def test_a_figure_follows_the_width_of_its_window(page: Page) -> None:
    figure = page.locator("#weeks svg[role=img]")
    before = figure.bounding_box()
    page.set_viewport_size({"width": 400, "height": 800})
    expect(figure).not_to_have_attribute("width", str(int((before or {})["width"])))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_in_forced_colours_the_drawings_are_of_the_users_two(desk: Desk, service: FakeDesk) -> None:
    service.insights = insights()
    page = desk("figures", forced_colors="active")
    expect(page.locator("figure svg[role=img]")).to_have_count(len(FIGURES))
    colours = page.evaluate("""() => {
      const probe = document.body.appendChild(document.createElement("i"));
      const of = (name) => { probe.style.color = name; return getComputedStyle(probe).color; };
      const allowed = ["Canvas", "CanvasText", "GrayText"].map(of);
      return [...document.querySelectorAll("figure svg .piece, figure svg .line, figure svg text")]
        .flatMap((e) => [getComputedStyle(e).fill, getComputedStyle(e).stroke])
        .filter((c) => c.startsWith("rgb") && !allowed.includes(c));
    }""")
    assert colours == []


def test_without_figures_each_part_says_what_is_missing(desk: Desk, service: FakeDesk) -> None:
    saved = {"declined": 0, "minutes": 0, "sentence": "Nothing yet."}
    service.insights = {
        "scores": [],
        "reliability": [],
        "learning": [],
        "weeks": [],
        "saved": saved,
    }
    page = desk("figures")
    for name, words in zip(
        FIGURES, ["Nothing came yet", "No message is scored", "Label a few", "first training"],
        strict=True,
    ):  # fmt: skip
        expect(page.locator(f"#{name}")).to_contain_text(words)
    assert page.locator("figure svg").count() == 0
    expect(page.locator("#saved")).to_contain_text("0 min")


def test_a_first_week_is_no_wall_and_no_label_comes_in_parts(desk: Desk, service: FakeDesk) -> None:
    service.insights = insights()
    for name in ("weeks", "learning"):
        service.insights[name] = service.insights[name][:1]
    service.insights["learning"][0]["labels"] = 0
    page = desk("figures")
    expect(page.locator("figure svg[role=img]")).to_have_count(len(FIGURES))
    ticks = page.locator("#learning-curve .tick[text-anchor=middle]").all_text_contents()
    assert ticks == ["0", "1", "2", "3", "4", "5", "6"]
    pieces = page.locator("#weeks svg[role=img] .piece")
    assert pieces.evaluate_all("(all) => Math.max(...all.map((r) => r.getBBox().width))") == 64


def test_an_older_service_has_no_figures_and_the_desk_says_so(
    desk: Desk, service: FakeDesk
) -> None:
    service.unknown = {"/v1/insights"}
    page = desk("figures")
    expect(page.locator("#figures .older")).to_contain_text("newer Doorstep service")
    expect(page.locator("#figures-part")).to_be_hidden()
