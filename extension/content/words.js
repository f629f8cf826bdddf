// Draws words of ours in a site's page, so that people can read them and the page cannot: `window.find` and links to
// a text look into closed roots too, but not into generated content. Screen readers read that as any other
// text, and it follows zoom, dark mode and forced colours.
(() => {
  "use strict";

  /** Belongs into the style of every root of ours. */
  const style = "[data-words]::before { content: attr(data-words); }";

  /** An element that does not change is not announced again. @param {HTMLElement} element @param {string} text "" for none */
  const write = (element, text) => {
    if (read(element) === text) return;
    if (text) element.dataset.words = text;
    else delete element.dataset.words;
  };
  /** What was written. @param {HTMLElement} element */
  const read = (element) => element.dataset.words ?? "";

  /**
   * Words that can be marked and copied by hand; the page can find them, so never a verdict.
   * @param {HTMLElement} element what was written into it
   */
  const release = (element) => {
    element.textContent = read(element);
    write(element, "");
  };

  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag @param {string} className @param {...(Node | string)} children texts become words
   * @returns {HTMLElementTagNameMap[Tag]}
   */
  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    const [only] = children;
    if (children.length === 1 && typeof only === "string") write(element, only);
    else element.append(...children.map((child) => (typeof child === "string" ? make("span", "", child) : child)));
    return element;
  };

  app.words = { style, write, read, release, make };
})();
