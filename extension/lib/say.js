// The words of every surface are in _locales, one file a language; the code holds their keys.
// content/say.js is the same for the content scripts, which are no modules.

/**
 * @param {string} key of `_locales/<language>/messages.json`
 * @param {...(string | number)} values for $1, $2, …
 * @returns {string} in the browser's language, else in English
 */
export const say = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));

/**
 * One of two messages by number: `<key>_one` for what the language counts as one, else `<key>_other`.
 * @param {string} key @param {number} count is $1 @param {...(string | number)} values for $2, $3, …
 */
export const sayCount = (key, count, ...values) => {
  const rule = new Intl.PluralRules(chrome.i18n.getUILanguage()).select(count) === "one" ? "one" : "other";
  return say(`${key}_${rule}`, count.toLocaleString(chrome.i18n.getUILanguage()), ...values);
};
