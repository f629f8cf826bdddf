// Puts leaflets at the end of their list, if the user wants it: by the `order` of style alone, since the nodes are the
// framework's, and only where measuring shows that nothing else moves. Nothing jumps away from under the pointer or the
// focus, and what is on the screen keeps its place once its verdicts are there.
(() => {
  "use strict";

  const { displayOf, around, rowsOf, isStacked, placesIn, isSame } = app.lists;

  const AT_END = "1";
  const AFTER_THAT = "2";
  /** A list that could not be sorted so often, or whose look is changed so often under us, is left alone. */
  const MOST_TROUBLES = 20;
  /** Lays out by `order`, by how it lays out now: a block becomes a grid of one column. @type {Record<string, Record<string, string> | undefined>} */
  const WAYS = {
    "flex": { "reading-flow": "flex-visual" },
    "grid": { "reading-flow": "grid-rows" },
    ...Object.fromEntries(["block", "flow-root", "list-item"].map((display) =>
      [display, { "display": "grid", "grid-template-columns": "minmax(0, 1fr)", "reading-flow": "grid-rows" }])),
  };

  /** @param {Map<HTMLElement, () => void>} changed @param {HTMLElement} box */
  const restore = (changed, box) => {
    changed.get(box)?.();
    changed.delete(box);
  };

  /** Is it on the screen, or passed already? @param {Element} box */
  const isSeen = (box) => box.getBoundingClientRect().top < innerHeight;
  /** Has it no verdict yet, where the user sees it? @param {Entry} entry */
  const isAwaited = ({ card, score, failed }) => !score && !failed && isSeen(card.element);

  /** @param {() => void} again told when what had to wait may go on */
  const createSort = (again) => {
    /** @type {Map<HTMLElement, Sorted>} */ const lists = new Map();
    /** Cards that were put at the end: drawn anew by the site they go there again. @type {Set<string>} */ const moved = new Set();
    /** Those that stand there now. @type {Set<string>} */ let atEnd = new Set();
    let waits = false;
    /** @type {AbortController | null} */ let listening = null;

    // --- What the page does with its list meanwhile -------------------------------------------------

    /** @param {Sorted} sorted */
    const undoAll = (sorted) => {
      for (const changed of [sorted.ends, sorted.tails]) for (const box of [...changed.keys()]) restore(changed, box);
      sorted.undress();
      sorted.undress = () => {};
      observer.takeRecords();
    };
    /** @param {HTMLElement} list @param {Sorted} sorted */
    const dress = (list, sorted) => {
      sorted.display = displayOf(list);
      sorted.undress = app.restyle(list, WAYS[sorted.display] ?? {});
    };
    /** It may hide its list or lay it out in another way: our style must not keep it from that. @param {HTMLElement} list @param {Sorted} sorted */
    const reconsider = (list, sorted) => {
      if (sorted.ends.size === 0) return;
      const { display } = sorted;
      sorted.undress();
      dress(list, sorted);
      if (sorted.display !== display || sorted.troubles > MOST_TROUBLES) {
        undoAll(sorted);
        again();
      }
      observer.takeRecords();
    };
    /** What it adds under leaflets that are seen comes after them, as it means it: they do not move on. @param {Sorted} sorted @param {Set<Node>} added */
    const park = ({ ends, tails }, added) => {
      if (![...ends.keys()].some(isSeen)) return;
      for (const node of added) {
        let next = /** @type {Element} */ (node).nextElementSibling;
        while (next && (added.has(next) || tails.has(/** @type {HTMLElement} */ (next)))) next = next.nextElementSibling;
        if (node instanceof HTMLElement && node.isConnected && !next) ends.set(node, app.restyle(node, { order: AT_END }));
      }
    };
    const observer = new MutationObserver((changes) => {
      for (const target of new Set(changes.map((change) => change.target))) {
        const list = /** @type {HTMLElement} */ (target);
        const sorted = lists.get(list);
        if (!sorted) continue;
        const own = changes.filter((change) => change.target === target);
        park(sorted, new Set(own.flatMap(({ addedNodes }) => [...addedNodes])));
        if (!own.some(({ type }) => type === "attributes")) continue;
        sorted.troubles += 1;
        reconsider(list, sorted);
      }
    });
    /** @param {HTMLElement} list */
    const heed = (list) => {
      observer.observe(list, { childList: true, attributes: true, attributeFilter: ["class", "style", "hidden"] });
      if (listening) return;
      listening = new AbortController();
      const { signal } = listening;
      const goOn = () => {
        if (waits) again();
      };
      for (const type of ["pointerover", "focusin", "focusout"]) document.addEventListener(type, goOn, { capture: true, passive: true, signal });
      addEventListener("resize", () => lists.forEach((sorted, each) => reconsider(each, sorted)), { signal });
    };

    // --- Into order and out of it -------------------------------------------------------------------

    /** Lays it out by order, if that changes nothing that is seen. @param {HTMLElement} list @param {Sorted} sorted @param {Rows} all */
    const prepare = (list, sorted, { rows, tail }) => {
      const boxes = [...rows, ...tail];
      if (!WAYS[displayOf(list)] || !isStacked(boxes) || boxes.some((box) => getComputedStyle(box).order !== "0")) return false;
      const before = placesIn(list);
      dress(list, sorted);
      return isSame(before, placesIn(list));
    };

    /** Cards that go to the end and back, in so far as they may now. @param {Sorted} sorted @param {Rows} all @param {Wanted} wanted */
    const moves = ({ ends, isFresh }, { cards, rows }, { isWanted, isBusy }) => {
      const at = new Map(rows.map((box, i) => [box, i]));
      const place = (/** @type {HTMLElement} */ box) => /** @type {number} */ (at.get(box));
      const held = rows.filter((box) => box.matches(":hover, :focus-within"));
      /** What is held keeps its place when one beside it moves from before it to before it, or from after it to after it. */
      const isFree = (/** @type {HTMLElement} */ box) =>
        held.every((each) => (ends.has(each) ? place(box) < place(each) : place(box) > place(each)));
      /** Not what is being read, nor what would push it away; but what the user calls another name is seen to go. */
      const areSeen = [...ends.keys()].some(isSeen);
      const mayMove = (/** @type {HTMLElement} */ box, /** @type {string} */ key) =>
        isFresh || moved.has(key) || !(ends.has(box) ? areSeen : isSeen(box));

      const due = [...cards].filter(([box, { card: { key } }]) => !isBusy(key) && isWanted(key) !== ends.has(box));
      const free = due.filter(([box, { card: { key } }]) => isFree(box) && mayMove(box, key));
      waits ||= due.some(([box]) => ends.has(box) && !isFree(box));
      return free;
    };

    /** @param {HTMLElement} list @param {Sorted} sorted @param {Rows} all @param {Wanted} wanted @returns {boolean} false where more than the order would change */
    const arrange = (list, sorted, all, wanted) => {
      const { ends, tails } = sorted;
      for (const box of [...ends.keys()]) if (!all.cards.has(box)) restore(ends, box);
      for (const box of [...tails.keys()]) if (!all.tail.includes(box)) restore(tails, box);
      const free = moves(sorted, all, wanted);
      const isFirst = ends.size === 0;
      if (isFirst && free.length > 0 && !prepare(list, sorted, all)) return false;
      for (const [box, { card: { key } }] of free) {
        if (ends.has(box)) {
          restore(ends, box);
          moved.delete(key);
        } else ends.set(box, app.restyle(box, { order: AT_END }));
      }
      for (const [box, { card: { key } }] of all.cards) if (ends.has(box) && wanted.isWanted(key)) moved.add(key);
      if (ends.size === 0) {
        undoAll(sorted);
        return true;
      }
      for (const box of all.tail) if (!tails.has(box)) tails.set(box, app.restyle(box, { order: AFTER_THAT }));
      if (isFirst) heed(list);
      const front = all.rows.filter((box) => !ends.has(box));
      return !isFirst || isStacked([...front, ...all.rows.filter((box) => ends.has(box)), ...all.tail]);
    };

    /** @param {HTMLElement} list @param {Entry[]} entries @param {Wanted} wanted @returns {boolean} false where its leaflets stay among the others */
    const sort = (list, entries, wanted) => {
      const sorted = lists.get(list) ?? { ends: new Map(), tails: new Map(), undress: () => {}, display: "", isFresh: true, isFixed: false, troubles: 0 };
      lists.set(list, sorted);
      const isShown = list.getBoundingClientRect().height > 0;
      const isAsked = isShown && (sorted.ends.size > 0 || entries.some(({ card }) => wanted.isWanted(card.key)));
      const all = isAsked && sorted.troubles <= MOST_TROUBLES ? rowsOf(list, entries) : null;
      const isDone = all !== null && arrange(list, sorted, all, wanted);
      if (isAsked && !isDone) {
        undoAll(sorted);
        sorted.troubles += 1;
      }
      observer.takeRecords();
      sorted.isFresh &&= !isShown || entries.some(isAwaited);
      // Where nothing was to move this time, what the last try told still holds.
      sorted.isFixed = isAsked && (!isDone || (sorted.isFixed && sorted.ends.size === 0));
      return !sorted.isFixed;
    };

    const end = () => {
      lists.forEach(undoAll);
      lists.clear();
      moved.clear();
      atEnd.clear();
      observer.disconnect();
      listening?.abort();
      listening = null;
    };

    return {
      /**
       * @param {Entry[]} entries of lists the user wants sorted, in the page's order
       * @param {Wanted} wanted
       * @returns {{ atEnd: number, isFixed: boolean }} how many leaflets stand at an end; whether a list cannot be sorted
       */
      refresh: (entries, wanted) => {
        waits = false;
        const now = around(entries);
        for (const [list, sorted] of [...lists]) {
          if (now.has(list)) continue;
          undoAll(sorted);
          lists.delete(list);
        }
        const done = [...now].map(([list, cards]) => sort(list, cards, wanted));
        const sorted = [...now].filter(([list]) => lists.get(list)?.ends.size).flatMap(([, cards]) => cards);
        atEnd = new Set(sorted.map(({ card }) => card.key).filter((key) => moved.has(key)));
        return { atEnd: atEnd.size, isFixed: done.includes(false) };
      },
      /** Whether a card stands at the end. @param {string} key */
      isAtEnd: (key) => atEnd.has(key),
      /** All as the page has it; what comes then is sorted as on a page just loaded. */
      end,
    };
  };

  app.createSort = createSort;
})();
