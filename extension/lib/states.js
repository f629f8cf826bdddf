// What each state of the connection means to the user: one sentence, and the one thing that helps.
// `action.does` is carried out by `pages/repair.js`.

import { say } from "./say.js";

/**
 * @typedef {"open-desk" | "check" | "grant" | "pair" | "port" | "reload"} Repair
 * @typedef {{ title: string, sentence: string, action: { label: string, does: Repair } }} Meaning
 */

/** @type {Record<ConnectionState | "not-answering" | "not-permitted", Repair>} */
const REPAIRS = {
  connected: "open-desk",
  "not-running": "check",
  "not-paired": "pair",
  refused: "pair",
  "wrong-program": "port",
  "wrong-version": "reload",
  /** It is there, but hangs. */
  "not-answering": "check",
  /** The browser does not let us reach the service. */
  "not-permitted": "grant",
};

/** @param {{ state: ConnectionState, detail?: string }} connection @returns {Meaning} */
export const meaningOf = ({ state, detail }) => {
  const now = detail === "permission-missing" ? "not-permitted" : detail === "timeout" ? "not-answering" : state;
  const name = now.replace("-", "_");
  return {
    title: say(`state_title_${name}`),
    sentence: say(`state_sentence_${name}`),
    action: { label: say(`state_action_${name}`), does: REPAIRS[now] },
  };
};
