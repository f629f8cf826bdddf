// The list of leaflets that can be declined together: who, what they wrote, why, and a box to tick.
// Draws and asks; whose turn it is decides batch.js, what may be pressed decline.js.
(() => {
  "use strict";

  const { chosen, points } = app.badgePanel;
  const { make, write } = app.words;
  const { say, sayCount, sayNumber } = app;

  /** The service takes so many in one question, and nobody looks through more with care. */
  const MOST = 100;
  /** Reasons cost the service some time: asked for in small portions, the first first. */
  const EXPLAINED_AT_ONCE = 5;
  const MOST_REASONS = 3;

  /** @param {string} className @param {string} text */
  const button = (className, text) => {
    const element = make("button", className, text);
    element.type = "button";
    return element;
  };

  /** One line of the list. @param {Ticked} ticked @param {boolean} tick */
  const createRow = ({ card, score }, tick) => {
    const { sender, text } = card.message;
    const box = make("input", "");
    box.type = "checkbox";
    box.checked = tick;
    const chip = make("span", "chip", `${say("band_leaflet")} ${sayNumber(Math.round(score.score ?? 0))} ${say("badge_of_100")}`);
    const who = make("label", "who", box, make("b", "", sender?.name || say("review_unnamed")), chip);
    if (sender?.headline) who.append(make("span", "quiet", sender.headline));
    const reasons = make("ul", "reasons");
    const outcome = make("p", "outcome");
    const element = make("li", "person", who, make("p", "note", text), reasons, outcome);
    return {
      element, box,
      /** @param {Reason[]} found */
      explain: (found) => {
        const lines = chosen(found).filter((/** @type {Reason} */ { effect }) => effect < 0).slice(0, MOST_REASONS);
        reasons.replaceChildren(...lines.map((/** @type {Reason} */ reason) => make("li", "", make("span", "points", points(reason.effect)), make("span", "", reason.text))));
      },
      /** @param {string} refused */
      end: (refused) => {
        write(outcome, refused || say("review_declined"));
        outcome.classList.toggle("left", refused !== "");
      },
    };
  };
  /** @typedef {ReturnType<typeof createRow>} Row */

  /** The fixed parts of the dialog. */
  const parts = () => {
    const title = make("h2", "");
    title.tabIndex = -1;
    const alarm = make("p", "alarm");
    const why = make("p", "why quiet");
    const list = make("ul", "");
    list.setAttribute("role", "list");
    const body = make("div", "body", list);
    body.setAttribute("role", "group");
    body.setAttribute("aria-label", say("review_title"));
    const progress = make("i", "");
    const bar = make("div", "bar", progress);
    bar.setAttribute("aria-hidden", "true");
    const said = make("p", "said");
    said.setAttribute("role", "status");
    const untick = button("untick", say("review_untick"));
    const close = button("close", say("review_close"));
    const decline = button("main decline", "");
    const stop = button("main stop", say("review_stop"));
    const foot = make("div", "foot", bar, said, untick, close, decline, stop);
    return { title, alarm, why, list, body, bar, progress, said, untick, close, decline, stop, foot, head: make("div", "head", title, alarm, why) };
  };

  /**
   * @param {Overlay} overlay
   * @param {{
   *   leaflets: () => Entry[], send: (request: PageRequest) => Promise<any>,
   *   batch: (told: { show: (view: BatchView) => void, ended: (key: string, refused: string) => void }) => Batch,
   * }} page
   */
  const createReview = (overlay, { leaflets, send, batch: createBatch }) => {
    const part = parts();
    /** @type {Map<string, { ticked: Ticked, row: Row }>} */ let rows = new Map();
    /** Which opening of the dialog it is: answers to an earlier one are too late. */
    let opening = 0;
    let total = 0;
    let declined = 0;
    let over = false;

    const chosenNow = () => [...rows.values()].filter(({ row }) => row.box.checked);

    /** What can be pressed, by what is ticked and what runs. */
    const arrange = () => {
      const running = batch.isRunning();
      const count = chosenNow().length;
      for (const { row } of rows.values()) row.box.disabled = running || over;
      // Then there is nothing else in it to take the keyboard, and it may be long.
      part.body.tabIndex = running || over ? 0 : -1;
      write(part.decline, count > 0 ? sayCount("review_decline", count) : say("review_decline_none"));
      part.decline.disabled = count === 0;
      part.decline.hidden = running || over || rows.size === 0;
      part.untick.hidden = running || over || count === 0;
      part.close.hidden = running;
      part.stop.hidden = part.bar.hidden = !running;
    };

    const batch = createBatch({
      show: (view) => {
        if (view.phase === "counting") write(part.said, say("review_counting", sayNumber(view.seconds)));
        if (view.phase === "pressing") write(part.said, say("review_progress", sayNumber(view.at), sayNumber(total)));
        part.progress.style.width = `${view.phase === "pressing" ? (100 * view.at) / total : 0}%`;
        if (view.phase === "over") finish(view.stopped);
      },
      ended: (key, refused) => {
        declined += refused ? 0 : 1;
        rows.get(key)?.row.end(refused);
      },
    });

    /** @param {string} stopped */
    const finish = (stopped) => {
      over = true;
      const left = total - declined;
      write(part.said, [stopped, sayCount("review_done", declined), left > 0 && sayCount("review_left", left)].filter(Boolean).join(" "));
      arrange();
      part.close.focus();
    };

    /** @param {MouseEvent} event */
    const start = ({ detail }) => {
      const items = chosenNow().map(({ ticked }) => ticked);
      if (items.length === 0 || batch.isRunning() || over) return;
      if (!app.isSeen(part.decline, detail > 0)) {
        write(part.said, say("badge_refused", say("badge_not_seen")));
        return;
      }
      total = items.length;
      batch.run(items);
      arrange();
      part.stop.focus();
    };

    const escape = () => {
      if (!batch.stop(say("review_stopped"))) dialog.close();
    };
    const closed = () => {
      opening += 1;
      batch.stop(say("review_stopped"));
    };
    const dialog = overlay.createDialog(say("review_title"), { escape, closed });
    dialog.element.append(part.head, part.body, part.foot);
    part.decline.addEventListener("click", start);
    part.stop.addEventListener("click", () => batch.stop(say("review_stopped")));
    part.close.addEventListener("click", () => dialog.close());
    part.untick.addEventListener("click", () => {
      for (const { row } of rows.values()) row.box.checked = false;
      arrange();
    });
    part.list.addEventListener("change", arrange);

    /** The surest leaflets first. @returns {Ticked[]} */
    const found = () =>
      leaflets().map(({ adapter, card, score }) => ({ adapter, card, score: /** @type {Score} */ (score) }))
        .sort((a, b) => (a.score.score ?? 0) - (b.score.score ?? 0)).slice(0, MOST);

    /** @param {Ticked[]} items @param {Permit} permit */
    const fill = (items, { allowed, why, alarm, labels }) => {
      const listed = items.filter((_, i) => labels[i] !== "relationship");
      rows = new Map(listed.map((ticked) => [ticked.card.key, { ticked, row: createRow(ticked, allowed) }]));
      write(part.title, sayCount("review_open", listed.length));
      write(part.alarm, alarm ?? "");
      write(part.why, `${say(allowed ? "review_allowed" : "review_not_allowed")} ${why}`);
      part.list.replaceChildren(...[...rows.values()].map(({ row }) => row.element));
      write(part.said, "");
    };

    /** @param {number} mine */
    const explain = async (mine) => {
      const all = [...rows.values()];
      for (let at = 0; at < all.length; at += EXPLAINED_AT_ONCE) {
        const some = all.slice(at, at + EXPLAINED_AT_ONCE);
        const reply = await send({ type: "score", messages: some.map(({ ticked }) => ticked.card.message), explain: true });
        if (mine !== opening) return;
        some.forEach(({ row }, i) => row.explain(reply?.scores?.[i]?.reasons ?? []));
      }
    };

    const open = async () => {
      if (dialog.isOpen()) return;
      opening += 1;
      const mine = opening;
      over = false;
      total = declined = 0;
      rows = new Map();
      write(part.title, say("review_title"));
      write(part.alarm, "");
      write(part.why, "");
      part.list.replaceChildren();
      write(part.said, say("badge_reading"));
      arrange();
      dialog.open();
      part.title.focus();
      const items = found();
      const reply = items.length > 0 ? await send({ type: "permit", messages: items.map(({ card }) => card.message) }) : null;
      if (mine !== opening) return;
      if (reply?.permit) fill(items, reply.permit);
      else write(part.said, say(items.length > 0 ? "review_no_answer" : "review_none"));
      arrange();
      await explain(mine);
    };

    return {
      open,
      /** Nothing is pressed on a page the user does not see. */
      left: () => void batch.stop(say("decline_page_left")),
      end: () => {
        batch.stop(say("decline_page_left"));
        if (dialog.isOpen()) dialog.close();
      },
    };
  };

  app.createReview = createReview;
})();
