// Sees the page change and asks for another look: debounced, blind to our own changes, and aware of
// moves inside the site that load no page. Knows no card and no badge.
(() => {
  "use strict";

  /** After a quiet spell a change is looked at almost at once; in a storm ten times a second, and less
   * often on a page so long that looking takes its time. */
  const SOONEST_MS = 20;
  const RHYTHM_MS = 100;
  const REST = 8;
  const LONGEST_REST_MS = 400;
  const WATCHED = {
    childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: ["aria-label", "href", "hidden", "componentkey", "data-event-urn", "data-testid"],
  };

  /**
   * @param {Document} doc
   * @param {{ look: (hasChanged: HasChanged) => Promise<{ value: (Document | ShadowRoot)[], worked: number }>, left: () => void, themed: () => void,
   *   isOurs: (node: Node) => boolean }} told
   *   `look` reads the page and gives the roots to watch and how long that took in ms; `left` is told before the first look at a new
   *   address, `themed` when the page may have turned light or dark
   * @returns {{ stop: () => void }}
   */
  const watch = (doc, { look, left, themed, isOurs }) => {
    const ending = new AbortController();
    const watched = new WeakSet();
    let path = doc.location.pathname;
    let next = 0;
    let timer = 0;
    let looking = false;
    /** Everything above what has changed since the last look began. @type {Set<Node>} */ let changed = new Set();

    const lookNow = async () => {
      timer = 0;
      const began = performance.now();
      if (doc.location.pathname !== path) {
        path = doc.location.pathname;
        left();
      }
      const since = changed;
      changed = new Set();
      looking = true;
      let worked = 0;
      try {
        const looked = await look((element) => element === null || since.has(element));
        worked = looked.worked;
        looked.value.forEach(heed);
      } finally {
        looking = false;
      }
      if (ending.signal.aborted) return;
      next = Math.max(began + RHYTHM_MS, performance.now() + Math.min(LONGEST_REST_MS, REST * worked));
      if (changed.size > 0) lookSoon();
    };
    /** @param {Document | ShadowRoot} root */
    const heed = (root) => {
      if (watched.has(root) || ending.signal.aborted) return;
      watched.add(root);
      observer.observe(root, WATCHED);
    };
    const lookSoon = () => {
      if (!looking) timer ||= setTimeout(lookNow, Math.max(SOONEST_MS, next - performance.now()));
    };
    /** @param {Node} node */
    const noteChange = (node) => {
      for (let each = /** @type {Node | null} */ (node); each && !changed.has(each); each = each instanceof ShadowRoot ? each.host : each.parentNode) changed.add(each);
    };

    /** @param {MutationRecord} change */
    const isOurChange = (change) =>
      change.type === "childList" && [...change.addedNodes, ...change.removedNodes].every(isOurs);
    const observer = new MutationObserver((changes) => {
      let news = false;
      for (const change of changes) {
        if (!isOurChange(change)) noteChange(change.target);
        else if (change.removedNodes.length === 0) continue;
        news = true;
      }
      if (!news) return;
      noteChange(doc);
      lookSoon();
    });

    const moved = () => {
      noteChange(doc);
      lookSoon();
    };
    // The site's switch between light and dark is a class on the root.
    const themes = new MutationObserver(themed);
    for (const element of [doc.documentElement, doc.body]) themes.observe(element, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themed, { signal: ending.signal });
    addEventListener("pagehide", left, { signal: ending.signal });
    addEventListener("popstate", moved, { signal: ending.signal });
    // Where the browser tells of moves inside a site, one that changes nothing in the page is seen too.
    /** @type {any} */ (globalThis).navigation?.addEventListener("currententrychange", moved, { signal: ending.signal });
    // Before the first look, which may be long: what changes meanwhile is seen by the next.
    heed(doc);
    void lookNow();

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
