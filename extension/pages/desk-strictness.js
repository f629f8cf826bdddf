// How readily the judge says Leaflet: what each choice would have meant for the user's own history,
// shown while the slider moves; and how far that word can be trusted with many at once.

import { call, orOlder } from "./ask.js";
import { BAND_WORDS, bandMark } from "./bands.js";
import { byId, counted, make, whilePressed, written } from "./dom.js";
import { beginning, nameOf } from "./entry.js";
import { changeServiceSettings } from "./service-settings.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

/** @type {StrictnessName[]} */
const CHOICES = ["gentle", "balanced", "strict"];
/** @type {Record<StrictnessName, string>} */
const MEANINGS = {
  gentle: "Gentle: only the plainest leaflets",
  balanced: "Balanced",
  strict: "Strict: more leaflets, and now and then a real person among them",
};
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

/** @param {number} more @param {string} word */
const difference = (more, word) => `${written(Math.abs(more))} ${more > 0 ? "more" : "fewer"} ${word}`;

/** @param {StrictnessReply} reply @param {StrictnessName} wanted */
const inWords = ({ compared, choices }, wanted) => {
  const { leaflet, unsure, relationship } = choices[wanted];
  const so = `Of your newest ${counted(compared, "scored message")}: ${written(leaflet)} Leaflet, ${written(unsure)} Unsure, ${written(relationship)} Relationship.`;
  const more = leaflet - choices[kept].leaflet;
  if (wanted === kept) return `${so} This is how it is now.`;
  return `${so} ${more === 0 ? "No more and no fewer leaflets than now." : `That is ${difference(more, Math.abs(more) === 1 ? "leaflet" : "leaflets")} than now.`}`;
};

/** @param {StrictnessReply["choices"]["gentle"]} counts */
const bar = (counts) => {
  const parts = BANDS.filter((band) => counts[band] > 0).map((band) => {
    const part = make("span", { className: band }, make("b", {}, written(counts[band])), make("span", { className: "word" }, ` ${BAND_WORDS[band]}`));
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
  slider.setAttribute("aria-valuetext", MEANINGS[wanted]);
  byId("strictness-word").textContent = MEANINGS[wanted];
  keep.hidden = wanted === kept;
  byId("strictness-said").textContent = "";
  if (!consequences) return;
  const { [wanted]: counts } = consequences.choices;
  const none = consequences.compared === 0;
  const examples = wanted === kept ? [] : counts.moved;
  byId("consequences").replaceChildren(
    none ? "" : bar(counts),
    make("p", { className: "prose" }, none ? "No message is scored yet, so there is nothing to compare." : inWords(consequences, wanted)),
    examples.length > 0 ? make("p", { className: "help" }, "These would have another word, as they stand now:") : "",
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
  byId("strictness-said").textContent = "Saved. Open pages follow within half a minute.";
};

/** @param {string} term @param {string} value */
const figure = (term, value) => make("div", {}, make("dt", {}, term), make("dd", { className: "number" }, value));

const loadBulk = () =>
  orOlder(byId("bulk-part"), async () => {
    /** @type {Bulk} */
    const { allowed, bound, limit: most, confidence, checked, wrong, missing, why, alarm } = await call("bulk");
    byId("bulk").replaceChildren(
      alarm ? make("p", { className: "alarm-note", role: "alert" }, make("strong", {}, "Paused. "), alarm) : "",
      make("p", { className: "bulk-state" }, make("span", { className: "lamp", "aria-hidden": "true" }), allowed ? "Leaflets come ticked" : "Nothing comes ticked"),
      make("p", { className: "prose" }, why),
      make(
        "dl",
        { className: "model-facts" },
        figure(`At most wrong, ${confidence} % sure`, bound === null ? "not known yet" : `${bound.toFixed(1)} %`),
        figure("Your limit", `${most} %`),
        figure("Checked by you", `${written(checked)}, ${wrong === 0 ? "none" : written(wrong)} wrong`),
        ...(missing > 0 ? [figure("Answers still missing", `${written(missing)}, if all are leaflets`)] : []),
      ),
    );
    byId("bulk").dataset.allowed = String(allowed);
  });

const saveLimit = async () => {
  const percent = Number(limit.value);
  if (!(percent >= 1 && percent <= 20)) {
    byId("limit-said").textContent = "A limit is a number from 1 to 20.";
    return;
  }
  await changeServiceSettings({ decline_limit: percent });
  byId("limit-said").textContent = "Saved.";
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

