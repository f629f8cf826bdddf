// What LinkedIn kept of the user: looked through first, written only on a second word.

import { call } from "../lib/client.js";
import { say, sayCount, sayNumber, sayParts } from "../lib/say.js";
import { byId, make, whilePressed } from "./dom.js";
import { kindOf } from "./entry.js";
import { BAND_WORDS } from "./bands.js";

/** The service takes no larger file. */
const MOST_BYTES = 100_000_000;

const file = /** @type {HTMLInputElement} */ (byId("import-file"));
const look = /** @type {HTMLButtonElement} */ (byId("import-look"));
const told = byId("import-told");

/** @param {string} sentence */
const tell = (sentence) => {
  byId("import-said").textContent = sentence;
};

/** @param {Label} label @param {ImportReply["examples"]["leaflet"]} examples */
const exampleList = (label, examples) =>
  examples.length > 0 && make(
    "div",
    {},
    make("h4", {}, say("import_would_count", BAND_WORDS[label])),
    make("ul", { className: "examples" }, ...examples.map(({ name, kind, text }) =>
      make("li", {}, make("b", {}, name || say("entry_somebody")), make("span", { className: "when" }, ` ${kindOf(/** @type {Message} */ ({ kind }))} `), make("span", { className: "snippet" }, text)))),
  );

/** @param {"relationships" | "leaflets" | "undecided"} kind @param {number} count */
const countLine = (kind, count) => make("li", {}, ...sayParts(`import_${kind}`, make("b", { className: "number" }, sayNumber(count))));

/** @param {ImportReply} reply */
const counts = ({ requests, relationships, leaflets, undecided, stored, known, missing }) => [
  make("p", {}, sayCount("import_people", requests)),
  make(
    "ul",
    { className: "import-counts" },
    countLine("relationships", relationships),
    countLine("leaflets", leaflets),
    countLine("undecided", undecided),
  ),
  make("p", { className: "help" }, say("import_new_and_known", sayCount("import_new", stored), sayCount("import_known", known))),
  missing.length > 0 && make("p", { className: "help" }, say("import_missing", missing.join(", "))),
];

const chosen = () => {
  const [picked] = file.files ?? [];
  if (!picked) throw new Error(say("import_choose"));
  if (picked.size > MOST_BYTES) throw new Error(say("import_too_large"));
  return picked;
};

/** Asked for from here: a file cannot pass between page and worker. @param {boolean} dryRun @returns {Promise<ImportReply>} */
const send = (dryRun) => call("import", chosen(), String(dryRun));

/** Shows what goes wrong beside the file, unless it is the connection. @param {() => Promise<unknown>} work */
const tellFault = async (work) => {
  try {
    await work();
  } catch (error) {
    if (!["connected", undefined].includes(/** @type {{ state?: string }} */ (error).state)) throw error;
    tell(/** @type {Error} */ (error).message);
  }
};

const importIt = async () => {
  tell(say("import_importing"));
  const { summary, stored } = await send(false);
  told.replaceChildren();
  file.value = "";
  tell(`${summary} ${sayCount("import_stored", stored)}`);
};

const lookThrough = async () => {
  told.replaceChildren();
  tell(say("import_looking"));
  const reply = await send(true);
  const go = make("button", { type: "button", className: "primary" }, say("import_import"));
  const stop = make("button", { type: "button" }, say("confirm_leave_it"));
  go.addEventListener("click", () => whilePressed(go, () => tellFault(importIt)));
  stop.addEventListener("click", () => {
    told.replaceChildren();
    tell(say("import_nothing"));
    file.focus();
  });
  tell(reply.summary);
  const { relationship, leaflet } = reply.examples;
  const parts = [...counts(reply), exampleList("relationship", relationship ?? []), exampleList("leaflet", leaflet ?? [])];
  told.replaceChildren(
    ...parts.filter((part) => part !== false),
    make("p", { className: "help" }, say("import_correct")),
    make("div", { className: "buttons" }, stop, go),
  );
};

/** @param {import("./reading.js").Attempt} attempt */
export const prepareImport = (attempt) => {
  file.addEventListener("change", () => {
    told.replaceChildren();
    tell("");
  });
  look.addEventListener("click", () => attempt(() => whilePressed(look, () => tellFault(lookThrough))));
};
