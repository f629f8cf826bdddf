// Small drawings of figures, made of SVG elements. Each is drawn at the width it has, so that its words
// keep their size, and comes with a table of the same figures. Kinds differ by pattern, not by colour alone.

import { say } from "../lib/say.js";
import { draw, make } from "./dom.js";

const HEIGHT = 220;
const MARGIN = { top: 12, right: 12, bottom: 38, left: 52 };
const TICK_ROOM = 46;
/** A bar alone does not fill the field. */
const WIDEST_BAR = 64;

/**
 * @typedef {{ className: string, word: string }} Kind
 * @typedef {(width: number, height: number) => Node[]} Drawing Draws into a field of that size.
 * @typedef {{ title: string, says: string, kinds?: Kind[], x: string, y: string, head: string[], rows: (string | number)[][], drawing: (frame: Frame) => Node[] }} Chart
 *   `says`: the figure in one sentence; `x`, `y`: what the axes mean; `rows` with `head`: the same as a table.
 * @typedef {{ left: number, right: number, top: number, bottom: number, id: string, fill: (kind: string) => string }} Frame
 */

let count = 0;

/** Round steps from 0 to at least `most`. @param {number} most @param {number} [steps] */
export const roundSteps = (most, steps = 4) => {
  const raw = Math.max(most, 1) / steps;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max([1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw) ?? raw, most <= 1 ? 0 : 1);
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, i) => i * step);
};

/** @param {number} value @param {[number, number]} from @param {[number, number]} to */
export const between = (value, [low, high], [start, end]) => start + ((value - low) / (high - low || 1)) * (end - start);

/** Lines across with their numbers. @param {Frame} frame @param {number[]} values @param {(value: number) => number} y @param {(value: number) => string} [word] */
export const ruled = ({ left, right }, values, y, word = String) =>
  values.flatMap((value) => [
    draw("line", { class: "rule", x1: left, x2: right, y1: y(value), y2: y(value) }),
    draw("text", { class: "tick", x: left - 8, y: y(value) + 4, "text-anchor": "end" }, word(value)),
  ]);

/** Words below the field, as many as there is room for. @param {Frame} frame @param {{ x: number, word: string }[]} ticks */
export const below = ({ bottom, left, right }, ticks) => {
  const every = Math.max(1, Math.ceil((ticks.length * TICK_ROOM) / (right - left)));
  return ticks.filter((_, i) => i % every === 0).map(({ x, word }) => draw("text", { class: "tick", x, y: bottom + 17, "text-anchor": "middle" }, word));
};

/** @param {Frame} frame @param {{ title: string, word: string, parts: { kind: string, value: number }[] }[]} bars */
export const stackedBars = (frame, bars) => {
  const { left, right, top, bottom } = frame;
  const most = Math.max(...bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)), 1);
  const steps = roundSteps(most);
  /** @param {number} value */
  const y = (value) => between(value, [0, /** @type {number} */ (steps.at(-1))], [bottom, top]);
  const room = (right - left) / bars.length;
  const width = Math.min(Math.max(room - 2, 1), WIDEST_BAR);
  const columns = bars.map(({ title, parts }, i) => {
    let reached = 0;
    const pieces = parts.filter(({ value }) => value > 0).map(({ kind, value }) => {
      reached += value;
      const about = { x: left + (i + 0.5) * room - width / 2, width, y: y(reached), height: y(reached - value) - y(reached) };
      return draw("rect", { class: `piece ${kind}`, fill: frame.fill(kind), ...about });
    });
    return draw("g", {}, draw("title", {}, title), ...pieces);
  });
  const ticks = bars.map(({ word }, i) => ({ x: left + (i + 0.5) * room, word }));
  return [...ruled(frame, steps, y), ...columns, ...below(frame, ticks)];
};

/** Hatched and dotted fills: told apart without colour. @param {string} id */
const patterns = (id) =>
  draw(
    "defs",
    {},
    draw("pattern", { id: `${id}-leaflet`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      draw("rect", { class: "pattern-ground leaflet", width: 6, height: 6 }), draw("rect", { class: "pattern-ink leaflet", width: 2.5, height: 6 })),
    draw("pattern", { id: `${id}-unsure`, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      draw("rect", { class: "pattern-ground unsure", width: 6, height: 6 }), draw("circle", { class: "pattern-ink unsure", cx: 3, cy: 3, r: 1.5 })),
  );

/** @param {string} id @returns {(kind: string) => string} */
const fillsOf = (id) => (kind) => (kind === "leaflet" || kind === "unsure" ? `url(#${id}-${kind})` : "");

/** @param {Kind[]} kinds */
const legend = (kinds) => {
  const id = `legend-${(count += 1)}`;
  const fill = fillsOf(id);
  return make(
    "ul",
    { className: "legend" },
    ...kinds.map(({ className, word }, i) => {
      const swatch = draw("svg", { width: 16, height: 12, "aria-hidden": "true" }, ...(i === 0 ? [patterns(id)] : []));
      swatch.append(
        className.startsWith("line")
          ? draw("line", { class: className, x1: 0, x2: 16, y1: 6, y2: 6 })
          : draw("rect", { class: `piece ${className}`, fill: fill(className), x: 0.5, y: 0.5, width: 15, height: 11 }),
      );
      return make("li", {}, swatch, word);
    }),
  );
};

/** @param {string} title @param {string[]} head @param {(string | number)[][]} rows */
const table = (title, head, rows) =>
  make(
    "details",
    { className: "as-table" },
    make("summary", {}, say("chart_table")),
    make(
      "div",
      { className: "scroll", tabIndex: 0, role: "region", "aria-label": say("chart_table_of", title) },
      make(
        "table",
        {},
        make("caption", { className: "hidden-text" }, title),
        make("thead", {}, make("tr", {}, ...head.map((word) => make("th", { scope: "col" }, word)))),
        make("tbody", {}, ...rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, String(first)), ...rest.map((cell) => make("td", { className: "number" }, String(cell)))))),
      ),
    ),
  );

/**
 * Fills a figure and draws it anew whenever its width changes.
 *
 * @param {HTMLElement} element A `figure`.
 * @param {Chart | { title: string, says: string }} chart Without `drawing` only the sentence is shown.
 */
export const chartIn = (element, chart) => {
  const caption = make("figcaption", {}, make("h3", {}, chart.title), make("p", { className: "help" }, chart.says));
  if (!("drawing" in chart)) return element.replaceChildren(caption);
  const id = `chart-${(count += 1)}`;
  const canvas = make("div", { className: "canvas" });
  const paint = () => {
    const width = Math.max(Math.floor(canvas.clientWidth), 200);
    const frame = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom, id, fill: fillsOf(id) };
    const words = [
      draw("text", { class: "axis", x: frame.right, y: HEIGHT - 4, "text-anchor": "end" }, chart.x),
      draw("line", { class: "base", x1: frame.left, x2: frame.right, y1: frame.bottom, y2: frame.bottom }),
    ];
    const about = { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": `${chart.title}. ${chart.says}` };
    canvas.replaceChildren(draw("svg", about, patterns(id), ...chart.drawing(frame), ...words));
  };
  const above = make("div", { className: "chart-top" }, make("span", { className: "axis-word" }, chart.y), chart.kinds && legend(chart.kinds));
  element.replaceChildren(caption, above, canvas, table(chart.title, chart.head, chart.rows));
  let painted = 0;
  new ResizeObserver(() => {
    if (canvas.clientWidth === painted || canvas.clientWidth === 0) return;
    painted = canvas.clientWidth;
    paint();
  }).observe(canvas);
  return undefined;
};
