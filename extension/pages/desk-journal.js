// The journal: what was done on pages at the user's word, and what was refused.

import { say } from "../lib/say.js";
import { call } from "./ask.js";
import { byId, make } from "./dom.js";
import { profileLink, sender, verdict, when } from "./entry.js";
import { pagesOf } from "./paging.js";
import { doneIn } from "./reading.js";

const PAGE = 50;
const pages = pagesOf(byId("newer-decisions"), byId("older-decisions"));

/** @param {Message} message @param {Decision} decision */
const row = (message, decision) =>
  make(
    "tr",
    {},
    make("td", {}, when(decision.at)),
    make("td", {}, make("strong", {}, doneIn(decision)), decision.reason && make("p", { className: "help" }, decision.reason)),
    make("td", {}, make("div", { className: "from" }, sender(message), profileLink(message))),
    make("td", {}, verdict(decision)),
  );

const load = async () => {
  const reply = await call("search", { decided: true, limit: PAGE, ...pages.asked });
  pages.arrived(reply.next);
  /** @type {HistoryEntry[]} */
  const entries = reply.messages;
  const lines = entries.flatMap(({ message, decisions }) => decisions.map((decision) => ({ message, decision })));
  lines.sort((a, b) => Date.parse(b.decision.at) - Date.parse(a.decision.at));
  const rows = lines.map(({ message, decision }) => row(message, decision));
  const none = make("tr", {}, make("td", { colSpan: 4, className: "empty" }, say("journal_nothing")));
  byId("decisions").replaceChildren(...(rows.length > 0 ? rows : [none]));
};

/** @param {import("./reading.js").Attempt} attempt */
export const prepareJournal = (attempt) => {
  /** @param {1 | -1} way */
  const turn = async (way) => {
    if (!pages.turn(way)) return;
    await load();
    byId("journal").scrollIntoView();
  };
  byId("newer-decisions").addEventListener("click", () => attempt(() => turn(-1)));
  byId("older-decisions").addEventListener("click", () => attempt(() => turn(1)));
};

export const showJournal = () => load();
