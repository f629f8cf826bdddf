// What was learnt: labels so far, training now, the models and the way back, and what happens by itself.

import { call } from "./ask.js";
import { balance } from "./desk-queue.js";
import { byId, make } from "./dom.js";
import { drawModels } from "./models.js";
import { changeServiceSettings, readServiceSettings } from "./service-settings.js";
import { offerTraining } from "./training.js";

/** @typedef {import("./reading.js").Attempt} Attempt */

/** Switches by their setting, with what is said when they are set. @type {Record<string, [on: string, off: string]>} */
const SWITCHES = {
  auto_train: ["It will train by itself.", "It will train only when you say so."],
  auto_adopt: ["A new model that is no worse is used at once.", "A new model will wait for your word."],
};

/** @param {string} name */
const box = (name) => /** @type {HTMLInputElement} */ (byId(name.replace("_", "-")));

/** @type {((id: string) => Promise<unknown>) | undefined} */
let followTraining;
/** @type {Attempt} */
let attempt = (work) => work();

/** @param {Model[]} models */
const draw = (models) => drawModels(byId("models"), models, { attempt, used });

/** @param {Model[]} models @param {string} id */
const used = (models, id) => {
  draw(models);
  byId("models-said").textContent = `${id} is in use. Badges on open pages ask again.`;
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
  followTraining = offerTraining(byId("training"), { primary: true, ended });
  for (const [name, [on, off]] of Object.entries(SWITCHES)) {
    box(name).addEventListener("change", () =>
      attempt(async () => {
        await changeServiceSettings({ [name]: box(name).checked });
        byId("settings-said").textContent = box(name).checked ? on : off;
      }),
    );
  }
};

const show = async () => {
  const [status, { models }, settings] = await Promise.all([call("status"), call("models"), readServiceSettings()]);
  const labels = status.counts?.labels ?? {};
  const none = !labels.leaflet && !labels.relationship;
  byId("labels-so-far").replaceChildren(
    none ? make("p", { className: "prose" }, "You have not labelled anything yet. Each label teaches the judge what you call a leaflet.") : balance(labels),
  );
  for (const name of /** @type {("auto_train" | "auto_adopt")[]} */ (Object.keys(SWITCHES))) {
    box(name).checked = settings[name] ?? true;
    box(name).disabled = settings[name] === undefined; // an older service knows no such choice
  }
  byId("adopt-older").hidden = settings.auto_adopt !== undefined;
  const open = draw(models);
  if (status.training?.state === "running") void attempt(async () => followTraining?.(status.training.job));
  return open;
};

export const showLearning = () => show();
