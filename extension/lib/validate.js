// What a content script may send us. It lives in the page's process, so nothing of it is taken on
// trust: every field is known, of its type and no longer than the service takes (`model/records.py`), or
// the whole request is refused.

/** A request that does not have the shape agreed in `types.d.ts`. */
export class Malformed extends Error {}

/** @typedef {(value: unknown) => boolean} Check */

/** @param {number} longest @returns {Check} */
const text = (longest) => (value) => typeof value === "string" && value.length <= longest;
/** @param {number} longest @returns {Check} */
const word = (longest) => (value) => text(longest)(value) && value !== "";
/** @param {...string} words @returns {Check} */
const oneOf = (...words) => (value) => words.includes(/** @type {string} */ (value));
/** @param {number} most @returns {Check} */
const count = (most) => (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
/** @param {number} most @param {Check} check @returns {Check} */
const list = (most, check) => (value) => Array.isArray(value) && value.length <= most && value.every(check);
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const score = (value) => value === null || (typeof value === "number" && value >= 0 && value <= 100);
/** @type {Check} */
const uuid = (value) => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
/** @type {Check} */
const time = (value) => text(40)(value) && !Number.isNaN(Date.parse(String(value)));
/** @param {Check} check @returns {Check} */
const maybe = (check) => (value) => value === undefined || check(value);

/** @param {Record<string, Check>} fields Every one is checked, no other may be there. @returns {Check} */
const shape = (fields) => (value) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).every((name) => Object.hasOwn(fields, name)) &&
  Object.entries(fields).every(([name, check]) => check(/** @type {Record<string, unknown>} */ (value)[name]));

const BANDS = ["leaflet", "unsure", "relationship", "no_note"];

const message = shape({
  id: word(200),
  text: text(20_000),
  kind: oneOf("connection_request", "inbox_message"),
  site: maybe(text(500)),
  lang: maybe(text(35)),
  sender: maybe(
    shape({ name: maybe(text(500)), headline: maybe(text(500)), profile_url: maybe(text(2000)), mutual: maybe(count(1e6)) }),
  ),
  thread: maybe(list(200, shape({ from: oneOf("them", "me"), text: text(20_000) }))),
});

/** @type {Record<PageRequest["type"], Check>} */
const REQUESTS = {
  score: shape({ type: word(20), messages: list(100, message), explain: flag }),
  label: shape({
    type: word(20),
    entry: shape({ key: uuid, message, label: oneOf("leaflet", "relationship"), source: oneOf("badge", "decline", "accept") }),
  }),
  decision: shape({
    type: word(20),
    entry: shape({
      key: uuid,
      action: oneOf("declined", "undone", "refused", "accepted"),
      message,
      score,
      band: (value) => value === null || oneOf(...BANDS)(value),
      reason: maybe(text(500)),
      at: time,
    }),
  }),
  counts: shape({
    type: word(20),
    counts: shape({
      site: word(100),
      seen: count(1e6),
      people: count(1e6),
      notUnderstood: count(1e6),
      reviewable: count(1e6),
      bands: shape(Object.fromEntries(BANDS.map((band) => [band, count(1e6)]))),
    }),
  }),
  permit: shape({ type: word(20), messages: list(100, message) }),
  state: shape({ type: word(20) }),
  recipes: shape({ type: word(20) }),
  // What a recipe may hold is looked at by `recipes.js`, which names the field.
  "teach-keep": shape({ type: word(20), recipe: (value) => typeof value === "object" && value !== null }),
  "teach-leave": shape({ type: word(20) }),
  draft: shape({ type: word(20), message }),
  "no-hints": shape({ type: word(20) }),
  "open-page": shape({ type: word(20), page: oneOf("pair", "options", "review") }),
};

/**
 * @param {unknown} request
 * @returns {PageRequest} The same, if it is what content scripts may send.
 * @throws {Malformed}
 */
export const pageRequest = (request) => {
  const type = /** @type {{ type?: unknown } | null | undefined} */ (request)?.type;
  if (typeof type !== "string" || !Object.hasOwn(REQUESTS, type)) throw new Malformed("unknown request");
  if (!REQUESTS[/** @type {PageRequest["type"]} */ (type)](request)) throw new Malformed(`not a ${type} request`);
  return /** @type {PageRequest} */ (request);
};
