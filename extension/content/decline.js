// The one file that presses a control of the site, and only after the user's own click on "Decline"
// and five seconds in which it can be taken back (of many, the five before
// the first: batch.js). What cannot be verified is not pressed.
(() => {
  "use strict";

  const { say } = app;
  const UNDO_SECONDS = 5;
  /** No two presses closer together than this. */
  const GAP_MS = 1000;
  /** When to look whether the site has taken the request away. */
  const LOOK_AGAIN_MS = 4000;

  /**
   * The last look before a press: a visible, working control of the page that acts as a button.
   * @param {Verified} found @returns {Verified}
   */
  const pressable = (found) => {
    if (!found.ok) return found;
    const { control } = found;
    if (!app.engine.actsAsButton(control) || !control.isConnected) {
      return { ok: false, reason: say("decline_button_gone") };
    }
    if (control.matches(":disabled") || control.getAttribute("aria-disabled") === "true") {
      return { ok: false, reason: say("decline_button_off") };
    }
    const { width, height } = control.getBoundingClientRect();
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || width < 2 || height < 2) {
      return { ok: false, reason: say("decline_button_hidden") };
    }
    return found;
  };

  /**
   * @param {Document} doc
   * @param {{ show: (key: string, view: BadgeView) => void, tell: (key: string, sentence: string) => void,
   *   record: (entry: DecisionEntry) => void }} told what becomes of each decline
   */
  const createDecliner = (doc, told) => {
    /** @type {Map<string, Pending>} */ const pending = new Map();
    /** @type {Set<string>} */ const pressed = new Set();
    let lastPress = -GAP_MS;

    /** @param {Pending} one @param {DecisionEntry["action"]} action @param {string} [reason] */
    const record = (one, action, reason) =>
      told.record({
        key: crypto.randomUUID(), action, message: one.card.message, score: one.score?.score ?? null, band: one.score?.band ?? null,
        ...(reason && { reason }), at: new Date().toISOString(),
      });

    /** @param {string} key */
    const drop = (key) => {
      const one = pending.get(key);
      if (one) clearTimeout(one.timer);
      pending.delete(key);
      return one;
    };

    /** @param {Pending} one @param {string} reason */
    const refuse = (one, reason) => {
      record(one, "refused", reason);
      told.show(one.card.key, { kind: "refused", reason });
      one.done(reason);
    };

    /** @param {Pending} one */
    const press = (one) => {
      const wait = lastPress + GAP_MS - performance.now();
      if (wait > 0) {
        one.timer = setTimeout(() => press(one), wait);
        return;
      }
      drop(one.card.key);
      if (doc.location.pathname.startsWith("/checkpoint/")) {
        refuse(one, say("decline_account_check"));
        return;
      }
      const found = pressable(one.adapter.findDecline(doc, one.card));
      const reason = found.ok ? one.objection(found.text) : found.reason;
      if (!found.ok || reason) {
        refuse(one, reason);
        return;
      }
      pressed.add(one.card.key);
      lastPress = performance.now();
      found.control.click();
      record(one, "declined");
      told.show(one.card.key, { kind: "declined" });
      one.done("");
      setTimeout(() => {
        if (one.adapter.findDecline(doc, one.card).ok) {
          told.tell(one.card.key, say("decline_still_there"));
        }
      }, LOOK_AGAIN_MS);
    };

    /** @param {Pending} one */
    const count = (one) => {
      if (one.seconds === 0) {
        press(one);
        return;
      }
      told.show(one.card.key, { kind: "declining", seconds: one.seconds });
      one.seconds -= 1;
      one.timer = setTimeout(() => count(one), 1000);
    };

    return {
      /**
       * Begins the countdown; a card that is counting or was pressed already is left as it is.
       * @param {SiteAdapter} adapter @param {Card} card @param {Score | null} score @param {DeclineWish} [wish]
       * @returns {boolean} whether it began
       */
      start: (adapter, card, score, { seconds = UNDO_SECONDS, objection = () => "", done = () => {} } = {}) => {
        if (!card.canDecline || pending.has(card.key) || pressed.has(card.key)) return false;
        const one = { adapter, card, score, seconds, objection, done, timer: 0 };
        pending.set(card.key, one);
        count(one);
        return true;
      },
      /** @param {string} key @returns {boolean} whether there was something to take back */
      undo: (key) => {
        const one = drop(key);
        if (one) record(one, "undone");
        return one !== undefined;
      },
      /** The page is left: nothing is pressed on a page the user does not see. @returns {string[]} keys taken back */
      cancelAll: () => {
        const keys = [...pending.keys()];
        for (const key of keys) record(/** @type {Pending} */ (drop(key)), "undone", say("decline_page_left"));
        return keys;
      },
      /** @param {string} key */
      isBusy: (key) => pending.has(key) || pressed.has(key),
    };
  };

  app.createDecliner = createDecliner;
})();
