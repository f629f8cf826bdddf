// The words of every surface are in _locales, one file a language; the code holds their keys.
(() => {
  "use strict";

  /**
   * @param {string} key of `_locales/<language>/messages.json`
   * @param {...(string | number)} values for $1, $2, …
   * @returns {string} in the browser's language, else in English
   */
  const say = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));

  /**
   * @param {number} value @param {number} [digits] after the decimal mark
   * @returns {string} as the browser's language writes it
   */
  const sayNumber = (value, digits = 0) =>
    value.toLocaleString(chrome.i18n.getUILanguage(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

  /**
   * One of two messages by number, as `sayCount` of lib/say.js.
   * @param {string} key @param {number} count is $1 @param {...(string | number)} values for $2, $3, …
   */
  const sayCount = (key, count, ...values) => {
    const rule = new Intl.PluralRules(say("language_tag")).select(count) === "one" ? "one" : "other";
    return say(`${key}_${rule}`, sayNumber(count), ...values);
  };

  Object.assign(app, { say, sayNumber, sayCount });
})();
