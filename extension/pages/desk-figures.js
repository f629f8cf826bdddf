// Figures: how the judge's scores lie, how far they can be believed, what was learnt, what came each
// week and how much time was kept.

import { call, orOlder } from "./ask.js";
import { below, between, chartIn, roundSteps, ruled, stackedBars } from "./charts.js";
import { byId, counted, draw, make, written } from "./dom.js";

const YOUR_LEAFLET = { className: "leaflet", word: "you said Leaflet" };
const YOUR_RELATIONSHIP = { className: "relationship", word: "you said Relationship" };
/** @type {import("./charts.js").Kind[]} */
const BANDS = [
  { className: "leaflet", word: "Leaflet" }, { className: "unsure", word: "Unsure" },
  { className: "relationship", word: "Relationship" }, { className: "none", word: "No note" },
];

/** @param {number | null} share */
const percent = (share) => (share === null ? "not measured" : `${(100 * share).toFixed(0)} %`);
/** @param {string} date */
const day = (date) => new Date(`${date}T12:00`).toLocaleDateString(undefined, { month: "short", day: "numeric" });
/** @param {{ title: string }} chart @param {string} says */
const tooEarly = ({ title }, says) => ({ title, says });

/** @param {Insights["scores"]} scores */
const distribution = (scores) => {
  const title = "How the scores lie";
  const all = scores.map((bin) => bin.leaflet + bin.relationship + bin.unlabelled);
  const sum = all.reduce((a, b) => a + b, 0);
  if (sum === 0) return tooEarly({ title }, "No message is scored yet.");
  const low = scores.filter(({ to }) => to <= 20).reduce((part, bin) => part + bin.leaflet + bin.relationship + bin.unlabelled, 0);
  const high = scores.filter(({ from }) => from >= 80).reduce((part, bin) => part + bin.leaflet + bin.relationship + bin.unlabelled, 0);
  return {
    title,
    says: `Of ${counted(sum, "scored message")}, ${percent(low / sum)} lie below 20, ${percent(high / sum)} above 80. A judge that knows its mind has few in the middle.`,
    kinds: [YOUR_LEAFLET, YOUR_RELATIONSHIP, { className: "none", word: "not labelled" }],
    x: "score",
    y: "messages",
    head: ["Score", "You said Leaflet", "You said Relationship", "Not labelled"],
    rows: scores.map(({ from, to, leaflet, relationship, unlabelled }) => [`${from} to ${to}`, leaflet, relationship, unlabelled]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) =>
      stackedBars(frame, scores.map(({ from, to, leaflet, relationship, unlabelled }, i) => ({
        title: `${from} to ${to}: ${counted(all[i], "message")}`,
        word: String(from),
        parts: [{ kind: "leaflet", value: leaflet }, { kind: "relationship", value: relationship }, { kind: "none", value: unlabelled }],
      }))),
  };
};

/** @param {Insights["reliability"]} points */
const reliability = (points) => {
  const title = "Can the scores be believed?";
  if (points.length === 0) return tooEarly({ title }, "Label a few messages, and this compares the judge’s scores with your word.");
  const far = points.reduce((a, b) => (Math.abs(b.mean - 100 * b.share) > Math.abs(a.mean - 100 * a.share) ? b : a));
  const most = Math.max(...points.map(({ count }) => count));
  return {
    title,
    says: `Messages scored 70 should be relationships in 70 of 100 cases: on the line. Farthest from it: scored ${far.mean.toFixed(0)} on average, you said Relationship to ${percent(far.share)} of ${written(far.count)}.`,
    kinds: [{ className: "line ideal", word: "as it should be" }, { className: "relationship", word: "your labels; more labels, larger" }],
    x: "mean score",
    y: "you said Relationship",
    head: ["Mean score", "You said Relationship", "Labels"],
    rows: points.map(({ mean, share, count }) => [mean.toFixed(0), percent(share), count]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) => {
      /** @param {number} value */
      const x = (value) => between(value, [0, 100], [frame.left, frame.right]);
      /** @param {number} value */
      const y = (value) => between(value, [0, 1], [frame.bottom, frame.top]);
      const dots = points.map(({ mean, share, count }) => {
        const dot = draw("circle", { class: "dot", cx: x(mean), cy: y(share), r: 3 + 6 * Math.sqrt(count / most) });
        return draw("g", {}, draw("title", {}, `Scored ${mean.toFixed(0)}: ${percent(share)} of ${counted(count, "label")}`), dot);
      });
      return [
        ...ruled(frame, [0, 0.25, 0.5, 0.75, 1], y, (value) => `${100 * value}%`),
        draw("line", { class: "line ideal", x1: x(0), y1: y(0), x2: x(100), y2: y(1) }),
        ...dots,
        ...below(frame, [0, 20, 40, 60, 80, 100].map((value) => ({ x: x(value), word: String(value) }))),
      ];
    },
  };
};

/** @typedef {"auc" | "balanced_accuracy"} Measure */
/** @type {{ measure: Measure, className: string, word: string }[]} */
const MEASURES = [
  { measure: "auc", className: "line strong", word: "ranks right" },
  { measure: "balanced_accuracy", className: "line dashed", word: "right side of the line" },
];

/** @param {Insights["learning"]} models */
const learning = (models) => {
  const title = "What it learnt from you";
  const measured = models.filter(({ auc, balanced_accuracy: side }) => auc !== null || side !== null).sort((a, b) => a.labels - b.labels);
  const last = measured.at(-1);
  if (!last) return tooEarly({ title }, "After the first training on your labels, this shows how much better it knows you.");
  const first = measured[0];
  const from = measured.length > 1 ? `, from ${percent(first.auc)} at ${counted(first.labels, "label")}` : "";
  const values = measured.flatMap(({ auc, balanced_accuracy: side }) => [auc ?? 1, side ?? 1]);
  const floor = Math.max(0, Math.min(0.5, Math.floor(10 * Math.min(...values)) / 10));
  return {
    title,
    says: `With ${counted(last.labels, "label")} of yours the judge puts a relationship above a leaflet in ${percent(last.auc)} of pairs${from}.`,
    kinds: MEASURES,
    x: "labels it learnt from",
    y: "on messages it had not learnt",
    head: ["Model", "Labels", "Ranks right", "Right side of the line"],
    rows: measured.map(({ model, labels, auc, balanced_accuracy: side }) => [model, labels, percent(auc), percent(side)]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) => {
      const most = Math.max(last.labels, 1);
      /** @param {number} value */
      const x = (value) => between(value, [0, most], [frame.left, frame.right]);
      /** @param {number} value */
      const y = (value) => between(value, [floor, 1], [frame.bottom, frame.top]);
      const curves = MEASURES.flatMap(({ measure, className }) => {
        const known = measured.filter((model) => model[measure] !== null);
        const points = known.map((model) => ({ x: x(model.labels), y: y(/** @type {number} */ (model[measure])) }));
        const path = points.map((point, i) => `${i === 0 ? "M" : "L"}${point.x} ${point.y}`).join("");
        return [draw("path", { class: className, d: path }), ...points.map((point) => draw("circle", { class: "knot", cx: point.x, cy: point.y, r: 3 }))];
      });
      const steps = Array.from({ length: Math.round((1 - floor) * 10) + 1 }, (_, i) => floor + i / 10);
      const ticks = roundSteps(most, 6).filter((labels) => labels <= most);
      return [...ruled(frame, steps, y, percent), ...curves, ...below(frame, ticks.map((labels) => ({ x: x(labels), word: written(labels) })))];
    },
  };
};

/** @param {Insights["weeks"]} weeks */
const perWeek = (weeks) => {
  const title = "What came each week";
  if (weeks.length === 0) return tooEarly({ title }, "Nothing came yet.");
  /** @param {Insights["weeks"][number]} week */
  const sum = ({ leaflet, unsure, relationship, no_note: none }) => leaflet + unsure + relationship + none;
  const all = weeks.reduce((total, week) => total + sum(week), 0);
  const leaflets = weeks.reduce((total, { leaflet }) => total + leaflet, 0);
  return {
    title,
    says: `${counted(all, "message")} in ${counted(weeks.length, "week")}, ${percent(all === 0 ? 0 : leaflets / all)} of them leaflets.`,
    kinds: BANDS,
    x: "week from",
    y: "messages",
    head: ["Week from", "Leaflet", "Unsure", "Relationship", "No note"],
    rows: weeks.map(({ week, leaflet, unsure, relationship, no_note: none }) => [day(week), leaflet, unsure, relationship, none]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) =>
      stackedBars(frame, weeks.map((week) => ({
        title: `Week from ${day(week.week)}: ${counted(sum(week), "message")}`,
        word: day(week.week),
        parts: [
          { kind: "leaflet", value: week.leaflet }, { kind: "unsure", value: week.unsure },
          { kind: "relationship", value: week.relationship }, { kind: "none", value: week.no_note },
        ],
      }))),
  };
};

/** @param {number} minutes */
const duration = (minutes) => {
  const whole = Math.round(minutes);
  return whole < 60 ? `${whole} min` : `${written(Math.floor(whole / 60))} h ${whole % 60} min`;
};

export const showFigures = () =>
  orOlder(byId("figures-part"), async () => {
    /** @type {Insights} */
    const { scores, reliability: points, learning: models, weeks, saved } = await call("insights");
    byId("saved").replaceChildren(
      make("p", { className: "large number" }, duration(saved.minutes)),
      make("p", { className: "prose" }, saved.sentence),
    );
    chartIn(byId("weeks"), perWeek(weeks));
    chartIn(byId("distribution"), distribution(scores));
    chartIn(byId("reliability"), reliability(points));
    chartIn(byId("learning-curve"), learning(models));
  });
