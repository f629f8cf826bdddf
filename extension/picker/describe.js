// Makes a recipe of what the user pointed at: roles, ways down from the card and the site's own names for
// its parts. No class, no id, no name and no text of anybody goes into it. Changes nothing on the page.
(() => {
  "use strict";

  // An own property: an element with id="teaching" on the page is not ours. A second start finds the first.
  if (!Object.hasOwn(globalThis, "teaching")) Object.defineProperty(globalThis, "teaching", { value: {} });

  const { alike, wordsOf, nameIn, textIn, shaped, entangled, NAME } = app.taught;
  const { actsAsButton } = app.engine;
  const { above, holds, closest, all } = app.roots;
  const { folded, plain, literally } = app.text;
  /** So much of what is around a card tells its list from others. */
  const MOST_AROUND = 4;
  const LONGEST_LABEL = 80;
  /** States come and go. */
  const STATE = /state|focus|select|activ|hover|open|visib|hidden|index|check|expand|load|theme/;

  /** Pieces of a name in a program. @param {string} value */
  const piecesOf = (value) => value.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase().split(/[-_:.]/);
  /** Can it be spoken? What cannot was made by a machine and will be another tomorrow. @param {string} piece */
  const isWord = (piece) => /^[a-z]{1,20}$/.test(piece) && (piece.length < 4 || /[aeiouy]/.test(piece)) && !/[^aeiouy]{5}/.test(piece);

  /** @param {string} value @param {string} name of the sender */
  const isStable = (value, name) => {
    const people = folded(name).split(/\s+/).filter((/** @type {string} */ each) => each.length > 2);
    return value.length <= 60 && piecesOf(value).every(isWord) && !people.some((/** @type {string} */ each) => folded(value).includes(each));
  };

  /**
   * @param {Element} element @param {string} name of the sender
   * @param {{ unique: boolean, named: boolean }} how `unique`: a value may be the only one of its kind; `named`: attributes count whose value changes
   * @returns {Shape}
   */
  const shapeOf = (element, name, { unique, named }) => {
    const role = element.getAttribute("role");
    /** @type {Record<string, string | null>} */ const attributes = {};
    for (const { name: attribute, value } of element.attributes) {
      if (!/^(?:data-[a-z-]{2,36}|itemprop)$/.test(attribute) || STATE.test(attribute) || !piecesOf(attribute).every(isWord)) continue;
      const others = (/** @type {string} */ selector) => all(element.ownerDocument, selector).length > 1;
      if (isStable(value, name) && (unique || others(`[${attribute}="${CSS.escape(value)}"]`))) attributes[attribute] = value;
      else if (named && others(`${element.localName}[${attribute}]`)) attributes[attribute] = null;
      if (Object.keys(attributes).length === 6) break;
    }
    return { tag: element.localName, ...(role && /^[a-z]{2,30}$/.test(role) && { role }), ...(Object.keys(attributes).length > 0 && { attributes }) };
  };

  /** @param {Element} card @param {Element} element within it @param {string} name @param {boolean} alone @returns {Step[]} */
  const wayTo = (card, element, name, alone) => {
    const steps = [];
    for (let at = /** @type {Element | null} */ (element); at && at !== card; at = above(at)) {
      const shape = shapeOf(at, name, { unique: alone, named: false });
      const siblings = alike(/** @type {ParentNode} */ (at.parentNode), shape);
      steps.unshift({ ...shape, nth: siblings.indexOf(at), of: siblings.length, ...(!at.parentElement && { shadow: /** @type {const} */ (true) }) });
    }
    return steps;
  };

  /** @param {Element} card @param {string} name */
  const aroundOf = (card, name) => {
    const shapes = [];
    for (let at = card.parentElement; at && at !== document.body && shapes.length < MOST_AROUND; at = at.parentElement) {
      shapes.push(shapeOf(at, name, { unique: true, named: false }));
    }
    return shapes;
  };

  /** The hosts of the open roots a card stands in, from the outside in. @param {Element} card @param {string} name @returns {Shape[]} */
  const hostsOf = (card, name) => {
    const root = card.getRootNode();
    return root instanceof ShadowRoot ? [...hostsOf(root.host, name), shapeOf(root.host, name, { unique: true, named: false })] : [];
  };

  /** The link to the sender, if the card has one. @param {Element} card @param {Element} sender */
  const linkIn = (card, sender) => {
    const around = closest(sender, "a[href]");
    if (around && holds(card, around)) return around;
    return all(sender, "a[href]")[0] ?? all(card, "a[href]").find((/** @type {Element} */ link) => folded(link.textContent) === folded(nameIn(sender))) ?? null;
  };

  /** The address as a pattern: parts with numbers, names or made by a machine become stars. @param {string} path @param {string} name */
  const patternOf = (path, name) =>
    path.split("/").map((part) => (part === "" || (/^[a-z][a-z_.-]{0,40}$/i.test(part) && isStable(part, name)) ? part : "*")).join("/");

  /** What the decline control says, the name taken out. @param {Element} control @param {string} name @returns {ControlWords | { fault: string }} */
  const declineOf = (control, name) => {
    if (!actsAsButton(control)) return { fault: "leads_away" };
    const taken = (/** @type {string} */ text) => plain(text).replace(new RegExp(literally(plain(name)), "giu"), NAME);
    const { label, words } = wordsOf(control);
    const said = { label: taken(label), words: taken(words) };
    const rest = folded(`${said.label} ${said.words}`);
    if (said.label === "" || Object.values(said).some((each) => each.length > LONGEST_LABEL)) return { fault: "label" };
    if (/\p{N}/u.test(rest) || folded(name).split(" ").some((/** @type {string} */ part) => part.length > 2 && rest.includes(part))) return { fault: "label" };
    return said;
  };

  /**
   * @param {{ card: Element, text: Element, sender: Element, decline: Element | null }} picked
   * @returns {{ recipe: Recipe } | { fault: string }} `fault`: why nothing can be learnt from this
   */
  const describe = ({ card, text, sender, decline }) => {
    const name = nameIn(sender);
    if (name === "" || textIn(text) === "") return { fault: "empty" };
    // What stands in an open root is no part of its host's text.
    if (text.contains(sender) || sender.contains(text)) return { fault: "overlap" };
    const said = decline && declineOf(decline, name);
    if (said && "fault" in said) return said;
    const hosts = hostsOf(card, name);
    const deep = hosts.length > 0 && { hosts };
    const bare = /** @type {Recipe} */ ({ card: { shape: { tag: card.localName }, within: aroundOf(card, name), ...deep } });
    const alone = shaped(document, bare).length === 1;
    const link = linkIn(card, sender);
    /** @type {Recipe} */
    const recipe = {
      format: 1, name: location.hostname.slice(0, 60), origin: location.origin, path: patternOf(location.pathname, name),
      card: { shape: shapeOf(card, name, { unique: alone, named: true }), within: bare.card.within, ...deep },
      sender: wayTo(card, sender, name, alone), text: wayTo(card, text, name, alone),
      profile: link ? wayTo(card, link, name, alone) : null, decline: said ? [said] : null,
    };
    return { recipe };
  };

  /**
   * Reads the page by a new recipe, to see whether it finds sense.
   * @param {Recipe} recipe @param {Element} card the one that was pointed at
   * @returns {{ elements: Element[], texts: number, declines: number, fault: string }} `fault`: why it may not be kept, else ""
   */
  const rehearse = (recipe, card) => {
    const reader = app.readers.taught({ recipe });
    /** @type {Reading} */ const reading = { cards: [], seen: 0, notUnderstood: 0 };
    const steps = reader.read(document, document, reading, () => true);
    while (!steps.next().done);
    const { cards } = reading;
    const texts = cards.map(({ message }) => message.text).filter(Boolean);
    const names = new Set(cards.map(({ message }) => folded(message.sender?.name)));
    const declines = cards.filter(({ canDecline }) => canDecline).length;
    const one = (/** @type {Iterable<string>} */ values) => cards.length > 1 && new Set(values).size === 1;
    let fault = "";
    if (entangled(shaped(document, recipe)).size > 0) fault = "nested";
    else if (!cards.some(({ element }) => element === card)) fault = "none";
    else if (one(names)) fault = "same_name";
    else if (texts.length === cards.length && one(texts)) fault = "same_text";
    else if (recipe.decline && (declines === 0 || (cards.length > 1 && declines === 1))) fault = "decline";
    return { elements: cards.map(({ element }) => element), texts: texts.length, declines, fault };
  };

  Object.assign(teaching, { describe, rehearse });
})();
