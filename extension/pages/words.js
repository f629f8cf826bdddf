// Puts the words of the browser's language into a page's fixed parts. In the page's HTML an element
// names its message in `data-say`, that of an attribute in `data-say-<attribute>`. The elements within
// it, a link or a word to type, take the places of $1, $2, … in the message.
import { say, sayParts } from "../lib/say.js";

const ATTRIBUTES = ["aria-label", "placeholder", "title"];

/** @param {Document} doc */
export const putWords = (doc) => {
  doc.documentElement.lang = say("language_tag");
  for (const element of doc.querySelectorAll("[data-say]")) {
    element.replaceChildren(...sayParts(element.getAttribute("data-say") ?? "", ...element.children));
  }
  for (const name of ATTRIBUTES) {
    for (const element of doc.querySelectorAll(`[data-say-${name}]`)) element.setAttribute(name, say(element.getAttribute(`data-say-${name}`) ?? ""));
  }
};
