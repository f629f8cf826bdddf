// The ledger: every request that left this browser, all of them to this computer.

import { read } from "../lib/ledger.js";
import { say, sayCount, sayNumber } from "../lib/say.js";
import { byId, make } from "./dom.js";
import { when } from "./entry.js";

/** @param {number} at */
const moment = (at) => when(new Date(at).toISOString());

/** @param {import("../lib/ledger.js").Line} line */
const row = ({ at, method, path, bytes, status }) =>
  make(
    "tr",
    {},
    make("td", {}, moment(at)),
    make("td", {}, make("code", {}, `${method} ${path}`)),
    make("td", {}, sayCount("ledger_bytes", bytes)),
    make("td", {}, status === 0 ? say("ledger_no_answer") : sayNumber(status)),
  );

export const showLedger = async () => {
  const { sum, lines } = await read();
  byId("ledger-sum").textContent = sum ? sayCount("ledger_sum", sum.requests, moment(sum.since).textContent ?? "", sayNumber(sum.bytes)) : "";
  const none = make("tr", {}, make("td", { colSpan: 4, className: "empty" }, say("ledger_nothing")));
  byId("requests").replaceChildren(...(lines.length > 0 ? lines.map(row) : [none]));
};
