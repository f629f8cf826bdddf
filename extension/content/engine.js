// Turns the description of a page (data, in adapters/) into a SiteAdapter, with the help of the
// reader the description names. Reads only: no clicks, no writes, no messages.
(() => {
  "use strict";

  const { plain } = app.text;
  /** The service takes nothing longer, and one field too long would cost a whole batch its scores. */
  const LONGEST = { text: 20_000, name: 500, headline: 500, profile_url: 2000 };
  const MOST_MUTUAL = 1_000_000;
  /** A request to the service has 256 kB, in which a label and its message must fit too. */
  const THREAD = { entries: 200, bytes: 180_000 };
  /** What can be pressed. */
  const PRESSABLE = 'button, [role="button"], input[type="button"], a';
  /** No label of a control is longer. */
  const LONGEST_LABEL = 300;

  /** The document and the open shadow roots in which the site shows parts of itself. */
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

  /** What is put into a web component's control from outside. @param {Element} control @returns {Node[]} */
  const slottedIn = (control) =>
    control.getRootNode() instanceof ShadowRoot ? [...control.querySelectorAll("slot")].flatMap((slot) => slot.assignedNodes({ flatten: true })) : [];

  /** The words that stand in a control, apart where they stand in elements of their own. @param {Element} control */
  const wordsIn = (control) => {
    if (control instanceof HTMLInputElement) return plain(control.value.slice(0, LONGEST_LABEL));
    const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
    let said = "";
    while (texts.nextNode() && said.length < LONGEST_LABEL) said += ` ${/** @type {Text} */ (texts.currentNode).data.slice(0, LONGEST_LABEL)}`;
    for (const node of slottedIn(control)) said += ` ${node.textContent?.slice(0, LONGEST_LABEL) ?? ""}`;
    return plain(said);
  };

  /** What a control calls itself: its label, else its words, else those of its picture. @param {Element} control */
  const labelOf = (control) => {
    const root = /** @type {Document | ShadowRoot} */ (control.getRootNode());
    const by = (control.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean)
      .map((id) => root.getElementById?.(id)?.textContent?.slice(0, LONGEST_LABEL) ?? "").join(" ");
    const said = plain(by) || plain(control.getAttribute("aria-label")?.slice(0, LONGEST_LABEL)) || wordsIn(control);
    if (said) return said;
    const picture = control.querySelector("[aria-label], img[alt]");
    return plain(picture?.getAttribute("aria-label") ?? picture?.getAttribute("alt") ?? control.getAttribute("title"));
  };

  /** Rendered at all? A card in a closed tab or a collapsed part is not. @param {Element} element */
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  /** Would the browser itself go nowhere on a press of this link? @param {Element} link */
  const staysHere = (link) => {
    const href = link.getAttribute("href");
    if (href === null) return true;
    if (link.hasAttribute("target") || link.hasAttribute("download")) return false;
    // A `<base>` may make another page's of a mere "#".
    const [base, here] = [link.baseURI, location.href].map((address) => address.split("#", 1)[0]);
    return href.startsWith("#") ? base === here : /^javascript: *(?:void *(?:0|\( *0 *\)))? *;?$/i.test(href);
  };
  /**
   * May a press of this be a press of a button? A link, or what stands in one, only where it leads nowhere by itself.
   * @param {Element} control @returns {control is HTMLElement}
   */
  const actsAsButton = (control) => {
    if (control instanceof HTMLButtonElement) return true;
    if (!(control instanceof HTMLElement) || !control.matches(PRESSABLE)) return false;
    for (let at = /** @type {Element | null} */ (control); at; at = app.roots.above(at)) if (at.localName === "a" && !staysHere(at)) return false;
    return true;
  };

  /** @param {string} host */
  const siteOf = (host) => host.split(".").slice(-2).join(".");

  /** The path a link leads to on this site, else "". @param {Element} link @param {Document} doc */
  const pathOf = (link, doc) => {
    const said = link.getAttribute("href") ?? "";
    const href = said.startsWith(`${doc.location.origin}/`) ? said.slice(doc.location.origin.length) : said;
    if (/^\/(?!\/)[!-~]*$/.test(href)) return href.split(/[?#]/, 1)[0];
    try {
      const url = new URL(href, doc.baseURI);
      return siteOf(url.host) === siteOf(doc.location.host) ? url.pathname : "";
    } catch {
      return "";
    }
  };

  /** Cut to length; half a character left by the cut, or by the page, is replaced. @param {string} text @param {number} longest */
  const cut = (text, longest) => text.slice(0, longest).replace(/\p{Surrogate}/gu, "\ufffd");

  /** As much of a thread as a request can carry: where it is too much, the oldest is shortened first. */
  /** @param {NonNullable<Message["thread"]>} thread */
  const shortened = (thread) => {
    /** @type {NonNullable<Message["thread"]>} */ const kept = [];
    let room = THREAD.bytes;
    for (const { from, text } of thread.filter((turn) => turn.text.trim()).slice(-THREAD.entries).reverse()) {
      let said = cut(text, LONGEST.text);
      const size = () => new TextEncoder().encode(JSON.stringify(said)).length + 30;
      while (said && size() > room) said = cut(said, Math.floor(said.length / 2));
      if (!said.trim()) break;
      room -= size();
      kept.unshift({ from, text: said });
    }
    return kept;
  };

  /** @param {Message} message @returns {Message} */
  const bounded = ({ sender = {}, thread = [], ...message }) => {
    const kept = shortened(thread);
    return {
      ...message,
      text: cut(message.text, LONGEST.text),
      sender: {
        name: cut(sender.name ?? "", LONGEST.name),
        ...(sender.headline && { headline: cut(sender.headline, LONGEST.headline) }),
        ...(sender.profile_url && { profile_url: cut(sender.profile_url, LONGEST.profile_url) }),
        ...(sender.mutual !== undefined && { mutual: Math.min(sender.mutual, MOST_MUTUAL) }),
      },
      ...(kept.length > 0 && { thread: kept }),
    };
  };

  /** Everything may have changed: nothing that was read before is used again. */
  const allChanged = () => true;

  /** Runs steps to their end at once. @template T @param {Generator<void, T>} steps @returns {T} */
  const drain = (steps) => {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  };

  /**
   * Makes the adapter of a page, on the hosts it is for.
   * @param {PageData} data
   */
  const define = (data) => {
    if (!data.hosts.includes(location.hostname)) return;
    const reader = app.readers[data.reader](data);
    /** @param {Document} doc @returns {(Document | ShadowRoot)[]} */
    const roots = (doc) => reader.roots?.(doc) ?? rootsOf(doc, data);
    const steps = /** @type {SiteAdapter["steps"]} */ (function* (doc, hasChanged = allChanged) {
      /** @type {Reading} */ const reading = { cards: [], seen: 0, notUnderstood: 0 };
      for (const root of roots(doc)) yield* reader.read(root, doc, reading, hasChanged);
      return onePerKey(reading);
    });
    /** @param {"ignore" | "accept"} role @returns {SiteAdapter["findDecline"]} */
    const finder = (role) => (doc, card) => reader.find(roots(doc), doc, card, role);
    app.adapters.push({
      id: data.id,
      site: data.site,
      framesControls: data.reader !== "messages",
      /** @param {Document} doc */ matches: (doc) => matches(doc, data),
      roots,
      steps,
      /** @param {Document} doc */ read: (doc) => drain(steps(doc)),
      findDecline: finder("ignore"),
      findAccept: finder("accept"),
      /** @param {Element} element @param {Document} doc */ roleOf: (element, doc) => reader.roleOf(element, doc),
    });
  };

  /** Two cards with one key cannot be told apart later: neither is served. @param {Reading} reading */
  const onePerKey = (reading) => {
    const times = new Map();
    for (const card of reading.cards) times.set(card.key, (times.get(card.key) ?? 0) + 1);
    const cards = reading.cards.filter((card) => times.get(card.key) === 1);
    return { ...reading, cards, notUnderstood: reading.notUnderstood + reading.cards.length - cards.length };
  };

  app.engine = { define, labelOf, wordsIn, actsAsButton, visible, pathOf, bounded, PRESSABLE };
})();
