// What was learnt: labels so far, training now, the models and the way back.

import { call } from "./ask.js";
import { byId, make, whilePressed } from "./dom.js";
import { when } from "./entry.js";
import { offerTraining } from "./training.js";

/**
 * @typedef {{ id: string, created_at: string, active: boolean, labels: number, metrics: { out_of_fold?: { auc?: number } } }} Model
 */

/** @param {number} count */
const labelsInWords = (count) => (count === 0 ? "The starter texts" : count === 1 ? "One label of yours" : `${count} labels of yours`);

/** @param {Model} model @param {(work: () => Promise<unknown>) => void} attempt */
const row = (model, attempt) => {
  const use = make("button", { type: "button" }, "Use this one");
  use.addEventListener("click", () =>
    attempt(() =>
      whilePressed(use, async () => {
        const { models } = await call("useModel", { id: model.id });
        drawModels(models, attempt);
        byId("models-said").textContent = `${model.id} is in use. Badges on open pages ask again.`;
      }),
    ),
  );
  const auc = model.metrics.out_of_fold?.auc;
  return make(
    "tr",
    {},
    make("td", {}, make("code", {}, model.id)),
    make("td", {}, when(model.created_at)),
    make("td", {}, labelsInWords(model.labels)),
    make("td", { className: "number" }, auc === undefined ? "Not measured" : `${(100 * auc).toFixed(1)} %`),
    make("td", {}, model.active ? make("strong", {}, "✓ In use") : use),
  );
};

/** @param {Model[]} models @param {(work: () => Promise<unknown>) => void} attempt */
const drawModels = (models, attempt) => byId("models").replaceChildren(...models.map((model) => row(model, attempt)));

/** @param {(work: () => Promise<unknown>) => void} attempt */
export const prepareLearning = (attempt) =>
  offerTraining(byId("training"), { primary: true, ended: () => attempt(() => showLearning(attempt)) });

/** @param {(work: () => Promise<unknown>) => void} attempt Runs work and shows what goes wrong. */
export const showLearning = async (attempt) => {
  const [status, { models }] = await Promise.all([call("status"), call("models")]);
  const { leaflet = 0, relationship = 0 } = status.counts?.labels ?? {};
  const so = `Your labels so far: ${leaflet} leaflet, ${relationship} relationship.`;
  byId("labels-so-far").textContent = leaflet + relationship === 0 ? "You have not labelled anything yet. Each label teaches the judge what you call a leaflet." : so;
  drawModels(models, attempt);
};
