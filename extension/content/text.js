// Reads what a person would read: text in blocks, as the page lays them out. Knows no site.
(() => {
  "use strict";

  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SVG", "IMG", "TIME", "INPUT", "SELECT", "TEXTAREA"]);
  const HIDDEN_CLASSES = /(^|\s)(visually-hidden|a11y-text|sr-only)(\s|$)/;
  /** Scripts written without spaces: a word begins and ends anywhere in them. */
  const SPACELESS = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}";
  const STARTS_SPACELESS = new RegExp(`^[${SPACELESS}]`, "u");
  const HAS_SPACELESS = new RegExp(`[${SPACELESS}]`, "u");
  const SPACED = `[[\\p{L}\\p{N}\\p{M}]--[${SPACELESS}]]`;
  /** Some sites draw these as pictures; the author wrote them. */
  const EMOJI = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f\u20e3]{1,12}$/u;
  /** Of one run of text no more is read: the service takes 20,000 characters, and a page can hold megabytes. */
  const LONGEST = 60_000;

  /** One spelling of apostrophes and spaces, no zero-width or direction marks. @param {string} text */
  const tidy = (text) =>
    text.normalize("NFC").replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "").replace(/[‘’ʼ`´]/g, "'");

  /** What most text is: on one line as it stands. */
  const PLAIN = /^[!-_a-~]+(?: [!-_a-~]+)*$/;

  /** On one line, for comparing and matching. @param {string | null | undefined} text */
  const plain = (text) => {
    if (!text) return "";
    return PLAIN.test(text) ? text : tidy(text).replace(/\s+/g, " ").trim();
  };

  /** As `plain`, without regard to case. @param {string | null | undefined} text */
  const folded = (text) => plain(text).toLocaleLowerCase();

  /** The text of a message as it is sent: the author's own characters, line breaks kept. @param {string} text */
  const message = (text) =>
    text.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[\u200b\u2060\ufeff]/g, "").replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim();

  /** A name or a headline as it is sent: the author's own characters, on one line. @param {string | null | undefined} text */
  const line = (text) => message(text ?? "").replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();

  /** Patterns made once for each list of stems. */
  /** @type {WeakMap<string[], RegExp>} */ const patterns = new WeakMap();

  /** @param {string[]} stems */
  const beginning = (stems) => {
    const spaceless = stems.filter((stem) => STARTS_SPACELESS.test(stem));
    const spaced = stems.filter((stem) => !STARTS_SPACELESS.test(stem));
    const parts = [...spaceless, ...(spaced.length > 0 ? [`(?<![\\p{L}\\p{N}])(?:${spaced.join("|")})`] : [])];
    return new RegExp(parts.length > 0 ? parts.join("|") : "(?!)", "iu");
  };

  /** Does a word of the text begin with one of these stems? @param {string} text @param {string[]} stems */
  const hasStem = (text, stems) => {
    if (!patterns.has(stems)) patterns.set(stems, beginning(stems));
    return /** @type {RegExp} */ (patterns.get(stems)).test(plain(text));
  };

  /** Is it written without spaces, at least in part? @param {string} text */
  const isSpaceless = (text) => HAS_SPACELESS.test(text);

  /** Text to be found literally by a pattern. @param {string} text */
  const literally = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

  /** Does a letter of a spaced script stand at this end of a piece of text? */
  const ENDS_IN_WORD = new RegExp(`${SPACED}$`, "v");
  const BEGINS_IN_WORD = new RegExp(`^${SPACED}`, "v");

  /** Do these words stand in the text, as whole words? @param {string} text @param {string} words */
  const hasWords = (text, words) => {
    const [within, sought] = [folded(text), folded(words)];
    // No pattern of the words themselves: one is made in milliseconds, and every name would need its own.
    for (let at = within.indexOf(sought); sought !== "" && at >= 0; at = within.indexOf(sought, at + 1)) {
      const end = at + sought.length;
      if (!ENDS_IN_WORD.test(within.slice(Math.max(0, at - 2), at)) && !BEGINS_IN_WORD.test(within.slice(end, end + 2))) return true;
    }
    return false;
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
   * Pages often say a thing twice, once `aria-hidden` for the eye and once for screen readers, there
   * sometimes with more words ("View Ann's profile"). Of the two the one for screen readers is left
   * out, but a link is kept: it says whose name it is.
   * @param {Element} parent @returns {Set<Element>}
   */
  const copiesIn = (parent) => {
    const left = new Set();
    if (!parent.querySelector(':scope > [aria-hidden="true"]')) return left;
    const children = [...parent.children];
    for (const child of children) {
      if (child.getAttribute("aria-hidden") !== "true") continue;
      const text = plain(child.textContent);
      if (!/\p{L}/u.test(text)) continue;
      const others = children.filter((other) => other !== child && !left.has(other) && other.getAttribute("aria-hidden") !== "true");
      const twin = others.find((other) => plain(other.textContent) === text) ??
        others.find((other) => text.length > 2 && (other.nextElementSibling === child || child.nextElementSibling === other) && hasWords(other.textContent ?? "", text));
      if (twin) left.add(twin.querySelector("a[href]") && !child.querySelector("a[href]") ? child : twin);
    }
    return left;
  };

  /** @param {Text} node */
  const textOf = (node) => {
    const keeps = node.data.includes("\n") && node.parentElement && /^(pre|break)/.test(getComputedStyle(node.parentElement).whiteSpace);
    const text = node.data.slice(0, LONGEST);
    return keeps ? text : text.replace(/\s+/g, " ");
  };

  /**
   * The visible text under an element, one entry a block in reading order. Controls give no text: they
   * are listed apart, and a block knows those that stand in it ("… show more").
   * @param {Element} root
   * @param {(element: Element) => boolean} isControl
   * @param {(element: Element) => boolean} [isBlock] what stands by itself although no style of the page says so
   * @returns {{ blocks: TextBlock[], controls: Element[] }}
   */
  const layout = (root, isControl, isBlock = () => false) => {
    /** @type {TextBlock[]} */ const blocks = [];
    /** @type {Element[]} */ const controls = [];
    /** @type {TextBlock | null} */ let open = null;
    const close = () => {
      if (open && plain(open.text)) blocks.push(open);
      open = null;
    };
    /** @param {Node} parent @param {Element} block */
    const descend = (parent, block) => {
      const copies = parent instanceof Element && parent.childElementCount > 1 ? copiesIn(parent) : null;
      for (const node of parent.childNodes) {
        if (node instanceof Text) {
          open ??= { element: block, text: "", controls: [] };
          if (open.text.length < LONGEST) open.text += textOf(node);
        }
        if (node instanceof Element && !copies?.has(node)) visit(node, block);
      }
    };
    /** @param {Element} element @param {Element} block */
    const visit = (element, block) => {
      if (element.tagName === "BR") {
        if (open) open.text += "\n";
        return;
      }
      if (element instanceof HTMLImageElement && EMOJI.test(element.alt) && open) open.text += element.alt;
      if (SILENT.has(element.tagName.toUpperCase())) return;
      const style = getComputedStyle(element);
      if (style.display === "none" || style.visibility === "hidden" || forScreenReaders(element, style)) return;
      if (isControl(element)) {
        controls.push(element);
        open?.controls.push(element);
      } else if ((style.display === "contents" || style.display.startsWith("inline")) && !isBlock(element)) {
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

  app.text = { tidy, plain, folded, message, line, hasStem, hasWords, isSpaceless, literally, hash, layout };
})();
