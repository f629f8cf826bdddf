// What the extension's own pages may ask of us, beyond what content scripts may.

import { clearCache } from "../lib/cache.js";
import { ServiceError, call, isCall, meet, pair } from "../lib/client.js";
import { check, note, noteFailure } from "../lib/connection.js";
import { clearQueue, queueLength } from "../lib/queue.js";
import { forgetPairing, keepPairing, readPairing } from "../lib/vault.js";
import { countsOf } from "./counts.js";
import { deliverWaiting, label, openPage, score, scoreUnkept } from "./page-requests.js";
import { lostSites } from "./sites.js";
import { teach } from "./teaching.js";

/** A word of our pages' own forms; nothing else ever sends these. @param {boolean} holds @param {string} rule */
const demand = (holds, rule) => {
  if (!holds) throw new TypeError(rule);
};

/** @param {unknown} port */
const demandPort = (port) =>
  demand(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536, "A port is a number from 1 to 65535.");

/** The connection as it is now, and what goes with it; the secret stays here. */
const connection = async () => {
  const { state, detail, model } = await check("user");
  if (state === "connected") await deliverWaiting();
  const { port, name } = await readPairing();
  return { state, detail, model, port, name, waiting: await queueLength() };
};

/**
 * Who answers on our port, before this browser is paired there: "not-paired" when it is a Doorstep.
 */
const find = async () => {
  try {
    await meet((await readPairing()).port);
    return { state: "not-paired" };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { state: error.state, detail: error.detail };
  }
};

/** @param {{ code: string, name: string, port: number }} request */
const pairWith = async ({ code, name, port }) => {
  demandPort(port);
  try {
    await pair({ code, name, port });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // A failed try to pair leaves an existing pairing as it was: told to the asker, not noted.
    return { state: error.state === "connected" ? "refused" : error.state, detail: error.detail, message: error.message };
  }
  await clearCache();
  return connection();
};

const forget = async () => {
  await forgetPairing();
  await clearCache();
  return connection();
};

/** @param {{ port: number }} request */
const movePort = async ({ port }) => {
  demandPort(port);
  await keepPairing({ ...(await readPairing()), port });
  return connection();
};

/** @param {{ entry: LabelEntry }} request */
const labelHere = async (request) => {
  const reply = await label(request);
  // The judge may have learnt from it at once: asked here, so that all open pages hear of it.
  if (reply.stored) void check("user");
  return reply;
};

/** Calls after which another model may be in use, or nothing at all. */
const MAY_CHANGE_MODEL = new Set(["useModel", "saveProfile", "saveSettings", "erase"]);

/** @param {{ name: string, body?: unknown, id?: string }} request */
const callService = async ({ name, body, id }) => {
  demand(isCall(name), "No such call.");
  try {
    const reply = await call(name, body, id);
    if (name === "erase") {
      await clearQueue();
      await clearCache();
    }
    if (MAY_CHANGE_MODEL.has(name) || reply.state === "promoted") await check("user");
    // The service tells, with what it did, by which model it judges from now on.
    else if (typeof reply.model === "string") await note({ state: "connected", model: reply.model });
    return { ok: true, reply };
  } catch (error) {
    const { state, detail } = await noteFailure(error);
    const { message, detail: code } = /** @type {ServiceError} */ (error);
    return { ok: false, state, detail: detail ?? code, message };
  }
};

/** @type {Record<string, (request: any) => Promise<unknown>>} */
export const OWN_REQUESTS = {
  connection,
  pair: pairWith,
  forget,
  port: movePort,
  call: callService,
  label: labelHere,
  score,
  find,
  "lost-sites": lostSites,
  /** Texts the user only tries. @param {{ messages: Message[] }} request */
  try: ({ messages }) => scoreUnkept(messages, { own: false, who: "user" }),
  "page-counts": ({ tab }) => countsOf(tab),
  "open-page": openPage,
  teach,
};
