// Notices the user's own click on the site's Accept: what somebody lets in says as much as what they
// decline. Listens only; nothing is pressed, delayed or changed.
(() => {
  "use strict";

  const CONTROLS = "button, a, [role=button]";

  /**
   * @param {Document} doc
   * @param {{ here: () => Entry[], accepted: (entry: Entry) => void, signal: AbortSignal }} told
   */
  const watchAccepts = (doc, { here, accepted, signal }) => {
    /** The same click is seen once; an accept that the user repeats is still one. @type {Set<string>} */ const noted = new Set();

    /** @param {Event} event */
    const heed = (event) => {
      // A script of the page can call click(); only the user's own hand says what the user wants.
      if (!event.isTrusted) return;
      const path = event.composedPath().filter((each) => each instanceof Element);
      const isAccept = (/** @type {SiteAdapter} */ adapter) => (/** @type {Element} */ each) => each.matches(CONTROLS) && adapter.roleOf(each, doc) === "accept";
      for (const adapter of app.adapters) {
        const pressed = path.find(isAccept(adapter));
        if (!pressed) continue;
        const near = here().filter(({ adapter: its, card }) => its === adapter && (path.includes(card.element) || !adapter.framesControls));
        const entry = near.find(({ card }) => {
          const found = adapter.findAccept(doc, card);
          return found.ok && found.control === pressed;
        });
        if (!entry || noted.has(entry.card.key)) continue;
        noted.add(entry.card.key);
        accepted(entry);
      }
    };
    // On the window and first, before the site takes the card away.
    addEventListener("click", heed, { capture: true, signal });
  };

  app.watchAccepts = watchAccepts;
})();
