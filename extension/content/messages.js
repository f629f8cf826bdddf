// Reads an inbox as it stands: the rows of the conversation list from their snippets, and what others
// wrote in the open thread. Never opens a row, and knows no control to press.
(() => {
  "use strict";

  const { plain, folded, hash, layout, message } = app.text;
  const { visible, pathOf, bounded } = app.engine;

  /** @param {MessagePage} data */
  const reader = (data) => {
    const isControl = (/** @type {Element} */ element) => element.matches('button, [role="button"]');
    const ownPrefix = new RegExp(`^(?:${data.you.join("|")})\\s?:\\s`, "iu");

    /** @param {Element | null} element */
    const textIn = (element) => (element ? message(layout(element, isControl).blocks.map((/** @type {TextBlock} */ block) => block.text).join("\n")) : "");

    /** What the other wrote last, as far as the row shows it; "" when the last word was the user's own. */
    /** @param {Element} row @param {string} names */
    const snippetOf = (row, names) => {
      const text = textIn(row.querySelector(data.row.snippet));
      if (ownPrefix.test(plain(text))) return "";
      const speaker = /^([^:\n]{1,60}?)\s?:\s+/u.exec(text);
      return speaker && folded(names).includes(folded(speaker[1])) ? text.slice(speaker[0].length) : text;
    };

    /** @param {Document | ShadowRoot} root @param {Reading} reading */
    const readRows = (root, reading) => {
      /** @type {Map<string, number>} */ const times = new Map();
      for (const row of root.querySelectorAll(data.row.element)) {
        if (!visible(row) || row.parentElement?.closest(data.row.element)) continue;
        reading.seen += 1;
        const name = plain(textIn(row.querySelector(data.row.names)));
        const text = snippetOf(row, name);
        if (!name) reading.notUnderstood += 1;
        if (!name || !text) continue;
        // Rows have no address and no number: known by what they show, counted where two show the same.
        const shown = `row ${name}\n${text}`;
        times.set(shown, (times.get(shown) ?? 0) + 1);
        const key = `${data.site}:row:${hash(`${shown}\n${times.get(shown)}`)}`;
        reading.cards.push(cardOf(key, row, row, text, { name }, true));
      }
    };

    /** Whose thread it is, when the page shows a profile for it. @param {Document | ShadowRoot} root @param {Document} doc */
    const personOf = (root, doc) => {
      const link = root.querySelector(data.thread.profileLink);
      const path = link && data.person.exec(pathOf(link, doc));
      const headline = root.querySelector(data.thread.headline);
      return {
        name: plain(textIn(root.querySelector(data.thread.profileName)) || textIn(link)),
        ...(headline && { headline: plain(headline.getAttribute("title") || headline.textContent) }),
        ...(path && { profile_url: new URL(`/in/${path[1]}/`, doc.baseURI).href }),
      };
    };

    /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading */
    const readThreads = (root, doc, reading) => {
      for (const list of root.querySelectorAll(data.thread.list)) {
        const frame = list.closest(data.thread.frame) ?? root;
        const person = personOf(/** @type {ShadowRoot} */ (frame), doc);
        let name = person.name;
        for (const item of list.querySelectorAll(data.thread.message)) {
          // Only the first message of a group names its sender; the rest carry the name on.
          name = plain(textIn(nameAbove(item))) || name;
          if (!item.matches(data.thread.incoming) || !visible(item)) continue;
          reading.seen += 1;
          const id = item.getAttribute(data.thread.id);
          const text = textIn(item.querySelector(data.thread.body));
          if (!id || !name) reading.notUnderstood += 1;
          if (!id || !name || !text) continue;
          const sender = folded(person.name) === folded(name) ? person : { name };
          reading.cards.push(cardOf(`${data.site}:message:${id}`, item, item, text, sender, false));
        }
      }
    };
    /** @param {Element} item */
    const nameAbove = (item) =>
      item.querySelector(data.thread.sender) ?? item.closest(data.thread.event)?.querySelector(data.thread.sender) ?? null;

    /**
     * @param {string} key @param {Element} element @param {Element} anchor @param {string} text
     * @param {NonNullable<Message["sender"]>} sender @param {boolean} partial @returns {Card}
     */
    const cardOf = (key, element, anchor, text, sender, partial) => ({
      key, element, anchor, partial, incomplete: false, canDecline: false,
      message: bounded({ id: `${data.site}-${hash(key)}`, text, kind: "inbox_message", site: data.site, sender }),
    });

    return {
      /** @param {Document | ShadowRoot} root @param {Document} doc @param {Reading} reading */
      read: (root, doc, reading) => {
        readRows(root, reading);
        readThreads(root, doc, reading);
      },
      /** @returns {Verified} */
      findDecline: () => ({ ok: false, reason: "Messages have no control that declines and nothing else." }),
    };
  };

  app.readers.messages = reader;
})();
