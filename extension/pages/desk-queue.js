// One message at a time that the judge is unsure of, for the user to decide.

import { call } from "./ask.js";
import { byId, make, whilePressed } from "./dom.js";
import { keepLabel, noteWithReasons, sender, verdict } from "./entry.js";

/** @type {import("./entry.js").Entry[]} */
let waiting = [];
let more = false;

const load = async () => {
  const { messages, next } = await call("search", { band: "unsure", label: "none", limit: 100 });
  waiting = messages;
  more = next !== null;
};

const showCount = () => {
  const count = byId("queue-count");
  count.hidden = waiting.length === 0;
  count.textContent = `${waiting.length}${more ? "+" : ""}`;
};

/** @param {(work: () => Promise<unknown>) => void} attempt @param {boolean} [focus] */
const draw = (attempt, focus = false) => {
  showCount();
  const entry = waiting[0];
  if (!entry) {
    const done = make("div", { className: "card question", tabIndex: -1 }, make("p", {}, "Nothing to decide. The judge is sure of the rest, or you have told it."));
    byId("question").replaceChildren(done);
    if (focus) done.focus();
    return;
  }
  /** @param {Label} label */
  const decide = async (label) => {
    const { stored, queued, detail } = await keepLabel(entry.message, label);
    if (!stored && !queued) throw new Error(`Not kept. ${detail ?? ""}`);
    waiting = waiting.filter((other) => other.message.text !== entry.message.text); // a label is of a text
    if (waiting.length === 0 && more) await load();
    draw(attempt, true);
  };
  const skip = async () => {
    waiting.push(/** @type {import("./entry.js").Entry} */ (waiting.shift()));
    draw(attempt, true);
  };
  /** @param {string} word @param {string} key @param {() => Promise<void>} work @param {string} look */
  const choice = (word, key, work, look) => {
    const button = make("button", { type: "button", className: look, "aria-keyshortcuts": key }, word);
    button.addEventListener("click", () => attempt(() => whilePressed(button, work)));
    return button;
  };
  const buttons = [
    choice("Leaflet", "l", () => decide("leaflet"), ""),
    choice("Relationship", "r", () => decide("relationship"), ""),
    choice("Later", "s", skip, "plain"),
  ];
  const card = make(
    "article",
    { className: "card question", tabIndex: -1, "aria-label": `From ${entry.message.sender?.name || "somebody"}` },
    sender(entry.message, entry.last_seen),
    noteWithReasons(entry.message),
    verdict(entry),
    make("div", { className: "buttons" }, ...buttons),
    make("p", { className: "keys" }, "Keys: ", make("kbd", {}, "L"), " leaflet, ", make("kbd", {}, "R"), " relationship, ", make("kbd", {}, "S"), " later"),
  );
  // Single keys act only while the card has the focus, so that they never surprise anybody elsewhere.
  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    buttons.find((button) => button.getAttribute("aria-keyshortcuts") === event.key.toLowerCase())?.click();
  });
  byId("question").replaceChildren(card);
  if (focus) card.focus();
};

/** @param {(work: () => Promise<unknown>) => void} attempt Runs work and shows what goes wrong. */
export const showQueue = async (attempt) => {
  await load();
  draw(attempt, location.hash === "#queue");
};

/** Only the number beside the heading. */
export const countQueue = async () => {
  await load();
  showCount();
};
