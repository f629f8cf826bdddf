// "Learn from my labels now": starts a training, shows how far it is and says in words how it ended.

import { say, sayCount, sayNumber } from "../lib/say.js";
import { CallFailed, call } from "./ask.js";
import { make, whilePressed } from "./dom.js";

const BETWEEN_LOOKS_MS = 500;
/** A service that is busy training may miss an answer; after so many it is gone. */
const MOST_MISSED = 5;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the new model changed, as far as there was anything to change. @param {Pick<Changes, "compared" | "flips">} [changes] */
const changed = ({ compared, flips } = { compared: 0, flips: 0 }) => {
  if (compared === 0) return "";
  return ` ${flips === 0 ? say("training_changed_none", sayNumber(compared)) : sayCount("training_changed", flips, sayNumber(compared))}`;
};

/** @param {Job} job @returns {string} */
const outcome = ({ state, report }) => {
  const why = report.why ?? "";
  if (state === "promoted") return sayCount("training_promoted", report.labels ?? 0, why) + changed(report.changes);
  if (state === "kept" && report.candidate) return say("training_kept", why);
  if (state === "kept") return why;
  if (state === "interrupted") return say("training_interrupted");
  return why || say("training_failed");
};

/** @param {string} id @param {(job: Job) => void} look @returns {Promise<Job>} The job when it has ended. */
const follow = async (id, look) => {
  for (let missed = 0; ; await pause(BETWEEN_LOOKS_MS)) {
    try {
      const job = await call("job", undefined, id);
      missed = 0;
      look(job);
      if (job.state !== "running") return job;
    } catch (error) {
      if (!(error instanceof CallFailed) || ++missed > MOST_MISSED) throw error;
    }
  }
};

/**
 * Draws the button with its progress into `element`.
 *
 * @param {HTMLElement} element
 * @param {{ primary?: boolean, ended?: (job: Job | null) => void }} [about] `ended` is called after a
 *   training, with nothing if it could not be followed to its end.
 * @returns {(job: Job) => Promise<unknown>} Follows a training that runs already; says of the last one how it ended.
 */
export const offerTraining = (element, { primary = false, ended } = {}) => {
  const button = make("button", { type: "button", className: primary ? "primary" : "" }, say("training_learn"));
  const bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": say("training_progress") });
  const said = make("p", { className: "said help", role: "status" });
  /** The training whose end was told. */
  let told = "";
  /** @param {() => Promise<string>} start */
  const run = async (start) => {
    bar.hidden = false;
    bar.value = 0;
    said.textContent = say("training_begins");
    /** @type {Job | null} */
    let done = null;
    try {
      done = await follow(await start(), ({ progress, report }) => {
        bar.value = progress;
        if (report.stage) said.textContent = say("training_stage", report.stage);
      });
      said.textContent = outcome(done);
      told = done.job;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      said.textContent = error.state === "connected" ? error.message : say("training_no_answer");
    }
    bar.hidden = true;
    ended?.(done);
  };
  button.addEventListener("click", () => whilePressed(button, () => run(async () => (await call("train")).job)));
  element.replaceChildren(button, bar, said);
  return async (job) => {
    if (button.disabled || job.job === told) return undefined;
    if (job.state === "running") return whilePressed(button, () => run(async () => job.job));
    told = job.job;
    said.textContent = say("training_last", outcome(job));
    return undefined;
  };
};
