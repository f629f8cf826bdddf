// Going through many requests at once: the bar in the corner, the list to review, the keys, leaflets dimmed, folded or sorted. Puts the parts
// together and tells them what main.js knows.
(() => {
  "use strict";

  /**
   * @param {{
   *   here: () => Entry[], entryOf: (key: string) => Entry | undefined, send: (request: PageRequest) => Promise<any>,
   *   decliner: any, record: (one: Ticked, action: DecisionEntry["action"], reason: string) => void,
   *   canDecline: (card: Card) => boolean, signal: AbortSignal,
   * }} page
   */
  const createTriage = ({ here, entryOf, send, decliner, record, canDecline, signal }) => {
    const overlay = app.createOverlay();
    const fade = app.createFade(() => refresh());

    /** What the list is about: leaflets the user has not called otherwise, with a control that declines them. */
    const leaflets = () =>
      here().filter(({ card, score, label }) =>
        score?.band === "leaflet" && label !== "relationship" && canDecline(card) && !decliner.isBusy(card.key));

    /** Cards are shown as they are from now on. @param {string[]} shown their keys */
    const unfold = (...shown) => {
      shown.forEach(fade.show);
      refresh();
    };

    /** @type {any} */ const review = app.createReview(overlay, {
      leaflets, send,
      batch: (/** @type {any} */ told) => app.createBatch({ decliner, entryOf, record, unfold, ...told }),
    });
    const openReview = () => {
      if (leaflets().length > 0) void review.open();
    };
    const refresh = () => {
      const sorted = fade.refresh(here(), decliner.isBusy);
      corner.show({ leaflets: leaflets().length, keys: keys.isOn(), ...sorted });
    };
    const keys = app.createKeys(overlay, { here: () => fade.asSeen(here()), review: openReview, changed: () => refresh(), signal });
    const corner = app.createCorner(overlay, { review: openReview, help: keys.help });

    const left = () => review.left();
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && left(), { signal });

    return {
      host: overlay.host,
      count: () => leaflets().length,
      /** Something that is drawn here may have changed. */
      refresh,
      review: openReview,
      /** What the user wants on pages. @param {Partial<PageWishes>} wishes */
      wish: ({ keys: wanted, leaflets: fading }) => {
        if (wanted !== undefined) keys.allow(wanted);
        if (fading !== undefined && fade.wish(fading)) refresh();
      },
      unfold,
      left: () => {
        left();
        fade.left();
      },
      themed: overlay.themed,
      end: () => {
        review.end();
        fade.end();
        overlay.remove();
      },
    };
  };

  app.createTriage = createTriage;
})();
