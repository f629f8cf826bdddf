// The page's structure as a text for a bug report: tags, roles and names of attributes, and nothing that
// somebody wrote or is called. What is not known to be harmless is left out.
(() => {
  "use strict";

  const MOST_LINES = 600;
  const DEEPEST = 40;
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "LINK", "META", "HEAD"]);
  /** Attributes whose values are the site's own words, in so far as they look like names in a program. */
  const SITES_OWN = new Set(["class", "data-testid", "data-view-name", "data-sdui-screen", "data-component-type", "componentkey", "id", "data-test-id"]);
  /** Attributes that say a state. */
  const STATES = new Set(["role", "type", "tabindex", "aria-hidden", "aria-expanded", "aria-pressed", "aria-current", "hidden", "disabled", "dir", "lang"]);
  /** First parts of paths that are the site's, not a person's. */
  const PLACES = new Set([
    "in", "company", "school", "showcase", "newsletters", "events", "groups", "mynetwork", "invitation-manager", "received", "sent", "grow",
    "messaging", "thread", "preload", "feed", "i", "chat", "messages", "requests", "mail", "u",
  ]);

  /** A name in a program: lower case in pieces, numbers replaced; what has another shape may be anything. @param {string} word */
  const programWord = (word) => {
    const bare = word.replace(/\d{3,}/g, "#");
    if (/^_?[0-9a-f]{7,}$/i.test(word)) return "#hash";
    return /^[a-z][a-z0-9#]*(?:[-_:.]+[a-z0-9#]+)*$/.test(bare) && bare.length <= 60 ? bare : "*";
  };

  /** @param {string} path */
  const redactedPath = (path) => path.split("/").map((part) => (part === "" || PLACES.has(part) ? part : "*")).join("/");

  /** @param {Element} element @param {Document} doc */
  const attributesOf = (element, doc) =>
    [...element.attributes].map(({ name, value }) => {
      if (name === "href") return `href=${redactedPath(app.engine.pathOf(element, doc)) || "(elsewhere)"}`;
      if (STATES.has(name)) return /^[\w-]{0,20}$/.test(value) ? `${name}=${value}` : name;
      if (SITES_OWN.has(name)) return `${name}=${value.trim().split(/\s+/).slice(0, 8).map(programWord).join(".")}`;
      return /^[a-z-]{1,40}$/.test(name) ? name : "*";
    });

  /** How long a text is, roughly: enough to tell a name from a note. @param {string} text */
  const size = (text) => (text.length <= 12 ? "short" : text.length <= 60 ? "line" : text.length <= 300 ? "lines" : "long");

  /** @param {Element} element @param {Document} doc */
  const lineOf = (element, doc) => {
    const own = app.text.plain([...element.childNodes].filter((node) => node instanceof Text).map((node) => node.data).join(" "));
    const isControl = element.matches("button, a[href], [role=button]");
    const role = isControl ? app.adapters.map((adapter) => adapter.roleOf(element, doc)).find(Boolean) : null;
    return [element.tagName.toLowerCase(), ...attributesOf(element, doc), own && `“${size(own)}”`, role && `→ ${role}`].filter(Boolean).join(" ");
  };

  /** @param {Document | ShadowRoot} root @param {Document} doc @param {string[]} lines */
  const write = (root, doc, lines) => {
    /** @param {Element} element @param {number} depth */
    const descend = (element, depth) => {
      if (SILENT.has(element.tagName) || depth > DEEPEST || lines.length >= MOST_LINES) return;
      if (element instanceof SVGElement) return;
      lines.push(`${"  ".repeat(depth)}${lineOf(element, doc)}`);
      for (const child of element.children) descend(child, depth + 1);
    };
    for (const element of root instanceof Document ? [root.body] : root.children) if (element) descend(element, 0);
  };

  /** @param {Document} doc @returns {string} */
  const structureOf = (doc) => {
    const { version } = chrome.runtime.getManifest();
    const lines = [`Doorstep ${version}, ${doc.location.host}${redactedPath(doc.location.pathname)}, lang=${programWord(doc.documentElement.lang.toLowerCase()) || "-"}`];
    for (const adapter of app.adapters) {
      const isSuch = adapter.matches(doc);
      const { seen, cards, notUnderstood } = isSuch ? adapter.read(doc) : { seen: 0, cards: [], notUnderstood: 0 };
      lines.push(isSuch ? `${adapter.id}: ${seen} seen, ${cards.length} people, ${notUnderstood} not understood` : `${adapter.id}: not such a page`);
    }
    const roots = new Set(app.adapters.flatMap((adapter) => adapter.roots(doc)));
    for (const root of roots) {
      lines.push(root instanceof Document ? "--- page" : "--- open shadow root");
      write(root, doc, lines);
    }
    return lines.slice(0, MOST_LINES).join("\n");
  };

  app.structureOf = structureOf;
})();
