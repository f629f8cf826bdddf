// Turns the description of a page (data, in adapters/) into a SiteAdapter, with the help of the
// reader the description names. Reads only: no clicks, no writes, no messages.
(() => {
  "use strict";

  const { plain } = app.text;
  /** The service takes nothing longer, and one field too long would cost a whole batch its scores. */
  const LONGEST = { text: 20_000, name: 500, headline: 500, profile_url: 2000 };
  const MOST_MUTUAL = 1_000_000;

  /** The document and the open shadow roots in which the site shows parts of its old front end. */
  /** @param {Document} doc @param {PageData} data @returns {(Document | ShadowRoot)[]} */
  const rootsOf = (doc, data) => {
    const roots = [];
    for (const host of data.shadowHosts ? doc.querySelectorAll(data.shadowHosts) : []) {
      if (host.shadowRoot) roots.push(host.shadowRoot);
    }
    return [doc, ...roots];
  };

  /** Is there such an element in the document or its open roots? @param {Document} doc @param {PageData} data @param {string} selector */
  const holds = (doc, data, selector) => rootsOf(doc, data).some((root) => root.querySelector(selector) !== null);

  /** @param {Document} doc @param {PageData} data */
  const matches = (doc, data) => {
    const path = doc.location?.pathname ?? "";
    if (data.notPaths?.some((pattern) => pattern.test(path))) return false;
    if (data.paths.some((pattern) => pattern.test(path))) return true;
    if (data.signPaths?.every((pattern) => !pattern.test(path))) return false;
    return data.signs !== undefined && holds(doc, data, data.signs);
  };

  /** What a control calls itself. @param {Element} control */
  const labelOf = (control) => plain(control.getAttribute("aria-label") || control.textContent);

  /** Rendered at all? A card in a closed tab or a collapsed part is not. @param {Element} element */
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  /** The path a link leads to on this site, else "". @param {Element} link @param {Document} doc */
  const pathOf = (link, doc) => {
    try {
      const url = new URL(link.getAttribute("href") ?? "", doc.baseURI);
      return url.host === doc.location.host ? url.pathname : "";
    } catch {
      return "";
    }
  };

  /** Cut to length; half a character left by the cut, or by the page, is replaced. @param {string} text @param {number} longest */
  const cut = (text, longest) => text.slice(0, longest).replace(/\p{Surrogate}/gu, "\ufffd");

  /** @param {Message} message @returns {Message} */
  const bounded = ({ sender = {}, ...message }) => ({
    ...message,
    text: cut(message.text, LONGEST.text),
    sender: {
      name: cut(sender.name ?? "", LONGEST.name),
      ...(sender.headline && { headline: cut(sender.headline, LONGEST.headline) }),
      ...(sender.profile_url && { profile_url: cut(sender.profile_url, LONGEST.profile_url) }),
      ...(sender.mutual !== undefined && { mutual: Math.min(sender.mutual, MOST_MUTUAL) }),
    },
  });

  /**
   * @param {PageData} data
   * @returns {SiteAdapter}
   */
  const define = (data) => {
    const reader = app.readers[data.reader](data);
    const adapter = {
      id: data.id,
      /** @param {Document} doc */ matches: (doc) => matches(doc, data),
      /** @param {Document} doc */ roots: (doc) => rootsOf(doc, data),
      /** @param {Document} doc */
      read: (doc) => {
        const reading = { cards: [], seen: 0, notUnderstood: 0 };
        for (const root of rootsOf(doc, data)) reader.read(root, doc, reading);
        return onePerKey(reading);
      },
      /** @param {Document} doc @param {Card} card */
      findDecline: (doc, card) => reader.findDecline(rootsOf(doc, data), doc, card),
    };
    app.adapters.push(adapter);
    return adapter;
  };

  /** Two cards with one key cannot be told apart later: neither is served. @param {Reading} reading */
  const onePerKey = (reading) => {
    const times = new Map();
    for (const card of reading.cards) times.set(card.key, (times.get(card.key) ?? 0) + 1);
    const cards = reading.cards.filter((card) => times.get(card.key) === 1);
    return { ...reading, cards, notUnderstood: reading.notUnderstood + reading.cards.length - cards.length };
  };

  app.engine = { define, labelOf, visible, pathOf, bounded };
})();
