// The small bar in the corner of the page: how many leaflets can be looked through, how many stand at the end of their list, and
// whether the keys are on. It can be put away; then it stays away until the page is loaded again.
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
    const order = make("span", "order", "");
    order.setAttribute("role", "status");
    const bar = make("div", "corner", open, order, away, sign, list);
    for (const button of [open, away, list]) button.type = "button";
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", "Doorstep");
    open.dataset.action = "review";
    let isAway = false;
    let tries = 0;

    open.addEventListener("click", review);
    list.addEventListener("click", help);

    /** Where leaflets are that are not where the site has them. @param {CornerView} view */
    const orderIn = ({ atEnd, isFixed }) => (atEnd > 0 ? sayCount("corner_at_end", atEnd) : isFixed ? say("corner_fixed") : "");

    /** @param {CornerView} view */
    const show = (view) => {
      const { leaflets, keys } = view;
      const told = isAway ? "" : orderIn(view);
      const offered = !isAway && (leaflets > 0 || told !== "");
      open.hidden = isAway || leaflets === 0;
      order.hidden = told === "";
      away.hidden = !offered;
      write(order, told);
      sign.hidden = list.hidden = !keys;
      bar.hidden = !offered && !keys;
      write(words, sayCount("review_open", leaflets));
      if (bar.hidden || (!overlay.host.isConnected && ++tries > MOST_TRIES)) return;
      overlay.show(bar);
    };
    let shown = { leaflets: 0, keys: false, atEnd: 0, isFixed: false };
    away.addEventListener("click", () => {
      isAway = true;
      show(shown);
    });

    return {
      /** @param {CornerView} view */
      show: (view) => {
        const same = Object.entries(view).every(([name, value]) => shown[/** @type {keyof CornerView} */ (name)] === value);
        shown = view;
        if (!same || (!bar.hidden && !overlay.host.isConnected)) show(view);
      },
    };
  };

  app.createCorner = createCorner;
})();
