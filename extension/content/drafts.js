// Before you send: hears the user type in a field described in composers/, and when they pause has the
// draft judged as its reader would see it. What was typed is kept by nobody. Never writes, never presses
// a key, never moves the focus.
(() => {
  "use strict";

  const PAUSE_MS = 600;
  /** Shorter drafts say too little to be judged. */
  const SHORTEST = 15;
  /** How long it is said that there will be no more hints. */
  const PARTING_MS = 6000;
  const QUESTION = /[?？؟]/;

  /** @type {(ComposerField & { site: string })[]} */ const rules = [];
  /** @param {ComposerData} data */
  const define = ({ site, hosts, fields }) => {
    if (hosts.includes(location.hostname)) rules.push(...fields.map((field) => ({ ...field, site })));
  };

  /** What the user wrote in a field, as it would be sent. @param {Pick<Draft, "field" | "rule">} draft */
  const textIn = ({ field, rule: { quoted } }) => {
    const { message, layout } = app.text;
    if (field instanceof HTMLTextAreaElement) return message(field.value);
    if (!quoted) return message(field.innerText);
    const { blocks } = layout(field, (/** @type {Element} */ each) => each.matches(quoted));
    return message(blocks.map((/** @type {TextBlock} */ { text }) => text).join("\n"));
  };

  /**
   * What a draft does not say, by the service's reasons: why this person, how they came to write, a question.
   * @param {Score} score @param {string} text
   */
  const missingIn = ({ band, reasons }, text) => {
    if (band === "relationship") return [];
    const lacks = (/** @type {string[]} */ ...signals) => reasons.some(({ signal, effect }) => effect < 0 && signals.includes(signal));
    return [
      lacks("specific", "to_anybody", "your_deeds") && "why_them",
      lacks("continues", "offers", "shared_context") && "why_you",
      (lacks("question", "asks_you") || !QUESTION.test(text)) && "question",
    ].filter((what) => what !== false);
  };

  /** A conversation as the other side has it. @param {Card} card @returns {NonNullable<Message["thread"]>} */
  const mirrored = ({ message: { text, thread = [] } }) =>
    [...thread, { from: "them", text }].map((turn) => ({ from: turn.from === "me" ? "them" : "me", text: turn.text }));

  /**
   * @param {Document} doc
   * @param {{ here: () => Entry[], send: (request: PageRequest) => Promise<any>, adopt: (host: Node) => void, signal: AbortSignal }} page
   *   `adopt` is told each element of ours before it is put into the page; with `signal` all of them go
   * @returns {{ tidy: () => void }} `tidy` takes away hints whose draft is gone, after the page has changed
   */
  const watchDrafts = (doc, { here, send, adopt, signal }) => {
    /** @type {Map<HTMLElement, Draft>} */ const drafts = new Map();
    /** One request at a time. */
    let turn = Promise.resolve();

    /** @param {Draft} draft */
    const takeAway = (draft) => {
      draft.hint?.host.remove();
      draft.hint = null;
      draft.asked = "";
    };
    /** @param {Draft} draft */
    const isOver = (draft) => !draft.field.isConnected || textIn(draft).length < SHORTEST;
    /** The page put another text there: sent, or the draft of another conversation. @param {Draft} draft */
    const isReplaced = (draft) => draft.timer === 0 && textIn(draft) !== draft.asked;

    /** @param {Draft} draft @param {string} text @returns {Message} */
    const messageOf = ({ field, rule: { kind, site, conversation } }, text) => {
      const around = conversation ? field.closest(conversation) : null;
      const card = around && here().map((entry) => entry.card).find(({ element, partial }) => !partial && around.contains(element));
      return app.engine.bounded({ id: "draft", text, kind, site, thread: card ? mirrored(card) : [] });
    };

    /** @param {Draft} draft */
    const leave = async (draft) => {
      await send({ type: "no-hints" });
      for (const other of drafts.values()) if (other !== draft) takeAway(other);
      draft.hint?.part();
      setTimeout(() => takeAway(draft), PARTING_MS);
    };

    /** @param {Draft} draft @param {Score} score @param {string} text */
    const show = (draft, score, text) => {
      const { field, rule } = draft;
      draft.hint ??= app.createHint(() => void leave(draft));
      const { host, suit, show: draw } = /** @type {Hint} */ (draft.hint);
      draw(score, missingIn(score, text));
      if (host.isConnected) return;
      adopt(host);
      suit(app.badgeStyle.createTheme()(field));
      ((rule.place && field.closest(rule.place)) || field).after(host);
    };

    /** @param {Draft} draft */
    const judge = async (draft) => {
      if (signal.aborted || isOver(draft)) return takeAway(draft);
      const text = textIn(draft);
      if (text === draft.asked && draft.hint?.host.isConnected) return;
      draft.asked = text;
      /** @type {DraftReply | null} */
      const reply = await send({ type: "draft", message: messageOf(draft, text) });
      if (signal.aborted || isOver(draft) || !reply?.scores) takeAway(draft);
      // What was typed meanwhile is asked for at the next pause.
      else if (textIn(draft) === text) show(draft, reply.scores[0], text);
    };

    /** @param {EventTarget} target */
    const draftIn = (target) => {
      for (const rule of target instanceof Element ? rules : []) {
        const field = /** @type {Element} */ (target).closest(rule.selector);
        if (!(field instanceof HTMLElement)) continue;
        const draft = drafts.get(field) ?? { field, rule, timer: 0, asked: "", hint: null };
        drafts.set(field, draft);
        return draft;
      }
      return null;
    };

    /** The user's own typing alone, in the page or in an open shadow root. @param {Event} event */
    const typed = (event) => {
      const draft = event.isTrusted ? draftIn(event.composedPath()[0]) : null;
      if (!draft) return;
      clearTimeout(draft.timer);
      draft.timer = setTimeout(() => {
        draft.timer = 0;
        turn = turn.then(() => judge(draft));
      }, PAUSE_MS);
    };

    if (rules.length > 0) doc.addEventListener("input", typed, { capture: true, passive: true, signal });
    signal.addEventListener("abort", () => drafts.forEach(takeAway));
    return {
      tidy: () => {
        for (const [field, draft] of drafts) {
          if (draft.hint && (isOver(draft) || isReplaced(draft))) takeAway(draft);
          if (!field.isConnected) drafts.delete(field);
        }
      },
    };
  };

  app.composers = { define };
  app.watchDrafts = watchDrafts;
})();
