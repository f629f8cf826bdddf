// The button in the browser's toolbar says in words how the connection stands; a mark when it needs a hand.

import { say } from "../lib/say.js";
import { meaningOf } from "../lib/states.js";

/** @param {{ state: ConnectionState, detail?: string }} connection */
export const showInToolbar = async (connection) => {
  const { title } = meaningOf(connection);
  await chrome.action.setTitle({ title: say("toolbar_title", title) });
  await chrome.action.setBadgeBackgroundColor({ color: "#8a5a00" });
  await chrome.action.setBadgeText({ text: connection.state === "connected" ? "" : "!" });
};
