// The history: every message the judge has seen, to be searched and labelled.

import { call } from "./ask.js";
import { byId, make } from "./dom.js";
import { labelPicker, noteWithReasons, sender, verdict } from "./entry.js";

const TYPING_MS = 250;
const FILTERS = ["text", "band", "label", "kind"];
/** Longer notes are shown in part, with a button for the rest. */
const LONG_NOTE = 360;

/** Counts searches, so that a late answer to an old question is not shown. */
let asked = 0;
/** @type {string | null} */
let next = null;

/** @param {HTMLElement} message */
const shortened = (message) => {
  const text = /** @type {HTMLElement} */ (message.querySelector(".note"));
  text.classList.add("short");
  const all = make("button", { type: "button", className: "plain", "aria-expanded": "false" }, "Show all");
  all.addEventListener("click", () => {
    const short = text.classList.toggle("short");
    all.textContent = short ? "Show all" : "Show less";
    all.setAttribute("aria-expanded", String(!short));
  });
  message.querySelector(".buttons")?.prepend(all);
  return message;
};

/** @param {import("./entry.js").Entry} entry */
const row = (entry) => {
  const message = noteWithReasons(entry.message);
  const long = entry.message.text.length > LONG_NOTE || entry.message.text.split("\n").length > 4;
  return make(
    "tr",
    {},
    make("td", {}, verdict(entry)),
    make("td", { className: "from" }, sender(entry.message, entry.last_seen)),
    make("td", { className: "message" }, long ? shortened(message) : message),
    make("td", {}, entry.message.text.trim() ? labelPicker(entry) : ""),
  );
};

const filters = () => {
  const filled = FILTERS.map((name) => [name, /** @type {HTMLInputElement} */ (byId(name)).value.trim()]).filter(([, value]) => value);
  return Object.fromEntries(filled);
};

/** @param {boolean} [further] Add the next page to what is shown? */
const search = async (further = false) => {
  const mine = ++asked;
  const wanted = filters();
  const reply = await call("search", { ...wanted, ...(further && next && { cursor: next }) });
  if (mine !== asked) return;
  next = reply.next;
  const table = byId("entries");
  const rows = reply.messages.map(row);
  if (further) table.append(...rows);
  else table.replaceChildren(...rows);
  const count = table.childElementCount;
  if (count === 0) {
    const empty = Object.keys(wanted).length > 0 ? "Nothing fits these filters." : "Nothing yet. Open your invitations or messages, and what the badges judge is kept here.";
    table.replaceChildren(make("tr", {}, make("td", { colSpan: 4, className: "empty" }, empty)));
  }
  byId("found").textContent = count === 0 ? "" : `${count === 1 ? "One message" : `${count} messages`}${next ? ", and more" : ""}, newest first`;
  byId("more").hidden = !next;
};

/** @param {(work: () => Promise<unknown>) => void} attempt Runs work and shows what goes wrong. */
export const prepareHistory = (attempt) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  byId("filters").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => attempt(() => search()), TYPING_MS);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("more").addEventListener("click", () => attempt(() => search(true)));
};

export const showHistory = () => search();
