// The user's own words about themselves, settings of the service, and all data at once.

import { call as callDirectly } from "../lib/client.js";
import { call } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { byId, whilePressed } from "./dom.js";

const name = /** @type {HTMLInputElement} */ (byId("profile-name"));
const text = /** @type {HTMLTextAreaElement} */ (byId("profile-text"));
const facts = /** @type {HTMLTextAreaElement} */ (byId("profile-facts"));
const testWords = /** @type {HTMLTextAreaElement} */ (byId("profile-tests"));
const strictness = /** @type {HTMLSelectElement} */ (byId("strictness"));
const autoTrain = /** @type {HTMLInputElement} */ (byId("auto-train"));

/** @param {string} id @param {string} sentence */
const say = (id, sentence) => {
  byId(id).textContent = sentence;
};

/** What the service takes of each list; see docs/reference/protocol.md. */
const FACTS = { one: "Fact", many: "facts", most: 100, shortest: 1, longest: 500 };
const TEST_WORDS = { one: "Test word", many: "test words", most: 20, shortest: 3, longest: 50 };

/** @param {HTMLTextAreaElement} field */
const linesOf = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);

/** @param {string[]} lines @param {typeof FACTS} rule @returns {string} What is wrong with them, or nothing. */
const fault = (lines, { one, many, most, shortest, longest }) => {
  const short = lines.findIndex((line) => line.length < shortest);
  const long = lines.findIndex((line) => line.length > longest);
  if (lines.length > most) return `Up to ${most} ${many}; these are ${lines.length}.`;
  if (short >= 0) return `${one} ${short + 1} is shorter than ${shortest} characters.`;
  return long >= 0 ? `${one} ${long + 1} is longer than ${longest} characters.` : "";
};

const saveProfile = async () => {
  /** @type {Profile} */
  const profile = { name: name.value.trim(), text: text.value, facts: linesOf(facts), test_words: linesOf(testWords) };
  const wrong = fault(profile.facts, FACTS) || fault(profile.test_words, TEST_WORDS);
  if (wrong) return say("profile-said", wrong);
  await call("saveProfile", profile);
  return say("profile-said", "Saved on this computer. Open pages follow within half a minute.");
};

/** @param {Record<string, unknown>} changed The call replaces the whole, so the rest is sent back as it was. */
const saveSettings = async (changed) => {
  await call("saveSettings", { ...(await call("settings")), ...changed });
};

const saveAutoTrain = async () => {
  await saveSettings({ auto_train: autoTrain.checked });
  say("settings-said", autoTrain.checked ? "It will train by itself." : "It will train only when you say so.");
};

const saveStrictness = async () => {
  await saveSettings({ strictness: strictness.value });
  say("strictness-said", "Saved. Open pages follow within half a minute.");
};

const exportAll = async () => {
  say("export-said", "Collecting…");
  // Asked for from here: it may be larger than a message between worker and page.
  const everything = await callDirectly("export");
  const file = URL.createObjectURL(new Blob([JSON.stringify(everything, null, 1)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = file;
  link.download = `doorstep-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
  say("export-said", `Saved as ${link.download} in your downloads. Keep it as you would keep the letters themselves.`);
};

const eraseAll = async () => {
  await call("erase");
  say("erase-said", "Erased. Nothing of your messages and labels is left.");
  await showYou();
};

/** @param {(work: () => Promise<unknown>) => void} attempt Runs work and shows what goes wrong. */
export const prepareYou = (attempt) => {
  const exporting = /** @type {HTMLButtonElement} */ (byId("export"));
  byId("profile").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(saveProfile);
  });
  autoTrain.addEventListener("change", () => attempt(saveAutoTrain));
  strictness.addEventListener("change", () => attempt(saveStrictness));
  exporting.addEventListener("click", () => attempt(() => whilePressed(exporting, exportAll)));
  offerWithCare(byId("erase"), {
    label: "Erase everything",
    asks: [
      "Erase all messages, labels and journal lines, and what was learnt from them? This cannot be undone.",
      "Really all of it? If you want to keep a copy, leave it and export first.",
    ],
    yes: "Erase everything",
    work: async () => attempt(eraseAll),
  });
};

export const showYou = async () => {
  const [profile, settings] = await Promise.all([call("profile"), call("settings")]);
  name.value = profile.name ?? ""; // An older service knows neither names nor test words.
  text.value = profile.text;
  facts.value = profile.facts.join("\n");
  testWords.value = (profile.test_words ?? []).join("\n");
  autoTrain.checked = settings.auto_train;
  strictness.value = settings.strictness;
};
