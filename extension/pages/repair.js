// Shows how the connection stands and carries out the one thing that repairs it.

import { SERVICE_ORIGINS } from "../lib/client.js";
import { meaningOf } from "../lib/states.js";
import { ask, connection } from "./ask.js";
import { make, whilePressed } from "./dom.js";

/** @param {string} page */
const open = (page) => ask("open-page", { page });

/** @type {Record<import("../lib/states.js").Repair, () => Promise<unknown>>} */
const REPAIRS = {
  "open-desk": () => open("review"),
  check: async () => {},
  // The browser shows its own question; it must be asked straight from the user's click.
  grant: () => chrome.permissions.request(SERVICE_ORIGINS),
  pair: () => open("pair"),
  port: () => open("options"),
  reload: async () => chrome.runtime.reload(),
};

/**
 * Fills `element` with the state in words and the button that repairs it.
 *
 * @param {HTMLElement} element
 * @param {{ state: ConnectionState, detail?: string }} now
 * @param {{ changed?: (now: import("./ask.js").Connection) => void, here?: import("../lib/states.js").Repair }} [about]
 *   `changed` is called with the state after the repair; `here` is a repair this page itself offers, for
 *   which no button is drawn.
 */
export const showConnection = (element, now, { changed, here } = {}) => {
  const { title, sentence, action } = meaningOf(now);
  const button = make("button", { type: "button", className: "quiet" }, action.label);
  button.addEventListener("click", () =>
    whilePressed(button, async () => {
      await REPAIRS[action.does]();
      const after = await connection();
      if (changed) changed(after);
      else showConnection(element, after);
    }),
  );
  element.dataset.state = now.state;
  element.replaceChildren(
    make("p", { className: "state-title" }, make("span", { className: "lamp", "aria-hidden": "true" }), title),
    make("p", { className: "state-sentence" }, sentence),
    ...(action.does === here ? [] : [button]),
  );
};
