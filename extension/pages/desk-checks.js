// Two lists that keep the judge honest: a random few of its leaflets, and labels that may be slips.

import { say, sayCount, sayNumber } from "../lib/say.js";
import { call, orOlder } from "./ask.js";
import { BAND_WORDS } from "./bands.js";
import { byId, make, whilePressed } from "./dom.js";
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
    { className: "card item", tabIndex: -1, "aria-label": message.sender?.name ? say("audit_from", message.sender.name) : say("audit_from_somebody") },
    make("div", { className: "from" }, sender(message), profileLink(message)),
    note(message),
    ...rest,
  );

/** @param {Bulk} bulk */
const auditSays = ({ checked, wrong, missing, allowed }) => {
  const answered = wrong === 0 ? say("audit_all_leaflets", sayNumber(checked)) : sayCount("audit_wrong", wrong, sayNumber(checked));
  const sentences = [checked === 0 ? say("audit_none_answered") : answered];
  if (!allowed && missing > 0) sentences.push(say("audit_missing", sayNumber(missing)));
  return sentences.join(" ");
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
  const doubt = make("p", { className: "help" }, say("suspects_doubt", BAND_WORDS[label], Math.round(score)));
  const keep = choice(say("suspects_keep", BAND_WORDS[label]), () => confirm(key));
  const correct = choice(say(`suspects_is_${other}`), () => giveLabel(entry, other));
  const line = item(entry.message, doubt, make("div", { className: "buttons" }, keep, correct));
  const [from, text] = [entry.message.sender?.name, beginning(entry.message.text, 40)];
  line.setAttribute("aria-label", from ? say("suspects_label", from, text) : say("suspects_label_somebody", text));
  return line;
};

/** @param {Attempt} attempt */
export const showSuspects = (attempt) =>
  orOlder(byId("suspects-part"), async () => {
    byId("suspects-says").textContent = say("suspects_looking");
    /** @type {[{ checked: number, suspects: Suspect[] }, string[]]} */
    const [{ checked, suspects }, known] = await Promise.all([call("suspects"), confirmed()]);
    const open = suspects.filter(({ key, entry }) => entry.label && !known.includes(key));
    const list = byId("suspects");
    const tell = () => {
      const found = list.childElementCount;
      byId("suspects-says").textContent = found === 0
        ? say(checked === 0 ? "suspects_too_few" : "suspects_none")
        : say("suspects_found", sayCount("suspects_compared", checked), sayCount("suspects_may_be", found));
    };
    list.replaceChildren(...open.map((suspect) => suspected(suspect, list, attempt, tell)));
    tell();
  });
