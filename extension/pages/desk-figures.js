// Figures: how the judge's scores lie, how far they can be believed, what was learnt, what came each
// week and how much time was kept.

import { locale, say, sayCount, sayNumber, sayShare } from "../lib/say.js";
import { call, orOlder } from "./ask.js";
import { BAND_WORDS } from "./bands.js";
import { below, between, chartIn, roundSteps, ruled, stackedBars } from "./charts.js";
import { byId, draw, make } from "./dom.js";

const YOUR_LEAFLET = { className: "leaflet", word: say("figures_you_leaflet") };
const YOUR_RELATIONSHIP = { className: "relationship", word: say("figures_you_relationship") };
/** @type {import("./charts.js").Kind[]} */
const BANDS = [
  { className: "leaflet", word: BAND_WORDS.leaflet }, { className: "unsure", word: BAND_WORDS.unsure },
  { className: "relationship", word: BAND_WORDS.relationship }, { className: "none", word: BAND_WORDS.no_note },
];

/** @param {number | null} share */
const percent = (share) => (share === null ? say("figures_not_measured") : sayShare(share));
/** @param {string} date */
const day = (date) => new Date(`${date}T12:00`).toLocaleDateString(locale(), { month: "short", day: "numeric" });
/** @param {{ title: string }} chart @param {string} says */
const tooEarly = ({ title }, says) => ({ title, says });

/** @param {Insights["scores"]} scores */
const distribution = (scores) => {
  const title = say("figures_scores_title");
  const all = scores.map((bin) => bin.leaflet + bin.relationship + bin.unlabelled);
  const sum = all.reduce((a, b) => a + b, 0);
  if (sum === 0) return tooEarly({ title }, say("figures_scores_none"));
  const low = scores.filter(({ to }) => to <= 20).reduce((part, bin) => part + bin.leaflet + bin.relationship + bin.unlabelled, 0);
  const high = scores.filter(({ from }) => from >= 80).reduce((part, bin) => part + bin.leaflet + bin.relationship + bin.unlabelled, 0);
  return {
    title,
    says: sayCount("figures_scores_says", sum, percent(low / sum), percent(high / sum)),
    kinds: [YOUR_LEAFLET, YOUR_RELATIONSHIP, { className: "none", word: say("figures_not_labelled") }],
    x: say("figures_axis_score"),
    y: say("figures_axis_messages"),
    head: [say("figures_head_score"), say("figures_head_leaflet"), say("figures_head_relationship"), say("figures_head_not_labelled")],
    rows: scores.map(({ from, to, leaflet, relationship, unlabelled }) => [say("figures_range", from, to), leaflet, relationship, unlabelled]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) =>
      stackedBars(frame, scores.map(({ from, to, leaflet, relationship, unlabelled }, i) => ({
        title: sayCount("figures_scores_bar", all[i], from, to),
        word: String(from),
        parts: [{ kind: "leaflet", value: leaflet }, { kind: "relationship", value: relationship }, { kind: "none", value: unlabelled }],
      }))),
  };
};

/** @param {Insights["reliability"]} points */
const reliability = (points) => {
  const title = say("figures_trust_title");
  if (points.length === 0) return tooEarly({ title }, say("figures_trust_none"));
  const far = points.reduce((a, b) => (Math.abs(b.mean - 100 * b.share) > Math.abs(a.mean - 100 * a.share) ? b : a));
  const most = Math.max(...points.map(({ count }) => count));
  return {
    title,
    says: say("figures_trust_says", sayNumber(far.mean, 0), percent(far.share), sayNumber(far.count)),
    kinds: [{ className: "line ideal", word: say("figures_trust_ideal") }, { className: "relationship", word: say("figures_trust_yours") }],
    x: say("figures_axis_mean"),
    y: say("figures_you_relationship"),
    head: [say("figures_head_mean"), say("figures_head_relationship"), say("figures_head_labels")],
    rows: points.map(({ mean, share, count }) => [sayNumber(mean, 0), percent(share), count]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) => {
      /** @param {number} value */
      const x = (value) => between(value, [0, 100], [frame.left, frame.right]);
      /** @param {number} value */
      const y = (value) => between(value, [0, 1], [frame.bottom, frame.top]);
      const dots = points.map(({ mean, share, count }) => {
        const dot = draw("circle", { class: "dot", cx: x(mean), cy: y(share), r: 3 + 6 * Math.sqrt(count / most) });
        return draw("g", {}, draw("title", {}, sayCount("figures_trust_dot", count, sayNumber(mean, 0), percent(share))), dot);
      });
      return [
        ...ruled(frame, [0, 0.25, 0.5, 0.75, 1], y, percent),
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
  { measure: "auc", className: "line", word: say("figures_ranks_right") },
  { measure: "balanced_accuracy", className: "line dashed", word: say("figures_right_side") },
];

/** The axis reaches so far at least: there are no fractions of a label. */
const LEAST_LABELS = 6;

/** @param {Insights["learning"]} models */
const learning = (models) => {
  const title = say("figures_learnt_title");
  const measured = models.filter(({ auc, balanced_accuracy: side }) => auc !== null || side !== null).sort((a, b) => a.labels - b.labels);
  const last = measured.at(-1);
  if (!last) return tooEarly({ title }, say("figures_learnt_none"));
  const first = measured[0];
  const values = measured.flatMap(({ auc, balanced_accuracy: side }) => [auc ?? 1, side ?? 1]);
  const floor = Math.max(0, Math.min(0.5, Math.floor(10 * Math.min(...values)) / 10));
  return {
    title,
    says: measured.length > 1
      ? sayCount("figures_learnt_grew", last.labels, percent(last.auc), percent(first.auc), sayCount("figures_labels", first.labels))
      : sayCount("figures_learnt_says", last.labels, percent(last.auc)),
    kinds: MEASURES,
    x: say("figures_axis_learnt"),
    y: say("figures_axis_unlearnt"),
    head: [say("figures_head_model"), say("figures_head_labels"), say("figures_head_ranks_right"), say("figures_head_right_side")],
    rows: measured.map(({ model, labels, auc, balanced_accuracy: side }) => [model, labels, percent(auc), percent(side)]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) => {
      const most = Math.max(last.labels, LEAST_LABELS);
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
      return [...ruled(frame, steps, y, percent), ...curves, ...below(frame, ticks.map((labels) => ({ x: x(labels), word: sayNumber(labels) })))];
    },
  };
};

/** @param {Insights["weeks"]} weeks */
const perWeek = (weeks) => {
  const title = say("figures_weeks_title");
  if (weeks.length === 0) return tooEarly({ title }, say("figures_weeks_none"));
  /** @param {Insights["weeks"][number]} week */
  const sum = ({ leaflet, unsure, relationship, no_note: none }) => leaflet + unsure + relationship + none;
  const all = weeks.reduce((total, week) => total + sum(week), 0);
  const leaflets = weeks.reduce((total, { leaflet }) => total + leaflet, 0);
  return {
    title,
    says: sayCount("figures_weeks_says", all, sayCount("figures_weeks", weeks.length), percent(all === 0 ? 0 : leaflets / all)),
    kinds: BANDS,
    x: say("figures_axis_week"),
    y: say("figures_axis_messages"),
    head: [say("figures_head_week"), ...BANDS.map(({ word }) => word)],
    rows: weeks.map(({ week, leaflet, unsure, relationship, no_note: none }) => [day(week), leaflet, unsure, relationship, none]),
    /** @param {import("./charts.js").Frame} frame */
    drawing: (frame) =>
      stackedBars(frame, weeks.map((week) => ({
        title: sayCount("figures_week_bar", sum(week), day(week.week)),
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
  return whole < 60 ? say("figures_minutes", whole) : say("figures_hours", sayNumber(Math.floor(whole / 60)), whole % 60);
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
