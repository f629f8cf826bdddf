// Up and down through open shadow roots: for a page, an element in the root of another stands in it.
// Closed roots stay closed.
(() => {
  "use strict";

  /** The element around another, over the edge of its root. @param {Element} element @returns {Element | null} */
  const above = (element) => element.parentElement ?? (element.parentNode instanceof ShadowRoot ? element.parentNode.host : null);

  /** Is one in the other, or the same? @param {Element} outer @param {Element} inner */
  const holds = (outer, inner) => {
    let at = /** @type {Element | null} */ (inner);
    while (at && at !== outer) at = above(at);
    return at === outer;
  };

  /** @param {Element} element @param {string} selector @returns {Element | null} the nearest such element around it, or itself */
  const closest = (element, selector) => {
    let at = /** @type {Element | null} */ (element);
    while (at && !at.matches(selector)) at = above(at);
    return at;
  };

  /** The open roots in something, those in them too; its own is the first. @param {Document | Element | ShadowRoot} within @returns {ShadowRoot[]} */
  const openRootsIn = (within) => {
    const hosts = [...(within instanceof Element ? [within] : []), ...within.querySelectorAll("*")];
    return hosts.flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot, ...openRootsIn(shadowRoot)] : []));
  };

  /** As `querySelectorAll`, in the open roots too, in the page's order. @param {Document | Element | ShadowRoot} within @param {string} selector @returns {Element[]} */
  const all = (within, selector) => {
    const own = within instanceof Element && within.shadowRoot ? all(within.shadowRoot, selector) : [];
    return own.concat([...within.querySelectorAll("*")].flatMap((each) => [
      ...(each.matches(selector) ? [each] : []), ...(each.shadowRoot ? all(each.shadowRoot, selector) : []),
    ]));
  };

  app.roots = { above, holds, closest, openRootsIn, all };
})();
