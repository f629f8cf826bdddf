// What keeps the page in front from having badges, though the service is well: a permission that was
// taken back, or a page that was open before this copy of the extension. One sentence and one repair each.

import { say } from "../lib/say.js";
import { ORIGINS, SITES } from "../lib/sites.js";
import { ask } from "./ask.js";
import { byId, make, whilePressed } from "./dom.js";

/** @param {string} sentence @param {string} label @param {() => Promise<unknown>} work */
const repair = (sentence, label, work) => {
  const button = make("button", { type: "button" }, label);
  const element = make("div", { className: "mend" }, make("p", {}, sentence), button);
  button.addEventListener("click", () => whilePressed(button, async () => {
    await work();
    await showHindrances();
  }));
  return element;
};

/** Does one of our content scripts listen there? @param {number} tab */
const isHeard = (tab) => chrome.tabs.sendMessage(tab, { type: "here" }).then(() => true, () => false);

/** @param {{ id: number, url?: string, status: string } | undefined} tab Its address is known where we may read it. */
const unheard = async (tab) =>
  tab?.url && tab.status === "complete" && ORIGINS.includes(`${new URL(tab.url).origin}/*`) && !(await isHeard(tab.id))
    ? [repair(say("popup_unheard"), say("popup_unheard_reload"), async () => {
      await chrome.tabs.reload(tab.id);
      close();
    })]
    : [];

const lost = async () => {
  /** @type {string[]} */ const ids = await ask("lost-sites");
  return SITES.filter(({ id }) => ids.includes(id)).map(({ name, origins }) =>
    // The browser asks in its own words; it must be asked straight from the click.
    repair(say("popup_lost", name), say("page_allow_site", name), () => chrome.permissions.request({ origins })));
};

/** Fills its place in the popup. */
export const showHindrances = async () => {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  byId("hindrances").replaceChildren(...(await lost()), ...(await unheard(tab)));
};
