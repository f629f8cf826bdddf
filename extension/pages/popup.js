// The popup: how the connection stands, what was found on this page, and the ways on.

import { say, sayCount, sayNumber } from "../lib/say.js";
import { ORIGINS } from "../lib/sites.js";
import { ask, connection, onChanged } from "./ask.js";
import { BAND_WORDS, bandMark } from "./bands.js";
import { byId, make, whilePressed } from "./dom.js";
import { showHindrances } from "./popup-page.js";
import { showConnection } from "./repair.js";
import { offerTeaching } from "./teach.js";
import { offerTraining } from "./training.js";
import { putWords } from "./words.js";

putWords(document);

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  showConnection(byId("connection"), now, { changed: show });
  const learning = byId("learning");
  learning.hidden = now.state !== "connected" && now.waiting === 0;
  if (now.state === "connected") {
    if (!learning.querySelector("button")) offerTraining(learning);
  } else {
    learning.replaceChildren(make("p", { className: "help" }, sayCount("popup_waiting", now.waiting)));
  }
};

/** Offers the page's structure as a text: what a mended adapter needs, without a name or a word of anybody. @param {number} tab */
const offerStructure = (tab) => {
  const button = /** @type {HTMLButtonElement} */ (byId("structure"));
  button.hidden = false;
  button.addEventListener("click", () => whilePressed(button, async () => {
    const text = await chrome.tabs.sendMessage(tab, { type: "structure" }).catch(() => null);
    if (text) await navigator.clipboard.writeText(text);
    byId("structure-said").textContent = say(text ? "popup_copied" : "popup_no_structure");
  }));
};

/** The list is on the page itself, where the requests are. @param {number} tab @param {number} count */
const offerReview = (tab, count) => {
  const button = /** @type {HTMLButtonElement} */ (byId("review"));
  button.hidden = count === 0;
  button.textContent = sayCount("popup_review", count);
  button.addEventListener("click", async () => {
    await chrome.tabs.sendMessage(tab, { type: "review" }).catch(() => null);
    window.close();
  });
};

const showPage = async () => {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.url && ORIGINS.includes(`${new URL(tab.url).origin}/*`)) offerStructure(tab.id);
  else if (tab?.url?.startsWith("https://")) offerTeaching(tab.id, new URL(tab.url).origin);
  /** @type {PageCounts | null} */
  const counts = tab?.url ? await ask("page-counts", { tab: tab.id }) : null;
  if (!counts) {
    byId("counts").textContent = say("popup_nothing");
    return;
  }
  const { seen, people, notUnderstood, reviewable, bands } = counts;
  offerReview(tab.id, reviewable);
  byId("counts").textContent = say("popup_counts", ...[seen, people, notUnderstood].map((count) => sayNumber(count)));
  const found = /** @type {Band[]} */ (Object.keys(BAND_WORDS)).filter((band) => bands[band] > 0);
  byId("bands").replaceChildren(...found.map((band) => make("li", {}, bandMark(band, bands[band]))));
};

byId("settings").addEventListener("click", () => chrome.runtime.openOptionsPage());
onChanged(async () => show(await connection()));
await Promise.all([connection().then(show), showPage(), showHindrances()]);
