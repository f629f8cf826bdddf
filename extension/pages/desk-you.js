// The user's own words about themselves, settings of the service, and all data at once.

import { call as callDirectly } from "../lib/client.js";
import { call } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { byId, whilePressed } from "./dom.js";

const text = /** @type {HTMLTextAreaElement} */ (byId("profile-text"));
const facts = /** @type {HTMLTextAreaElement} */ (byId("profile-facts"));
const strictness = /** @type {HTMLSelectElement} */ (byId("strictness"));
const autoTrain = /** @type {HTMLInputElement} */ (byId("auto-train"));

/** @param {string} id @param {string} sentence */
const say = (id, sentence) => {
  byId(id).textContent = sentence;
};

const saveProfile = async () => {
  const lines = facts.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const long = lines.findIndex((line) => line.length > 500);
  if (lines.length > 100) return say("profile-said", `Up to 100 facts; these are ${lines.length}.`);
  if (long >= 0) return say("profile-said", `Fact ${long + 1} is longer than 500 characters.`);
  await call("saveProfile", { text: text.value, facts: lines });
  return say("profile-said", "Saved on this computer.");
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
  text.value = profile.text;
  facts.value = profile.facts.join("\n");
  autoTrain.checked = settings.auto_train;
  strictness.value = settings.strictness;
};
