// What a content script may ask of us, and what we answer: `PageRequest` in `types.d.ts`, no more.

import { recall, remember } from "../lib/cache.js";
import * as client from "../lib/client.js";
import { check, note, noteFailure } from "../lib/connection.js";
import { deliver, enqueue, queueLength } from "../lib/queue.js";
import { readSettings } from "../lib/settings.js";
import { keepCounts } from "./counts.js";

/** Sends what waits, if anything does. Failing is no event: it goes on waiting. */
export const deliverWaiting = async () => {
  if ((await queueLength()) > 0) await deliver().catch(noteFailure);
};

/** @param {Extract<PageRequest, { type: "score" }>} request @returns {Promise<ScoreReply>} */
const score = async ({ messages, explain }) => {
  const { badgeOnly } = await readSettings();
  // Asking for reasons is the user's own click.
  const { state, detail, model } = await check(explain ? "user" : "score");
  if (state !== "connected") return { state, detail, badgeOnly };
  void deliverWaiting();
  const known = await recall(messages, explain, model);
  const missing = messages.filter((_, i) => !known[i]);
  try {
    const fresh = missing.length > 0 ? await client.score(missing, explain) : { model, scores: [] };
    await note({ state: "connected", model: fresh.model });
    await remember(missing, fresh.scores, explain);
    let next = 0;
    return { state, model: fresh.model, scores: known.map((score) => score ?? fresh.scores[next++]), badgeOnly };
  } catch (error) {
    const failed = await noteFailure(error);
    const said = failed.state === "connected" ? /** @type {Error} */ (error).message : failed.detail;
    return { state: failed.state, detail: said, badgeOnly };
  }
};

/**
 * Writes entries down and tries at once to deliver them.
 *
 * @param {import("../lib/queue.js").Waiting[]} items
 * @returns {Promise<StoredReply>}
 */
const keep = async (items) => {
  await enqueue(items);
  try {
    const faults = await deliver();
    await note({ state: "connected" });
    const fault = faults.find(({ key }) => key === items[0].entry.key);
    return { state: "connected", stored: !fault, queued: false, ...(fault && { detail: fault.message }) };
  } catch (error) {
    const { state } = await noteFailure(error);
    return { state, stored: false, queued: true, detail: /** @type {Error} */ (error).message };
  }
};

/** @param {{ entry: LabelEntry }} request */
export const label = ({ entry }) => keep([{ kind: "labels", entry }]);

/** @param {{ entry: DecisionEntry }} request */
const decision = async ({ entry }) => {
  const items = [/** @type {import("../lib/queue.js").Waiting} */ ({ kind: "decisions", entry })];
  if (entry.action === "declined" && entry.message.text.trim() && (await readSettings()).learnFromDeclines) {
    const { key, message } = entry;
    items.push({ kind: "labels", entry: { key, message, label: "leaflet", source: "decline" } });
  }
  return keep(items);
};

/** @returns {Promise<StateReply>} */
const state = async () => {
  const { badgeOnly } = await readSettings();
  const { state, detail, model } = await check("look");
  if (state === "connected") void deliverWaiting();
  return { state, detail, model, badgeOnly };
};

/** @param {{ page: string }} request */
export const openPage = async ({ page }) => {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`pages/${page}.html`) });
  return {};
};

/** @type {Record<PageRequest["type"], (request: any, sender: any) => Promise<unknown>>} */
export const PAGE_REQUESTS = {
  score,
  label,
  decision,
  state,
  counts: async ({ counts }, sender) => {
    await keepCounts(sender, counts);
    return {};
  },
  "open-page": openPage,
};
