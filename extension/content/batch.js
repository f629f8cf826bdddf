// Declines what the user ticked and confirmed: five seconds to think again, then one card after the
// other at a person's pace, until all are done or the user says stop. Only decides whose turn it is;
// each card is verified and pressed by decline.js. Draws nothing.
(() => {
  "use strict";

  const { say } = app;

  const COUNTDOWN_SECONDS = 5;
  /** From one press to the next: nobody reads a name and presses faster. */
  const PACE_MS = 2000;

  /**
   * Why a card is not what the user ticked any more. A score that fell says leaflet the more, and falls by
   * itself where declines teach the judge; one that rose does not.
   * @param {Ticked} ticked @param {Entry | undefined} now @param {string} text read off the page this moment
   * @returns {string} "" when it is
   */
  const changed = ({ card, score }, now, text) => {
    if (text !== card.message.text) return say("review_changed_text");
    if (now?.label === "relationship") return say("review_changed_label");
    const risen = Math.round(now?.score?.score ?? 100) > Math.round(score.score ?? 0);
    return now?.score?.band !== "leaflet" || risen ? say("review_changed_score") : "";
  };

  /**
   * @param {{
   *   decliner: { start: (adapter: SiteAdapter, card: Card, score: Score, wish: DeclineWish) => boolean, undo: (key: string) => boolean },
   *   entryOf: (key: string) => Entry | undefined,
   *   record: (one: Ticked, action: DecisionEntry["action"], reason: string) => void,
   *   unfold: (...keys: string[]) => void, show: (view: BatchView) => void, ended: (key: string, refused: string) => void,
   * }} page `ended` is told what became of each card: "" when pressed, else why not
   * @returns {Batch}
   */
  const createBatch = ({ decliner, entryOf, record, unfold, show, ended }) => {
    /** @type {Ticked[]} */ let waiting = [];
    /** Whose turn it is. @type {Ticked | null} */ let turn = null;
    let at = 0;
    let timer = 0;
    let running = false;

    /** @param {string} stopped why it ended early, else "" */
    const finish = (stopped) => {
      running = false;
      show({ phase: "over", stopped });
    };

    const next = () => {
      const one = waiting.shift();
      if (!one) {
        finish("");
        return;
      }
      turn = one;
      at += 1;
      show({ phase: "pressing", at });
      const { adapter, card, score } = one;
      const objection = (/** @type {string} */ text) => changed(one, entryOf(card.key), text);
      if (!decliner.start(adapter, card, score, { seconds: 0, objection, done })) done(say("review_under_way"));
    };

    /** @param {string} refused */
    const done = (refused) => {
      if (!turn) return;
      ended(turn.card.key, refused);
      turn = null;
      timer = setTimeout(next, waiting.length > 0 && !refused ? PACE_MS : 0);
    };

    /** @param {number} seconds */
    const count = (seconds) => {
      if (seconds === 0) {
        next();
        return;
      }
      show({ phase: "counting", seconds });
      timer = setTimeout(() => count(seconds - 1), 1000);
    };

    return {
      run: (items) => {
        if (running) return;
        running = true;
        waiting = [...items];
        at = 0;
        // What is pressed is seen.
        unfold(...items.map(({ card }) => card.key));
        count(COUNTDOWN_SECONDS);
      },
      /** Before the next press. @param {string} why @returns {boolean} whether there was something to stop */
      stop: (why) => {
        if (!running) return false;
        clearTimeout(timer);
        if (turn) {
          decliner.undo(turn.card.key);
          ended(turn.card.key, why);
          turn = null;
        }
        for (const one of waiting) {
          record(one, "undone", why);
          ended(one.card.key, why);
        }
        waiting = [];
        finish(why);
        return true;
      },
      isRunning: () => running,
    };
  };

  app.createBatch = createBatch;
})();
