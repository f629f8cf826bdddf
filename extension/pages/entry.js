// One message of the history: who, what, the verdict, its reasons, and the user's label.

import { ask, call } from "./ask.js";
import { BAND_WORDS, bandMark } from "./bands.js";
import { make, whilePressed } from "./dom.js";

/**
 * @typedef {{ key: string, action: string, score: number | null, band: Band | null, reason: string | null, at: string }} Decision
 * @typedef {{ message: Message, score: number | null, band: Band | null, label: Label | null, last_seen: string, decisions: Decision[] }} Entry
 */

const THIS_YEAR = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
const OTHER_YEARS = { ...THIS_YEAR, year: "numeric" };
const MOST_REASONS = 8;

/** @param {string} time */
export const when = (time) => {
  const date = new Date(time);
  const format = date.getFullYear() === new Date().getFullYear() ? THIS_YEAR : OTHER_YEARS;
  const shown = date.toLocaleString(undefined, /** @type {Intl.DateTimeFormatOptions} */ (format));
  return make("time", { className: "when", dateTime: time }, shown);
};

/** Who sent what kind of message, and when. @param {Message} message @param {string} [time] */
export const sender = ({ sender, kind }, time) =>
  make(
    "div",
    {},
    make("div", { className: "name" }, sender?.name || "Somebody"),
    sender?.headline && make("div", { className: "headline" }, sender.headline),
    make("div", { className: "when" }, kind === "inbox_message" ? "Message" : "Request", time && ", ", time && when(time)),
  );

/** @param {{ score: number | null, band: Band | null }} verdict */
export const verdict = ({ score, band }) =>
  make("div", { className: "verdict" }, bandMark(band), score !== null && make("span", { className: "points number" }, `${score.toFixed(1)} of 100`));

/**
 * The text with the reasons' spans marked. Offsets count code points, as the service does.
 *
 * @param {string} text @param {Reason[]} reasons
 */
const marked = (text, reasons) => {
  const characters = Array.from(text);
  /** @type {(Reason | undefined)[]} */
  const owner = Array(characters.length);
  // The strongest is drawn last and so wins where spans overlap.
  for (const reason of reasons.filter(({ span }) => span).sort((a, b) => Math.abs(a.effect) - Math.abs(b.effect))) {
    owner.fill(reason, .../** @type {[number, number]} */ (reason.span));
  }
  const pieces = [];
  for (let start = 0, end = 1; start < characters.length; start = end, end += 1) {
    while (end < characters.length && owner[end] === owner[start]) end += 1;
    const piece = characters.slice(start, end).join("");
    const reason = owner[start];
    pieces.push(reason ? make("mark", { className: reason.effect > 0 ? "plus" : "minus", title: reason.text }, piece) : piece);
  }
  return pieces;
};

/**
 * The reasons that moved the score most, and after them what only adds to the picture (no effect).
 *
 * @param {Reason[]} reasons
 */
const chosen = (reasons) => [
  ...reasons.filter(({ effect }) => effect).sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, MOST_REASONS),
  ...reasons.filter(({ effect }) => !effect),
];

/** @param {Reason} reason @param {string} text The message's. */
const reasonLine = ({ effect, text: why, span }, text) => {
  const points = effect ? `${effect > 0 ? "+" : "−"}${Math.abs(effect).toFixed(1)}` : "";
  const quote = span && `“${Array.from(text).slice(...span).join("").trim()}” `;
  return make("li", {}, make("span", { className: `effect ${effect > 0 ? "plus" : "minus"}` }, points), make("span", {}, quote, why));
};

/** @param {Message} message */
export const note = ({ text }) =>
  text.trim() ? make("p", { className: "note" }, text) : make("p", { className: "note none" }, "No note: nothing to judge.");

/**
 * The text and a button that asks the judge for its reasons.
 *
 * @param {Message} message
 */
export const noteWithReasons = (message) => {
  const shown = note(message);
  const about = make("div", { className: "reasons", role: "status", hidden: true });
  const why = make("button", { type: "button", className: "plain", "aria-expanded": "false" }, "Why this verdict?");
  const explain = async () => {
    about.hidden = !about.hidden;
    why.setAttribute("aria-expanded", String(!about.hidden));
    if (about.hidden) return;
    about.textContent = "Asking the judge…";
    try {
      const { scores } = await call("score", { messages: [message], explain: true });
      const reasons = chosen(scores[0].reasons);
      shown.replaceChildren(...marked(message.text, reasons));
      about.replaceChildren(
        make("p", { className: "help" }, "In points of score: + speaks for a relationship, − for a leaflet."),
        make("ul", {}, ...reasons.map((reason) => reasonLine(reason, message.text))),
      );
    } catch (error) {
      about.textContent = /** @type {Error} */ (error).message;
    }
  };
  why.addEventListener("click", () => whilePressed(why, explain));
  return make("div", { className: "message" }, shown, message.text.trim() !== "" && make("div", { className: "buttons" }, why), about);
};

/** Keeps what the user says of a message. @param {Message} message @param {Label} label */
export const keepLabel = (message, label) =>
  ask("label", { entry: { key: crypto.randomUUID(), message, label, source: "review" } });

/** Two buttons, the one of the current label pressed. @param {Entry} entry */
export const labelPicker = (entry) => {
  const said = make("p", { className: "said help", role: "status" });
  const buttons = /** @type {Label[]} */ (["leaflet", "relationship"]).map((label) => {
    const button = make("button", { type: "button", "aria-pressed": String(entry.label === label) }, BAND_WORDS[label]);
    button.addEventListener("click", () =>
      whilePressed(button, async () => {
        const { stored, queued, detail } = await keepLabel(entry.message, label);
        if (!stored && !queued) {
          said.textContent = `Not kept. ${detail ?? ""}`;
          return;
        }
        entry.label = label;
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        said.textContent = queued ? "Kept here until the service is back." : "";
      }),
    );
    return button;
  });
  const name = entry.message.sender?.name || "this message";
  return make("div", {}, make("div", { className: "pick", role: "group", "aria-label": `Your label for ${name}` }, ...buttons), said);
};
