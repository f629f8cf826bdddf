// The words of every surface are in _locales, one file a language; the code holds their keys.
(() => {
  "use strict";

  /**
   * @param {string} key of `_locales/<language>/messages.json`
   * @param {...(string | number)} values for $1, $2, …
   * @returns {string} in the browser's language, else in English
   */
  const say = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));

  /** As numbers are written: the browser's language with its region, or that of the words where we lack it. */
  const locale = () => {
    const [browser, words] = [chrome.i18n.getUILanguage().replace("_", "-"), say("language_tag")];
    return browser.split("-")[0] === words.split("-")[0] ? browser : words;
  };

  /**
   * @param {number} value @param {number} [digits] after the decimal mark; as many as there are, up to three, if not said
   * @returns {string} as the browser's language writes it
   */
  const sayNumber = (value, digits) =>
    value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

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
