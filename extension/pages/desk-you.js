// The user's own words about themselves, and the parts that go with them: strictness, import, data.

import { say } from "../lib/say.js";
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
const tell = (sentence) => {
  byId("profile-said").textContent = sentence;
};

/** What the service takes of each list; see docs/reference/protocol.md. */
const FACTS = { name: "facts", most: 100, shortest: 1, longest: 500 };
const TEST_WORDS = { name: "tests", most: 20, shortest: 3, longest: 50 };

/** @param {HTMLTextAreaElement} field */
const linesOf = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);

/** @param {string[]} lines @param {typeof FACTS} rule @returns {string} What is wrong with them, or nothing. */
const fault = (lines, { name: list, most, shortest, longest }) => {
  const short = lines.findIndex((line) => line.length < shortest);
  const long = lines.findIndex((line) => line.length > longest);
  if (lines.length > most) return say(`you_${list}_many`, most, lines.length);
  if (short >= 0) return say(`you_${list}_short`, short + 1, shortest);
  return long >= 0 ? say(`you_${list}_long`, long + 1, longest) : "";
};

const saveProfile = async () => {
  /** @type {Profile} */
  const profile = { name: name.value.trim(), text: text.value, facts: linesOf(facts), test_words: linesOf(testWords) };
  const wrong = fault(profile.facts, FACTS) || fault(profile.test_words, TEST_WORDS);
  if (wrong) return tell(wrong);
  await call("saveProfile", profile);
  return tell(say("you_saved"));
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
