// The small bar in the corner of the page: how many leaflets can be looked through, and whether the
// keys are on. It can be put away; then it stays away until the page is loaded again.
(() => {
  "use strict";

  const { make, write } = app.words;
  const { say, sayCount } = app;

  /** A page that keeps throwing the bar out is left without it. */
  const MOST_TRIES = 5;

  /**
   * @param {Overlay} overlay
   * @param {{ review: () => void, help: () => void }} told
   */
  const createCorner = (overlay, { review, help }) => {
    const words = make("span", "");
    const open = make("button", "open", app.shapeOf("leaflet"), words);
    const away = make("button", "away", "×");
    away.setAttribute("aria-label", say("review_put_away"));
    away.title = say("review_put_away");
    const sign = make("span", "sign", say("keys_sign"));
    sign.setAttribute("role", "status");
    const list = make("button", "help", say("keys_which"));
    const bar = make("div", "corner", open, away, sign, list);
    for (const button of [open, away, list]) button.type = "button";
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", "Doorstep");
    open.dataset.action = "review";
    let isAway = false;
    let tries = 0;

    open.addEventListener("click", review);
    list.addEventListener("click", help);

    /** @param {{ leaflets: number, keys: boolean }} view */
    const show = ({ leaflets, keys }) => {
      const offered = leaflets > 0 && !isAway;
      open.hidden = away.hidden = !offered;
      sign.hidden = list.hidden = !keys;
      bar.hidden = !offered && !keys;
      write(words, sayCount("review_open", leaflets));
      if (bar.hidden || (!overlay.host.isConnected && ++tries > MOST_TRIES)) return;
      overlay.show(bar);
    };
    let shown = { leaflets: 0, keys: false };
    away.addEventListener("click", () => {
      isAway = true;
      show(shown);
    });

    return {
      /** @param {{ leaflets: number, keys: boolean }} view */
      show: (view) => {
        const same = view.leaflets === shown.leaflets && view.keys === shown.keys;
        shown = view;
        if (!same || (!bar.hidden && !overlay.host.isConnected)) show(view);
      },
    };
  };

  app.createCorner = createCorner;
})();
