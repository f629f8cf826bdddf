// The settings' part "Taught sites": every recipe with what can be done to it, and the way to bring one in.

import {
  LONGEST_JSON, RecipeFault, forgetRecipe, giveBack, keepRecipe, onRecipesChanged, parseRecipe, patternOf, readRecipes, writeRecipe,
} from "../lib/recipes.js";
import { say, sayNumber } from "../lib/say.js";
import { ask } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { byId, make, whilePressed } from "./dom.js";

/** What is wrong with it, in words. @param {unknown} error */
const faultOf = (error) => {
  if (!(error instanceof RecipeFault)) throw error;
  return say("recipe_fault", error.field, say(`recipe_rule_${error.rule}`, sayNumber(error.limit)));
};

/**
 * Takes a recipe in, once its site is allowed. To be called on the user's click: the browser asks for the site.
 *
 * @param {() => Recipe} read @param {string} [id] of the one it takes the place of
 * @returns {Promise<string>} why not, else ""
 */
const takeIn = async (read, id) => {
  try {
    const recipe = read();
    if (!(await chrome.permissions.request({ origins: [patternOf(recipe.origin)] }))) return say("taught_denied");
    await keepRecipe(recipe, id);
    return "";
  } catch (error) {
    return faultOf(error);
  }
};

/** How the recipe does on the pages that are open. @param {Recipe} recipe */
const test = async ({ origin }) => {
  const tabs = await chrome.tabs.query({ url: patternOf(origin) });
  for (const { id } of tabs) {
    /** @type {PageCounts | null} */ const counts = await ask("page-counts", { tab: id });
    if (counts) return say("taught_found", sayNumber(counts.people), sayNumber(counts.seen));
  }
  return say("taught_no_page");
};

/** @param {Recipe} recipe */
const download = (recipe) => {
  const link = make("a", { href: URL.createObjectURL(new Blob([writeRecipe(recipe)], { type: "application/json" })), download: `${new URL(recipe.origin).hostname}.doorstep.json` });
  link.click();
  URL.revokeObjectURL(link.href);
};

/** @param {string} id @param {Recipe} recipe */
const editor = (id, recipe) => {
  const name = make("input", { id: `name-${id}`, value: recipe.name, maxLength: 60, autocomplete: "off" });
  const json = make("textarea", { id: `json-${id}`, className: "code", spellcheck: false, value: writeRecipe(recipe) });
  const said = make("p", { className: "said help", role: "status" });
  const form = make(
    "form",
    { noValidate: true },
    make("div", { className: "field" }, make("label", { htmlFor: name.id }, say("taught_name")), name),
    make("div", { className: "field" }, make("label", { htmlFor: json.id }, say("taught_json")), json),
    make("button", { type: "submit" }, say("taught_change")),
    said,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const renamed = name.value.trim() !== recipe.name;
    const read = () => {
      const parsed = parseRecipe(json.value);
      return renamed ? { ...parsed, name: name.value.trim() } : parsed;
    };
    said.textContent = await takeIn(read, id);
    if (said.textContent === "") await giveBack(recipe.origin);
  });
  return make("details", {}, make("summary", {}, say("taught_edit")), form);
};

/** @param {string} id @param {Recipe} recipe */
const entry = async (id, recipe) => {
  const said = make("p", { className: "said help", role: "status" });
  /** @param {string} words @param {() => Promise<string>} work gives what is said after it */
  const button = (words, work) => {
    const element = make("button", { type: "button" }, words);
    element.addEventListener("click", () => whilePressed(element, async () => {
      said.textContent = await work();
    }));
    return element;
  };
  const allowed = await chrome.permissions.contains({ origins: [patternOf(recipe.origin)] });
  const removing = make("div", {});
  offerWithCare(removing, {
    label: say("taught_delete"),
    asks: [say("taught_delete_asks", recipe.name)],
    yes: say("taught_delete"),
    work: async () => {
      await forgetRecipe(id);
      await giveBack(recipe.origin);
    },
  });
  const copy = async () => {
    await navigator.clipboard.writeText(writeRecipe(recipe));
    return say("taught_copied");
  };
  const save = async () => {
    download(recipe);
    return "";
  };
  const allow = async () => {
    const granted = await chrome.permissions.request({ origins: [patternOf(recipe.origin)] });
    if (granted) await show();
    return granted ? "" : say("taught_denied");
  };
  const buttons = make(
    "div",
    { className: "buttons" },
    allowed ? button(say("taught_test"), () => test(recipe)) : button(say("taught_allow"), allow),
    button(say("taught_copy"), copy),
    button(say("taught_download"), save),
    removing,
  );
  return make(
    "article",
    { className: "recipe", "data-recipe": id },
    make("h3", {}, recipe.name),
    make("p", { className: "help" }, `${recipe.origin}${recipe.path}`),
    make("p", {}, say(recipe.decline ? "taught_declines" : "taught_badges_only")),
    !allowed && make("p", {}, say("taught_not_allowed")),
    buttons,
    said,
    editor(id, recipe),
  );
};

const show = async () => {
  const all = Object.entries(await readRecipes()).sort(([, one], [, other]) => one.name.localeCompare(other.name));
  const shown = await Promise.all(all.map(([id, recipe]) => entry(id, recipe)));
  byId("taught").replaceChildren(...(shown.length > 0 ? shown : [make("p", { className: "help" }, say("taught_none"))]));
};

/** Fills the part and keeps it true. */
export const showTaught = async () => {
  onRecipesChanged(show);
  const json = /** @type {HTMLTextAreaElement} */ (byId("import-json"));
  byId("import-file").addEventListener("change", async (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const [file] = field.files ?? [];
    // No more than it takes to see that it is too long.
    if (file) json.value = await file.slice(0, 4 * LONGEST_JSON + 1).text();
    // The same file, mended, is another choice.
    field.value = "";
  });
  byId("import-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const fault = await takeIn(() => parseRecipe(json.value));
    byId("import-said").textContent = fault || say("taught_added");
    if (!fault) json.value = "";
  });
  await show();
};
