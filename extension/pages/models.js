// The models there are: what each learnt from and how well it does, what would change if it took the
// place of the one in use, and the way to and fro.

import { say, sayCount, sayNumber, sayShare } from "../lib/say.js";
import { call, orOlder } from "./ask.js";
import { bandMark } from "./bands.js";
import { make, whilePressed } from "./dom.js";
import { beginning, nameOf, when } from "./entry.js";

/** @typedef {import("./reading.js").Attempt} Attempt */
/** @typedef {{ attempt: Attempt, used: (models: Model[], id: string) => void }} About */

/** @param {number | null | undefined} share */
const percent = (share) => (typeof share === "number" ? sayShare(share, 1) : null);

/** @param {string} term @param {(string | Node | null | undefined)} value */
const fact = (term, value) => value && make("div", {}, make("dt", {}, term), make("dd", { className: "number" }, value));

/** @param {Model} model */
const facts = ({ created_at: made, labels, metrics, held_out: own }) =>
  make(
    "dl",
    { className: "model-facts" },
    fact(say("models_made"), when(made)),
    fact(say("models_learnt_from"), labels === 0 ? say("models_starter") : sayCount("models_labels", labels)),
    fact(say("models_ranks_right"), percent(metrics.out_of_fold?.auc) ?? say("models_not_measured")),
    fact(say("models_ranks_right_yours"), percent(own?.auc)),
    fact(say("models_right_side_yours"), percent(own?.accuracy)),
  );

/** @param {Verdict} verdict */
const judged = ({ score, band }) => bandMark(band, score === null ? undefined : Math.round(score));

/** @param {NonNullable<Changes["examples"]>[number]} example */
const example = ({ message, before, after }) =>
  make(
    "li",
    {},
    make("div", { className: "moves" }, judged(before), make("span", { "aria-hidden": "true" }, "→"), make("span", { className: "hidden-text" }, ` ${say("models_would_become")} `), judged(after)),
    make("div", {}, make("b", {}, nameOf(message)), " ", make("span", { className: "snippet" }, beginning(message.text, 160))),
  );

/** @param {Changes} changes */
const changesInWords = ({ sentence, compared, flips, examples = [] }) => [
  make("p", { className: "prose" }, make("strong", {}, sentence)),
  examples.length > 0 && make("p", { className: "help" }, flips > examples.length ? say("models_farthest", examples.length) : say("models_these")),
  examples.length > 0 && make("ul", { className: "examples" }, ...examples.map(example)),
  compared > 0 && flips === 0 && make("p", { className: "help" }, say("models_all_keep", sayNumber(compared))),
];

/** @param {Model} model @param {Model | undefined} active */
const standing = (model, active) => {
  if (model.active) return make("strong", { className: "in-use" }, say("models_in_use"));
  if (model.waiting) return make("strong", { className: "is-waiting" }, say("models_waits"));
  const older = active && Date.parse(model.created_at) < Date.parse(active.created_at);
  return make("span", { className: "help" }, say(older ? "models_earlier" : "models_not_in_use"));
};

/** @param {Model} model @param {Model | undefined} active @param {About} about */
const card = (model, active, { attempt, used }) => {
  const changes = make("div", { className: "changes", role: "region", "aria-label": say("models_changes"), tabIndex: -1, hidden: true });
  const place = make("div", {}, changes);
  const look = make("button", { type: "button", "aria-expanded": "false" }, say("models_changes_ask"));
  const use = make("button", { type: "button", className: "primary" }, say(model.waiting ? "models_adopt" : "models_use_again"));
  use.addEventListener("click", () =>
    attempt(() => whilePressed(use, async () => used((await call("useModel", { id: model.id })).models, model.id))),
  );
  const open = async () => {
    look.setAttribute("aria-expanded", "true");
    place.hidden = false;
    await orOlder(changes, async () => {
      changes.replaceChildren(make("p", { className: "help", role: "status" }, say("models_judging")));
      /** @type {Changes} */
      const found = await call("changes", undefined, model.id);
      changes.replaceChildren(...changesInWords(found).filter((part) => part !== false));
    });
    place.append(use);
    changes.focus();
  };
  look.addEventListener("click", () =>
    attempt(() =>
      whilePressed(look, async () => {
        if (look.getAttribute("aria-expanded") === "false") return open();
        look.setAttribute("aria-expanded", "false");
        place.hidden = true;
        return undefined;
      }),
    ),
  );
  const element = make(
    "li",
    { className: `card model${model.waiting ? " waits" : ""}` },
    make("div", { className: "model-top" }, make("h4", {}, make("code", {}, model.id)), standing(model, active)),
    facts(model),
    !model.active && make("div", { className: "buttons" }, look),
    place,
  );
  return { element, open };
};

/**
 * @param {HTMLElement} list @param {Model[]} models Newest first. @param {About} about
 *   `used` is called with the models and the id of the one that is in use from now on.
 * @returns {(id: string) => Promise<unknown>} Opens what would change with that model.
 */
export const drawModels = (list, models, about) => {
  const active = models.find((model) => model.active);
  const cards = new Map(models.map((model) => [model.id, card(model, active, about)]));
  list.replaceChildren(...[...cards.values()].map(({ element }) => element));
  return async (id) => cards.get(id)?.open();
};
