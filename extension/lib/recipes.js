// The recipes of taught sites: what one may hold, and where they are kept. The only place that decides
// whether a recipe is one; it comes from the picker in a page, from the editor or from somebody else's file.

/** Why something is no recipe: the first field that is wrong, the rule it breaks (`recipe_rule_<rule>` says it) and its limit. */
export class RecipeFault extends Error {
  /** @param {string} field @param {string} rule @param {number} [limit] */
  constructor(field, rule, limit = 0) {
    super(`${field}: ${rule}`);
    this.field = field;
    this.rule = rule;
    this.limit = limit;
  }
}

/** The form of recipes this version writes and reads. */
export const FORMAT = 1;
/** No more are kept. */
export const MOST_RECIPES = 50;
/** A file longer than this (characters) is not looked at. */
export const LONGEST_JSON = 20_000;
const MOST_STEPS = 20;
const MOST_HOSTS = 8;
const MOST_ATTRIBUTES = 6;
const MOST_LABELS = 10;
const LONGEST_LABEL = 80;
const MOST_SIBLINGS = 500;
const KEY = "recipes";

/** Words that let somebody in: a control that says one is never a way to decline. By beginnings of words, in many languages. */
const ACCEPTS =
  /(?<!\p{L})(?:accept|allow|approve|confirm|connect|follow|annehm|akzept|angenomm|bestätig|zulass|erlaub|vernetz|folgen|accepter|autoris|approuv|suivre|acept|permit|confirm|aprob|seguir|aceit|aprov|accett|godkänn|przyjm|zaakcept|принять|kabul|قبول|承認|수락|接受)/iu;

/** @param {unknown} value @param {string} field @param {string[]} known @param {string[]} needed @returns {Record<string, any>} */
const object = (value, field, known, needed = known) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new RecipeFault(field || "recipe", "object");
  const within = field ? `${field}.` : "";
  for (const name of Object.keys(value)) if (!known.includes(name)) throw new RecipeFault(`${within}${name.slice(0, 40)}` || "recipe", "unknown");
  for (const name of needed) if (!Object.hasOwn(value, name)) throw new RecipeFault(`${within}${name}`, "missing");
  return value;
};

/** @param {unknown} value @param {string} field @param {number} most @returns {any[]} */
const list = (value, field, most) => {
  if (!Array.isArray(value) || value.length > most) throw new RecipeFault(field, "list", most);
  return value;
};

/** @param {unknown} value @param {string} field @param {RegExp} pattern @param {string} rule @returns {string} */
const word = (value, field, pattern, rule) => {
  if (typeof value !== "string" || !pattern.test(value)) throw new RecipeFault(field, rule);
  return value;
};

/** @param {unknown} value @param {string} field @param {number} longest @returns {string} */
const text = (value, field, longest) => {
  if (typeof value !== "string" || value.trim() === "" || value.length > longest || /\p{Cc}/u.test(value)) throw new RecipeFault(field, "text", longest);
  return value;
};

/** @param {unknown} value @param {string} field @param {number} most @returns {number} */
const count = (value, field, most) => {
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > most) throw new RecipeFault(field, "number", most);
  return Number(value);
};

/** @param {unknown} value @param {string} field @returns {Record<string, string | null>} */
const attributesOf = (value, field) => {
  const given = object(value, field, Object.keys(Object(value)), []);
  if (Object.keys(given).length > MOST_ATTRIBUTES) throw new RecipeFault(field, "many", MOST_ATTRIBUTES);
  return Object.fromEntries(Object.entries(given).map(([name, each]) => {
    const at = `${field}.${name.slice(0, 40)}`;
    word(name, at, /^(?:data|item)[a-z-]{1,40}$/, "attribute");
    return [name, each === null ? null : word(each, at, /^[a-z]{1,30}(?:[-_:.][a-z]{1,30}){0,6}$/i, "value")];
  }));
};

const SHAPE = ["tag", "role", "attributes"];
/** @param {Record<string, any>} value @param {string} field @returns {Shape} */
const shapeFields = ({ tag, role, attributes }, field) => ({
  tag: word(tag, `${field}.tag`, /^[a-z][a-z0-9-]{0,40}$/, "tag"),
  ...(role !== undefined && { role: word(role, `${field}.role`, /^[a-z]{2,30}$/, "role") }),
  ...(attributes !== undefined && { attributes: attributesOf(attributes, `${field}.attributes`) }),
});

/** @param {unknown} value @param {string} field @returns {Shape} */
const shapeOf = (value, field) => shapeFields(object(value, field, SHAPE, ["tag"]), field);

/** @param {unknown} value @param {string} field @param {number} most @returns {Shape[]} */
const shapesOf = (value, field, most) => list(value, field, most).map((each, i) => shapeOf(each, `${field}[${i}]`));

/** @param {unknown} value @param {string} field @returns {Step[]} */
const pathOf = (value, field) =>
  list(value, field, MOST_STEPS).map((each, i) => {
    const at = `${field}[${i}]`;
    const step = object(each, at, [...SHAPE, "nth", "of", "shadow"], ["tag", "nth", "of"]);
    if (step.shadow !== undefined && step.shadow !== true) throw new RecipeFault(`${at}.shadow`, "true");
    const of = count(step.of, `${at}.of`, MOST_SIBLINGS);
    const nth = count(step.nth, `${at}.nth`, Math.max(0, of - 1));
    return { ...shapeFields(step, at), nth, of, ...(step.shadow && { shadow: /** @type {const} */ (true) }) };
  });

/** @param {unknown} value @returns {ControlWords[]} */
const declineOf = (value) => {
  const labels = list(value, "decline", MOST_LABELS);
  if (labels.length === 0) throw new RecipeFault("decline", "missing");
  return labels.map((each, i) => {
    const at = `decline[${i}]`;
    const said = object(each, at, ["label", "words"]);
    const label = text(said.label, `${at}.label`, LONGEST_LABEL);
    const words = said.words === "" ? "" : text(said.words, `${at}.words`, LONGEST_LABEL);
    for (const [name, value] of [["label", label], ["words", words]]) if (ACCEPTS.test(value)) throw new RecipeFault(`${at}.${name}`, "accept");
    return { label, words };
  });
};

/** Only whole https sites by name: no address of the own network, no port, no path. @param {unknown} value */
const originOf = (value) => {
  word(value, "origin", /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,30}$/, "origin");
  if (new URL(String(value)).origin !== value) throw new RecipeFault("origin", "origin");
  return String(value);
};

/**
 * Makes a recipe of anything, with no field that is not one's own.
 *
 * @param {unknown} value as parsed from JSON
 * @returns {Recipe}
 * @throws {RecipeFault}
 */
export const recipeOf = (value) => {
  const { format, name, origin, path, card, sender, text: body, profile, decline } =
    object(value, "", ["format", "name", "origin", "path", "card", "sender", "text", "profile", "decline"]);
  if (format !== FORMAT) throw new RecipeFault("format", "format", FORMAT);
  const { shape, within, hosts } = object(card, "card", ["shape", "within", "hosts"], ["shape", "within"]);
  return {
    format: FORMAT,
    name: text(name, "name", 60),
    origin: originOf(origin),
    path: word(path, "path", /^(?=.{1,200}$)(?:\/|(?:\/(?:\*|[a-z][a-z_.-]{0,40}))+\/?)$/i, "path"),
    card: {
      shape: shapeOf(shape, "card.shape"),
      within: shapesOf(within, "card.within", MOST_STEPS),
      ...(hosts !== undefined && { hosts: shapesOf(hosts, "card.hosts", MOST_HOSTS) }),
    },
    sender: pathOf(sender, "sender"),
    text: pathOf(body, "text"),
    profile: profile === null ? null : pathOf(profile, "profile"),
    decline: decline === null ? null : declineOf(decline),
  };
};

/** @param {string} json @returns {Recipe} @throws {RecipeFault} */
export const parseRecipe = (json) => {
  if (json.length > LONGEST_JSON) throw new RecipeFault("recipe", "long", LONGEST_JSON);
  let value;
  try {
    value = JSON.parse(json);
  } catch {
    throw new RecipeFault("recipe", "json");
  }
  return recipeOf(value);
};

/** As it is copied, downloaded and edited: fields in the order of the manual, which storage does not keep. @param {Recipe} recipe */
export const writeRecipe = (recipe) => `${JSON.stringify(recipeOf(recipe), null, 2)}\n`;

/** @returns {Promise<Record<string, Recipe>>} All that are kept, by id. */
export const readRecipes = async () => (await chrome.storage.local.get(KEY))[KEY] ?? {};

/** @param {string} origin @returns {Promise<Record<string, Recipe>>} Those of one site. */
export const recipesOf = async (origin) => Object.fromEntries(Object.entries(await readRecipes()).filter(([, recipe]) => recipe.origin === origin));

/** The match pattern by which a site is allowed. @param {string} origin */
export const patternOf = (origin) => `${origin}/*`;

/** @returns {Promise<string[]>} Match patterns of all taught sites. */
export const taughtOrigins = async () => [...new Set(Object.values(await readRecipes()).map(({ origin }) => patternOf(origin)))];

/**
 * @param {unknown} recipe
 * @param {string} [id] of the one it takes the place of
 * @throws {RecipeFault} when it is none, or there are too many
 */
export const keepRecipe = async (recipe, id = crypto.randomUUID()) => {
  const all = { ...(await readRecipes()), [id]: recipeOf(recipe) };
  if (Object.keys(all).length > MOST_RECIPES) throw new RecipeFault("recipe", "many", MOST_RECIPES);
  await chrome.storage.local.set({ [KEY]: all });
};

/** @param {string} id */
export const forgetRecipe = async (id) => {
  const all = await readRecipes();
  delete all[id];
  await chrome.storage.local.set({ [KEY]: all });
};

/** A site that was allowed and has no recipe any more is given back. @param {string} origin */
export const giveBack = async (origin) => {
  if (Object.keys(await recipesOf(origin)).length > 0) return;
  // A browser may have been told to allow us everywhere: then that stands.
  await chrome.permissions.remove({ origins: [patternOf(origin)] }).catch(() => {});
};

/** @param {() => void} listener Called after a change, in any page. */
export const onRecipesChanged = (listener) =>
  chrome.storage.onChanged.addListener((/** @type {object} */ changes, /** @type {string} */ area) => {
    if (area === "local" && KEY in changes) listener();
  });
