// What was learnt: labels so far, training now, the models and the way back, and what happens by itself.

import { say } from "../lib/say.js";
import { call } from "./ask.js";
import { balance } from "./desk-queue.js";
import { byId, make } from "./dom.js";
import { drawModels } from "./models.js";
import { changeServiceSettings, readServiceSettings } from "./service-settings.js";
import { offerTraining } from "./training.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

/** Switches by their setting. */
const SWITCHES = /** @type {const} */ (["auto_train", "auto_adopt"]);

/** @param {string} name */
const box = (name) => /** @type {HTMLInputElement} */ (byId(name.replace("_", "-")));

/** @type {((job: Job) => Promise<unknown>) | undefined} */
let showTraining;
/** @type {Attempt} */
let attempt = (work) => work();

/** @param {Model[]} models */
const draw = (models) => drawModels(byId("models"), models, { attempt, used });

/** @param {Model[]} models @param {string} id */
const used = (models, id) => {
  draw(models);
  byId("models-said").textContent = say("learning_in_use", id);
};

/** @param {Job | null} job */
const ended = (job) =>
  attempt(async () => {
    const open = await show();
    if (job?.report.candidate) await open(job.report.candidate);
  });

/** @param {Attempt} attempting */
export const prepareLearning = (attempting) => {
  attempt = attempting;
  showTraining = offerTraining(byId("training"), { primary: true, ended });
  for (const name of SWITCHES) {
    box(name).addEventListener("change", () =>
      attempt(async () => {
        await changeServiceSettings({ [name]: box(name).checked });
        byId("settings-said").textContent = say(`learning_${name}_${box(name).checked ? "on" : "off"}`);
      }),
    );
  }
};

const show = async () => {
  const [status, { models }, settings] = await Promise.all([call("status"), call("models"), readServiceSettings()]);
  const labels = status.counts?.labels ?? {};
  const none = !labels.leaflet && !labels.relationship;
  byId("labels-so-far").replaceChildren(
    none ? make("p", { className: "prose" }, say("learning_nothing")) : balance(labels),
  );
  for (const name of SWITCHES) {
    box(name).checked = settings[name] ?? true;
    box(name).disabled = settings[name] === undefined; // an older service knows no such choice
  }
  byId("adopt-older").hidden = settings.auto_adopt !== undefined;
  const open = draw(models);
  if (status.training) void attempt(async () => showTraining?.(status.training));
  return open;
};

export const showLearning = () => show();
