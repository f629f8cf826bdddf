// "To decide": the messages whose labels teach most, one at a time; beside them the two lists of
// desk-checks.js, which say how far the judge and the labels can be trusted.

import { say, sayCount, sayNumber } from "../lib/say.js";
import { call, orOlder } from "./ask.js";
import { showAudit, showSuspects } from "./desk-checks.js";
import { byId, make } from "./dom.js";
import { onKeys, showKeys } from "./keys.js";
import { giveLabel, onLabelled, undoLabel } from "./labelling.js";
import { readingIn } from "./reading.js";

const AT_ONCE = "5";

/** Those still to be decided of the five. @type {HistoryEntry[]} */
let picks = [];
/** How many of the five were decided. */
let done = 0;
/** @type {import("./reading.js").Attempt} */
let attempt = (work) => work();
/** @type {ReturnType<typeof readingIn>} */
let reading;

/** @param {number} waiting */
const showCount = (waiting) => {
  const count = byId("queue-count");
  count.hidden = waiting === 0;
  count.replaceChildren(sayNumber(waiting), make("span", { className: "hidden-text" }, ` ${say("queue_waiting")}`));
};

/** How many labels there are of each kind, as a bar and in words. @param {Record<Label, number>} labels */
export const balance = ({ leaflet = 0, relationship = 0 }) => {
  const bar = make("div", { className: "balance", "aria-hidden": "true" }, make("span", { className: "leaflet" }), make("span", { className: "relationship" }));
  /** @type {HTMLElement} */ (bar.children[0]).style.flexGrow = String(leaflet);
  /** @type {HTMLElement} */ (bar.children[1]).style.flexGrow = String(relationship);
  const words = say("queue_labels", sayCount("queue_labels_leaflet", leaflet), sayCount("queue_labels_relationship", relationship));
  return make("div", { className: "balanced" }, make("p", {}, words), leaflet + relationship > 0 && bar);
};

/** @param {boolean} focus */
const drawPick = (focus) => {
  const card = byId("question");
  const entry = picks[0];
  byId("question-actions").hidden = !entry;
  reading.show(entry);
  const which = /** @type {const} */ ([done + 1, done + picks.length]);
  byId("picks-count").textContent = entry ? say("queue_which", ...which) : "";
  if (!entry) card.replaceChildren(make("p", {}, say("queue_nothing")));
  const from = entry?.message.sender?.name;
  const name = from ? say("queue_which_from", ...which, from) : say("queue_which_from_somebody", ...which);
  card.setAttribute("aria-label", entry ? name : say("queue_nothing_short"));
  if (focus) card.focus();
};

const loadPicks = async () => {
  /** @type {Queue} */
  const { picks: found, waiting, labels, advice } = await call("queue", undefined, AT_ONCE);
  picks = found;
  done = 0;
  showCount(waiting);
  byId("advice").replaceChildren(balance(labels), make("p", { className: "help" }, advice));
};

const decided = async () => {
  picks.shift();
  done += 1;
  if (picks.length === 0) await loadPicks();
  drawPick(true);
};

const later = () => {
  picks.push(/** @type {HistoryEntry} */ (picks.shift()));
  drawPick(true);
};

/** @param {Label} label */
const decide = async (label) => {
  if (!picks[0]) return;
  await giveLabel(picks[0], label);
  await decided();
};

/** @param {import("./reading.js").Attempt} attempting */
export const prepareQueue = (attempting) => {
  attempt = attempting;
  reading = readingIn(byId("question"), { attempt, given: decided });
  byId("later").addEventListener("click", later);
  onKeys(byId("next-five"), {
    l: () => attempt(() => decide("leaflet")),
    r: () => attempt(() => decide("relationship")),
    s: () => picks[0] && later(),
    u: () => attempt(undoLabel),
    "?": showKeys,
  });
  onLabelled((text, label) => {
    if (byId("queue").hidden || label !== null || reading.shown?.message.text === text) return;
    // A label taken back is a message to decide again.
    void attempt(async () => {
      await loadPicks();
      drawPick(true);
    });
  });
};

/** @param {boolean} focus */
const showPicks = (focus) =>
  orOlder(byId("next-five"), async () => {
    if (!picks[0]) byId("picks-count").textContent = say("queue_choosing");
    await loadPicks();
    drawPick(focus);
  });

export const showQueue = async () => {
  const parts = [showPicks(location.hash === "#queue"), showAudit(attempt), showSuspects(attempt)];
  const failed = (await Promise.allSettled(parts)).find(({ status }) => status === "rejected");
  if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason;
};

/** Only the number beside the heading. */
export const countQueue = () =>
  orOlder(make("p"), async () => {
    const { waiting } = await call("queue", undefined, "1");
    showCount(waiting);
  });
