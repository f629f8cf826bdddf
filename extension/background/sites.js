// Content scripts for the sites the user allowed later: registered when the permission is there, taken
// away with it. Those of the manifest the browser looks after itself.

import { taughtOrigins } from "../lib/recipes.js";
import { ORIGINS, SITES } from "../lib/sites.js";

const OPTIONAL = SITES.filter(({ optional }) => optional);
const [SCRIPTS] = chrome.runtime.getManifest().content_scripts;
/** Before the ids of taught sites. */
const TAUGHT = "taught ";
/** Relative again: Firefox has made addresses of them. @type {string[]} */
export const FILES = SCRIPTS.js.map((/** @type {string} */ file) => file.replace(chrome.runtime.getURL(""), ""));

/** @param {string[]} origins @returns {Promise<boolean>} */
const isGranted = (origins) => chrome.permissions.contains({ origins });

/** Into pages that are open already; a page that has the scripts keeps the ones it has. @param {string[]} origins */
const enterOpenPages = async (origins) => {
  for (const { id } of await chrome.tabs.query({ url: origins })) {
    await chrome.scripting.executeScript({ target: { tabId: id, allFrames: true }, files: FILES }).catch(() => {});
  }
};

/** What is to be registered where: the sites we know, each taught one by its own address. @returns {Promise<{ id: string, origins: string[] }[]>} */
const wanted = async () => [...OPTIONAL, ...(await taughtOrigins()).map((origin) => ({ id: `${TAUGHT}${origin}`, origins: [origin] }))];

/** @type {Promise<void>} */
let matching = Promise.resolve();

const match = async () => {
  const registered = new Set((await chrome.scripting.getRegisteredContentScripts()).map((/** @type {{ id: string }} */ { id }) => id));
  const sites = await wanted();
  const forgotten = [...registered].filter((id) => id.startsWith(TAUGHT) && !sites.some((site) => site.id === id));
  if (forgotten.length > 0) await chrome.scripting.unregisterContentScripts({ ids: forgotten });
  for (const { id, origins } of sites) {
    const granted = await isGranted(origins);
    if (granted && !registered.has(id)) {
      const { all_frames: allFrames, run_at: runAt } = SCRIPTS;
      await chrome.scripting.registerContentScripts([{ id, matches: origins, js: FILES, allFrames, runAt }]);
      await enterOpenPages(origins);
    } else if (!granted && registered.has(id)) {
      await chrome.scripting.unregisterContentScripts({ ids: [id] });
    }
  }
};

/** Makes the registered scripts match the permissions, one time after the other. */
export const matchScripts = () => {
  matching = matching.then(match, match);
  return matching;
};

const TAKEN = "taken-back";

/** @returns {Promise<string[]>} Origins the user took back in this browser session. */
const takenBack = async () => (await chrome.storage.session.get(TAKEN))[TAKEN] ?? [];

/** Sites without their permission that the popup names: those we were installed for, and those taken back a while ago. */
export const lostSites = async () => {
  const taken = await takenBack();
  const wanted = SITES.filter(({ optional, origins }) => !optional || origins.some((origin) => taken.includes(origin)));
  const granted = await Promise.all(wanted.map(({ origins }) => isGranted(origins)));
  return wanted.filter((_, i) => !granted[i]).map(({ id }) => id);
};

/** @param {string[]} origins Taken back by the user: pages there hear of it and end. */
export const leavePages = async (origins) => {
  if (origins.length === 0) return;
  const lost = origins.filter((origin) => ORIGINS.includes(origin));
  await chrome.storage.session.set({ [TAKEN]: [...new Set([...(await takenBack()), ...lost])] });
  for (const { id } of await chrome.tabs.query({})) {
    // Without the permission we cannot see where a tab is: a page elsewhere has nobody who listens.
    chrome.tabs.sendMessage(id, { type: "withdrawn", origins }).catch(() => {});
  }
};
