// Takes one request card apart: whose it is, what they wrote. What is not known to be something else
// is the note; what is not understood is left alone.
(() => {
  "use strict";

  const { plain, folded, line, hash, hasWords, layout, message } = app.text;
  const { labelOf, pathOf, bounded } = app.engine;

  /** @param {Element} first @param {Element} second */
  const follows = (first, second) => Boolean(first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING);

  /** What a person writes to show where a link leads; the site's own links have names. */
  const ADDRESS = /^(https?:\/\/|www\.)|^[\w.-]+\.[a-z]{2,}\//i;
  /** The site allows no longer headline: what is longer and stands last is a note. */
  const LONGEST_HEADLINE = 240;

  /** @param {string} text @param {string} part */
  const without = (text, part) => {
    const at = folded(text).indexOf(folded(part));
    return at < 0 ? plain(text) : plain(plain(text).slice(0, at) + " " + plain(text).slice(at + folded(part).length));
  };

  /** The beginning of a text that is this name, in its author's own characters. @param {string} text @param {string} name */
  const asWritten = (text, name) => {
    const start = line(text).slice(0, name.length);
    return plain(start) === name ? start : name;
  };

  /** @param {RequestPage} data @param {any} words */
  const parser = (data, words) => {
    /** @param {Element} element @param {string[]} selectors */
    const first = (element, selectors) => {
      for (const selector of selectors) {
        const found = element.querySelector(selector);
        if (found) return found;
      }
      return null;
    };

    const { headline, mutual, note, noteBox, small } = data.fields;
    const parts = [headline, mutual, note, noteBox, small].flat().join(", ");
    /** What has a name of its own stands by itself, whatever the page's styles make of it. @param {Element} element */
    const isPart = (element) => parts !== "" && element.matches(parts);

    const folds = data.fields.more.join(", ");
    /** @param {Element} element */
    const isControl = (element) => {
      if (element.matches('button, [role="button"], [role="checkbox"]') || (folds !== "" && element.matches(folds))) return true;
      if (!element.matches("a[href]")) return false;
      const label = labelOf(element);
      const path = pathOf(element, element.ownerDocument);
      if (data.person.test(path)) return false;
      return path.startsWith("/messaging/") || words.isReply(label) || words.isMore(label) ||
        words.roleOf(label, element.ownerDocument) !== null;
    };

    /** The card's links with where they lead on this site; addresses that somebody wrote into a note are no part of it. */
    /** @param {Element} element @returns {{ link: Element, path: string }[]} */
    const linksIn = (element) =>
      [...element.querySelectorAll("a[href]")].flatMap((link) => {
        const path = pathOf(link, element.ownerDocument);
        return path && !ADDRESS.test(plain(link.textContent)) ? [{ link, path }] : [];
      });

    /** Links to people, by slug; links within the line of mutual connections are not the sender's. */
    /** @param {{ link: Element, path: string }[]} links @param {Element} element @param {TextBlock[]} blocks */
    const peopleIn = (links, element, blocks) => {
      const mutual = blocks.filter((block) => block.element !== element && words.mutualIn(block.text) !== null);
      /** @type {Map<string, Element[]>} */ const people = new Map();
      for (const { link, path } of links) {
        const slug = data.person.exec(path)?.[1];
        if (!slug || mutual.some((block) => block.element.contains(link))) continue;
        people.set(slug, [...(people.get(slug) ?? []), link]);
      }
      return people;
    };

    /**
     * Whose request it is, of all the people linked: theirs is the link that is named like the labels'
     * person, as long as nobody else stands before that name.
     * @param {Map<string, Element[]>} people @param {string[]} labels @returns {[slug: string, links: Element[]] | null}
     */
    const senderOf = (people, labels) => {
      if (people.size < 2) return people.size === 1 ? [...people][0] : null;
      const isNamed = (/** @type {Element} */ link) => {
        const name = plain((first(link, data.fields.name) ?? link).textContent);
        return name !== "" && labels.every((label) => hasWords(label, name));
      };
      const named = [...people].filter(([, links]) => links.some(isNamed));
      if (named.length !== 1) return null;
      const [[slug, links]] = named;
      const others = [...people].flatMap(([other, theirs]) => (other === slug ? [] : theirs));
      const nameLink = /** @type {Element} */ (links.find(isNamed));
      return others.every((other) => follows(nameLink, other)) ? [slug, links] : null;
    };

    /**
     * Where the name stands, what it is, and whether the link to the person says it too.
     * @param {Candidate} candidate @param {Element[]} links @param {TextBlock[]} blocks @returns {{ place: Element, name: string, linked: boolean } | null}
     */
    const nameOf = (candidate, links, blocks) => {
      const speaking = links.filter((each) => layout(each, isControl).blocks.length > 0);
      const link = speaking.find((each) => first(each, data.fields.name)) ?? speaking.find((each) => !each.querySelector("img")) ?? speaking[0];
      // Old pages may have the name beside the link; only a class made for names is trusted there.
      const place = link ? first(link, data.fields.name) ?? link : first(candidate.element, data.fields.name.slice(0, 1));
      const named = plain(words.namedBy(labelOf(candidate.ignore)) ?? "");
      if (place) {
        const text = layout(place, isControl).blocks[0]?.text ?? "";
        const shown = plain(text);
        // A link without an element for the name may hold the whole sentence; the label knows where the name ends.
        const ends = place === link && named !== "" && folded(`${shown} `).startsWith(`${folded(named)} `);
        const name = ends ? shown.slice(0, named.length) : shown;
        return name && name.length <= 100 ? { place, name: asWritten(text, name), linked: true } : null;
      }
      // Only the picture is a link: the labels' name has to begin a line, and the picture has to be of that person.
      const begun = named ? blocks.find((block) => folded(`${block.text} `).startsWith(`${folded(named)} `)) : undefined;
      if (!begun) return null;
      const pictured = links.some((each) => [...each.querySelectorAll("img")].some((image) => hasWords(image.alt, named)));
      return { place: begun.element, name: asWritten(begun.text, named), linked: pictured };
    };

    /** The block with the name and what the site says of it. @param {TextBlock[]} blocks @param {Element} place */
    const sentenceIn = (blocks, place) =>
      blocks.find((block) => place.contains(block.element)) ?? blocks.find((block) => block.element.contains(place)) ?? null;

    /**
     * Sorts the blocks after the sentence into headline, mutual line and note.
     * @param {Candidate} candidate @param {TextBlock} sentence @param {TextBlock[]} blocks @param {Element[]} controls @param {string} name
     */
    const partsOf = (candidate, sentence, blocks, controls, name) => {
      const { element, ignore, language } = candidate;
      const inside = (/** @type {string[]} */ selectors) => (/** @type {TextBlock} */ block) =>
        selectors.some((selector) => block.element.closest(selector) && element.contains(block.element.closest(selector)));
      const isNote = inside(data.fields.note);
      const isBox = inside(data.fields.noteBox);
      // Where the controls stand before the name, what follows them is not the note alone.
      const leading = follows(ignore, sentence.element);
      const before = (/** @type {TextBlock} */ block) => leading || (follows(block.element, ignore) && !block.element.contains(ignore));
      const said = [sentence, ...blocks].map((block) => plain(block.text));
      const isSaidBefore = (/** @type {TextBlock} */ block) => said.indexOf(plain(block.text)) <= blocks.indexOf(block);
      let rest = blocks.filter((block) => !words.isSmall(block.text) && !inside(data.fields.small)(block) && !isSaidBefore(block));
      const isSentence = (/** @type {TextBlock} */ { text }) => words.isConnectLine(text, name) || (plain(sentence.text) === plain(name) && words.goesOn(text));
      while (rest.length > 0 && !isNote(rest[0]) && isSentence(rest[0])) rest = rest.slice(1);

      const about = rest.filter((block) => before(block) && !isNote(block) && !isBox(block));
      const mutualBlock = blocks.find(inside(data.fields.mutual)) ?? about.slice(0, 2).find((block) => words.mutualIn(block.text) !== null);
      const headline = rest.find(inside(data.fields.headline)) ??
        about.slice(0, 2).find((block) => block !== mutualBlock && (block !== rest.at(-1) || plain(block.text).length <= LONGEST_HEADLINE));
      rest = rest.filter((block) => block !== headline && block !== mutualBlock);
      const mutual = mutualBlock ? words.mutualIn(mutualBlock.text) : controls.map((each) => words.mutualIn(labelOf(each))).find((n) => n !== null);

      /** @type {TextBlock[] | null} */ let note = rest.filter(isNote);
      if (note.length === 0) note = rest.filter(isBox);
      if (note.length === 0) note = language?.mutualKnown ? worded(rest, before, controls) : unworded(rest, before, controls, name);
      return { headline, mutual: mutual ?? undefined, note };
    };

    /**
     * The note where the small lines are known: what is left. Before the controls it needs the "reply"
     * that comes with a note, or to read like sentences, lest some new small line be taken for one.
     * @param {TextBlock[]} rest @param {(block: TextBlock) => boolean} before @param {Element[]} controls
     * @returns {TextBlock[] | null}
     */
    const worded = (rest, before, controls) => {
      const answerable = controls.some((each) => words.isReply(labelOf(each)));
      const written = (/** @type {TextBlock} */ { text, element }) =>
        plain(text).length > 60 || /[.!?…。！？؟](\s|$)|^["“„«»].+["”“»«]$/u.test(plain(text)) || element.closest("blockquote, q") !== null;
      return answerable || !rest.some(before) || rest.some(written) ? rest : null;
    };

    /**
     * The note where the small lines' wording is not known. After the controls only a note can stand;
     * before them short lines may be small print, and a long one is a note only if it can be answered.
     * @param {TextBlock[]} rest @param {(block: TextBlock) => boolean} before @param {Element[]} controls @param {string} name
     * @returns {TextBlock[] | null}
     */
    const unworded = (rest, before, controls, name) => {
      const after = rest.filter((block) => !before(block));
      if (after.length > 0) return after;
      const long = rest.filter((block) => plain(block.text).length > 90);
      if (long.length === 0 && rest.length <= 2) return [];
      const firstName = name.split(" ")[0];
      const answerable = controls.length > 2 && controls.slice(2).some((each) => folded(labelOf(each)).includes(folded(firstName)));
      return answerable && long.length > 0 ? rest.slice(rest.indexOf(long[0])) : null;
    };

    /**
     * Clipped by CSS alone, a text is whole in the page. One that itself breaks off beside a "more", or
     * that the old front end has cut into lines, may not be.
     * @param {TextBlock[]} note @param {Element[]} controls @param {Element} element
     */
    const textOf = (note, controls, element) => {
      const lines = note.map((block) => message(block.text));
      const raw = lines.filter((line) => !words.isMore(line)).join("\n");
      const text = message(words.withoutMore(raw));
      const offered = lines.some(words.isMore) || controls.some((each) => words.isMore(labelOf(each)));
      const breaksOff = raw !== text || (offered && /(…|\.\.\.)$/.test(text));
      return { text, incomplete: breaksOff || first(element, data.fields.more) !== null };
    };

    /** @param {Element} element @param {string} slug */
    const keyOf = (element, slug) => {
      for (const { attribute, pattern } of data.keys) {
        const holders = [element, ...element.querySelectorAll(`[${attribute}]`)];
        const parent = element.closest(`[${attribute}]`);
        const found = [...holders, ...(parent ? [parent] : [])].map((each) => pattern.exec(each.getAttribute(attribute) ?? "")).find(Boolean);
        if (found) return `${data.site}:${found[1]}`;
      }
      return `${data.site}:${slug}`;
    };

    /**
     * Where the badge goes: the column of text, unless that lies in a link; never into a row of columns.
     * @param {Element} element @param {Element} sentence @param {Element | undefined} headline
     */
    const anchorOf = (element, sentence, headline) => {
      let column = sentence.parentElement ?? element;
      while (headline && column !== element && !column.contains(headline)) column = column.parentElement ?? element;
      for (let each = column; element.contains(each); each = each.parentElement ?? element) {
        const style = getComputedStyle(each);
        const row = /flex$/.test(style.display) && style.flexDirection.startsWith("row") && style.flexWrap === "nowrap";
        if (!row && !style.display.startsWith("inline") && style.display !== "contents" && !each.closest("a[href], button, label, p")) return each;
        if (each === element) break;
      }
      return element;
    };

    /** @param {Candidate} candidate @returns {Parsed} */
    const parse = (candidate) => {
      const { element, ignore, accept, language } = candidate;
      if (candidate.ambiguous) return { kind: "unclear" };
      const links = linksIn(element);
      if (links.some(({ path }) => data.notPeople.some((pattern) => pattern.test(path)))) return { kind: "other" };

      const { blocks, controls } = layout(element, isControl, isPart);
      const labels = [labelOf(ignore), labelOf(accept)];
      const sender = senderOf(peopleIn(links, element, blocks), labels);
      const found = sender && nameOf(candidate, sender[1], blocks);
      const sentence = found && sentenceIn(blocks, found.place);
      if (!found || !sentence) return { kind: "unclear" };
      const { name } = found;

      const named = labels.some((label) => hasWords(label, name)) || candidate.framed;
      const next = blocks[blocks.indexOf(sentence) + 1];
      const sayings = without(sentence.text, name) || (next && words.goesOn(next.text) ? next.text : "");
      const kind = words.kindOf(sayings, labels.map((label) => without(label, name)), language, named);
      if (kind !== "person") return { kind };
      const agreed = labels.map((label) => words.agrees(label, name));
      if (language && agreed.includes("other")) return { kind: "unclear" };

      const parts = partsOf(candidate, sentence, blocks.slice(blocks.indexOf(sentence) + 1), controls, name);
      if (parts.note === null) return { kind: "unclear" };
      const certain = language !== null && found.linked && agreed.every((each) => each === "same");
      return { kind: "person", name, certain, card: cardOf(candidate, sender[0], name, sentence, parts, controls, certain) };
    };

    /**
     * @param {Candidate} candidate @param {string} slug @param {string} name @param {TextBlock} sentence
     * @param {{ headline?: TextBlock, mutual?: number, note: TextBlock[] | null }} parts @param {Element[]} controls
     * @param {boolean} certain @returns {Card}
     */
    const cardOf = ({ element, ignore }, slug, name, sentence, parts, controls, certain) => {
      const { text, incomplete } = textOf(parts.note ?? [], controls, element);
      const headline = line(parts.headline?.text).replace(/^[-–—]+$/, "");
      const key = keyOf(element, slug);
      /** @type {Message} */
      const read = {
        id: `${data.site}-${hash(key)}`, text, kind: "connection_request", site: data.site,
        sender: { name, headline, profile_url: new URL(`/in/${slug}/`, element.ownerDocument.baseURI).href, mutual: parts.mutual },
      };
      return {
        key, element, anchor: anchorOf(element, sentence.element, parts.headline?.element), message: bounded(read),
        partial: false, incomplete, canDecline: certain && ignore.tagName === "BUTTON", mark: null,
      };
    };
    return { parse };
  };

  app.requestCard = parser;
})();
