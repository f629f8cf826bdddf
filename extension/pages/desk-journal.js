// The journal: what was done on pages at the user's word, and what was refused.

import { call } from "./ask.js";
import { byId, make } from "./dom.js";
import { sender, verdict, when } from "./entry.js";

/** @type {Record<string, string>} */
const WORDS = { declined: "Declined", undone: "Taken back in time", refused: "Nothing pressed", accepted: "Accepted" };

/** @type {string | null} */
let next = null;

/** @param {Message} message @param {import("./entry.js").Decision} decision */
const row = (message, decision) =>
  make(
    "tr",
    {},
    make("td", {}, when(decision.at)),
    make("td", {}, make("strong", {}, WORDS[decision.action] ?? decision.action), decision.reason && make("p", { className: "help" }, decision.reason)),
    make("td", { className: "from" }, sender(message)),
    make("td", {}, verdict(decision)),
  );

/** @param {boolean} further */
const load = async (further) => {
  const reply = await call("search", { decided: true, ...(further && next && { cursor: next }) });
  next = reply.next;
  /** @type {import("./entry.js").Entry[]} */
  const entries = reply.messages;
  const lines = entries.flatMap(({ message, decisions }) => decisions.map((decision) => ({ message, decision })));
  lines.sort((a, b) => Date.parse(b.decision.at) - Date.parse(a.decision.at));
  const rows = lines.map(({ message, decision }) => row(message, decision));
  if (further) byId("decisions").append(...rows);
  else if (rows.length > 0) byId("decisions").replaceChildren(...rows);
  else byId("decisions").replaceChildren(make("tr", {}, make("td", { colSpan: 4, className: "empty" }, "Nothing yet. Every decline through a badge is written down here.")));
  byId("more-decisions").hidden = !next;
};

/** @param {(work: () => Promise<unknown>) => void} attempt Runs work and shows what goes wrong. */
export const prepareJournal = (attempt) => byId("more-decisions").addEventListener("click", () => attempt(() => load(true)));

export const showJournal = () => load(false);
