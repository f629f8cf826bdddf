// Why the judge says so: the reasons in words, and the places in the text that moved the score.

import { say, sayNumber } from "../lib/say.js";
import { ask } from "./ask.js";
import { make } from "./dom.js";
import { beginning } from "./entry.js";

const MOST_REASONS = 8;
const LONGEST_QUOTE = 90;

/**
 * The text cut into plain pieces and marks. Offsets count code points, as the service does.
 *
 * @param {string} text @param {Reason[]} reasons
 * @returns {(string | HTMLElement)[]}
 */
export const marked = (text, reasons) => {
  const characters = Array.from(text);
  /** @type {(Reason | undefined)[]} */
  const owner = Array(characters.length).fill(undefined);
  const placed = reasons.filter(({ span, effect }) => span && effect);
  // The strongest is laid on last and so wins where spans overlap.
  for (const reason of placed.sort((a, b) => Math.abs(a.effect) - Math.abs(b.effect))) {
    owner.fill(reason, .../** @type {[number, number]} */ (reason.span));
  }
  const pieces = [];
  for (let start = 0, end = 1; start < characters.length; start = end, end += 1) {
    while (end < characters.length && owner[end] === owner[start]) end += 1;
    const piece = characters.slice(start, end).join("");
    const reason = owner[start];
    const about = { className: reason && reason.effect > 0 ? "plus" : "minus", title: reason?.text };
    pieces.push(reason ? make("mark", about, piece) : piece);
  }
  return pieces;
};

/** @param {Reason} reason @param {string} text The message's. */
const line = ({ effect, text: why, span }, text) => {
  const points = `${effect > 0 ? "+" : "−"}${sayNumber(Math.abs(effect), 1)}`;
  const quoted = span && beginning(Array.from(text).slice(...span).join(""), LONGEST_QUOTE);
  return make(
    "li",
    {},
    make("span", { className: `effect ${effect > 0 ? "plus" : "minus"}` }, points),
    make("span", {}, why, quoted && make("q", {}, quoted)),
  );
};

/**
 * The reasons in words: those that moved the score, the strongest first, then what the history knows.
 *
 * @param {Reason[]} reasons @param {string} text
 */
export const listed = (reasons, text) => {
  const moving = reasons.filter(({ effect }) => effect).sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  const known = reasons.filter(({ effect }) => !effect);
  return [
    moving.length > 0 && make("p", { className: "help" }, say("reasons_points")),
    moving.length > 0 && make("ul", { className: "moving" }, ...moving.slice(0, MOST_REASONS).map((reason) => line(reason, text))),
    known.length > 0 && make("p", { className: "overline" }, say("reasons_history")),
    known.length > 0 && make("ul", { className: "known" }, ...known.map(({ text: fact }) => make("li", {}, fact))),
    reasons.length === 0 && make("p", { className: "help" }, say("reasons_nothing")),
  ].filter((part) => part !== false);
};

/**
 * Has messages judged by the model of now; what it says is written into the entries.
 *
 * @param {HistoryEntry[]} entries @param {boolean} explain
 * @returns {Promise<Score[]>}
 */
export const judge = async (entries, explain) => {
  /** @type {ScoreReply} */
  const { scores, detail } = await ask("score", { messages: entries.map(({ message }) => message), explain });
  if (!scores) throw new Error(detail || say("reasons_silent"));
  scores.forEach(({ score, band, model }, i) => Object.assign(entries[i], { score, band, model }));
  return scores;
};
