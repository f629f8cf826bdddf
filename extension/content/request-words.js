// What a label, a sentence or a small line of a request card says, in the languages a page's data knows.
(() => {
  "use strict";

  const { plain, folded, hasStem, hasWords, isSpaceless, literally } = app.text;

  const MOST_LABELS = 5000;

  /** A label with a gap for the name, as a pattern. @param {string} template */
  const pattern = (template) => {
    const [before, after] = plain(template).split("{name}");
    return new RegExp(`^${literally(before)}(.+)${literally(after ?? "")}$`, "iu");
  };

  /** @param {RequestPage} data */
  const words = (data) => {
    const languages = Object.values(data.languages);
    const templates = languages.flatMap((language) =>
      /** @type {const} */ (["ignore", "accept"]).flatMap((role) =>
        (language.labels?.[role] ?? []).map((/** @type {string} */ label) => ({ role, pattern: pattern(label) }))));

    /** The page's own language first; labels follow the account, so `<html lang>` is a hint, not a law. @param {Document} doc */
    const ordered = (doc) => {
      const own = data.languages[doc.documentElement.lang.slice(0, 2).toLowerCase()];
      return own ? [own, ...languages.filter((language) => language !== own)] : languages;
    };

    /**
     * Which of the pair a label belongs to, and in whose words. A label that could be either is neither.
     * @param {string} label @param {Document} doc
     * @returns {{ role: "ignore" | "accept", language: Language } | null}
     */
    const roleOf = (label, doc) => {
      if (!label || label.length > 200) return null;
      const exact = templates.find((template) => template.pattern.test(label));
      for (const language of ordered(doc)) {
        const ignore = hasStem(label, language.ignore);
        const accept = hasStem(label, language.accept);
        if (!ignore && !accept) continue;
        if (exact) return { role: exact.role, language };
        return ignore === accept ? null : { role: ignore ? "ignore" : "accept", language };
      }
      return null;
    };
    /** A page has few labels and is read often. */
    /** @type {Map<string, ReturnType<typeof roleOf>>} */ const roles = new Map();
    /** @param {string} label @param {Document} doc */
    const rememberedRole = (label, doc) => {
      const key = `${doc.documentElement.lang} ${label}`;
      if (roles.size > MOST_LABELS) roles.clear();
      if (!roles.has(key)) roles.set(key, roleOf(label, doc));
      return roles.get(key) ?? null;
    };

    const nobody = [...languages.flatMap((language) => [...language.ignore, ...language.accept]), ...data.nameless];
    const ofNobody = new RegExp(nobody.join("|"), "giu");
    /** A word for the thing, or a small word between; in scripts without spaces, such words and hardly a sign more. @param {string} word */
    const namesNobody = (word) =>
      isSpaceless(word) ? word.replace(ofNobody, "").length < 2 : /^\p{Ll}{1,2}$/u.test(word) || hasStem(word, nobody);
    /** The name a label gives, "" when it names nobody, null when it cannot be told. @param {string} label */
    const namedBy = (label) => {
      for (const template of templates) {
        const found = template.pattern.exec(label);
        if (found) return found[1];
      }
      return label.split(" ").every(namesNobody) ? "" : null;
    };

    /** Inflected names count: every word of the name begins some word of the label. @param {string} label @param {string} name */
    const resembles = (label, name) => {
      const words = folded(label).split(/[^\p{L}\p{N}]+/u);
      const stems = folded(name).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((/** @type {string} */ word) => word.slice(0, Math.max(3, word.length - 1)));
      return stems.length > 0 && stems.every((/** @type {string} */ stem) => words.some((/** @type {string} */ word) => word.startsWith(stem)));
    };

    /**
     * Is this label's person this person? A bare label names nobody and contradicts nobody. Only a label
     * that says the very name, or none, is good enough to be pressed.
     * @param {string} label @param {string} name @returns {"same" | "alike" | "other"}
     */
    const agrees = (label, name) => {
      const named = namedBy(plain(label));
      if (named === "" || (named !== null && folded(named) === folded(name))) return "same";
      // The name within a longer one: another's, or a label that goes on where the template ends.
      if (hasWords(label, name)) return named === null ? "same" : "alike";
      return named === null && resembles(label, name) ? "alike" : "other";
    };

    /**
     * Is the card a person's wish to connect? The sentence decides, then the labels.
     * @param {string} sentence without the name @param {string[]} labels without the name
     * @param {Language | null} language @param {boolean} named whether a label names the person, or the card's own frame says it is a request
     * @returns {"person" | "other" | "unclear"}
     */
    const kindOf = (sentence, labels, language, named) => {
      const said = [sentence, ...labels].join(" \n ");
      const spoken = language ? [language] : languages;
      const connects = spoken.some((each) => hasStem(said, each.connect ?? []));
      const follows = spoken.some((each) => hasStem(said, each.follow ?? []));
      // Some languages' labels call everything a request to connect; the sentence knows better.
      const invites = spoken.some((each) => hasStem(sentence, each.follow ?? [])) && !spoken.some((each) => hasStem(sentence, each.connect ?? []));
      if (invites) return "other";
      if (connects !== follows) return connects ? "person" : "other";
      // "X follows you and wants to connect": where the words are known well, "follow" is told apart.
      if (connects) return language?.sentenceKnown ? "unclear" : "person";
      // Nothing said either way. Where the site's sentence for people is known, it ought to have been there;
      // without any sentence, label or frame has to tell that this is a person's request.
      const clear = plain(sentence) === "" ? named : !language?.sentenceKnown;
      return clear ? "person" : "unclear";
    };

    /** Small things stand in one line sometimes, with dots between. @param {string} text */
    const pieces = (text) => plain(text).split(/(?:^| )[·•|](?: |$)/).filter(Boolean);
    /** @param {string} text */
    const isSmall = (text) => plain(text) !== "" && pieces(text).every((/** @type {string} */ piece) => data.smallLines.some((small) => small.test(piece)));

    const mutual = new RegExp(`(?:^|\\s)(?:${data.mutual.join("|")})\\.?$`, "iu");
    const and = new RegExp(`\\s(?:${data.and.join("|")})\\s`, "iu");
    /** How many mutual connections a line tells of: those it counts and those it names; null when it is not such a line. */
    /** @param {string} text */
    const mutualIn = (text) => {
      const parts = pieces(text);
      const line = parts.find((/** @type {string} */ part) => mutual.test(part)) ?? "";
      if (!parts.every((/** @type {string} */ part) => part === line || isSmall(part))) return null;
      if (line.length > 160 || !mutual.test(line)) return null;
      const number = /(?<![\p{L}\p{N}])\d[\d.,\u00a0\u202f ]*/u.exec(line);
      const names = (number ? line.slice(0, number.index) : line).replace(and, ", ").split(",").filter((/** @type {string} */ part) => /\p{L}/u.test(part)).length;
      return number ? Number(number[0].replace(/\D/g, "")) + names : Math.max(1, names);
    };

    const connects = languages.flatMap((language) => language.connect ?? []);
    const follows = languages.flatMap((language) => language.follow ?? []);
    /** Does this line only say that this person wants to connect? @param {string} text @param {string} name */
    const isConnectLine = (text, name) => {
      const line = folded(text);
      const rest = line.startsWith(folded(name)) ? plain(line.slice(folded(name).length)) : line;
      return line.length < folded(name).length + 80 && (rest === "" || (rest !== line && hasStem(rest, connects)));
    };
    /** Is this line the rest of a sentence that the name began in a line of its own ("wants to connect")? @param {string} text */
    const goesOn = (text) => {
      const line = plain(text);
      return line.length < 120 && /^\p{Ll}/u.test(line) && (hasStem(line, follows) || hasStem(line, connects));
    };

    const more = new RegExp(`^(?:…|\\.\\.\\.)?\\s*(?:${data.more.join("|")})$`, "iu");
    const moreAtEnd = new RegExp(`\\s*(?:…|\\.\\.\\.)\\s*(?:${data.more.join("|")})\\s*$`, "iu");

    return {
      roleOf: rememberedRole, agrees, resembles, namedBy, kindOf, mutualIn, isConnectLine, goesOn, isSmall,
      /** @param {string} label */ isMore: (label) => more.test(plain(label)),
      /** @param {string} text */ withoutMore: (text) => text.replace(moreAtEnd, ""),
      /** @param {string} label */ isReply: (label) => label.length < 80 && hasStem(label, data.reply),
    };
  };

  app.requestWords = words;
})();
