// The user's desk. The address after # says which part is open.

import { connection, onChanged } from "./ask.js";
import { showFigures } from "./desk-figures.js";
import { prepareHistory, showHistory } from "./desk-history.js";
import { prepareJournal, showJournal } from "./desk-journal.js";
import { prepareLearning, showLearning } from "./desk-learning.js";
import { showLedger } from "./desk-ledger.js";
import { countQueue, prepareQueue, showQueue } from "./desk-queue.js";
import { prepareYou, showYou } from "./desk-you.js";
import { byId } from "./dom.js";
import { showKeys } from "./keys.js";
import { hideUndo, undoLabel } from "./labelling.js";
import { showConnection } from "./repair.js";
import { putWords } from "./words.js";

putWords(document);

/** @type {Record<string, () => Promise<unknown>>} */
const VIEWS = {
  history: showHistory,
  queue: showQueue,
  learning: showLearning,
  figures: showFigures,
  journal: showJournal,
  you: showYou,
  ledger: showLedger,
};

/** Runs work; what goes wrong is told at the top of the page. @param {() => Promise<unknown>} work */
const attempt = async (work) => {
  byId("problem").hidden = true;
  try {
    await work();
  } catch (error) {
    // An error with a state is the service's or the worker's; it may mean that the connection is gone.
    const now = /** @type {{ state?: string }} */ (error).state ? await connection() : null;
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
  hideUndo();
  await attempt(VIEWS[view]);
};

let connected = false;
/** @param {import("./ask.js").Connection} now */
const show = async (now) => {
  connected = now.state === "connected";
  showConnection(byId("connection"), now, { changed: show, here: "open-desk" });
  byId("connection").hidden = connected;
  if (connected) {
    await open();
    if (here() !== "queue") await attempt(countQueue);
  } else for (const name of Object.keys(VIEWS)) byId(name).hidden = true;
};

prepareHistory(attempt);
prepareQueue(attempt);
prepareLearning(attempt);
prepareJournal(attempt);
prepareYou(attempt);
byId("undo").addEventListener("click", () => attempt(undoLabel));
byId("show-keys").addEventListener("click", showKeys);
addEventListener("hashchange", async () => {
  if (byId("connection").hidden) await open();
});
const begin = async () => show(await connection());
let going = begin();
// What is heard while the page begins is compared with how that ends: else all would be drawn twice.
onChanged(({ state }) => {
  going = going.then(() => ((state === "connected") === connected ? undefined : begin()));
});
await going;
