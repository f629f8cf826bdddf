// Reader "taught": finds the requests of a site by a recipe the user made by pointing (picker/), kept as
// data (lib/recipes.js). What stands otherwise than the recipe says is left alone.
(() => {
  "use strict";

  const { plain, folded, layout, message: messageText, hash } = app.text;
  const { labelOf, wordsIn, actsAsButton, visible, bounded, define, PRESSABLE } = app.engine;
  const { above, holds, openRootsIn, all } = app.roots;
  /** What gives no text. */
  const CONTROLS = 'button, [role="button"], input[type="button"]';
  /** So many elements are looked at before the page gets its turn. */
  const AT_ONCE = 40;
  /** A longer text is no name. */
  const LONGEST_NAME = 120;
  /** Stands for the sender's name in a label. */
  const NAME = "{name}";

  /** @param {Element} element @param {Shape} shape */
  const fits = (element, { tag, role, attributes = {} }) =>
    element.localName === tag && element.getAttribute("role") === (role ?? null) &&
    Object.entries(attributes).every(([name, value]) => (value === null ? element.hasAttribute(name) : element.getAttribute(name) === value));

  /** Empty boxes count for nothing: spacers come and go, and our own badge is one for the page. @param {Element} element */
  const isSomething = (element) => element.childNodes.length > 0 || element.attributes.length > 0 || !/^(div|span|p)$/.test(element.localName);

  /** Those beside an element that could be taken for it by tag and role. @param {ParentNode} parent @param {Shape} shape */
  const alike = (parent, { tag, role }) =>
    [...parent.children].filter((each) => each.localName === tag && each.getAttribute("role") === (role ?? null) && isSomething(each));

  /** @param {Shape} shape @param {boolean} [valuedOnly] */
  const selectorOf = ({ tag, role, attributes = {} }, valuedOnly = false) =>
    [CSS.escape(tag), role && `[role="${CSS.escape(role)}"]`, ...Object.entries(attributes).filter(([, value]) => value !== null || !valuedOnly)
      .map(([name, value]) => (value === null ? `[${CSS.escape(name)}]` : `[${CSS.escape(name)}="${CSS.escape(value)}"]`))].filter(Boolean).join("");

  /**
   * Follows a path down from a card.
   * @param {Element} card @param {Step[]} path @returns {Element | null | undefined} null: not there; undefined: cannot be told
   */
  const follow = (card, path) => {
    const last = path.at(-1);
    if (!last) return card;
    // The site's own name for a part is worth more than the place it stands at.
    if (Object.values(last.attributes ?? {}).some((value) => value !== null)) {
      const selector = selectorOf(last, true);
      const named = path.some(({ shadow }) => shadow) ? all(card, selector) : card.querySelectorAll(selector);
      if (named.length < 2) return named[0] ?? null;
    }
    let at = card;
    for (const step of path) {
      const parent = step.shadow ? at.shadowRoot : at;
      if (!parent) return null;
      const siblings = alike(parent, step);
      if (siblings.length === 0) return null;
      // One more or one fewer than in the example: which is which cannot be told by counting.
      if (siblings.length !== step.of) return undefined;
      at = siblings[step.nth];
      if (!fits(at, step)) return undefined;
    }
    return at;
  };

  /** The way in to the cards: the document, the open roots of the recipe's first host in it, those of the next in them. @param {Document} doc @param {Recipe} recipe */
  const placesIn = (doc, { card: { hosts = [] } }) => {
    /** @type {(Document | ShadowRoot)[][]} */ const places = [[doc]];
    for (const host of hosts) {
      const found = places[places.length - 1].flatMap((place) => [...place.querySelectorAll(selectorOf(host))]);
      places.push(found.flatMap((each) => (fits(each, host) && each.shadowRoot) || []));
    }
    return places;
  };

  /** Elements of the card's shape in the same surroundings. @param {Document} doc @param {Recipe} recipe @returns {Element[]} */
  const shaped = (doc, recipe) => (placesIn(doc, recipe).at(-1) ?? []).flatMap((place) => {
    const { shape, within } = recipe.card;
    return [...place.querySelectorAll(selectorOf(shape))].filter((element) => {
      let around = element.parentElement;
      return fits(element, shape) && within.every((outer) => {
        const matched = around !== null && fits(around, outer);
        around = around?.parentElement ?? null;
        return matched;
      });
    });
  });

  /** What is written in an element, without the controls in it. @param {Element} element */
  const textIn = (element) => messageText(layout(element, (/** @type {Element} */ each) => each.matches(CONTROLS)).blocks.map((/** @type {TextBlock} */ { text }) => text).join("\n"));
  /** @param {Element} element */
  const nameIn = (element) => plain(textIn(element));

  /** What a control says, by its label and by its visible words. @param {Element} control @returns {ControlWords} */
  const wordsOf = (control) => ({ label: labelOf(control), words: wordsIn(control) });

  /** Does a control say exactly this of exactly this person? @param {ControlWords} said @param {ControlWords[]} known @param {string} name */
  const says = (said, known, name) => {
    const same = (/** @type {string} */ pattern, /** @type {string} */ text) => folded(pattern.replaceAll(NAME, () => name)) === folded(text);
    return known.some(({ label, words }) => same(label, said.label) && same(words, said.words));
  };

  /** The one control of a card that declines it, if there is exactly one. @param {Element} card @param {Recipe} recipe @param {string} name */
  const declineIn = (card, { decline }, name) => {
    if (!decline) return null;
    const found = all(card, PRESSABLE).filter((/** @type {Element} */ each) => says(wordsOf(each), decline, name));
    return found.length === 1 && actsAsButton(found[0]) && visible(found[0]) ? found[0] : null;
  };

  /** @param {Element} card @param {Recipe} recipe @param {Document} doc */
  const addressIn = (card, { profile }, doc) => {
    const link = profile && follow(card, profile);
    const href = link?.getAttribute("href");
    if (!href || !URL.canParse(href, doc.baseURI)) return "";
    const url = new URL(href, doc.baseURI);
    return url.protocol === "https:" ? url.origin + url.pathname : "";
  };

  /**
   * Where the badge goes: below what both stand in, never into a row of columns or a line of text. What has an open root shows
   * nothing beside it: there it is the root's own.
   * @param {Element} card @param {Element} sender @param {Element | null} body @returns {Element | ShadowRoot}
   */
  const anchorOf = (card, sender, body) => {
    for (let each = above(sender); each && each !== card; each = above(each)) {
      if (body && !holds(each, body)) continue;
      const { display, flexDirection, flexWrap } = getComputedStyle(each);
      const row = display.endsWith("flex") && flexDirection.startsWith("row") && flexWrap === "nowrap";
      if (!row && !display.startsWith("inline") && display !== "contents" && !each.closest("a[href], button, label, p")) return each.shadowRoot ?? each;
    }
    return card.shadowRoot ?? card;
  };

  /** Takes one card apart. @param {Element} element @param {Recipe} recipe @param {Document} doc @returns {Card | null} null: not understood */
  const parse = (element, recipe, doc) => {
    const [sender, body] = [follow(element, recipe.sender), follow(element, recipe.text)];
    const name = sender ? nameIn(sender) : "";
    if (!sender || name === "" || name.length > LONGEST_NAME || body === undefined) return null;
    const text = body ? textIn(body) : "";
    const address = addressIn(element, recipe, doc);
    const site = doc.location.hostname;
    const key = `${site}:${address || hash(`${folded(name)}\n${text}`)}`;
    return {
      key, element, anchor: anchorOf(element, sender, body), partial: false, incomplete: /(…|\.\.\.)$/.test(text), mark: null,
      canDecline: declineIn(element, recipe, name) !== null,
      message: bounded({
        id: `${site}-${hash(key)}`, text, kind: "connection_request", site,
        sender: { name, ...(address && { profile_url: address }) },
      }),
    };
  };

  /** Cards that hold a card or stand in one: whose name and text are whose cannot be told. @param {Element[]} elements */
  const entangled = (elements) => {
    const [cards, found] = [new Set(elements), new Set()];
    for (const element of elements) {
      for (let around = above(element); around; around = above(around)) if (cards.has(around)) found.add(around).add(element);
    }
    return found;
  };

  /** @param {TaughtPage} data */
  const reader = ({ recipe }) => {
    /** @type {WeakMap<Element, Card>} */ const known = new WeakMap();

    /** All at once, and with the document: which root a card stands in is the recipe's affair. */
    /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading @param {HasChanged} hasChanged @returns {Generator<void, void>} */
    function* read(root, doc, reading, hasChanged) {
      if (root !== doc) return;
      const elements = shaped(doc, recipe);
      const unclear = entangled(elements);
      for (const [i, element] of elements.entries()) {
        if (i % AT_ONCE === AT_ONCE - 1) yield;
        if (!visible(element)) continue;
        const last = known.get(element);
        const card = unclear.has(element) ? null : last && !hasChanged(element) ? last : parse(element, recipe, doc);
        reading.seen += 1;
        if (card) {
          known.set(element, card);
          reading.cards.push(card);
        } else reading.notUnderstood += 1;
      }
    }

    const isDeep = [recipe.sender, recipe.text, recipe.profile ?? []].flat().some(({ shadow }) => shadow);
    /** Those in which something may change. @param {Document} doc @returns {(Document | ShadowRoot)[]} */
    const roots = (doc) => [...placesIn(doc, recipe).flat(), ...(isDeep ? shaped(doc, recipe).flatMap(openRootsIn) : [])];

    /** @param {(Document | ShadowRoot)[]} _ @param {Document} doc @param {Card} card @param {"ignore" | "accept"} role @returns {Verified} */
    const find = (_, doc, card, role) => {
      const unclear = { ok: false, reason: app.say("decline_button_uncertain") };
      // Nobody has pointed at the control that accepts.
      if (role === "accept") return /** @type {Verified} */ (unclear);
      const same = shaped(doc, recipe).filter((each) => visible(each) && parse(each, recipe, doc)?.key === card.key);
      if (same.length === 0) return { ok: false, reason: app.say("decline_request_gone") };
      if (same.length > 1) return { ok: false, reason: app.say("decline_request_twice") };
      const name = card.message.sender?.name ?? "";
      const now = /** @type {Card} */ (parse(same[0], recipe, doc)).message;
      if (folded(now.sender?.name) !== folded(name)) return { ok: false, reason: app.say("decline_request_other") };
      const control = declineIn(same[0], recipe, name);
      return control ? { ok: true, control, text: now.text } : /** @type {Verified} */ (unclear);
    };

    /** @param {Element} control */
    const roleOf = (control) => (recipe.decline?.some(({ words }) => folded(words) === folded(wordsIn(control))) ? "ignore" : null);

    return { read, roots, find, roleOf };
  };

  /** The address of a page as a pattern: a star stands for one part of it, whatever that is. @param {string} path */
  const patternOf = (path) =>
    new RegExp(`^/${path.split("/").filter(Boolean).map((part) => (part === "*" ? "[^/]+" : app.text.literally(part))).join("/")}/?$`);

  /**
   * Puts the recipes of this site in the place of those before.
   * @param {Record<string, Recipe>} recipes by id
   */
  const load = (recipes) => {
    app.adapters.splice(0, app.adapters.length, ...app.adapters.filter(({ id }) => !id.startsWith("taught-")));
    for (const [id, recipe] of Object.entries(recipes)) {
      const host = new URL(recipe.origin).hostname;
      define({ id: `taught-${id}`, site: host, hosts: [host], reader: "taught", paths: [patternOf(recipe.path)], recipe });
    }
  };

  app.readers.taught = reader;
  app.taught = { load, shaped, entangled, alike, wordsOf, nameIn, textIn, NAME };
})();
