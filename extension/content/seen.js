// Is what was pressed before the user's eyes? A page can make an element of ours faint, tiny or a sliver and lay it under the
// cursor; a click there means something else. Asked before anything is declined; in doubt the answer is no.
//
// Chromium's IntersectionObserver could tell covers that let the click through, too. It is not asked, since it takes clear
// layers, an opacity of .99 and the filters of dark modes for covers, and would refuse on honest pages.
(() => {
  "use strict";

  /** Of opacity and contrast, and of the size and the part of a control that is to be seen. */
  const LEAST = 0.5;

  /** How much of the contrast a filter leaves, 0 to 1. Those that change only hues leave all. @type {Record<string, (amount: number) => number>} */
  const LEFT = {
    opacity: (amount) => amount,
    invert: (amount) => Math.abs(1 - 2 * amount),
    brightness: (amount) => Math.min(amount, 1 / amount),
    contrast: (amount) => Math.min(amount, 1 / amount),
    blur: () => 0,
    url: () => 0,
  };

  /** @param {Element} element how clearly its own style lets it be seen, 0 to 1 */
  const clarity = (element) => {
    const { opacity, filter, mixBlendMode, maskImage } = getComputedStyle(element);
    if (mixBlendMode !== "normal" || maskImage !== "none") return 0;
    const filters = [...filter.matchAll(/([a-z-]+)\(([^)]*)/g)];
    return filters.reduce((left, [, name, amount]) => left * (LEFT[name]?.(parseFloat(amount)) ?? 1), Number(opacity));
  };

  /** What an element is drawn in: also beyond a shadow root, and beyond a frame of the same site. @param {Element} element @returns {Element | null} */
  const around = (element) => {
    const root = element.getRootNode();
    return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : element.ownerDocument.defaultView?.frameElement ?? null);
  };

  /** @param {HTMLElement} control is it about as large as it should be? */
  const isOfSize = (control) => {
    const { width, height } = control.getBoundingClientRect();
    const scales = [width / control.offsetWidth, height / control.offsetHeight];
    return scales.every((scale) => scale >= LEAST && scale <= 1 / LEAST);
  };

  /** Is most of it where the page shows it, not cut off and not under something else? @param {HTMLElement} control */
  const isOpen = (control) => {
    const { left, top, width, height } = control.getBoundingClientRect();
    const { host } = /** @type {ShadowRoot} */ (control.getRootNode());
    const page = /** @type {Document | ShadowRoot} */ (host.getRootNode());
    const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    const open = points.filter(([x, y]) => page.elementFromPoint(left + x * width, top + y * height) === host);
    return open.length >= LEAST * points.length;
  };

  /**
   * @param {HTMLElement} control of ours, in a closed root
   * @param {boolean} pointed it was pressed at a place on the screen; by key it may be off the screen
   */
  const isSeen = (control, pointed) => {
    let clear = 1;
    for (let at = /** @type {Element | null} */ (control); at; at = around(at)) clear *= clarity(at);
    return clear >= LEAST && control.checkVisibility({ visibilityProperty: true }) && isOfSize(control) && (!pointed || isOpen(control));
  };

  app.isSeen = isSeen;
})();
