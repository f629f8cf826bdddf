// The history: every message the judge has seen, page by page, and one of them open beside the list.

import { say, sayCount, sayNumber } from "../lib/say.js";
import { call, onChanged } from "./ask.js";
import { BAND_WORDS, bandMark } from "./bands.js";
import { byId, make } from "./dom.js";
import { beginning, cameAt, nameOf, when } from "./entry.js";
import { onKeys, showKeys } from "./keys.js";
import { giveLabel, onLabelled, undoLabel } from "./labelling.js";
import { pagesOf } from "./paging.js";
import { readingIn } from "./reading.js";
import { judge } from "./reasons.js";

const TYPING_MS = 250;
/** Rows of one page: all the rows there ever are in the document. */
const PAGE = 50;
const FILTERS = ["text", "band", "label", "kind"];
const WIDE = matchMedia("(min-width: 60rem)");

const list = byId("entries");
const reader = byId("reader");

/** @type {HistoryEntry[]} */
let entries = [];
/** The row that is open, or that the keyboard stands on. */
let chosen = -1;
const pages = pagesOf(byId("newer"), byId("older"));
/** All messages there are, when no filter is set. @type {number | null} */
let total = null;
/** Counts searches, so that a late answer to an old question is not shown. */
let asked = 0;
/** @type {import("./reading.js").Attempt} */
let attempt = (work) => work();
/** @type {ReturnType<typeof readingIn>} */
let reading;

const filters = () => {
  const filled = FILTERS.map((name) => [name, /** @type {HTMLInputElement} */ (byId(name)).value.trim()]).filter(([, value]) => value);
  return Object.fromEntries(filled);
};

/** @param {HistoryEntry} entry */
const rowContent = (entry) => [
  make("div", { className: "name" }, nameOf(entry.message)),
  make(
    "div",
    { className: "row-top" },
    bandMark(entry.band, entry.score === null ? undefined : Math.round(entry.score)),
    entry.label && make("span", { className: "your-label" }, make("span", { className: "hidden-text" }, `${say("history_your_label")} `), `✓ ${BAND_WORDS[entry.label]}`),
    when(cameAt(entry), false),
  ),
  make("div", { className: "snippet" }, beginning(entry.message.text, 140) || say(`history_no_note_${entry.message.kind}`)),
];

/** @param {HistoryEntry} entry @param {number} i */
const row = (entry, i) => make("li", { id: `entry-${i}`, role: "option", "aria-selected": String(i === chosen) }, ...rowContent(entry));

/** @param {number} i Its entry says something new. */
const redraw = (i) => list.children[i]?.replaceChildren(...rowContent(entries[i]));

/** @param {number} i @param {boolean} [open] On a narrow screen, show it in place of the list? */
const choose = (i, open = false) => {
  list.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = i;
  const line = list.children[i];
  line?.setAttribute("aria-selected", "true");
  if (line) list.setAttribute("aria-activedescendant", line.id);
  else list.removeAttribute("aria-activedescendant");
  line?.scrollIntoView({ block: "nearest" });
  if (reading.shown !== entries[i]) reading.show(entries[i]);
  byId("reading-none").hidden = line !== undefined || entries.length === 0;
  if (open && !WIDE.matches) {
    reader.dataset.open = "";
    byId("reading").focus();
  }
};

const close = () => {
  delete reader.dataset.open;
  list.focus();
};

/** @param {string} sort What the service says it sorted by; an older one knows one order only. */
const sayWhatIsShown = (sort) => {
  const from = pages.number * PAGE + 1;
  const to = from + entries.length - 1;
  const order = say(`history_sorted_${sort}`);
  const range = /** @type {const} */ ([sayNumber(from), sayNumber(to)]);
  byId("found").textContent =
    entries.length === 0 ? ""
    : pages.only ? sayCount("history_found", entries.length, order)
    : total !== null && total >= to ? say("history_page_of", ...range, sayNumber(total), order)
    : say("history_page", ...range, order);
};

/** Has those judged again that another model judged, and shows it. */
const judgeAgain = async () => {
  const shown = entries;
  const { model } = await call("status");
  const old = shown.filter((entry) => entry.score !== null && entry.model !== model);
  if (old.length === 0 || !model) return;
  await judge(old, false);
  if (shown !== entries) return;
  for (const entry of old) redraw(entries.indexOf(entry));
  if (reading.shown && old.includes(reading.shown)) reading.askForReasons();
};

/** In the background: the verdicts of before stay where the judge does not answer just now. */
const freshen = () => judgeAgain().catch(() => {});

/** @param {"first" | "last" | "same"} [choice] Which row is chosen then; the first where the same is no longer there. */
const load = async (choice = "first") => {
  const mine = ++asked;
  const wanted = filters();
  const sort = /** @type {HTMLSelectElement} */ (byId("sort")).value;
  const filtered = Object.keys(wanted).length > 0;
  const [reply, status] = await Promise.all([
    call("search", { ...wanted, sort, limit: PAGE, ...pages.asked }),
    filtered ? null : call("status"),
  ]);
  if (mine !== asked) return;
  const before = choice === "same" ? entries[chosen]?.message : undefined;
  entries = reply.messages;
  pages.arrived(reply.next);
  total = status?.counts?.messages ?? null;
  chosen = -1;
  list.replaceChildren(...entries.map(row));
  list.scrollTop = 0;
  reader.hidden = entries.length === 0;
  byId("nothing").hidden = entries.length > 0;
  byId("nothing").textContent = say(filtered ? "history_nothing_fits" : "history_nothing_yet");
  sayWhatIsShown(reply.sort ?? "newest");
  const again = entries.findIndex(({ message }) => before && message.id === before.id && message.text === before.text);
  choose(choice === "last" ? entries.length - 1 : Math.max(again, 0));
  void freshen();
};

const fromStart = () => {
  pages.restart();
  return load();
};

/** @param {1 | -1} way */
const turn = async (way) => {
  if (pages.turn(way)) await load(way === 1 ? "first" : "last");
};

/** @param {1 | -1} way To the next row; from the last one to the next page. */
const step = async (way) => {
  if (!list.contains(document.activeElement) && !("open" in reader.dataset)) list.focus();
  const to = chosen + way;
  if (to >= 0 && to < entries.length) choose(to);
  else await turn(way);
};

/** @param {Label} label */
const labelChosen = async (label) => {
  const entry = entries[chosen];
  if (entry?.message.text.trim()) await giveLabel(entry, label);
};

/** @param {string} text @param {Label | null} label */
const relabelled = (text, label) => {
  entries.forEach((entry, i) => {
    if (entry.message.text !== text) return; // a label is of a text, whoever sent it
    entry.label = label;
    redraw(i);
  });
  reading.relabelled();
};

const prepareKeys = () => {
  const go = { j: () => attempt(() => step(1)), k: () => attempt(() => step(-1)) };
  const repeating = ["j", "k", "ArrowDown", "ArrowUp"];
  onKeys(reader, {
    ...go,
    l: () => attempt(() => labelChosen("leaflet")),
    r: () => attempt(() => labelChosen("relationship")),
    u: () => attempt(undoLabel),
    "?": showKeys,
    Escape: close,
  }, { repeating });
  onKeys(list, {
    ArrowDown: go.j,
    ArrowUp: go.k,
    Home: () => choose(0),
    End: () => choose(entries.length - 1),
    PageDown: () => attempt(() => turn(1)),
    PageUp: () => attempt(() => turn(-1)),
    Enter: () => choose(Math.max(chosen, 0), true),
    " ": () => choose(Math.max(chosen, 0), true),
  }, { repeating });
};

/** @param {import("./reading.js").Attempt} attempting */
export const prepareHistory = (attempting) => {
  attempt = attempting;
  reading = readingIn(byId("reading"), { attempt, judged: (entry) => redraw(entries.indexOf(entry)) });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  byId("filters").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => attempt(fromStart), TYPING_MS);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("newer").addEventListener("click", () => attempt(() => turn(-1)));
  byId("older").addEventListener("click", () => attempt(() => turn(1)));
  byId("back-to-list").addEventListener("click", close);
  list.addEventListener("click", (event) => {
    const line = /** @type {Element} */ (event.target).closest("li");
    if (line) choose(Array.prototype.indexOf.call(list.children, line), true);
  });
  prepareKeys();
  onLabelled(relabelled);
  let judging = "";
  onChanged(({ state, model = "" }) => {
    const other = model !== judging;
    judging = model;
    if (state === "connected" && other && !byId("history").hidden) void freshen();
  });
};

/** Also when the service is back, or heard of once more: what the user has open stays open. */
export const showHistory = () => load("same");
