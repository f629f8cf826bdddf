// What LinkedIn kept of the user: looked through first, written only on a second word.

import { call } from "../lib/client.js";
import { byId, counted, make, whilePressed } from "./dom.js";
import { kindOf } from "./entry.js";
import { BAND_WORDS } from "./bands.js";

/** The service takes no larger file. */
const MOST_BYTES = 100_000_000;

const file = /** @type {HTMLInputElement} */ (byId("import-file"));
const look = /** @type {HTMLButtonElement} */ (byId("import-look"));
const told = byId("import-told");

/** @param {string} sentence */
const say = (sentence) => {
  byId("import-said").textContent = sentence;
};

/** @param {Label} label @param {ImportReply["examples"]["leaflet"]} examples */
const exampleList = (label, examples) =>
  examples.length > 0 && make(
    "div",
    {},
    make("h4", {}, `Would count as ${BAND_WORDS[label]}`),
    make("ul", { className: "examples" }, ...examples.map(({ name, kind, text }) =>
      make("li", {}, make("b", {}, name || "Somebody"), make("span", { className: "when" }, ` ${kindOf(/** @type {Message} */ ({ kind }))} `), make("span", { className: "snippet" }, text)))),
  );

/** @param {string} sentence @param {string} number */
const countLine = (number, sentence) => make("li", {}, make("b", { className: "number" }, number), ` ${sentence}`);

/** @param {ImportReply} reply */
const counts = ({ requests, relationships, leaflets, undecided, stored, known, missing }) => [
  make("p", {}, `${counted(requests, "person wrote", "people wrote")} to you:`),
  make(
    "ul",
    { className: "import-counts" },
    countLine(String(relationships), "you went on talking with: relationships"),
    countLine(String(leaflets), "only ever broadcast to you: leaflets"),
    countLine(String(undecided), "the export does not tell"),
  ),
  make("p", { className: "help" }, `${counted(stored, "label is", "labels are")} new; ${counted(known, "text has", "texts have")} one already and keep it.`),
  missing.length > 0 && make("p", { className: "help" }, `More could be told with ${missing.join(", ")}, which the export lacks.`),
];

const chosen = () => {
  const [picked] = file.files ?? [];
  if (!picked) throw new Error("Choose the zip that LinkedIn sent, or one CSV file of it.");
  if (picked.size > MOST_BYTES) throw new Error("The file is larger than 100 MB. Make a zip of Connections.csv, Invitations.csv and messages.csv alone.");
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
    say(/** @type {Error} */ (error).message);
  }
};

const importIt = async () => {
  say("Importing…");
  const { summary, stored } = await send(false);
  told.replaceChildren();
  file.value = "";
  say(`${summary} ${counted(stored, "label")} stored.`);
};

const lookThrough = async () => {
  told.replaceChildren();
  say("Looking through the file; nothing is written…");
  const reply = await send(true);
  const go = make("button", { type: "button", className: "primary" }, "Import these labels");
  const stop = make("button", { type: "button" }, "Leave it");
  go.addEventListener("click", () => whilePressed(go, () => tellFault(importIt)));
  stop.addEventListener("click", () => {
    told.replaceChildren();
    say("Nothing was imported.");
    file.focus();
  });
  say(reply.summary);
  const { relationship, leaflet } = reply.examples;
  const parts = [...counts(reply), exampleList("relationship", relationship ?? []), exampleList("leaflet", leaflet ?? [])];
  told.replaceChildren(
    ...parts.filter((part) => part !== false),
    make("p", { className: "help" }, "Wrong ones can be corrected here on the desk afterwards. What you said with a button always stands."),
    make("div", { className: "buttons" }, stop, go),
  );
};

/** @param {import("./reading.js").Attempt} attempt */
export const prepareImport = (attempt) => {
  file.addEventListener("change", () => {
    told.replaceChildren();
    say("");
  });
  look.addEventListener("click", () => attempt(() => whilePressed(look, () => tellFault(lookThrough))));
};
