// Two lists that keep the judge honest: a random few of its leaflets, and labels that may be slips.

import { call, orOlder } from "./ask.js";
import { BAND_WORDS } from "./bands.js";
import { byId, counted, make, whilePressed, written } from "./dom.js";
import { beginning, note, profileLink, sender } from "./entry.js";
import { onKeys } from "./keys.js";
import { giveLabel, undoLabel } from "./labelling.js";
import { labelButtons } from "./reading.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

/** Labels the user looked at again and stands by: their keys, which say nothing of any message. */
const CONFIRMED = "confirmed-labels";
const MOST_CONFIRMED = 500;

/** @returns {Promise<string[]>} */
const confirmed = async () => (await chrome.storage.local.get(CONFIRMED))[CONFIRMED] ?? [];

/** @param {string} key */
const confirm = async (key) => {
  await chrome.storage.local.set({ [CONFIRMED]: [...(await confirmed()), key].slice(-MOST_CONFIRMED) });
};

export const forgetConfirmed = () => chrome.storage.local.remove(CONFIRMED);

/** What is left when an item is dealt with gets the focus. @param {HTMLElement} list @param {number} i */
const goOn = (list, i) => /** @type {HTMLElement | null} */ (list.children[Math.min(i, list.childElementCount - 1)])?.focus();

/** @param {HTMLElement} list @param {HTMLElement} item */
const dealtWith = (list, item) => {
  const i = Array.prototype.indexOf.call(list.children, item);
  item.remove();
  goOn(list, i);
};

/** @param {Message} message @param {...(Node | string)} rest */
const item = (message, ...rest) =>
  make(
    "li",
    { className: "card item", tabIndex: -1, "aria-label": `From ${message.sender?.name || "somebody"}` },
    make("div", { className: "from" }, sender(message), profileLink(message)),
    note(message),
    ...rest,
  );

/** @param {Bulk} bulk */
const auditSays = ({ checked, wrong, missing, allowed }) => {
  const right = wrong === 0 ? "all of them leaflets" : `${written(wrong)} of them no ${wrong === 1 ? "leaflet" : "leaflets"}`;
  const so = checked === 0 ? "None answered yet." : `${written(checked)} answered, ${right}.`;
  return `${so}${allowed || missing === 0 ? "" : ` About ${written(missing)} more to know enough.`}`;
};

/** @param {Attempt} attempt */
export const showAudit = (attempt) =>
  orOlder(byId("audit-part"), async () => {
    const list = byId("audit");
    const load = async () => {
      /** @type {Bulk} */
      const bulk = await call("bulk");
      byId("audit-says").textContent = auditSays(bulk);
      byId("audit-none").hidden = bulk.audit.length > 0;
      return bulk.audit;
    };
    /** @param {HistoryEntry} entry */
    const audited = (entry) => {
      const answered = async () => {
        dealtWith(list, line);
        const audit = await load();
        if (list.childElementCount === 0) list.replaceChildren(...audit.map(audited));
      };
      /** @param {Label} label */
      const answer = (label) =>
        attempt(async () => {
          await giveLabel(entry, label);
          await answered();
        });
      const line = item(entry.message, labelButtons(entry, attempt, answered).element);
      onKeys(line, { l: () => answer("leaflet"), r: () => answer("relationship"), u: () => attempt(undoLabel) });
      return line;
    };
    list.replaceChildren(...(await load()).map(audited));
  });

/** @param {Suspect} suspect @param {HTMLElement} list @param {Attempt} attempt @param {() => void} after */
const suspected = ({ entry, key, score }, list, attempt, after) => {
  const label = /** @type {Label} */ (entry.label);
  const other = label === "leaflet" ? "relationship" : "leaflet";
  /** @param {string} word @param {() => Promise<unknown>} work */
  const choice = (word, work) => {
    const button = make("button", { type: "button" }, word);
    button.addEventListener("click", () =>
      attempt(() =>
        whilePressed(button, async () => {
          await work();
          dealtWith(list, line);
          after();
        }),
      ),
    );
    return button;
  };
  const doubt = make(
    "p", { className: "help" },
    `You said ${BAND_WORDS[label]}. Learning from all your other labels, the judge would give this ${Math.round(score)} of 100.`,
  );
  const keep = choice(`Keep ${BAND_WORDS[label]}`, () => confirm(key));
  const correct = choice(`It is ${other === "leaflet" ? "a leaflet" : "a relationship"}`, () => giveLabel(entry, other));
  const line = item(entry.message, doubt, make("div", { className: "buttons" }, keep, correct));
  line.setAttribute("aria-label", `Your label for ${entry.message.sender?.name || "somebody"}, ${beginning(entry.message.text, 40)}`);
  return line;
};

/** @param {Attempt} attempt */
export const showSuspects = (attempt) =>
  orOlder(byId("suspects-part"), async () => {
    byId("suspects-says").textContent = "Looking through your labels…";
    /** @type {[{ checked: number, suspects: Suspect[] }, string[]]} */
    const [{ checked, suspects }, known] = await Promise.all([call("suspects"), confirmed()]);
    const open = suspects.filter(({ key, entry }) => entry.label && !known.includes(key));
    const list = byId("suspects");
    const say = () => {
      const found = list.childElementCount;
      const none = checked === 0 ? "There are too few labels to compare yet." : "None of them stands out.";
      byId("suspects-says").textContent = found === 0 ? none : `${counted(checked, "label")} compared, ${counted(found, "may be a slip", "may be slips")}.`;
    };
    list.replaceChildren(...open.map((suspect) => suspected(suspect, list, attempt, say)));
    say();
  });
