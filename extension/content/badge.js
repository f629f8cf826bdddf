// One badge: draws what it is told in a closed root and reports which of its buttons was pressed.
// Knows no site, no worker and no rule; words and colours of a verdict are here and nowhere else.
(() => {
  "use strict";

  const { fill } = app.badgePanel;
  const { make, write, read } = app.words;
  const { say } = app;

  /** The word of a verdict. @param {string} band */
  const wordOf = (band) => say(`band_${band}`);

  /** A shape a band, since colour alone is not enough: a sheet, a question, a door, an empty place. */
  const SHAPES = {
    leaflet: "M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12M6 8h4M6 10.5h4",
    unsure: "M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2M6.3 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.7-.9 1.3M8 11.4v.1",
    relationship: "M3 14V3.5L9.5 2v12zM9.5 3.5H13V14M1.5 14h13M7.2 8v.6",
    no_note: "M3 8h10",
  };
  /** Of a service that is not reached, how it is known; by the detail the worker gives. @type {Record<string, string>} */
  const UNREACHED = { "timeout": "not_answering", "permission-missing": "not_permitted" };
  /** What the page's own row must not hear of: a click in a badge never opens a conversation. */
  const KEPT = [
    "click", "dblclick", "auxclick", "contextmenu", "mousedown", "mouseup", "mouseover", "pointerdown", "pointerup",
    "touchstart", "touchend", "keydown", "keyup", "keypress", "focusin", "focusout", "input", "change", "copy",
  ];

  /** What happens in an element of ours stays there. @param {HTMLElement} host */
  const keepQuiet = (host) => {
    for (const type of KEPT) host.addEventListener(type, (/** @type {Event} */ event) => event.stopPropagation());
  };

  /** @param {Band} band */
  const shape = (band) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", SHAPES[band]);
    svg.append(path);
    return svg;
  };

  /** A verdict as it is drawn anywhere on a page: shape, word and number. @param {Score} score @returns {Node[]} */
  const verdictOf = ({ score, band }) => {
    const number = score === null ? [] : [make("span", "number", String(Math.round(score)), make("span", "quiet", ` ${say("badge_of_100")}`))];
    return [shape(band), make("span", "word", wordOf(band)), ...number];
  };

  /** Keeps from the page what happens in an element of ours. @param {HTMLElement} host */
  const shield = (host) => {
    keepQuiet(host);
    // Where the row is itself a link, a click in the badge must not follow it.
    for (const type of ["click", "auxclick"]) host.addEventListener(type, (/** @type {Event} */ event) => event.preventDefault());
  };

  /** @param {string} action @param {string} text @param {string} [label] */
  const button = (action, text, label) => {
    const element = make("button", action, text);
    element.type = "button";
    element.dataset.action = action;
    if (label) element.setAttribute("aria-label", label);
    return element;
  };

  /** The verdicts there are, a line each: room for the longest is kept, so that its width tells nothing. */
  const room = () => Object.keys(SHAPES).map((band) => wordOf(band) + (band === "no_note" ? "" : " 100")).join("\n");

  /** The fixed parts of a badge; `show` only changes them, so that focus stays where it is. */
  const parts = () => {
    const verdict = make("span", "verdict");
    const slot = make("span", "slot", verdict);
    slot.dataset.room = room();
    const hint = make("span", "hint");
    const why = button("why", say("badge_why"));
    why.setAttribute("aria-expanded", "false");
    const ask = make("span", "ask", say("badge_you_say"));
    const leaflet = button("leaflet", wordOf("leaflet"), say("badge_say_leaflet"));
    const relationship = button("relationship", wordOf("relationship"), say("badge_say_relationship"));
    const mark = make("span", "mark", ask, make("span", "pair", leaflet, relationship));
    const decline = button("decline", say("badge_decline"), say("badge_decline_this"));
    const undo = button("undo", say("badge_undo"));
    const actions = make("span", "actions", why, mark, decline, undo);
    const absence = make("span", "absence");
    const repair = button("repair", "");
    const absent = make("span", "absent", absence, repair);
    const said = make("p", "said");
    said.setAttribute("role", "status");
    said.setAttribute("aria-live", "polite");
    const panel = make("div", "panel");
    const count = make("span", "count");
    const folded = make("span", "");
    const fold = make("div", "fold", folded, button("unfold", say("fold_show")));
    fold.hidden = true;
    const box = make("div", "box", make("div", "line", slot, hint, actions, absent), count, said, panel, fold);
    // The page may be in another language than the browser.
    box.lang = say("language_tag");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Doorstep");
    return { box, verdict, hint, absence, absent, why, mark, leaflet, relationship, decline, undo, repair, count, said, panel, fold, folded };
  };

  /**
   * @param {(action: string) => void} onAction told the `data-action` of a pressed button; "undo" also by Escape
   * @param {boolean} near whether it will stand on the screen or close to it
   * @returns {Badge}
   */
  const createBadge = (onAction, near) => {
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "closed" });
    const part = parts();
    app.badgeStyle.dress(root, near ? "near" : "away");
    root.append(part.box);

    const close = () => {
      part.panel.hidden = true;
      part.box.classList.remove("open");
      part.why.setAttribute("aria-expanded", "false");
    };
    /** @param {Record<string, boolean>} visible */
    const reveal = (visible) => {
      const focused = root.activeElement;
      for (const name of ["why", "mark", "decline", "undo", "absent"]) part[/** @type {"why"} */ (name)].hidden = !visible[name];
      // A button that goes away under the keyboard hands its focus on to what takes its place.
      if (focused instanceof HTMLElement && !focused.checkVisibility({ visibilityProperty: true })) {
        buttons()[0]?.focus();
      }
    };
    /** @param {Band | ""} band @param {number | null} score */
    const judge = (band, score) => {
      part.box.dataset.band = band;
      part.box.dataset.score = score === null ? "" : String(score);
    };
    /** @param {boolean} dark */
    const suit = (dark) => {
      part.box.dataset.theme = dark ? "dark" : "light";
    };
    /** @param {string} text */
    const tell = (text) => {
      write(part.said, text);
    };

    /** @type {Score | null} */ let shown = null;
    const draw = {
      // In these three all buttons have their place, seen or not: nothing moves, and every verdict measures the same.
      /** @param {Extract<BadgeView, { kind: "waiting" }>} view */
      waiting: ({ canDecline, hint }) => {
        judge("", null);
        part.verdict.replaceChildren(make("span", "word", say("badge_reading")));
        write(part.hint, hint);
        reveal({ why: true, mark: true, decline: canDecline });
      },
      /** @param {Extract<BadgeView, { kind: "score" }>} view */
      score: ({ score, hint, canDecline, label }) => {
        // Reasons of an earlier model or text would contradict the number beside them.
        if (shown && shown.model !== score.model) close();
        shown = score;
        judge(score.band, score.score);
        part.verdict.replaceChildren(...verdictOf(score));
        part.verdict.title = say("badge_verdict", wordOf(score.band), say(`means_${score.band}`));
        write(part.hint, hint);
        part.leaflet.setAttribute("aria-pressed", String(label === "leaflet"));
        part.relationship.setAttribute("aria-pressed", String(label === "relationship"));
        tell(label ? say("badge_you_said", wordOf(label)) : "");
        reveal({ why: true, mark: true, decline: canDecline });
      },
      /** @param {Extract<BadgeView, { kind: "offline" }>} view */
      offline: ({ state, detail, canDecline, hint }) => {
        judge("", null);
        const name = (state === "not-running" && UNREACHED[detail ?? ""]) || state.replace("-", "_");
        write(part.hint, hint);
        const sentence = say(`badge_offline_${name}`);
        part.absence.title = state === "connected" && detail ? `${sentence} ${detail}` : sentence;
        write(part.absence, part.absence.title);
        write(part.repair, say(`badge_repair_${name}`));
        // The rest keeps its place unseen: a page that measures learns nothing of it.
        reveal({ why: true, mark: true, decline: canDecline, absent: true });
      },
      /** @param {Extract<BadgeView, { kind: "declining" }>} view */
      declining: ({ seconds }) => {
        reveal({ undo: true });
        write(part.hint, say("badge_declining", seconds));
        if (part.count.hidden) part.count.style.animationDuration = `${seconds}s`;
        part.count.hidden = false;
      },
      declined: () => {
        reveal({});
        write(part.hint, "");
        tell(say("badge_declined"));
      },
      /** @param {Extract<BadgeView, { kind: "refused" }>} view */
      refused: ({ reason }) => tell(say("badge_refused", reason)),
    };

    shield(host);
    /** @param {string} action @param {boolean} [pointed] with the mouse or a finger */
    const act = (action, pointed = false) => {
      if (action === "why" && !part.panel.hidden) close();
      else if (action === "decline" && !app.isSeen(part.decline, pointed)) tell(say("badge_refused", say("badge_not_seen")));
      else onAction(action);
    };
    /** @returns {boolean} whether there was something to end */
    const escape = () => {
      const ends = !part.undo.hidden || !part.panel.hidden;
      if (!part.undo.hidden) onAction("undo");
      else close();
      return ends;
    };
    /** Its buttons that can be pressed now. */
    const buttons = () => [...root.querySelectorAll("button")].filter((each) => each.checkVisibility({ visibilityProperty: true }));
    // Not asked whether the event is trusted: a page's own events end at the host, which is no button, and in a closed root
    // there are none but the user's and those of the tools they let press for them.
    part.box.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const pressed = event.target instanceof Element ? event.target.closest("button") : null;
      if (pressed?.dataset.action) act(pressed.dataset.action, event.detail > 0);
    });
    part.box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && escape());
    close();
    part.count.hidden = true;

    return {
      host,
      show: (view) => {
        // A refusal is told beside what is there.
        if (view.kind !== "refused") {
          part.box.classList.toggle("waiting", view.kind === "waiting");
          part.box.classList.toggle("away", view.kind === "offline");
        }
        if (view.kind === "waiting" || view.kind === "offline") tell("");
        if (view.kind !== "score") close();
        part.count.hidden = part.count.hidden || view.kind !== "declining";
        draw[view.kind](/** @type {any} */ (view));
      },
      explain: (message, score) => {
        fill(part.panel, message.text, score);
        part.panel.append(app.answers.answersOf(message));
        part.panel.hidden = false;
        part.box.classList.add("open");
        part.why.setAttribute("aria-expanded", "true");
      },
      press: (action) => {
        const offered = buttons().some(({ dataset }) => dataset.action === action);
        if (offered) act(action);
        return offered;
      },
      escape,
      fold: (words) => {
        if (part.fold.hidden === (words === "") && read(part.folded) === words) return;
        write(part.folded, words);
        part.fold.hidden = words === "";
        app.badgeStyle.dress(root, words ? "folded" : near ? "near" : "away");
      },
      focus: () => buttons()[0]?.focus(),
      isFocused: () => root.activeElement !== null,
      tell,
      suit,
    };
  };

  Object.assign(app, { createBadge, verdictOf, shapeOf: shape, keepQuiet, shield });
})();
