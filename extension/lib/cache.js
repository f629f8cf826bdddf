// Scores of this browser session, so that a page drawn anew asks nothing again. A score is found by
// the whole message, not its text alone: who sends it counts too.

import { language } from "./language.js";
import { hex } from "./proof.js";

/** @typedef {{ score: Score, told: string }} Kept `told`: the language of the reasons, "" without any. */

const KEY = "scores";
/** About 1 kB each, in a store of 10 MB. */
const MOST = 400;

/**
 * Oldest first. A copy of what `storage.session` holds, read once in a worker's life.
 * @type {Promise<Map<string, Kept>> | undefined}
 */
let copy;

const all = () =>
  (copy ??= chrome.storage.session
    .get(KEY)
    .then((/** @type {{ scores?: [string, Kept][] }} */ { scores = [] }) => new Map(scores)));

/** @param {Message} message @returns {Promise<string>} SHA-256 of the message. */
const hashOf = async (message) => {
  const bytes = new TextEncoder().encode(JSON.stringify(message));
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
};

/**
 * @param {Message[]} messages
 * @param {boolean} explain Only scores with reasons in the browser's language will do.
 * @param {string | undefined} model Only scores of this model will do.
 * @returns {Promise<(Score | undefined)[]>} In the order asked; undefined where there is none.
 */
export const recall = async (messages, explain, model) => {
  const kept = await all();
  const hashes = await Promise.all(messages.map(hashOf));
  return hashes.map((hash) => {
    const found = kept.get(hash);
    return found && found.score.model === model && (!explain || found.told === language()) ? found.score : undefined;
  });
};

/** @param {Message[]} messages @param {Score[]} scores In the same order. @param {boolean} explained */
export const remember = async (messages, scores, explained) => {
  const kept = await all();
  const hashes = await Promise.all(messages.map(hashOf));
  hashes.forEach((hash, i) => {
    kept.delete(hash); // to the end of the line
    kept.set(hash, { score: scores[i], told: explained ? language() : "" });
  });
  for (const hash of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST))) kept.delete(hash);
  await chrome.storage.session.set({ [KEY]: [...kept] });
};

/** Forgets all scores. */
export const clearCache = async () => {
  copy = Promise.resolve(new Map());
  await chrome.storage.session.remove(KEY);
};
