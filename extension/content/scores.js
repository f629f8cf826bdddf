// Asks the worker for scores, what the user sees first, and again when the service is back or judges
// anew. Knows cards by their entries, and draws nothing itself.
(() => {
  "use strict";

  const AT_ONCE = 25;

  /** Do two messages say the same to the judge? @param {Message} one @param {Message} other */
  const sameMessage = (one, other) => one.text === other.text && JSON.stringify(one.thread) === JSON.stringify(other.thread);

  /** So many heights of the window around it browsers draw ahead. */
  const AHEAD = 1.6;
  /** On the screen, or so close that the browser draws it. @param {Entry} entry */
  const isNear = ({ card }) => {
    const { top, bottom } = card.element.getBoundingClientRect();
    return bottom > -AHEAD * innerHeight && top < (1 + AHEAD) * innerHeight;
  };

  /** What the user sees first, then what comes below, then what was passed. @template {Entry} E @param {E[]} entries @returns {E[]} */
  const asSeen = (entries) => {
    const placed = entries.map((entry) => {
      const { top, bottom } = entry.card.element.getBoundingClientRect();
      return { entry, top, bottom };
    });
    const rank = (/** @type {{ top: number, bottom: number }} */ { top, bottom }) => (bottom <= 0 ? 2 : top >= innerHeight ? 1 : 0);
    return placed.sort((a, b) => rank(a) - rank(b) || a.top - b.top).map(({ entry }) => entry);
  };

  /**
   * @param {{ here: () => Entry[], send: (request: PageRequest) => Promise<any>, show: (entry: Entry) => void,
   *   settled: () => void, wished: (wishes: Partial<PageWishes>) => void, hasEnded: () => boolean }} page
   */
  const createScores = ({ here, send, show, settled, wished, hasEnded }) => {
    /** @type {ConnectionState | null} */ let connection = null;
    /** @type {string | undefined} */ let model;
    /** The user's wish to have no Decline buttons. */
    let badgeOnly = false;

    /** Cards nobody has asked for yet. */
    const fresh = () => here().filter((entry) => !entry.score && !entry.failed && !entry.busy);

    /** Cards scored by another model than the one in use now; each is asked for once a model. */
    const outdated = () => {
      const old = here().filter(({ score, wanted }) => score && model && score.model !== model && wanted !== model);
      for (const entry of old) entry.wanted = model;
      return old;
    };

    /** @param {Entry[]} asked */
    const ask = async (asked) => {
      const inOrder = asSeen(asked);
      for (const entry of inOrder) entry.busy = true;
      for (let at = 0; at < inOrder.length && !hasEnded(); at += AT_ONCE) {
        const part = inOrder.slice(at, at + AT_ONCE);
        const messages = part.map((entry) => entry.card.message);
        take(part, messages, await send({ type: "score", messages, explain: false }));
      }
    };

    /** @param {Entry[]} part @param {Message[]} messages @param {ScoreReply | null} reply */
    const take = (part, messages, reply) => {
      if (hasEnded()) return;
      note(reply ?? { state: "not-running" });
      part.forEach((entry, i) => {
        entry.busy = false;
        // The card may show another text by now; it is asked for again below.
        if (!sameMessage(entry.card.message, messages[i])) return;
        const score = reply?.scores?.[i];
        if (score?.id === messages[i].id) Object.assign(entry, { score, failed: "" });
        else entry.failed = reply?.detail || app.say("badge_no_score");
        show(entry);
      });
      settled();
      askFresh();
    };

    /** @param {ScoreReply | StateReply} reply */
    const note = (reply) => {
      wished(reply);
      connection = reply.state;
      model = reply.model ?? model;
      if (reply.badgeOnly === undefined || reply.badgeOnly === badgeOnly) return;
      badgeOnly = reply.badgeOnly;
      here().forEach(show);
    };

    const askFresh = () => {
      const wanted = [...fresh(), ...outdated()];
      if (wanted.length > 0) void ask(wanted);
    };

    /** What the worker says of the service: a new model or a restored connection makes the page ask again. */
    /** @param {StateReply} reply */
    const learn = (reply) => {
      note(reply);
      const failed = here().filter((entry) => entry.failed && !entry.busy);
      if (reply.state === "connected") void ask([...failed, ...outdated()]);
      else failed.forEach(show);
    };

    return { askFresh, learn, connection: () => connection, isBadgeOnly: () => badgeOnly };
  };

  app.createScores = createScores;
  app.cards = { sameMessage, isNear, asSeen };
})();
