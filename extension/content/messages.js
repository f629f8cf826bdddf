// Reads an inbox as it stands: the rows of a list of conversations from their first lines, and an open
// conversation as a whole. Never opens a row. The one control it knows is that of a pending request.
(() => {
  "use strict";

  const { plain, folded, line, hash, hasWords, layout, message } = app.text;
  const { labelOf, visible, pathOf, bounded } = app.engine;
  const LONGEST_NAME = 100;

  /** @param {ParentNode} within @param {string[]} selectors in order of trust @returns {Element | null} */
  const first = (within, selectors) => {
    for (const selector of selectors) {
      const found = within.querySelector(selector);
      if (found) return found;
    }
    return null;
  };

  /** @param {MessagePage} data */
  const reader = (data) => {
    const { thread } = data;
    const ownPrefix = new RegExp(`^(?:${data.you.join("|")})\\s?:\\s`, "iu");
    const isControl = (/** @type {Element} */ element) => element.matches('button, [role="button"]');
    const isQuoted = (/** @type {Element} */ element) => thread?.quoted !== undefined && element.matches(thread.quoted);

    /** What an element says, without its controls and what it quotes. @param {Element | null} element */
    const textIn = (element) =>
      element ? message(layout(element, (/** @type {Element} */ each) => isControl(each) || isQuoted(each)).blocks.map((/** @type {TextBlock} */ block) => block.text).join("\n")) : "";

    /** What the site calls it: paid for, or from somebody who pays to write. @param {ParentNode} within @returns {Card["mark"]} */
    const markOf = (within) => {
      for (const [mark, { selectors, words }] of /** @type {[NonNullable<Card["mark"]>, { selectors: string, words: RegExp }][]} */ (Object.entries(data.marks))) {
        if (selectors && (within.querySelector(selectors) || (within instanceof Element && within.matches(selectors)))) return mark;
        if ([...within.querySelectorAll(data.pills)].some((pill) => words.test(plain(pill.textContent)))) return mark;
      }
      return null;
    };

    // --- Rows ---------------------------------------------------------------------------------------

    /** What the other wrote last, as far as the row shows it; "" when the last word was the user's own. */
    /** @param {string} text @param {string} names */
    const snippetOf = (text, names) => {
      if (ownPrefix.test(plain(text))) return "";
      const speaker = /^([^:\n]{1,60}?)\s?:\s+/u.exec(text);
      return speaker && folded(names).includes(folded(speaker[1])) ? text.slice(speaker[0].length) : text;
    };

    /**
     * Name and snippet of a row that has no hooks for them: the first words are the name, the last line is
     * the snippet, without the small words (handle, time) beside the name.
     * @param {Element} row
     */
    const linesOf = (row) => {
      const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      /** @type {{ text: string, line: Element | null }[]} */ const pieces = [];
      while (texts.nextNode()) {
        const { data: text, parentElement } = /** @type {Text} */ (texts.currentNode);
        if (plain(text) && parentElement && !parentElement.closest("time, button, svg")) pieces.push({ text, line: parentElement.closest("div, p, li, h2, h3") });
      }
      const written = pieces.filter(({ text }) => !data.small.some((small) => small.test(plain(text))));
      const name = line(written[0]?.text);
      const last = written.at(-1)?.line;
      return { name, text: message(written.slice(1).filter(({ line }) => line === last).map(({ text }) => text).join("")) };
    };

    /** @param {Element} row @param {RowRule} rule */
    const partsOf = (row, rule) => {
      const named = first(row, rule.names);
      if (!named) return rule.lines ? linesOf(row) : { name: "", text: "" };
      return { name: line(textIn(named)), text: textIn(first(row, rule.snippet)) };
    };

    /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading */
    function* readRows(root, doc, reading) {
      /** @type {Map<string, number>} */ const times = new Map();
      for (const rule of data.rows) {
        const before = reading.seen;
        if (rule.paths?.every((pattern) => !pattern.test(doc.location.pathname))) continue;
        for (const row of root.querySelectorAll(rule.element)) {
          yield;
          if (!visible(row) || row.parentElement?.closest(rule.element)) continue;
          reading.seen += 1;
          const { name, text } = partsOf(row, rule);
          if (!name || name.length > LONGEST_NAME) reading.notUnderstood += 1;
          const said = snippetOf(text, name);
          if (!name || name.length > LONGEST_NAME || !said) continue;
          // Without a number of its own a row is known by what it shows, counted where two show the same.
          const id = rule.id?.pattern.exec(row.getAttribute(rule.id.attribute) ?? "")?.[1];
          const shown = `row ${name}\n${said}`;
          times.set(shown, (times.get(shown) ?? 0) + 1);
          const key = `${data.site}:row:${id ?? hash(`${shown}\n${times.get(shown)}`)}`;
          const { element, anchor } = placeOf(row);
          reading.cards.push(cardOf({ key, element, anchor, text: said, sender: { name }, partial: true, mark: markOf(row) }));
        }
        // One way of naming rows is enough: another would find the same ones again.
        if (reading.seen > before) return;
      }
    }
    /** A badge is not put into a link where there is a place around it. @param {Element} row */
    const placeOf = (row) => {
      const around = row.matches("a[href], button") && row.parentElement?.childElementCount === 1 ? row.parentElement : row;
      return { element: around, anchor: around };
    };

    // --- Open conversations -------------------------------------------------------------------------

    /** Whose conversation it is, when the page says so. @param {ParentNode} frame @param {Document} doc */
    const personOf = (frame, doc) => {
      const { person } = /** @type {ThreadRule} */ (thread);
      const link = first(frame, person.link);
      const id = link && data.person.exec(pathOf(link, doc))?.[1];
      const headline = first(frame, person.headline);
      return {
        name: line(textIn(first(frame, person.name)) || textIn(link)).slice(0, LONGEST_NAME),
        ...(headline && { headline: line(headline.getAttribute("title") || headline.textContent) }),
        ...(id && { profile_url: new URL(data.profile.replace("{id}", id), doc.baseURI).href }),
      };
    };

    /** The user's own address, where the site writes it somewhere. @param {Document} doc */
    const accountOf = (doc) => {
      for (const place of thread?.account ?? []) {
        const said = place === "title" ? doc.title : first(doc, [place])?.getAttribute("aria-label") ?? "";
        const [address] = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(said) ?? [];
        if (address) return folded(address);
      }
      return null;
    };

    /**
     * Who wrote each message, by the first rule that knows it of all of them; null when none does.
     * @param {Element[]} items @param {{ names: string[], person: string, account: string | null, request: boolean, folder: string }} known
     * @returns {("them" | "me")[] | null}
     */
    const authorsOf = (items, { names, person, account, request, folder }) => {
      /** @type {Record<AuthorRule["by"], (item: Element, rule: any, i: number) => "them" | "me" | null>} */
      const rules = {
        mark: (item, { theirs }) => (items.some((each) => each.matches(theirs)) ? (item.matches(theirs) ? "them" : "me") : null),
        name: (_, __, i) => (names[i] && person ? (folded(names[i]) === folded(person) ? "them" : "me") : null),
        address: (item, { selector, attribute }) => {
          const address = item.querySelector(selector)?.getAttribute(attribute);
          return address && account ? (folded(address) === account ? "me" : "them") : null;
        },
        folder: (item, { incoming, selector, attribute }) => {
          const addresses = new Set(items.map((each) => folded(first(each, [selector])?.getAttribute(attribute))));
          return !account && incoming.test(folder) && addresses.size === 1 && !addresses.has("") ? "them" : null;
        },
        side: (item, { bubble }) => {
          const side = getComputedStyle(item.closest(bubble) ?? item).justifyContent;
          return side === "flex-end" ? "me" : side === "flex-start" ? "them" : null;
        },
        request: () => (request ? "them" : null),
      };
      for (const rule of /** @type {ThreadRule} */ (thread).authors) {
        const found = items.map((item, i) => rules[rule.by](item, rule, i));
        if (found.every((author) => author !== null)) return found;
      }
      return null;
    };

    /** Names carry on: only the first message of a group says whose it is. @param {Element[]} items @param {ThreadRule} rule */
    const namesOf = (items, rule) => {
      let name = "";
      return items.map((item) => (name = line(textIn(first(item, rule.sender) ?? first(item.closest(rule.event) ?? item, rule.sender))) || name));
    };

    /**
     * The banner of a request that waits for an answer, if it is this person's and has exactly the two controls.
     * @param {ParentNode} frame @param {string} name
     */
    const requestIn = (frame, name) => {
      const rule = thread?.request;
      const banners = rule ? [...frame.querySelectorAll(rule.banner)].filter(visible) : [];
      if (!rule || banners.length !== 1) return null;
      const [ignore, ...others] = rule.ignore ? banners[0].querySelectorAll(rule.ignore) : [];
      const [accept, ...more] = banners[0].querySelectorAll(rule.accept);
      if (!accept || others.length > 0 || more.length > 0) return null;
      // The banner stands in this person's conversation and may call them by their first name alone, or not at all:
      // "wants to connect" under the name. What else it might say could be about somebody else.
      const [called] = name.split(" ");
      const labels = [labelOf(accept), ignore ? labelOf(ignore) : ""];
      const said = plain(banners[0].textContent);
      const bare = name !== "" && rule.bare !== undefined && rule.bare.test(said) && labels.every((label) => /^\p{L}*$/u.test(label));
      const named = bare || (called.length > 1 && [said, ...labels].some((text) => hasWords(text, called)));
      return { ignore: named && ignore instanceof HTMLButtonElement && visible(ignore) ? ignore : null, accept };
    };

    /**
     * @param {Element} list @param {Document | ShadowRoot} root @param {Document} doc
     * @param {boolean} alone whether no other conversation is open, so that all the page says is about this one
     * @returns {Conversation | "nothing" | "unclear"}
     */
    const conversationIn = (list, root, doc, alone) => {
      const rule = /** @type {ThreadRule} */ (thread);
      const own = list.closest(rule.frame) ?? list;
      const frame = alone && !first(own, rule.person.name) ? root : own;
      const items = [...list.querySelectorAll(rule.message)].filter((item) => !item.parentElement?.closest(rule.message) && visible(item));
      const person = personOf(frame, doc);
      const names = namesOf(items, rule);
      const request = requestIn(frame, person.name);
      const asked = request !== null || (rule.requestPaths ?? []).some((pattern) => pattern.test(doc.location.pathname));
      if (items.length === 0 || (rule.onlyRequests && !asked)) return "nothing";
      const authors = authorsOf(items, { names, person: person.name, account: accountOf(doc), request: asked, folder: doc.location.hash });
      if (!authors) return "unclear";
      const turns = items.map((item, i) => ({ from: authors[i], text: textIn(first(item, rule.body) ?? (rule.bare ? item : null)), item, name: names[i] }))
        .filter((turn) => turn.text !== "");
      const at = turns.findLastIndex((turn) => turn.from === "them");
      if (at < 0) return "nothing";
      const { item, text } = turns[at];
      const sender = !turns[at].name || folded(person.name) === folded(turns[at].name) ? person : { name: turns[at].name };
      const id = rule.id.map(({ attribute, pattern }) => pattern.exec(item.getAttribute(attribute) ?? "")?.[1]).find(Boolean);
      if (!sender.name && !asked) return "unclear";
      const before = turns.slice(0, at).map((turn) => ({ from: turn.from, text: turn.text }));
      return { list, frame, item, text, sender, request, thread: before, key: `${data.site}:message:${id ?? hash(`${sender.name}\n${text}`)}` };
    };

    /** @param {Document | ShadowRoot} root @param {Document} doc @returns {(Conversation | "nothing" | "unclear")[]} */
    const conversationsIn = (root, doc) => {
      if (!thread) return [];
      const lists = [...root.querySelectorAll(thread.list)].filter((list) => visible(list) && !list.parentElement?.closest(thread.list));
      return lists.map((list) => conversationIn(list, root, doc, lists.length === 1));
    };

    /** @param {Conversation} one @param {Document | ShadowRoot} root @returns {Card} */
    const cardOfConversation = ({ list, item, frame, text, sender, request, thread: before, key }, root) => {
      const anchor = first(frame, thread?.anchor ?? []) ?? item;
      const row = thread?.openRow ? root.querySelector(thread.openRow)?.closest(data.rows[0].element) : null;
      const mark = markOf(list.closest(thread?.frame ?? "*") ?? list) ?? (row ? markOf(row) : null);
      const element = anchor === item ? item : list;
      const card = cardOf({ key, element, anchor, text, sender, partial: false, mark }, request?.ignore ? "connection_request" : "inbox_message", before);
      return { ...card, canDecline: Boolean(request?.ignore) };
    };

    /**
     * @param {Pick<Card, "key" | "element" | "anchor" | "partial" | "mark"> & { text: string, sender: NonNullable<Message["sender"]> }} read
     * @param {Message["kind"]} [kind] @param {NonNullable<Message["thread"]>} [thread] @returns {Card}
     */
    const cardOf = ({ key, element, anchor, text, sender, partial, mark }, kind = "inbox_message", thread = []) => ({
      key, element, anchor, partial, incomplete: false, canDecline: false, mark,
      message: bounded({ id: `${data.site}-${hash(key)}`, text, kind, site: data.site, sender, thread }),
    });

    return {
      /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading */
      read: function* (root, doc, reading) {
        yield* readRows(root, doc, reading);
        for (const found of conversationsIn(root, doc)) {
          if (found === "nothing") continue;
          reading.seen += 1;
          if (found === "unclear") reading.notUnderstood += 1;
          else reading.cards.push(cardOfConversation(found, root));
        }
      },
      /**
       * The control of a pending request, found again.
       * @param {(Document | ShadowRoot)[]} roots @param {Document} doc @param {Card} card @param {"ignore" | "accept"} role @returns {Verified}
       */
      find: (roots, doc, card, role) => {
        const all = roots.flatMap((root) => conversationsIn(root, doc)).filter((each) => typeof each !== "string");
        const same = all.filter((each) => each.key === card.key);
        if (same.length !== 1) return { ok: false, reason: app.say("decline_conversation_gone") };
        const [{ sender, request, text }] = same;
        if (sender.profile_url !== card.message.sender?.profile_url || folded(sender.name) !== folded(card.message.sender?.name)) {
          return { ok: false, reason: app.say("decline_conversation_other") };
        }
        const control = role === "ignore" ? request?.ignore : request?.accept;
        if (!control) return { ok: false, reason: app.say("decline_no_control") };
        return { ok: true, control: /** @type {HTMLElement} */ (control), text };
      },
      /** @param {Element} element */
      roleOf: (element) => (thread?.request && element.matches(thread.request.accept) ? "accept" : null),
    };
  };

  app.readers.messages = reader;
})();
