// What a page lays out one below the other: finds the lists that cards stand in, and measures whether one can be put into
// another order by style alone. Changes nothing. Knows no site and no verdict.
(() => {
  "use strict";

  /** What may lie over each other or move while nothing is seen to change: borders drawn on one another. */
  const SLACK_PX = 2;
  const HEADINGS = "h1, h2, h3, h4, h5, h6, [role=heading], hr, [role=separator]";
  const CONTROLS = "button, [role=button], a";

  /** @param {Element} element */
  const displayOf = (element) => getComputedStyle(element).display;
  /** What it lays out, in the page's order: an element without a box of its own stands for its children. @param {Element} list @returns {HTMLElement[]} */
  const boxesIn = (list) =>
    [...list.children].flatMap((each) => {
      if (!(each instanceof HTMLElement)) return [];
      const { display, position } = getComputedStyle(each);
      if (display === "contents") return boxesIn(each);
      return display === "none" || (position === "absolute" || position === "fixed") ? [] : [each];
    });

  /** Around each two cards and more, the closest element that lays them out. @param {Entry[]} entries @returns {Map<HTMLElement, Entry[]>} */
  const around = (entries) => {
    /** How many cards an element holds. @type {Map<Element, number>} */ const held = new Map();
    for (const { card } of entries) {
      for (let at = card.element.parentElement; at; at = at.parentElement) held.set(at, (held.get(at) ?? 0) + 1);
    }
    /** @type {Map<HTMLElement, Entry[]>} */ const lists = new Map();
    for (const entry of entries) {
      let at = entry.card.element.parentElement;
      while (at && ((held.get(at) ?? 0) < 2 || displayOf(at) === "contents")) at = at.parentElement;
      if (!at) continue;
      if (!lists.has(at)) lists.set(at, []);
      lists.get(at)?.push(entry);
    }
    return lists;
  };

  /** A request we do not read (a page's, say), and no loader or "show more". @param {Element} box @param {Entry} like */
  const isRequest = (box, { adapter }) =>
    [...box.querySelectorAll(CONTROLS)].some((control) => adapter.roleOf(control, document) !== null);

  /**
   * Its rows, and what stands after them and stays there. Null where it is not a plain list: a row with two cards, or a heading in
   * it or between.
   * @param {HTMLElement} list @param {Entry[]} entries its cards @returns {Rows | null}
   */
  const rowsOf = (list, entries) => {
    const boxes = boxesIn(list);
    const all = new Set(boxes);
    /** @type {Map<HTMLElement, Entry>} */ const cards = new Map();
    for (const entry of entries) {
      let at = /** @type {Element | null} */ (entry.card.element);
      while (at && !all.has(/** @type {HTMLElement} */ (at))) at = at.parentElement;
      if (!(at instanceof HTMLElement) || cards.has(at)) return null;
      cards.set(at, entry);
    }
    const first = boxes.findIndex((box) => cards.has(box));
    const last = boxes.findLastIndex((box) => cards.has(box) || isRequest(box, entries[0]));
    const rows = boxes.slice(first, last + 1);
    const { tagName } = rows[0];
    const isPlain = rows.every((box) => box.tagName === tagName
      && [...box.querySelectorAll(HEADINGS)].every((heading) => cards.get(box)?.card.element.contains(heading) ?? true));
    return isPlain ? { cards, rows, tail: boxes.slice(last + 1) } : null;
  };

  /** Is each of them below the one before, at the same edge? @param {HTMLElement[]} boxes in the order they should be seen in */
  const isStacked = (boxes) => {
    const places = boxes.map((box) => box.getBoundingClientRect()).filter(({ height }) => height > 0);
    return places.every(({ left, top }, i) => i === 0
      || (Math.abs(left - places[i - 1].left) <= SLACK_PX && top >= places[i - 1].bottom - SLACK_PX));
  };

  /** Where everything in a list is. @param {HTMLElement} list */
  const placesIn = (list) => [list, ...boxesIn(list)].flatMap((box) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return [left, top, width, height];
  });
  /** @param {number[]} before @param {number[]} after */
  const isSame = (before, after) => before.length === after.length && before.every((place, i) => Math.abs(place - after[i]) < 0.5);

  app.lists = { displayOf, around, rowsOf, isStacked, placesIn, isSame };
})();
