// The last step of the welcome page: the real judge on three invented notes, and on one of the user's.
// Nothing tried here is kept.

import { say } from "../lib/say.js";
import { ask } from "./ask.js";
import { bandMark } from "./bands.js";
import { byId, make, whilePressed } from "./dom.js";
import { listed } from "./reasons.js";

const SAMPLES = [say("welcome_sample_1"), say("welcome_sample_2"), say("welcome_sample_3")];
const MOST_WORDS = 2;

/** @param {string[]} texts @returns {Promise<Score[] | undefined>} None when the judge did not answer; that is said. */
const judge = async (texts) => {
  const messages = texts.map((text, i) => ({ id: `trial-${i}`, text, kind: "connection_request" }));
  /** @type {DraftReply} */
  const { scores, detail, state } = await ask("try", { messages });
  byId("try-said").textContent = scores ? "" : state === "connected" && detail ? detail : say("welcome_try_failed");
  return scores;
};

/** @param {Score} score */
const mark = ({ band, score }) => bandMark(band, score === null ? undefined : Math.round(score));

/** What speaks most, in a line or two. @param {Score} score */
const briefly = ({ reasons }) =>
  reasons.filter(({ span }) => !span).slice(0, MOST_WORDS).map(({ text }) => make("p", { className: "help" }, text));

/** @param {() => void} tried Called when the judge has judged something. */
export const prepareTrial = (tried) => {
  const slots = SAMPLES.map(() => make("div", { className: "verdict", role: "status" }));
  byId("samples").replaceChildren(...SAMPLES.map((text, i) => make("li", {}, make("blockquote", {}, text), slots[i])));

  const samples = /** @type {HTMLButtonElement} */ (byId("judge-samples"));
  samples.addEventListener("click", () => whilePressed(samples, async () => {
    const scores = await judge(SAMPLES);
    if (!scores) return;
    scores.forEach((score, i) => slots[i].replaceChildren(mark(score), ...briefly(score)));
    tried();
  }));

  const own = /** @type {HTMLTextAreaElement} */ (byId("own"));
  byId("own-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (/** @type {SubmitEvent} */ (event).submitter);
    void whilePressed(button, async () => {
      byId("own-verdict").hidden = true;
      if (!own.value.trim()) {
        byId("try-said").textContent = say("welcome_try_empty");
        own.focus();
        return;
      }
      const [score] = (await judge([own.value])) ?? [];
      if (!score) return;
      byId("own-verdict").replaceChildren(mark(score), ...listed(score.reasons, own.value));
      byId("own-verdict").hidden = false;
      tried();
    });
  });
};
