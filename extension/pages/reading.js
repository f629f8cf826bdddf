// One message in full: who wrote it, the verdict and its reasons, the text with what moved the score
// marked, and the user's word on it.

import { say, sayCount, sayParts } from "../lib/say.js";
import { BAND_WORDS } from "./bands.js";
import { make, whilePressed } from "./dom.js";
import { cameAt, kindOf, note, profileLink, sender, verdict, when } from "./entry.js";
import { giveLabel } from "./labelling.js";
import { judge, listed, marked } from "./reasons.js";

/** Whoever runs through a list with the keyboard does not ask for the reasons of every line passed. */
const GLANCE_MS = 150;
/** What was done, in words. @param {Decision} decision */
export const doneIn = ({ action }) => say(`decided_${action}`) || action;
/** @type {Record<Label, string>} */
export const LABEL_KEYS = { leaflet: "l", relationship: "r" };

/** @typedef {(work: () => Promise<unknown>) => Promise<unknown>} Attempt Runs work and shows what goes wrong. */

/** Where the score stands between 0 and 100, for the eye. @param {number | null} score */
const scale = (score) => {
  const mark = make("span", { className: "at" });
  mark.style.insetInlineStart = `${score}%`;
  return score !== null && make("div", { className: "scale", "aria-hidden": "true" }, mark);
};

/** @param {HistoryEntry} entry */
const facts = (entry) => {
  const { message } = entry;
  const mutual = message.sender?.mutual ? `, ${sayCount("reading_mutual", message.sender.mutual)}` : "";
  return make("p", { className: "when" }, kindOf(message), ", ", when(cameAt(entry)), mutual);
};

/** @param {Message} message */
const before = ({ thread }) =>
  thread && thread.length > 0 &&
  make(
    "details",
    { className: "thread" },
    make("summary", {}, say("reading_before", thread.length)),
    ...thread.map(({ from, text }) => make("p", { className: from }, make("b", {}, say(from === "me" ? "reading_me" : "reading_them")), ` ${text}`)),
  );

/** @param {Decision[]} decisions */
const journal = (decisions) =>
  decisions.length > 0 &&
  make(
    "ul",
    { className: "decided" },
    ...decisions.map((decision) => {
      const { at, reason } = decision;
      const line = reason ? sayParts("reading_decided_why", doneIn(decision), when(at), reason) : sayParts("reading_decided", doneIn(decision), when(at));
      return make("li", {}, ...line);
    }),
  );

/**
 * Buttons for the user's word; the one that counts now is pressed.
 *
 * @param {HistoryEntry} entry @param {Attempt} attempt @param {(label: Label) => unknown} [given] After it is kept.
 */
export const labelButtons = (entry, attempt, given) => {
  const labels = /** @type {Label[]} */ (["leaflet", "relationship"]);
  const buttons = labels.map((label) => {
    const word = make("span", {}, BAND_WORDS[label]);
    const key = make("kbd", { "aria-hidden": "true" }, LABEL_KEYS[label].toUpperCase());
    const button = make("button", { type: "button", "aria-keyshortcuts": LABEL_KEYS[label].toUpperCase() }, word, key);
    button.dataset.label = label;
    button.addEventListener("click", () =>
      attempt(() =>
        whilePressed(button, async () => {
          await giveLabel(entry, label);
          given?.(label);
        }),
      ),
    );
    return button;
  });
  const { sender: from } = entry.message;
  const whose = from?.name ? say("reading_your_label", from.name) : say("reading_your_label_this");
  const element = make("div", { className: "pick", role: "group", "aria-label": whose }, ...buttons);
  const update = () => buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(entry.label === labels[i])));
  update();
  return { element, update };
};

/**
 * A place where one message at a time is read.
 *
 * @param {HTMLElement} element
 * @param {{ attempt: Attempt, judged?: (entry: HistoryEntry) => void, given?: (label: Label) => unknown }} about
 *   `judged` is called when the judge said something new of the message, `given` after a label was.
 */
export const readingIn = (element, { attempt, judged, given }) => {
  /** @type {HistoryEntry | undefined} */
  let shown;
  let picker = { update: () => {} };
  let says = make("div");
  let text = make("p");
  let why = make("div");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let glance;

  const explain = async () => {
    const entry = /** @type {HistoryEntry} */ (shown);
    /** @type {Score} */
    let score;
    try {
      [score] = await judge([entry], true);
    } catch (error) {
      if (entry === shown) why.replaceChildren(make("p", { className: "help" }, /** @type {Error} */ (error).message));
      return;
    }
    if (entry !== shown) return;
    says.replaceChildren(verdict(entry), scale(entry.score) || "");
    text.replaceChildren(...marked(entry.message.text, score.reasons));
    why.replaceChildren(...listed(score.reasons, entry.message.text));
    judged?.(entry);
  };

  const askForReasons = () => {
    clearTimeout(glance);
    if (shown?.message.text.trim()) glance = setTimeout(explain, GLANCE_MS);
  };

  /** @param {HistoryEntry | undefined} entry */
  const show = (entry) => {
    shown = entry;
    clearTimeout(glance);
    if (!entry) return element.replaceChildren();
    const { message } = entry;
    const noted = message.text.trim() !== "";
    const buttons = labelButtons(entry, attempt, given);
    picker = buttons;
    says = make("div", { className: "says" }, verdict(entry), scale(entry.score));
    text = note(message);
    why = make("div", { className: "reasons", role: "region", "aria-label": say("reading_why") }, noted && make("p", { className: "help" }, say("reading_asking")));
    why.hidden = !noted;
    element.replaceChildren(
      make("header", { className: "from" }, sender(message), make("div", { className: "facts" }, facts(entry), profileLink(message))),
      says,
      noted ? buttons.element : "",
      text,
      why,
      before(message) || "",
      journal(entry.decisions) || "",
    );
    return askForReasons();
  };

  return {
    show,
    /** Another label counts now. */
    relabelled: () => picker.update(),
    /** Another model judges now. */
    askForReasons,
    get shown() {
      return shown;
    },
  };
};
