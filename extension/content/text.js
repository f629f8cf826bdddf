// Reads what a person would read: text in blocks, as the page lays them out. Knows no site.
(() => {
  "use strict";

  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SVG", "IMG", "TIME", "INPUT", "SELECT", "TEXTAREA"]);
  const HIDDEN_CLASSES = /(^|\s)(visually-hidden|a11y-text|sr-only)(\s|$)/;

  /** One spelling of apostrophes and spaces, no zero-width or direction marks. @param {string} text */
  const tidy = (text) =>
    text.normalize("NFC").replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "").replace(/[‘’ʼ`´]/g, "'");

  /** On one line, for comparing and matching. @param {string | null | undefined} text */
  const plain = (text) => tidy(text ?? "").replace(/\s+/g, " ").trim();

  /** As `plain`, without regard to case. @param {string | null | undefined} text */
  const folded = (text) => plain(text).toLocaleLowerCase();

  /** The text of a message as it is sent: the author's own characters, line breaks kept. @param {string} text */
  const message = (text) =>
    text.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[\u200b\u2060\ufeff]/g, "").replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim();

  /** Patterns made once for each list of stems. */
  /** @type {WeakMap<string[], RegExp>} */ const patterns = new WeakMap();

  /** Does a word of the text begin with one of these stems? @param {string} text @param {string[]} stems */
  const hasStem = (text, stems) => {
    if (!patterns.has(stems)) patterns.set(stems, new RegExp(stems.length ? `(?<![\\p{L}\\p{N}])(?:${stems.join("|")})` : "(?!)", "iu"));
    return /** @type {RegExp} */ (patterns.get(stems)).test(plain(text));
  };

  /** Do these words stand in the text, as whole words? @param {string} text @param {string} words */
  const hasWords = (text, words) => {
    const escaped = folded(words).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return escaped !== "" && new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "iu").test(folded(text));
  };

  /** A short stable name for a text (cyrb53): for keys, not for secrets. @param {string} text */
  const hash = (text) => {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  };

  /** Only there for screen readers: cut down to nothing on the screen. @param {Element} element @param {CSSStyleDeclaration} style */
  const forScreenReaders = (element, style) =>
    HIDDEN_CLASSES.test(element.getAttribute("class") ?? "") ||
    (style.position === "absolute" && style.overflow === "hidden" && parseFloat(style.width) <= 1 && parseFloat(style.height) <= 1);

  /**
   * Pages often carry a sentence twice, once `aria-hidden` for the eye and once for screen readers.
   * Of such a pair the copy without a link is left out.
   * @param {Element} parent @returns {Set<Element>}
   */
  const copiesIn = (parent) => {
    const children = [...parent.children];
    const hidden = children.filter((child) => child.getAttribute("aria-hidden") === "true");
    const left = new Set();
    for (const child of hidden) {
      const text = plain(child.textContent);
      const twin = text && children.find((other) => other !== child && !left.has(other) && plain(other.textContent) === text);
      if (twin) left.add(child.querySelector("a[href]") && !twin.querySelector("a[href]") ? twin : child);
    }
    return left;
  };

  /** @param {Text} node */
  const textOf = (node) => {
    const keeps = node.data.includes("\n") && node.parentElement && /^(pre|break)/.test(getComputedStyle(node.parentElement).whiteSpace);
    return keeps ? node.data : node.data.replace(/\s+/g, " ");
  };

  /**
   * The visible text under an element, one entry a block in reading order. Controls give no text: they
   * are listed apart, and a block knows those that stand in it ("… show more").
   * @param {Element} root
   * @param {(element: Element) => boolean} isControl
   * @returns {{ blocks: TextBlock[], controls: Element[] }}
   */
  const layout = (root, isControl) => {
    /** @type {TextBlock[]} */ const blocks = [];
    /** @type {Element[]} */ const controls = [];
    /** @type {TextBlock | null} */ let open = null;
    const close = () => {
      if (open && plain(open.text)) blocks.push(open);
      open = null;
    };
    /** @param {Node} parent @param {Element} block */
    const descend = (parent, block) => {
      const copies = parent instanceof Element ? copiesIn(parent) : null;
      for (const node of parent.childNodes) {
        if (node instanceof Text) (open ??= { element: block, text: "", controls: [] }).text += textOf(node);
        else if (node instanceof Element && !copies?.has(node)) visit(node, block);
      }
    };
    /** @param {Element} element @param {Element} block */
    const visit = (element, block) => {
      if (element.tagName === "BR") {
        if (open) open.text += "\n";
        return;
      }
      if (SILENT.has(element.tagName.toUpperCase())) return;
      const style = getComputedStyle(element);
      if (style.display === "none" || style.visibility === "hidden" || forScreenReaders(element, style)) return;
      if (isControl(element)) {
        controls.push(element);
        open?.controls.push(element);
      } else if (style.display === "contents" || style.display.startsWith("inline")) {
        descend(element, block);
      } else {
        close();
        descend(element, element);
        close();
      }
    };
    descend(root, root);
    close();
    return { blocks, controls };
  };

  app.text = { tidy, plain, folded, message, hasStem, hasWords, hash, layout };
})();
