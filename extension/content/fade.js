// What becomes of leaflets in a list, if the user wants it: dimmed, folded, or put at the end (sort.js). Nothing of the page is
// taken out or hidden from the adapters: a folded card is cut off at one line of ours, which says who is in it.
(() => {
  "use strict";

  const { say, sayNumber } = app;

  const FOLDED_PX = 36;
  const DIMMED = "0.45";

  /** What of a card is not on the way to our badge. @param {Card} card @param {Element} host @returns {HTMLElement[]} */
  const besides = ({ element }, host) => {
    const found = [];
    for (let at = host; at !== element && at.parentElement; at = at.parentElement) {
      for (const each of at.parentElement.children) if (each !== at && each instanceof HTMLElement) found.push(each);
    }
    return found;
  };
  /** From the badge's place up to the card, without it. @param {Card} card @param {Element} host @returns {HTMLElement[]} */
  const between = ({ element }, host) => {
    const found = [];
    for (let at = host.parentElement; at && at !== element; at = at.parentElement) found.push(at);
    return found;
  };

  /** @param {() => void} again told when what had to wait may go on */
  const createFade = (again) => {
    const sort = app.createSort(again);
    /** How each card was before: what undoes it. @type {Map<string, { way: Fading, element: Element, undo: (() => void)[], elements: Set<Element> }>} */
    const faded = new Map();
    /** Cards the user has asked to see. @type {Set<string>} */ const shown = new Set();
    /** @type {Record<string, Fading>} */ let wishes = {};

    /** Out of reach of Tab and screen readers, though the site's own wish for that is kept. @param {HTMLElement} element @returns {() => void} */
    const silence = (element) => {
      const before = element.inert;
      element.inert = true;
      return () => {
        element.inert = before;
      };
    };

    /** @param {string} key */
    const restore = (key) => {
      for (const undo of faded.get(key)?.undo ?? []) undo();
      faded.delete(key);
    };

    /** What is to become of a card, only in lists. @param {Entry} entry @returns {Fading | ""} */
    const wayOf = ({ adapter, card, score, label, badge }) => {
      const listed = card.partial || card.message.kind === "connection_request";
      if (!listed || score?.band !== "leaflet" || label === "relationship") return "";
      const way = wishes[adapter.id] ?? "";
      // A badge beside its card cannot stand for it.
      const within = badge !== null && card.element.contains(badge.host);
      return way === "sort" || (within && !shown.has(card.key)) ? way : "";
    };

    /** @param {Entry} entry @param {Fading} way */
    const apply = ({ card, badge }, way) => {
      const { host } = /** @type {Badge} */ (badge);
      const rest = besides(card, host);
      const before = faded.get(card.key);
      if (before?.way === way && before.element === card.element && rest.every((each) => before.elements.has(each))) return;
      restore(card.key);
      const undo = way === "dim"
        ? rest.map((each) => app.restyle(each, { opacity: DIMMED }))
        : [
          app.restyle(/** @type {HTMLElement} */ (card.element), {
            height: `${FOLDED_PX}px`, "min-height": "0", "box-sizing": "border-box", overflow: "clip", position: "relative",
          }),
          ...between(card, host).map((each) => app.restyle(each, { position: "static" })),
          ...rest.map(silence),
        ];
      faded.set(card.key, { way, element: card.element, undo, elements: new Set(rest) });
    };

    /** @param {Entry} entry */
    const wordsOf = ({ card, score }) =>
      say("fold_line", say("band_leaflet"), sayNumber(Math.round(score?.score ?? 0)), card.message.sender?.name || say("review_unnamed"));

    /** @param {Entry[]} entries @param {(key: string) => Fading | ""} wayNow */
    const fade = (entries, wayNow) => {
      for (const key of [...faded.keys()]) if (!wayNow(key)) restore(key);
      for (const entry of entries) {
        const way = wayNow(entry.card.key);
        const folds = way === "fold" && entry.card.element instanceof HTMLElement && getComputedStyle(entry.card.element).display !== "contents";
        if (way === "dim" || folds) apply(entry, /** @type {Fading} */ (way));
        entry.badge?.fold(folds ? wordsOf(entry) : "");
      }
    };

    /**
     * @param {Entry[]} entries all that are on the page @param {(key: string) => boolean} isBusy being declined: left as it is
     * @returns {{ atEnd: number, isFixed: boolean }} what sort.js did
     */
    const refresh = (entries, isBusy) => {
      if (faded.size === 0 && Object.keys(wishes).length === 0) return { atEnd: 0, isFixed: false };
      const ways = new Map(entries.map((entry) => [entry.card.key, wayOf(entry)]));
      fade(entries, (key) => (isBusy(key) || ways.get(key) === "sort" ? "" : ways.get(key) ?? ""));
      const inSorted = entries.filter(({ adapter }) => wishes[adapter.id] === "sort");
      return sort.refresh(inSorted, { isWanted: (/** @type {string} */ key) => ways.get(key) === "sort", isBusy });
    };

    return {
      refresh,
      /** @param {Record<string, Fading>} wanted by the adapter's id @returns {boolean} whether that is news */
      wish: (wanted) => {
        const same = JSON.stringify(wanted) === JSON.stringify(wishes);
        if (!same) {
          shown.clear();
          sort.end();
        }
        wishes = wanted;
        return !same;
      },
      /** As it is, until the user wishes otherwise. @param {string} key */
      show: (key) => shown.add(key),
      /** In the order they are seen in. @param {Entry[]} entries in the page's @returns {Entry[]} */
      asSeen: (entries) => [false, true].flatMap((end) => entries.filter(({ card }) => sort.isAtEnd(card.key) === end)),
      /** The user moved on inside the site. */
      left: sort.end,
      end: () => {
        [...faded.keys()].forEach(restore);
        sort.end();
      },
    };
  };

  app.createFade = createFade;
})();
