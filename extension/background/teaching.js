// Teaching a site: which tab is being taught, when its picker starts, what becomes of what it made.

import { RecipeFault, giveBack, keepRecipe, patternOf, taughtOrigins } from "../lib/recipes.js";
import { ORIGINS } from "../lib/sites.js";
import { FILES } from "./sites.js";

const KEY = "teaching";
const PICKER = ["picker/describe.js", "picker/style.js", "picker/look.js", "picker/picker.js"];

/** @typedef {{ tab: number, origin: string }} Lesson */

/** The one going on, if any. @returns {Promise<Lesson | undefined>} */
const lesson = async () => (await chrome.storage.session.get(KEY))[KEY];

/** @param {number} tab @param {string} origin */
export const isTaughtNow = async (tab, origin) => {
  const now = await lesson();
  return now?.tab === tab && now.origin === origin;
};

/** Starts the picker where the user asked for it, once the site is allowed; a second start changes nothing. */
export const startPicker = async () => {
  const now = await lesson();
  if (!now || !(await chrome.permissions.contains({ origins: [patternOf(now.origin)] }))) return false;
  const target = { tabId: now.tab };
  // A page that has our scripts refuses a second copy, and keeps the ones it has.
  await chrome.scripting.executeScript({ target, files: FILES }).catch(() => {});
  await chrome.scripting.executeScript({ target, files: PICKER });
  return true;
};

/**
 * From the popup, on the user's click; the browser may ask for the site only after this. @param {Lesson} request
 * @returns {Promise<{ started: boolean }>}
 */
export const teach = async ({ tab, origin }) => {
  if (!/^https:\/\/[^/]+$/.test(origin) || ORIGINS.includes(patternOf(origin))) throw new TypeError("not a supported site");
  await chrome.storage.session.set({ [KEY]: { tab, origin } });
  return { started: await startPicker() };
};

/** Takes back sites that are allowed and not taught: a lesson that was cut off leaves nothing behind. */
export const giveBackUnused = async () => {
  const [{ origins = [] }, now, used] = await Promise.all([chrome.permissions.getAll(), lesson(), taughtOrigins()]);
  const { host_permissions: always } = chrome.runtime.getManifest();
  const known = new Set([...ORIGINS, ...always, ...used, ...(now ? [patternOf(now.origin)] : [])]);
  const unused = origins.filter((/** @type {string} */ each) => !known.has(each));
  if (unused.length > 0) await chrome.permissions.remove({ origins: unused }).catch(() => {});
};

/** @param {{ recipe: unknown }} request @param {any} sender */
export const keepTaught = async ({ recipe }, sender) => {
  const now = await lesson();
  const origin = new URL(sender.url).origin;
  if (!now || !(await isTaughtNow(sender.tab.id, origin)) || /** @type {any} */ (recipe)?.origin !== origin) return { kept: false };
  try {
    await keepRecipe(recipe);
  } catch (error) {
    if (!(error instanceof RecipeFault)) throw error;
    return { kept: false, field: error.field, rule: error.rule, limit: error.limit };
  }
  await chrome.storage.session.remove(KEY);
  return { kept: true };
};

/** The user left the picker. @param {unknown} _ @param {any} sender */
export const leaveLesson = async (_, sender) => {
  const origin = new URL(sender.url).origin;
  if (!(await isTaughtNow(sender.tab.id, origin))) return {};
  await chrome.storage.session.remove(KEY);
  await giveBack(origin);
  return {};
};
