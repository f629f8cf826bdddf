// What each state of the connection means to the user: one sentence, and the one thing that helps.
// `action.does` is carried out by `pages/state.js`.

import { say } from "./say.js";

/**
 * @typedef {"open-desk" | "check" | "grant" | "pair" | "port" | "reload"} Repair
 * @typedef {{ title: string, sentence: string, action: { label: string, does: Repair } }} Meaning
 */

/** @type {Record<ConnectionState, Meaning>} */
const MEANINGS = {
  connected: {
    title: "Connected",
    sentence: "Doorstep is connected to its service on this computer.",
    action: { label: "Open your desk", does: "open-desk" },
  },
  "not-running": {
    title: "Service not running",
    sentence: "The service does not answer on this computer. Start it with “doorstep serve”.",
    action: { label: "Try again", does: "check" },
  },
  "not-paired": {
    title: "Not paired yet",
    sentence: "This browser and the service do not know each other yet. Pairing takes one code.",
    action: { label: "Pair this browser", does: "pair" },
  },
  refused: {
    title: "Not let in",
    sentence: "The service did not let this browser in. A new code from “doorstep pair” settles it.",
    action: { label: "Pair again", does: "pair" },
  },
  "wrong-program": {
    title: "Another program answers",
    sentence: "Something other than your Doorstep answers on this port. It was sent no token and no text.",
    action: { label: "Check the port", does: "port" },
  },
  "wrong-version": {
    title: "Versions differ",
    sentence: "The extension and the service are of different versions. Update the older one, then reload.",
    action: { label: "Reload the extension", does: "reload" },
  },
};

/** @type {Meaning} */
const NOT_ANSWERING = {
  title: say("state_title_not_answering"),
  sentence: say("state_sentence_not_answering"),
  action: { label: say("state_action_not_answering"), does: "check" },
};

/** @type {Meaning} */
const NOT_PERMITTED = {
  title: "Permission missing",
  sentence: "The browser does not let Doorstep reach 127.0.0.1, which is this computer. It reaches nothing else.",
  action: { label: "Allow it", does: "grant" },
};

/** @param {{ state: ConnectionState, detail?: string }} connection @returns {Meaning} */
export const meaningOf = ({ state, detail }) =>
  detail === "permission-missing" ? NOT_PERMITTED : detail === "timeout" ? NOT_ANSWERING : MEANINGS[state];
