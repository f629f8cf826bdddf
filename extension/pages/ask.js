// How our pages ask the worker.

import { say } from "../lib/say.js";
import { make } from "./dom.js";

/** What the worker answers about the connection. */
/** @typedef {{ state: ConnectionState, detail?: string, message?: string, model?: string, port: number, name?: string, waiting: number }} Connection */

/** A call the service did not carry out. `message` is a sentence for the user when `state` is "connected". */
export class CallFailed extends Error {
  /** @param {{ state: ConnectionState, detail?: string, message: string }} failure */
  constructor({ state, detail, message }) {
    super(message);
    this.state = state;
    this.detail = detail;
  }
}

/**
 * @param {string} type @param {object} [rest]
 * @returns {Promise<any>}
 */
export const ask = async (type, rest = {}) => {
  const reply = await chrome.runtime.sendMessage({ type, ...rest });
  if (reply?.error) throw new Error(reply.error);
  return reply;
};

/** @returns {Promise<Connection>} As it is now: asks the service. */
export const connection = () => ask("connection");

/**
 * Calls the service by way of the worker.
 *
 * @param {string} name One of `CALLS` in `lib/client.js`.
 * @param {unknown} [body]
 * @param {string} [id] What the call is about.
 * @returns {Promise<any>} The reply's body.
 * @throws {CallFailed}
 */
export const call = async (name, body, id) => {
  const answer = await ask("call", { name, body, id });
  if (!answer.ok) throw new CallFailed(answer);
  return answer.reply;
};

const NEEDS_NEWER = say("page_needs_newer");

/** Does the service not know this call? An older one says so. @param {unknown} error */
const isUnknown = (error) => /** @type {{ detail?: string } | null} */ (error)?.detail === "not_found";

/** @param {unknown} error @throws the error, made plain where the service is too old for the call. */
export const plainly = (error) => {
  throw isUnknown(error) ? new Error(NEEDS_NEWER) : error;
};

/**
 * Fills a part of a page; where the service is too old for it, that is said in its place.
 *
 * @param {HTMLElement} element
 * @param {() => Promise<unknown>} work
 */
export const orOlder = async (element, work) => {
  if (element.nextElementSibling?.matches(".older")) element.nextElementSibling.remove();
  element.hidden = false;
  try {
    await work();
  } catch (error) {
    if (!isUnknown(error)) throw error;
    element.hidden = true;
    element.after(make("p", { className: "help older" }, NEEDS_NEWER));
  }
};

/** @param {(notice: WorkerNotice) => void} listener Called when the connection or the model changed. */
export const onChanged = (listener) =>
  chrome.runtime.onMessage.addListener((/** @type {WorkerNotice} */ notice) => {
    if (notice?.type === "changed") listener(notice);
  });
