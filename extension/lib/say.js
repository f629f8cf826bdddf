// The words of every surface are in _locales, one file a language; the code holds their keys.
// content/say.js is the same for the content scripts, which are no modules.

/**
 * @param {string} key of `_locales/<language>/messages.json`
 * @param {...(string | number)} values for $1, $2, …
 * @returns {string} in the browser's language, else in English
 */
export const say = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));

/** As numbers and dates are written: the browser's language with its region, or that of the words where we lack it. */
export const locale = () => {
  const [browser, words] = [chrome.i18n.getUILanguage().replace("_", "-"), say("language_tag")];
  return browser.split("-")[0] === words.split("-")[0] ? browser : words;
};

/**
 * @param {number} value @param {number} [digits] after the decimal mark; as many as there are, up to three, if not said
 * @returns {string} as the browser's language writes it
 */
export const sayNumber = (value, digits) =>
  value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** @param {number} share from 0 to 1 @param {number} [digits] after the decimal mark @returns {string} in per cent */
export const sayShare = (share, digits = 0) => say("page_percent", sayNumber(100 * share, digits));

/**
 * One of two messages by number: `<key>_one` for what the language counts as one, else `<key>_other`.
 * @param {string} key @param {number} count is $1 @param {...(string | number)} values for $2, $3, …
 */
export const sayCount = (key, count, ...values) => {
  const rule = new Intl.PluralRules(locale()).select(count) === "one" ? "one" : "other";
  return say(`${key}_${rule}`, sayNumber(count), ...values);
};

/** Marks where the parts go; stands in no text. */
const SEAM = "\ue000";

/**
 * A message with elements in it, in the order that the language has them.
 * @param {string} key @param {...(Node | string)} parts for $1, $2, …
 * @returns {(Node | string)[]} to be appended
 */
export const sayParts = (key, ...parts) =>
  say(key, ...parts.map((_, i) => `${SEAM}${i}${SEAM}`)).split(SEAM).map((piece, i) => (i % 2 === 1 ? parts[Number(piece)] : piece)).filter((piece) => piece !== "");
