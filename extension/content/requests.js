// Finds request cards by the one thing that survived every redesign: a pair of controls, one to ignore
// and one to accept, with one person beside it.
(() => {
  "use strict";

  const { folded, plain } = app.text;
  const { labelOf, wordsIn, visible, pathOf } = app.engine;
  const CONTROLS = 'button, [role="button"], a[href]';
  /** No card lies deeper above its controls. */
  const HIGHEST = 14;
  /** So many controls are looked at before the page gets its turn. */
  const AT_ONCE = 100;

  /** @param {RequestPage} data */
  const reader = (data) => {
    const words = app.requestWords(data);
    const { parse } = app.requestCard(data, words);

    /** Which of the pair a control is; one whose label and visible words disagree is neither. */
    /** @param {Element} element @param {Document} doc */
    const roleOf = (element, doc) => {
      const found = words.roleOf(labelOf(element), doc);
      // A link to a person says a name, and names may begin like any word ("Accept Mensah").
      if (found && element.matches("a[href]") && data.person.test(pathOf(element, doc))) return null;
      if (!found || !element.hasAttribute("aria-label")) return found;
      const shown = words.roleOf(wordsIn(element), doc);
      return shown && shown.role !== found.role ? null : found;
    };

    /** Every control that says "ignore" or "accept". */
    /** @param {Document | ShadowRoot} root @param {Document} doc @returns {Generator<void, Control[]>} */
    function* controlsIn(root, doc) {
      const controls = [];
      let looked = 0;
      for (const element of root.querySelectorAll(CONTROLS)) {
        if ((looked += 1) % AT_ONCE === 0) yield;
        const found = roleOf(element, doc);
        if (found && visible(element)) controls.push({ element, ...found });
      }
      return controls;
    }

    /** For each element above controls: how many of either role it holds, and the last to accept. */
    /** @param {Control[]} controls @returns {Tally} */
    const tallyOf = (controls) => {
      /** @type {Tally} */ const tally = new Map();
      for (const { element, role } of controls) {
        let above = element.parentElement;
        for (let height = 0; above && height < HIGHEST; height += 1, above = above.parentElement) {
          const held = tally.get(above) ?? { ignore: 0, accept: 0, last: element };
          held[role] += 1;
          if (role === "accept") held.last = element;
          tally.set(above, held);
        }
      }
      return tally;
    };
    /** @param {{ ignore: number, accept: number } | undefined} held */
    const tooMany = (held) => held !== undefined && (held.ignore > 1 || held.accept > 1);

    /** Paths of links that could be whom or what the request is about. @param {Element} element */
    const entitiesIn = (element) =>
      new Set([...element.querySelectorAll("a[href]")].map((link) => pathOf(link, element.ownerDocument))
        .filter((path) => data.person.test(path) || data.notPeople.some((pattern) => pattern.test(path))));

    /** A list, a dialog, a region: more than one card, unless it is about nobody (a list of two buttons). */
    /** @param {Element} element */
    const isLimit = (element) => element.matches(data.outermost) || (element.matches(data.lists) && entitiesIn(element).size > 0);
    /** @param {Element} element @param {Tally} tally */
    const holdsLimit = (element, tally) => element.querySelector(data.outermost) !== null ||
      [...element.querySelectorAll(data.lists)].some((list) => tally.has(list) && isLimit(list));

    /** From the smallest element to the whole card: a known frame, else as far as nothing new comes in. */
    /** @param {Element} smallest @param {Tally} tally @returns {{ whole: Element | null, framed: boolean }} null when it cannot be told */
    const wholeCard = (smallest, tally) => {
      const people = (/** @type {Element} */ element) => [...entitiesIn(element)].filter((path) => data.person.test(path)).length;
      for (const selector of data.frames) {
        const frame = smallest.closest(selector);
        if (!frame || holdsLimit(frame, tally) || people(frame) !== people(smallest)) continue;
        // One person in one frame with two ways to ignore: which is theirs cannot be told.
        return { whole: tooMany(tally.get(frame)) ? null : frame, framed: true };
      }
      let card = smallest;
      for (let next = card.parentElement; next && !next.matches(data.outermost) && !next.matches(data.lists); next = next.parentElement) {
        const isFresh = (/** @type {Element} */ each) => !card.contains(each);
        const neutral = (/** @type {Element} */ each) => words.isReply(labelOf(each)) || words.isMore(labelOf(each));
        if (![...next.querySelectorAll(CONTROLS)].filter(isFresh).every(neutral)) break;
        if ([...next.querySelectorAll("h1, h2, h3, [role=heading], hr")].some(isFresh)) break;
        card = next;
      }
      return { whole: card, framed: false };
    };

    /** @param {Control} ignore @param {Tally} tally @returns {Candidate | null} */
    const candidateOf = (ignore, tally) => {
      for (let element = ignore.element.parentElement; element && !isLimit(element); element = element.parentElement) {
        const held = tally.get(element);
        if (!held || tooMany(held)) return null;
        if (held.accept === 0 || entitiesIn(element).size === 0) continue;
        if (holdsLimit(element, tally)) return null;
        const { whole, framed } = wholeCard(element, tally);
        const { element: control, language } = ignore;
        return { element: whole ?? element, ignore: control, accept: held.last, language, framed, ambiguous: whole === null };
      }
      return null;
    };

    /**
     * A language we have no words for: a framed card with an invitation's own mark and exactly two
     * controls that both name its person. Enough for a badge, not for pressing anything.
     * @param {Element} element @param {Document} doc @returns {Candidate | null}
     */
    const unworded = (element, doc) => {
      const links = [...element.querySelectorAll("a[href]")].filter((link) => data.person.test(pathOf(link, doc)));
      const strong = element.querySelector("a[href] strong") ?? links.find((link) => folded(link.textContent) !== "");
      const name = plain(strong?.textContent);
      const naming = [...element.querySelectorAll(CONTROLS)].filter((each) =>
        each.hasAttribute("aria-label") && !links.includes(each) && words.resembles(labelOf(each), name) && visible(each));
      if (!name || naming.length !== 2 || !areNeighbours(naming[0], naming[1])) return null;
      return { element, ignore: naming[0], accept: naming[1], language: null, framed: true, ambiguous: false };
    };
    /** Side by side, each perhaps in a wrapper of its own. @param {Element} one @param {Element} other */
    const areNeighbours = (one, other) => [one.parentElement, one.parentElement?.parentElement].some((each) => each?.contains(other));

    /** What was found for a control, as long as nothing in its card changes. */
    /** @type {WeakMap<Element, { candidate: Candidate, found: Parsed }>} */ const known = new WeakMap();
    /** @param {Element} control @param {HasChanged} hasChanged */
    const remembered = (control, hasChanged) => {
      const last = known.get(control);
      if (!last) return null;
      const { element, framed } = last.candidate;
      const same = element.isConnected && element.contains(control) && !hasChanged(element) && (framed || !hasChanged(element.parentElement));
      return same ? last : null;
    };
    /** @param {Candidate} candidate */
    const understood = (candidate) => {
      /** @type {Parsed} */ let found = { kind: "unclear" };
      try {
        found = parse(candidate);
      } catch {
        // A card of a shape nobody has seen: left alone, and counted as such.
      }
      known.set(candidate.ignore, { candidate, found });
      return { candidate, found };
    };

    /**
     * All requests in a root; the page gets its turn between them.
     * @param {Document | ShadowRoot} root @param {Document} doc @param {HasChanged} hasChanged
     * @param {Set<Element> | null} [holders] only requests in one of these are taken apart
     * @returns {Generator<void, { candidate: Candidate, found: Parsed }[]>}
     */
    function* requestsIn(root, doc, hasChanged, holders = null) {
      const controls = yield* controlsIn(root, doc);
      const tally = tallyOf(controls);
      const found = [];
      const framed = new Set();
      for (const { element: ignore, ...control } of controls) {
        if (control.role !== "ignore" || (holders && !isIn(ignore, holders, tally))) continue;
        yield;
        const last = remembered(ignore, hasChanged);
        const candidate = last?.candidate ?? candidateOf({ element: ignore, ...control }, tally);
        if (!candidate) continue;
        found.push(last ?? understood(candidate));
        framed.add(ignore.closest(data.marked));
      }
      for (const element of root.querySelectorAll(data.marked)) {
        if (framed.has(element) || element.querySelector(data.marked) || !visible(element)) continue;
        yield;
        const candidate = unworded(element, doc);
        if (candidate) found.push(understood(candidate));
      }
      return found;
    }

    /** Whatever of a root holds something of this card: its person's link or its own mark. */
    /** @param {Document | ShadowRoot} root @param {Document} doc @param {Card} card */
    const holdersOf = (root, doc, card) => {
      const path = new URL(card.message.sender?.profile_url ?? "", doc.baseURI).pathname.replace(/\/$/, "");
      const id = card.key.slice(data.site.length + 1);
      const signs = [
        ...[...root.querySelectorAll("a[href]")].filter((link) => pathOf(link, doc).startsWith(path)),
        ...data.keys.flatMap(({ attribute }) => [...root.querySelectorAll(`[${attribute}*="${CSS.escape(id)}"]`)]),
      ];
      /** @type {Set<Element>} */ const holders = new Set();
      for (const sign of signs) for (let each = /** @type {Element | null} */ (sign); each; each = each.parentElement) holders.add(each);
      return holders;
    };
    /** @param {Element} control @param {Set<Element>} holders @param {Tally} tally */
    const isIn = (control, holders, tally) => {
      for (let each = control.parentElement; each && tally.has(each); each = each.parentElement) {
        if (holders.has(each)) return true;
        if (tooMany(tally.get(each))) return false;
      }
      return false;
    };

    /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading @param {HasChanged} hasChanged */
    function* read(root, doc, reading, hasChanged) {
      for (const { found } of yield* requestsIn(root, doc, hasChanged)) {
        reading.seen += 1;
        if (found.kind === "person") reading.cards.push(found.card);
        else if (found.kind === "unclear") reading.notUnderstood += 1;
      }
    }

    /**
     * Finds a control of a card again and checks that it is that person's. Nothing remembered is used.
     * @param {(Document | ShadowRoot)[]} roots @param {Document} doc @param {Card} card @param {"ignore" | "accept"} role @returns {Verified}
     */
    const find = (roots, doc, card, role) => {
      const all = roots.flatMap((root) => {
        const steps = requestsIn(root, doc, () => true, holdersOf(root, doc, card));
        for (;;) {
          const { done, value } = steps.next();
          if (done) return value;
        }
      });
      const same = all.filter(({ found }) => found.kind === "person" && found.card.key === card.key);
      if (same.length === 0) return { ok: false, reason: app.say("decline_request_gone") };
      if (same.length > 1) return { ok: false, reason: app.say("decline_request_twice") };
      const [{ candidate, found }] = same;
      if (found.kind !== "person" || found.card.message.sender?.profile_url !== card.message.sender?.profile_url ||
        folded(found.name) !== folded(card.message.sender?.name)) {
        return { ok: false, reason: app.say("decline_request_other") };
      }
      if (!found.certain) return { ok: false, reason: app.say("decline_button_uncertain") };
      const { text } = found.card.message;
      if (role === "accept") return { ok: true, control: /** @type {HTMLElement} */ (candidate.accept), text };
      if (!found.card.canDecline) return { ok: false, reason: app.say("decline_button_uncertain") };
      return { ok: true, control: /** @type {HTMLElement} */ (candidate.ignore), text };
    };

    /** @param {Element} element @param {Document} doc */
    const roleNameOf = (element, doc) => roleOf(element, doc)?.role ?? null;

    return { read, find, roleOf: roleNameOf };
  };

  app.readers.requests = reader;
})();
