// The popup: how the connection stands, what was found on this page, and the ways on.

import { ORIGINS } from "../lib/sites.js";
import { ask, connection, onChanged } from "./ask.js";
import { BAND_WORDS, bandMark } from "./bands.js";
import { byId, make, whilePressed } from "./dom.js";
import { showHindrances } from "./popup-page.js";
import { showConnection } from "./repair.js";
import { offerTraining } from "./training.js";
import { putWords } from "./words.js";

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  showConnection(byId("connection"), now, { changed: show });
  const learning = byId("learning");
  learning.hidden = now.state !== "connected" && now.waiting === 0;
  if (now.state === "connected") {
    if (!learning.querySelector("button")) offerTraining(learning);
  } else {
    const waiting = now.waiting === 1 ? "One verdict waits" : `${now.waiting} verdicts wait`;
    learning.replaceChildren(make("p", { className: "help" }, `${waiting} in this browser until the service is back.`));
  }
};

/** Offers the page's structure as a text: what a mended adapter needs, without a name or a word of anybody. @param {number} tab */
const offerStructure = (tab) => {
  const button = /** @type {HTMLButtonElement} */ (byId("structure"));
  button.hidden = false;
  button.addEventListener("click", () => whilePressed(button, async () => {
    const text = await chrome.tabs.sendMessage(tab, { type: "structure" }).catch(() => null);
    if (text) await navigator.clipboard.writeText(text);
    byId("structure-said").textContent = text
      ? "Copied. It holds tags and names of attributes, no names and no texts of people; read it before you send it."
      : "This page has no Doorstep in it; reload it and try again.";
  }));
};

const showPage = async () => {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.url && ORIGINS.includes(`${new URL(tab.url).origin}/*`)) offerStructure(tab.id);
  /** @type {PageCounts | null} */
  const counts = tab?.url ? await ask("page-counts", { tab: tab.id }) : null;
  if (!counts) {
    byId("counts").textContent = "No requests or messages that Doorstep reads.";
    return;
  }
  const { seen, people, notUnderstood, bands } = counts;
  byId("counts").textContent = `${seen} seen, ${people} people, ${notUnderstood} not understood`;
  const found = /** @type {Band[]} */ (Object.keys(BAND_WORDS)).filter((band) => bands[band] > 0);
  byId("bands").replaceChildren(...found.map((band) => make("li", {}, bandMark(band, bands[band]))));
};

putWords(document);
byId("settings").addEventListener("click", () => chrome.runtime.openOptionsPage());
onChanged(async () => show(await connection()));
await Promise.all([connection().then(show), showPage(), showHindrances()]);
