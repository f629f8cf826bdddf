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

  Object.assign(app, { say, sayNumber });
})();
