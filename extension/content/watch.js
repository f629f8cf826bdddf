// Sees the page change and asks for another look: debounced, blind to our own changes, and aware of
// moves inside the site that load no page. Knows no card and no badge.
(() => {
  "use strict";

  /** After a quiet spell a change is looked at almost at once; in a storm ten times a second, and less
   * often on a page so long that looking takes its time. */
  const SOONEST_MS = 20;
  const RHYTHM_MS = 100;
  const REST = 8;
  const WATCHED = {
    childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: ["aria-label", "href", "hidden", "componentkey", "data-event-urn"],
  };

  /**
   * @param {Document} doc
   * @param {{ look: () => (Document | ShadowRoot)[], left: () => void, isOurs: (node: Node) => boolean }} told
   *   `look` reads the page and gives the roots to watch; `left` is told before the first look at a new address
   * @returns {{ stop: () => void }}
   */
  const watch = (doc, { look, left, isOurs }) => {
    const ending = new AbortController();
    const watched = new WeakSet();
    let path = doc.location.pathname;
    let next = 0;
    let timer = 0;

    const lookNow = () => {
      timer = 0;
      const began = performance.now();
      if (doc.location.pathname !== path) {
        path = doc.location.pathname;
        left();
      }
      for (const root of look()) {
        if (watched.has(root)) continue;
        watched.add(root);
        observer.observe(root, WATCHED);
      }
      const ended = performance.now();
      next = Math.max(began + RHYTHM_MS, ended + REST * (ended - began));
    };
    const lookSoon = () => {
      timer ||= setTimeout(lookNow, Math.max(SOONEST_MS, next - performance.now()));
    };

    /** @param {MutationRecord} change */
    const isOurChange = (change) =>
      change.type === "childList" && [...change.addedNodes, ...change.removedNodes].every(isOurs);
    const observer = new MutationObserver((changes) => {
      if (!changes.every(isOurChange)) lookSoon();
      else if (changes.some((change) => change.removedNodes.length > 0)) lookSoon();
    });

    // The site's switch between light and dark is a class on the root.
    const themes = new MutationObserver(lookSoon);
    for (const element of [doc.documentElement, doc.body]) themes.observe(element, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lookSoon, { signal: ending.signal });
    addEventListener("pagehide", left, { signal: ending.signal });
    addEventListener("popstate", lookSoon, { signal: ending.signal });
    lookNow();

    return {
      stop: () => {
        ending.abort();
        observer.disconnect();
        themes.disconnect();
        clearTimeout(timer);
      },
    };
  };

  app.watch = watch;
})();
