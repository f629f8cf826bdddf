// What a content script may ask of us, and what we answer: `PageRequest` in `types.d.ts`, no more.

import { recall, remember } from "../lib/cache.js";
import * as client from "../lib/client.js";
import { check, lastConnection, note, noteFailure, resting } from "../lib/connection.js";
import { deliver, enqueue, queueLength } from "../lib/queue.js";
import { recipesOf } from "../lib/recipes.js";
import { changeSettings, pageWishes, readSettings } from "../lib/settings.js";
import { keepCounts } from "./counts.js";
import { keepTaught, leaveLesson } from "./teaching.js";

/** Sends what waits, if anything does. Failing is no event: it goes on waiting. */
export const deliverWaiting = async () => {
  if ((await queueLength()) > 0) await deliver().catch(noteFailure);
};

/**
 * Scores from this session where the model is still the same, from the service where not.
 *
 * @param {Message[]} messages @param {boolean} explain
 * @returns {Promise<{ state: ConnectionState, detail?: string, model?: string, scores?: Score[] }>}
 */
const judged = async (messages, explain) => {
  const known = await recall(messages, explain, (await lastConnection())?.model);
  const missing = messages.filter((_, i) => !known[i]);
  if (missing.length === 0) {
    const { state, detail, model } = await check("score");
    if (state !== "connected") return { state, detail };
    // The service may have changed its mind since: then all of them are asked for anew.
    if (known.every((score) => score?.model === model)) return { state, model, scores: /** @type {Score[]} */ (known) };
    return judged(messages, explain);
  }
  const { model, scores } = await client.score(missing, explain);
  await note({ state: "connected", model });
  // The badge does not wait until all of them are written; what cannot be is asked for again.
  remember(missing, scores, explain).catch(() => {});
  let next = 0;
  return { state: "connected", model, scores: known.map((score) => score ?? scores[next++]) };
};

/** @param {Extract<PageRequest, { type: "score" }>} request @returns {Promise<ScoreReply>} */
export const score = async ({ messages, explain }) => {
  const wishes = pageWishes(await readSettings());
  // Asking for reasons is the user's own click.
  const failed = await resting(explain ? "user" : "score");
  if (failed) return { state: failed.state, detail: failed.detail, ...wishes };
  try {
    return { ...(await judged(messages, explain)), ...wishes };
  } catch (error) {
    const { state, detail } = await noteFailure(error);
    return { state, detail: state === "connected" ? /** @type {Error} */ (error).message : detail, ...wishes };
  }
};

/**
 * Judges texts that leave no trace: the service writes nothing down, and this session remembers nothing.
 *
 * @param {Message[]} messages @param {{ own: boolean, who: "score" | "user" }} about `own`: the user's own drafts.
 * @returns {Promise<DraftReply>}
 */
export const scoreUnkept = async (messages, { own, who }) => {
  const failed = await resting(who);
  if (failed) return { state: failed.state, detail: failed.detail };
  try {
    const { scores } = await client.score(messages, true, { keep: false, own });
    // Not by which model: drafts are judged without the user's profile, which would look like another.
    await note({ state: "connected" });
    return { state: "connected", scores };
  } catch (error) {
    const { state, detail } = await noteFailure(error);
    return { state, detail: state === "connected" ? /** @type {Error} */ (error).message : detail };
  }
};

/** @param {{ message: Message }} request @returns {Promise<DraftReply>} */
const draft = async ({ message }) => {
  if (!(await readSettings()).hintsOnDrafts) return { state: "connected", off: true };
  return scoreUnkept([message], { own: true, who: "score" });
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
    const fault = faults.find(({ key }) => key === items[0].entry.key);
    return { state: "connected", stored: !fault, queued: false, ...(fault && { detail: fault.message }) };
  } catch (error) {
    const { state } = await noteFailure(error);
    return { state, stored: false, queued: true, detail: /** @type {Error} */ (error).message };
  }
};

/** @param {{ entry: LabelEntry }} request */
export const label = ({ entry }) => keep([{ kind: "labels", entry }]);

/**
 * What a decision says as a label, if the user wants to be learnt from: declined is a leaflet, let in is a relationship.
 *
 * @param {DecisionEntry} entry @returns {Promise<LabelEntry | null>}
 */
const labelOf = async ({ key, action, message }) => {
  if (!message.text.trim()) return null;
  const { learnFromDeclines, learnFromAccepts } = await readSettings();
  if (action === "declined" && learnFromDeclines) return { key, message, label: "leaflet", source: "decline" };
  if (action === "accepted" && learnFromAccepts) return { key, message, label: "relationship", source: "accept" };
  return null;
};

/** @param {{ entry: DecisionEntry }} request */
const decision = async ({ entry }) => {
  const items = [/** @type {import("../lib/queue.js").Waiting} */ ({ kind: "decisions", entry })];
  const told = await labelOf(entry);
  if (told) items.push({ kind: "labels", entry: told });
  return keep(items);
};

/** @returns {Promise<StateReply>} */
const state = async () => {
  const wishes = pageWishes(await readSettings());
  const { state, detail, model } = await check("look");
  if (state === "connected") void deliverWaiting();
  return { state, detail, model, ...wishes };
};

/** @param {{ page: string }} request */
export const openPage = async ({ page }) => {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`pages/${page}.html`) });
  return {};
};

/**
 * May these come ticked to be declined, and how has the user labelled them? Asked by the user's own click.
 *
 * @param {Extract<PageRequest, { type: "permit" }>} request @returns {Promise<PermitReply>}
 */
const permit = async ({ messages }) => {
  try {
    const [{ allowed, why, alarm }, labels] = await Promise.all([client.call("bulk"), client.currentLabels(messages)]);
    return { state: "connected", permit: { allowed, why, alarm, labels } };
  } catch (error) {
    const { state, detail } = await noteFailure(error);
    return { state, detail };
  }
};

/** @type {Record<PageRequest["type"], (request: any, sender: any) => Promise<unknown>>} */
export const PAGE_REQUESTS = {
  score,
  label,
  decision,
  permit,
  state,
  draft,
  "no-hints": async () => {
    await changeSettings(() => ({ hintsOnDrafts: false }));
    return {};
  },
  counts: async ({ counts }, sender) => {
    await keepCounts(sender, counts);
    return {};
  },
  "open-page": openPage,
  recipes: async (_, sender) => ({ recipes: await recipesOf(new URL(sender.url).origin) }),
  "teach-keep": keepTaught,
  "teach-leave": leaveLesson,
};
