// All data at once: taken along as a file, backed up, erased.

import { download } from "../lib/client.js";
import { say, sayNumber, sayParts } from "../lib/say.js";
import { call, orOlder } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { forgetConfirmed } from "./desk-checks.js";
import { byId, make, whilePressed } from "./dom.js";
import { when } from "./entry.js";
import { forgetLabels } from "./labelling.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

const FORMATS = ["json", "jsonl", "csv"];

/** @param {string} id @param {string} sentence */
const tell = (id, sentence) => {
  byId(id).textContent = sentence;
};

/** @param {string} format */
const exportAs = async (format) => {
  tell("export-said", say("data_collecting"));
  // Asked for from here: it may be larger than a message between worker and page.
  const file = URL.createObjectURL(await download("export", { format }));
  const link = make("a", { href: file, download: `doorstep-${new Date().toISOString().slice(0, 10)}.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
  tell("export-said", say("data_exported", link.download));
};

/** @param {number} bytes */
const size = (bytes) => 
  bytes < 1_000_000 ? say("data_kilobytes", sayNumber(Math.max(1, Math.round(bytes / 1000)))) : say("data_megabytes", sayNumber(bytes / 1_000_000, 1));

const listBackups = () =>
  orOlder(byId("backups-part"), async () => {
    /** @type {{ backups: Backup[] }} */
    const { backups } = await call("backups");
    byId("backups-none").hidden = backups.length > 0;
    byId("backups").replaceChildren(
      ...backups.map(({ file, bytes, at }) => make("li", {}, ...sayParts("data_backup_line", make("code", {}, file), when(at), size(bytes)))),
    );
  });

const backUp = async () => {
  /** @type {Backup} */
  const { file, bytes } = await call("backup");
  await listBackups();
  tell("backup-said", say("data_backed_up", file, size(bytes)));
};

const eraseAll = async () => {
  await call("erase");
  await forgetConfirmed();
  forgetLabels();
  tell("erase-said", say("data_erased"));
};

/** @param {Attempt} attempt @param {() => Promise<unknown>} erased Called when all is gone. */
export const prepareData = (attempt, erased) => {
  const backup = /** @type {HTMLButtonElement} */ (byId("backup"));
  byId("exports").replaceChildren(
    ...FORMATS.map((format) => {
      const button = make("button", { type: "button" }, say(`data_export_${format}`));
      button.addEventListener("click", () => attempt(() => whilePressed(button, () => exportAs(format))));
      return button;
    }),
  );
  backup.addEventListener("click", () => attempt(() => whilePressed(backup, backUp)));
  offerWithCare(byId("erase"), {
    label: say("data_erase_everything"),
    asks: [say("data_erase_asks"), say("data_erase_asks_again")],
    yes: say("data_erase_everything"),
    work: async () =>
      attempt(async () => {
        await eraseAll();
        await erased();
      }),
  });
};

export const showData = listBackups;
