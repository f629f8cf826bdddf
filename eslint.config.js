import unsanitized from "eslint-plugin-no-unsanitized";
import globals from "globals";

const rules = {
  "no-undef": "error", "no-unused-vars": "error", "no-var": "error", "prefer-const": "error", "eqeqeq": "error",
  "no-eval": "error", "no-implied-eval": "error", "no-new-func": "error", "no-console": "error",
  "no-restricted-properties": ["error",
    { property: "innerHTML", message: "Page text enters only through textContent." },
    { property: "outerHTML", message: "Page text enters only through textContent." },
    { property: "insertAdjacentHTML", message: "Page text enters only through textContent." }],
};

export default [
  {
    files: ["extension/{content,picker}/**/*.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.browser, chrome: "readonly", app: "readonly", teaching: "readonly" } },
    plugins: { "no-unsanitized": unsanitized },
    rules: { ...rules, "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "WebSocket"] },
  },
  {
    files: ["extension/{background,lib,pages}/**/*.js"],
    languageOptions: { sourceType: "module", globals: { ...globals.browser, ...globals.serviceworker, chrome: "readonly" } },
    plugins: { "no-unsanitized": unsanitized },
    rules,
  },
];
