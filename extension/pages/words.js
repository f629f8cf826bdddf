// Puts the words of the browser's language into a page's fixed parts. In the page's HTML an element
// names its message in `data-say`, that of an attribute in `data-say-<attribute>`.
import { say } from "../lib/say.js";

const ATTRIBUTES = ["aria-label", "placeholder", "title"];

/** @param {Document} doc */
export const putWords = (doc) => {
  doc.documentElement.lang = chrome.i18n.getMessage("@@ui_locale").replace("_", "-");
  for (const element of doc.querySelectorAll("[data-say]")) element.textContent = say(element.getAttribute("data-say") ?? "");
  for (const name of ATTRIBUTES) {
    for (const element of doc.querySelectorAll(`[data-say-${name}]`)) element.setAttribute(name, say(element.getAttribute(`data-say-${name}`) ?? ""));
  }
};
