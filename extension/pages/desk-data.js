// All data at once: taken along as a file, backed up, erased.

import { download } from "../lib/client.js";
import { call, orOlder } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { forgetConfirmed } from "./desk-checks.js";
import { byId, make, whilePressed } from "./dom.js";
import { when } from "./entry.js";
import { forgetLabels } from "./labelling.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

/** What each format is for. @type {Record<string, string>} */
const FORMATS = { json: "Export everything", jsonl: "Messages as JSON Lines", csv: "Messages as CSV, for a spreadsheet" };

/** @param {string} id @param {string} sentence */
const say = (id, sentence) => {
  byId(id).textContent = sentence;
};

/** @param {string} format */
const exportAs = async (format) => {
  say("export-said", "Collecting…");
  // Asked for from here: it may be larger than a message between worker and page.
  const file = URL.createObjectURL(await download("export", { format }));
  const link = make("a", { href: file, download: `doorstep-${new Date().toISOString().slice(0, 10)}.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
  say("export-said", `Saved as ${link.download} in your downloads. Keep it as you would keep the letters themselves.`);
};

/** @param {number} bytes */
const size = (bytes) => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

const listBackups = () =>
  orOlder(byId("backups-part"), async () => {
    /** @type {{ backups: Backup[] }} */
    const { backups } = await call("backups");
    byId("backups-none").hidden = backups.length > 0;
    byId("backups").replaceChildren(
      ...backups.map(({ file, bytes, at }) => make("li", {}, make("code", {}, file), make("span", { className: "when" }, " ", when(at), `, ${size(bytes)}`))),
    );
  });

const backUp = async () => {
  /** @type {Backup} */
  const { file, bytes } = await call("backup");
  await listBackups();
  say("backup-said", `Backed up: ${file}, ${size(bytes)}, in the folder that “doorstep doctor” prints.`);
};

const eraseAll = async () => {
  await call("erase");
  await forgetConfirmed();
  forgetLabels();
  say("erase-said", "Erased. Nothing of your messages and labels is left.");
};

/** @param {Attempt} attempt @param {() => Promise<unknown>} erased Called when all is gone. */
export const prepareData = (attempt, erased) => {
  const backup = /** @type {HTMLButtonElement} */ (byId("backup"));
  byId("exports").replaceChildren(
    ...Object.entries(FORMATS).map(([format, words]) => {
      const button = make("button", { type: "button" }, words);
      button.addEventListener("click", () => attempt(() => whilePressed(button, () => exportAs(format))));
      return button;
    }),
  );
  backup.addEventListener("click", () => attempt(() => whilePressed(backup, backUp)));
  offerWithCare(byId("erase"), {
    label: "Erase everything",
    asks: [
      "Erase all messages, labels, backups and journal lines, and what was learnt from them? This cannot be undone.",
      "Really all of it? If you want to keep a copy, leave it and export first.",
    ],
    yes: "Erase everything",
    work: async () =>
      attempt(async () => {
        await eraseAll();
        await erased();
      }),
  });
};

export const showData = listBackups;
