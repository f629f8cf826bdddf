// Finds request cards by the one thing that survived every redesign: a pair of controls, one to ignore
// and one to accept, with one person beside it.
(() => {
  "use strict";

  const { folded } = app.text;
  const { labelOf, visible, pathOf } = app.engine;
  const CONTROLS = 'button, [role="button"], a[href]';

  /** @param {RequestPage} data */
  const reader = (data) => {
    const words = app.requestWords(data);
    const { parse, isControl } = app.requestCard(data, words);

    /** Every control that says "ignore" or "accept". @param {Document | ShadowRoot} root @param {Document} doc @returns {Control[]} */
    const controlsIn = (root, doc) =>
      [...root.querySelectorAll(CONTROLS)].flatMap((element) => {
        const found = words.roleOf(labelOf(element), doc);
        return found && visible(element) ? [{ element, ...found }] : [];
      });

    /** @param {Control[]} controls @param {Element} element */
    const pairIn = (controls, element) => {
      const inside = controls.filter((control) => element.contains(control.element));
      const ignores = inside.filter((control) => control.role === "ignore");
      const accepts = inside.filter((control) => control.role === "accept");
      return { ignores, accepts, tooMany: ignores.length > 1 || accepts.length > 1 };
    };

    /** Paths of links that could be whom or what the request is about. @param {Element} element */
    const entitiesIn = (element) =>
      new Set([...element.querySelectorAll("a[href]")].map((link) => pathOf(link, element.ownerDocument))
        .filter((path) => data.person.test(path) || data.notPeople.some((pattern) => pattern.test(path))));

    /** From the smallest element to the whole card: a known frame, else as far as nothing new comes in. */
    /** @param {Element} smallest @param {Control[]} controls @returns {Element | null} null when it cannot be told */
    const wholeCard = (smallest, controls) => {
      const people = (/** @type {Element} */ element) => [...entitiesIn(element)].filter((path) => data.person.test(path)).length;
      for (const selector of data.frames) {
        const frame = smallest.closest(selector);
        if (!frame || frame.querySelector(data.limits) || people(frame) !== people(smallest)) continue;
        // One person in one frame with two ways to ignore: which is theirs cannot be told.
        return pairIn(controls, frame).tooMany ? null : frame;
      }
      let card = smallest;
      for (let next = card.parentElement; next && !next.matches(data.limits); next = next.parentElement) {
        const fresh = [...next.querySelectorAll(CONTROLS)].filter((each) => !card.contains(each));
        const neutral = (/** @type {Element} */ each) => words.isReply(labelOf(each)) || words.isMore(labelOf(each));
        if (!fresh.every(neutral) || next.querySelector("h1, h2, h3, [role=heading]")) break;
        card = next;
      }
      return card;
    };

    /** @param {Control} ignore @param {Control[]} controls @returns {Candidate | null} */
    const candidateOf = (ignore, controls) => {
      for (let element = ignore.element.parentElement; element && !element.matches(data.limits); element = element.parentElement) {
        const pair = pairIn(controls, element);
        if (pair.tooMany) return null;
        if (pair.accepts.length === 0 || entitiesIn(element).size === 0) continue;
        if (element.querySelector(data.limits)) return null;
        const whole = wholeCard(element, controls);
        const { element: accept } = pair.accepts[0];
        return { element: whole ?? element, ignore: ignore.element, accept, language: ignore.language, ambiguous: whole === null };
      }
      return null;
    };

    /**
     * A language we have no words for: a framed card with an invitation's own mark and exactly two
     * controls that both name its person. Enough for a badge, not for pressing anything.
     * @param {Document | ShadowRoot} root @param {Document} doc @param {Element[]} known @returns {Candidate[]}
     */
    const unwordedIn = (root, doc, known) =>
      [...root.querySelectorAll(data.marked)].flatMap((element) => {
        if (known.some((card) => card.contains(element) || element.contains(card)) || !visible(element)) return [];
        const links = [...element.querySelectorAll("a[href]")].filter((link) => data.person.test(pathOf(link, doc)));
        const strong = element.querySelector("a[href] strong") ?? links.find((link) => folded(link.textContent) !== "");
        const name = folded(strong?.textContent);
        const naming = [...element.querySelectorAll(CONTROLS)].filter((each) => isNaming(each, name) && visible(each));
        if (!name || naming.length !== 2 || !areNeighbours(naming[0], naming[1])) return [];
        return [{ element, ignore: naming[0], accept: naming[1], language: null, ambiguous: false }];
      });
    /** Side by side, each perhaps in a wrapper of its own. @param {Element} one @param {Element} other */
    const areNeighbours = (one, other) => [one.parentElement, one.parentElement?.parentElement].some((each) => each?.contains(other));
    /** Inflected names count: every word of the name begins some word of the label. @param {Element} control @param {string} name */
    const isNaming = (control, name) => {
      const label = folded(control.getAttribute("aria-label")).split(/[^\p{L}\p{N}]+/u);
      const stems = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word.slice(0, Math.max(3, word.length - 1)));
      return stems.length > 0 && stems.every((stem) => label.some((/** @type {string} */ word) => word.startsWith(stem)));
    };

    /** @param {Document | ShadowRoot} root @param {Document} doc @returns {Candidate[]} */
    const candidatesIn = (root, doc) => {
      const controls = controlsIn(root, doc);
      const worded = controls.filter((control) => control.role === "ignore")
        .map((ignore) => candidateOf(ignore, controls)).filter((candidate) => candidate !== null);
      return [...worded, ...unwordedIn(root, doc, worded.map((candidate) => candidate.element))];
    };

    /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading */
    const read = (root, doc, reading) => {
      for (const candidate of candidatesIn(root, doc)) {
        reading.seen += 1;
        const found = parse(candidate);
        if (found.kind === "person") reading.cards.push(found.card);
        else if (found.kind === "unclear") reading.notUnderstood += 1;
      }
    };

    /**
     * Finds the decline control of a card again and checks that it is that person's.
     * @param {(Document | ShadowRoot)[]} roots @param {Document} doc @param {Card} card @returns {Verified}
     */
    const findDecline = (roots, doc, card) => {
      const found = roots.flatMap((root) => candidatesIn(root, doc)).map((candidate) => ({ candidate, read: parse(candidate) }));
      const same = found.filter(({ read: each }) => each.kind === "person" && each.card.key === card.key);
      if (same.length === 0) return { ok: false, reason: "This request is no longer on the page as it was." };
      if (same.length > 1) return { ok: false, reason: "The page shows this request more than once." };
      const [{ candidate, read: now }] = same;
      if (now.kind !== "person" || now.card.message.sender?.profile_url !== card.message.sender?.profile_url ||
        folded(now.name) !== folded(card.message.sender?.name)) {
        return { ok: false, reason: "The request now shows another person." };
      }
      if (!now.card.canDecline) return { ok: false, reason: "The site's own button could not be told for certain." };
      return { ok: true, control: /** @type {HTMLElement} */ (candidate.ignore) };
    };

    return { read, findDecline, isControl };
  };

  app.readers.requests = reader;
})();
