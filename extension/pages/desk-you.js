// The user's own words about themselves, and the parts that go with them: strictness, import, data.

import { call } from "./ask.js";
import { prepareData, showData } from "./desk-data.js";
import { prepareImport } from "./desk-import.js";
import { prepareStrictness, showStrictness } from "./desk-strictness.js";
import { byId } from "./dom.js";
import { readServiceSettings } from "./service-settings.js";

const name = /** @type {HTMLInputElement} */ (byId("profile-name"));
const text = /** @type {HTMLTextAreaElement} */ (byId("profile-text"));
const facts = /** @type {HTMLTextAreaElement} */ (byId("profile-facts"));
const testWords = /** @type {HTMLTextAreaElement} */ (byId("profile-tests"));

/** @param {string} sentence */
const say = (sentence) => {
  byId("profile-said").textContent = sentence;
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
  if (wrong) return say(wrong);
  await call("saveProfile", profile);
  return say("Saved on this computer. Open pages follow within half a minute.");
};

/** @param {import("./reading.js").Attempt} attempt Runs work and shows what goes wrong. */
export const prepareYou = (attempt) => {
  byId("profile").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(saveProfile);
  });
  prepareStrictness(attempt);
  prepareImport(attempt);
  prepareData(attempt, showYou);
};

export const showYou = async () => {
  // What is typed before the service has answered would be lost under its answer.
  for (const field of [name, text, facts, testWords]) field.disabled = true;
  const [profile, settings] = await Promise.all([call("profile"), readServiceSettings()]);
  name.value = profile.name ?? ""; // An older service knows neither names nor test words.
  text.value = profile.text;
  facts.value = profile.facts.join("\n");
  testWords.value = (profile.test_words ?? []).join("\n");
  for (const field of [name, text, facts, testWords]) field.disabled = false;
  await Promise.all([showStrictness(settings), showData()]);
};
