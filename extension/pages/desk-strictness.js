// How readily the judge says Leaflet: what each choice would have meant for the user's own history,
// shown while the slider moves; and how far that word can be trusted with many at once.

import { say, sayCount, sayNumber, sayShare } from "../lib/say.js";
import { call, orOlder } from "./ask.js";
import { BAND_WORDS, bandMark } from "./bands.js";
import { byId, make, whilePressed } from "./dom.js";
import { beginning, nameOf } from "./entry.js";
import { changeServiceSettings } from "./service-settings.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

/** @type {StrictnessName[]} */
const CHOICES = ["gentle", "balanced", "strict"];
/** @type {("leaflet" | "unsure" | "relationship")[]} */
const BANDS = ["leaflet", "unsure", "relationship"];

const slider = /** @type {HTMLInputElement} */ (byId("strictness"));
const keep = /** @type {HTMLButtonElement} */ (byId("keep-strictness"));
const limit = /** @type {HTMLInputElement} */ (byId("decline-limit"));

/** @type {StrictnessName} */
let kept = "balanced";
/** @type {StrictnessReply | null} */
let consequences = null;

const choice = () => CHOICES[Number(slider.value)];

/** @param {StrictnessReply} reply @param {StrictnessName} wanted */
const inWords = ({ compared, choices }, wanted) => {
  const { leaflet, unsure, relationship } = choices[wanted];
  const so = sayCount("strictness_words", compared, ...[leaflet, unsure, relationship].map((count) => sayNumber(count)));
  const more = leaflet - choices[kept].leaflet;
  if (wanted === kept) return `${so} ${say("strictness_is_now")}`;
  if (more === 0) return `${so} ${say("strictness_same")}`;
  return `${so} ${more > 0 ? sayCount("strictness_more", more) : sayCount("strictness_fewer", -more)}`;
};

/** @param {StrictnessReply["choices"]["gentle"]} counts */
const bar = (counts) => {
  const parts = BANDS.filter((band) => counts[band] > 0).map((band) => {
    const part = make("span", { className: band }, make("b", {}, sayNumber(counts[band])), make("span", { className: "word" }, ` ${BAND_WORDS[band]}`));
    part.style.flexGrow = String(counts[band]);
    return part;
  });
  return make("div", { className: "share-bar", "aria-hidden": "true" }, ...parts);
};

/** @param {HistoryEntry} entry */
const moved = ({ message, score, band }) =>
  make("li", {}, bandMark(band, score === null ? undefined : Math.round(score)), " ", make("b", {}, nameOf(message)), " ", make("span", { className: "snippet" }, beginning(message.text, 120)));

/** What the slider's place means, told as it moves. */
const preview = () => {
  const wanted = choice();
  const meaning = say(`strictness_means_${wanted}`);
  slider.setAttribute("aria-valuetext", meaning);
  byId("strictness-word").textContent = meaning;
  keep.hidden = wanted === kept;
  byId("strictness-said").textContent = "";
  if (!consequences) return;
  const { [wanted]: counts } = consequences.choices;
  const none = consequences.compared === 0;
  const examples = wanted === kept ? [] : counts.moved;
  byId("consequences").replaceChildren(
    none ? "" : bar(counts),
    make("p", { className: "prose" }, none ? say("strictness_nothing") : inWords(consequences, wanted)),
    examples.length > 0 ? make("p", { className: "help" }, say("strictness_moved")) : "",
    examples.length > 0 ? make("ul", { className: "examples" }, ...examples.map(moved)) : "",
  );
};

const loadConsequences = () =>
  orOlder(byId("consequences"), async () => {
    consequences = null;
    consequences = await call("strictness");
    preview();
  });

const saveStrictness = async () => {
  const wanted = choice();
  await changeServiceSettings({ strictness: wanted });
  kept = wanted;
  slider.focus();
  await loadConsequences();
  preview();
  byId("strictness-said").textContent = say("strictness_saved");
};

/** @param {string} term @param {string} value */
const figure = (term, value) => make("div", {}, make("dt", {}, term), make("dd", { className: "number" }, value));

const loadBulk = () =>
  orOlder(byId("bulk-part"), async () => {
    /** @type {Bulk} */
    const { allowed, bound, limit: most, confidence, checked, wrong, missing, why, alarm } = await call("bulk");
    byId("bulk").replaceChildren(
      alarm ? make("p", { className: "alarm-note", role: "alert" }, make("strong", {}, say("bulk_paused")), ` ${alarm}`) : "",
      make("p", { className: "bulk-state" }, make("span", { className: "lamp", "aria-hidden": "true" }), say(allowed ? "bulk_ticked" : "bulk_not_ticked")),
      make("p", { className: "prose" }, why),
      make(
        "dl",
        { className: "model-facts" },
        figure(say("bulk_at_most", sayShare(confidence / 100)), bound === null ? say("bulk_unknown") : sayShare(bound / 100, 1)),
        figure(say("bulk_your_limit"), say("page_percent", sayNumber(most))),
        figure(say("bulk_checked"), wrong === 0 ? say("bulk_checked_none", sayNumber(checked)) : say("bulk_checked_wrong", sayNumber(checked), sayNumber(wrong))),
        ...(missing > 0 ? [figure(say("bulk_missing"), say("bulk_missing_if", sayNumber(missing)))] : []),
      ),
    );
    byId("bulk").dataset.allowed = String(allowed);
  });

const saveLimit = async () => {
  const percent = Number(limit.value);
  if (!(percent >= 1 && percent <= 20)) {
    byId("limit-said").textContent = say("bulk_limit_rule");
    return;
  }
  await changeServiceSettings({ decline_limit: percent });
  byId("limit-said").textContent = say("bulk_saved");
  await loadBulk();
};

/** @param {Attempt} attempt */
export const prepareStrictness = (attempt) => {
  slider.addEventListener("input", preview);
  keep.addEventListener("click", () => attempt(() => whilePressed(keep, saveStrictness)));
  limit.addEventListener("change", () => attempt(saveLimit));
};

/** @param {ServiceSettings} settings */
export const showStrictness = async ({ strictness, decline_limit: percent }) => {
  kept = strictness;
  slider.value = String(CHOICES.indexOf(strictness));
  limit.value = String(percent ?? 5);
  preview();
  await Promise.all([loadConsequences(), loadBulk()]);
};

