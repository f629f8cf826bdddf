// The background worker: listeners and who may ask what. The browser may end it at any moment, so that
// every listener is registered here at the top level and nothing is known by a variable alone.

import { check, onConnectionChanged } from "../lib/connection.js";
import { onRecipesChanged, taughtOrigins } from "../lib/recipes.js";
import { onSettingsChanged, pageWishes, readSettings } from "../lib/settings.js";
import { ORIGINS } from "../lib/sites.js";
import { pageRequest } from "../lib/validate.js";
import { forgetCounts } from "./counts.js";
import { OWN_REQUESTS } from "./own-requests.js";
import { PAGE_REQUESTS, deliverWaiting, openPage } from "./page-requests.js";
import { leavePages, matchScripts } from "./sites.js";
import { giveBackUnused, isTaughtNow, startPicker } from "./teaching.js";
import { showInToolbar } from "./toolbar.js";

const OURS = chrome.runtime.getURL("");

/** @param {unknown} url */
const originOf = (url) => (typeof url === "string" && URL.canParse(url) ? new URL(url).origin : "");

/** May a page at this address ask us anything: a site we know, a taught one, or one being taught? @param {any} sender */
const isServed = async ({ tab, url }) => {
  const origin = originOf(url);
  const pattern = `${origin}/*`;
  return ORIGINS.includes(pattern) || (await taughtOrigins()).includes(pattern) || isTaughtNow(tab.id, origin);
};

/**
 * Finds who asks and carries it out. Our own pages may ask all; content scripts on a supported site
 * what `PageRequest` lists, in exactly that shape; nobody else anything.
 *
 * @param {any} request
 * @param {any} sender
 * @returns {Promise<unknown>}
 */
const answer = async (request, sender) => {
  if (sender.id !== chrome.runtime.id) throw new TypeError("not one of ours");
  if (String(sender.url).startsWith(OURS)) {
    if (!Object.hasOwn(OWN_REQUESTS, request?.type)) throw new TypeError("unknown request");
    return OWN_REQUESTS[request.type](request);
  }
  if (!sender.tab || !(await isServed(sender))) throw new TypeError("not a supported site");
  const checked = pageRequest(request);
  return PAGE_REQUESTS[checked.type](checked, sender);
};

chrome.runtime.onMessage.addListener(
  (/** @type {unknown} */ request, /** @type {unknown} */ sender, /** @type {(reply: unknown) => void} */ reply) => {
    answer(request, sender).then(reply, (/** @type {Error} */ error) => reply({ error: error.message }));
    return true; // the reply comes later
  },
);

/** Tells open pages of supported sites, and our own. @param {import("../lib/connection.js").Connection} connection */
const tellPages = async ({ state, model, detail }) => {
  /** @type {WorkerNotice} */
  const notice = { type: "changed", state, model, detail, ...pageWishes(await readSettings()) };
  const ignore = () => {}; // nobody listens there
  chrome.runtime.sendMessage(notice).catch(ignore);
  for (const tab of await chrome.tabs.query({ url: [...ORIGINS, ...(await taughtOrigins())] })) chrome.tabs.sendMessage(tab.id, notice).catch(ignore);
};

onConnectionChanged((now) => {
  void showInToolbar(now);
  void tellPages(now);
  if (now.state === "connected") void deliverWaiting();
});
onSettingsChanged(async () => tellPages(await check("look")));

/** A recipe was made, changed or deleted: its pages read anew. */
onRecipesChanged(async () => {
  await matchScripts();
  for (const tab of await chrome.tabs.query({ url: await taughtOrigins() })) chrome.tabs.sendMessage(tab.id, { type: "taught" }).catch(() => {});
});

chrome.tabs.onRemoved.addListener(forgetCounts);
chrome.permissions.onAdded.addListener(() => {
  void matchScripts();
  void startPicker();
  void check("user");
});
chrome.permissions.onRemoved.addListener((/** @type {{ origins?: string[] }} */ { origins = [] }) => {
  void matchScripts();
  void leavePages(origins);
  void check("user");
});
chrome.runtime.onStartup.addListener(() => {
  void matchScripts();
  void giveBackUnused();
  void check("user");
});
chrome.runtime.onInstalled.addListener(async (/** @type {{ reason: string }} */ { reason }) => {
  void matchScripts();
  if (reason === "install") await openPage({ page: "welcome" });
  await showInToolbar(await check("user"));
});
