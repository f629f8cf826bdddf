// What we know of the connection, and when to ask again. The knowledge is in `storage.session`: the
// worker may be gone at any moment.

import { clearCache } from "./cache.js";
import { ServiceError, call } from "./client.js";
import { readPairing } from "./vault.js";

/** @typedef {{ state: ConnectionState, detail?: string, model?: string, at: number }} Connection */

const KEY = "connection";
/**
 * How long what we know may be used unasked, by who wants to know. After a failure a page that only
 * looks in waits 30 s between tries, a page with something to score 3 s; a user's action never waits.
 */
const PATIENCE = {
  look: { connected: 10_000, failed: 30_000 },
  score: { connected: 2000, failed: 3000 },
  user: { connected: 0, failed: 0 },
};

/** @type {((now: Connection, before: Connection | undefined) => void)[]} */
const listeners = [];

/** @param {(now: Connection, before: Connection | undefined) => void} listener Called after a change. */
export const onConnectionChanged = (listener) => listeners.push(listener);

/** @returns {Promise<Connection | undefined>} Undefined in a session that has not asked yet. */
export const lastConnection = async () => (await chrome.storage.session.get(KEY))[KEY];

/**
 * Writes down how the last request went, and tells the listeners when that is news.
 *
 * @param {{ state: ConnectionState, detail?: string, model?: string }} found
 * @returns {Promise<Connection>}
 */
export const note = async ({ state, detail, model }) => {
  const before = await lastConnection();
  const now = { state, ...(detail && { detail }), ...((model ?? before?.model) && { model: model ?? before?.model }), at: Date.now() };
  if (before?.model !== now.model) await clearCache();
  await chrome.storage.session.set({ [KEY]: now });
  const news = before?.state !== now.state || before?.detail !== now.detail || before?.model !== now.model;
  if (news) for (const listener of listeners) listener(now, before);
  return now;
};

/** @param {unknown} error @returns {Promise<Connection>} @throws what is no `ServiceError` */
export const noteFailure = async (error) => {
  if (!(error instanceof ServiceError)) throw error;
  // A request that the service declined says nothing against the connection.
  return note({ state: error.state, ...(error.state !== "connected" && { detail: error.detail }) });
};

/** @type {Promise<Connection> | undefined} */
let asking;

const ask = async () => {
  try {
    return await note({ state: "connected", model: (await call("status")).model });
  } catch (error) {
    return noteFailure(error);
  }
};

/**
 * What we know, if it is too fresh to ask again.
 *
 * @param {keyof typeof PATIENCE} who
 * @returns {Promise<Connection | undefined>}
 */
const stillFresh = async (who) => {
  const last = await lastConnection();
  if (!last || last.state === "not-paired") return undefined;
  const age = Date.now() - last.at;
  const patience = PATIENCE[who][last.state === "connected" ? "connected" : "failed"];
  return age >= 0 && age < patience ? last : undefined;
};

/**
 * The last failure, while it is too soon to try again.
 *
 * @param {keyof typeof PATIENCE} who
 * @returns {Promise<Connection | undefined>}
 */
export const resting = async (who) => {
  const last = await stillFresh(who);
  return last?.state === "connected" ? undefined : last;
};

/**
 * The connection as it is; asks the service when what we know is too old for who wants to know.
 *
 * @param {keyof typeof PATIENCE} who
 * @returns {Promise<Connection>}
 */
export const check = async (who) => {
  if (!(await readPairing()).token) return note({ state: "not-paired" });
  const last = await stillFresh(who);
  if (last) return last;
  asking ??= ask().finally(() => {
    asking = undefined;
  });
  return asking;
};
