// The user's desk. The address after # says which part is open.

import { CallFailed, connection, onChanged } from "./ask.js";
import { prepareHistory, showHistory } from "./desk-history.js";
import { prepareJournal, showJournal } from "./desk-journal.js";
import { prepareLearning, showLearning } from "./desk-learning.js";
import { countQueue, showQueue } from "./desk-queue.js";
import { prepareYou, showYou } from "./desk-you.js";
import { byId } from "./dom.js";
import { showConnection } from "./repair.js";

/** @type {Record<string, () => Promise<unknown>>} */
const VIEWS = {
  history: showHistory,
  queue: () => showQueue(attempt),
  learning: () => showLearning(attempt),
  journal: showJournal,
  you: showYou,
};

/** Runs work; what goes wrong is told at the top of the page. @param {() => Promise<unknown>} work */
const attempt = async (work) => {
  byId("problem").hidden = true;
  try {
    await work();
  } catch (error) {
    const now = error instanceof CallFailed ? await connection() : null;
    if (now && now.state !== "connected") return show(now);
    byId("problem").textContent = /** @type {Error} */ (error).message;
    byId("problem").hidden = false;
  }
};

const here = () => (Object.hasOwn(VIEWS, location.hash.slice(1)) ? location.hash.slice(1) : "history");

const open = async () => {
  const view = here();
  for (const name of Object.keys(VIEWS)) byId(name).hidden = name !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  await attempt(VIEWS[view]);
};

/** @param {import("./ask.js").Connection} now */
const show = async (now) => {
  const connected = now.state === "connected";
  showConnection(byId("connection"), now, { changed: show, here: "open-desk" });
  byId("connection").hidden = connected;
  if (connected) {
    await open();
    if (here() !== "queue") await attempt(countQueue);
  } else for (const name of Object.keys(VIEWS)) byId(name).hidden = true;
};

prepareHistory(attempt);
prepareLearning(attempt);
prepareJournal(attempt);
prepareYou(attempt);
addEventListener("hashchange", async () => {
  if (byId("connection").hidden) await open();
});
let connected = false;
onChanged(async ({ state }) => {
  if ((state === "connected") !== connected) await begin();
});
const begin = async () => {
  const now = await connection();
  connected = now.state === "connected";
  await show(now);
};
await begin();
