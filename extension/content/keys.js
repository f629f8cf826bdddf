// Requests by keyboard. Nothing is listened for but one chord, until the user presses it; then plain keys
// are ours until Escape, though never in a text field and never with Ctrl, Alt or Meta.
(() => {
  "use strict";

  const { make } = app.words;
  const { say } = app;

  /**
   * Alt+Shift+D: taken by no site we are on, no browser and no screen reader. By place on the keyboard, since
   * Alt makes other letters on a Mac.
   * @param {KeyboardEvent} event
   */
  const isChord = (event) => event.code === "KeyD" && event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey;

  /** What each key does, in the order of the help; `j` and `k` are for the fingers that know them. */
  const KEYS = {
    n: "next", j: "next", p: "previous", k: "previous", f: "leaflet_next", w: "why", d: "decline", u: "undo",
    l: "leaflet", r: "relationship", v: "review", "?": "help",
  };
  const OF_BADGE = new Set(["why", "decline", "undo", "leaflet", "relationship"]);
  const FIELDS = "textarea, [role=textbox], select, [role=combobox], [role=searchbox]";
  const TEXTLESS = new Set(["checkbox", "radio", "button", "submit", "reset"]);

  /** @param {Event} event */
  const isTyping = (event) => {
    const [field] = event.composedPath();
    if (field instanceof HTMLInputElement) return !TEXTLESS.has(field.type);
    return field instanceof HTMLElement && (field.isContentEditable || field.matches(FIELDS));
  };

  /** A letter, say: what sites have single keys for. @param {KeyboardEvent} event */
  const isPlain = ({ key, ctrlKey, altKey, metaKey }) => key.length === 1 && key !== " " && !ctrlKey && !altKey && !metaKey;

  /** @param {Overlay} overlay */
  const createHelp = (overlay) => {
    const dialog = overlay.createDialog(say("keys_title"), { escape: () => dialog.close(), closed: () => {} });
    const close = make("button", "close", say("review_close"));
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    /** @param {string[]} keys @param {string} does */
    const line = (keys, does) => [make("dt", "", ...keys.map((key) => make("kbd", "", key))), make("dd", "", does)];
    const list = make("dl", "keys");
    for (const action of new Set(Object.values(KEYS))) {
      const keys = Object.entries(KEYS).filter(([, does]) => does === action).map(([key]) => key.toUpperCase());
      list.append(...line(keys, say(`keys_do_${action}`)));
    }
    list.append(...line(["Esc"], say("keys_do_leave")), ...line(["Alt+Shift+D"], say("keys_do_toggle")));
    const heading = make("h2", "", say("keys_title"));
    dialog.element.append(make("div", "head", heading, make("p", "quiet", say("keys_about"))), list, make("div", "foot", make("p", "said"), close));
    return () => {
      dialog.open();
      close.focus();
    };
  };

  /**
   * @param {Overlay} overlay
   * @param {{ here: () => Entry[], review: () => void, changed: () => void, signal: AbortSignal }} page
   *   `here` is in the order that is seen, `changed` is told when the keys go on or off
   */
  const createKeys = (overlay, { here, review, changed, signal }) => {
    const help = createHelp(overlay);
    let allowed = true;
    let on = false;
    /** Where the user was last: its key, and its place for when it is gone. */
    let last = { key: "", at: -1 };

    const places = () => here().filter(({ badge }) => badge?.host.isConnected);
    const focused = () => places().find(({ badge }) => badge?.isFocused());

    /** @param {Entry | undefined} entry */
    const go = (entry) => {
      if (!entry?.badge) return;
      last = { key: entry.card.key, at: places().indexOf(entry) };
      entry.badge.focus();
    };
    /** @param {number} step */
    const move = (step) => {
      const all = places();
      const now = focused()?.card.key ?? last.key;
      const at = all.findIndex(({ card }) => card.key === now);
      // Where the last one is gone, the one after it stands in its place.
      const next = at >= 0 ? at + step : step > 0 ? Math.max(0, last.at) : last.at - 1;
      go(all[Math.min(Math.max(next, 0), all.length - 1)]);
    };
    /** Through them by score, whatever order the page has. */
    const nextLeaflet = () => {
      const sorted = places().filter(({ score }) => score?.band === "leaflet").sort((a, b) => (a.score?.score ?? 0) - (b.score?.score ?? 0));
      const at = sorted.findIndex(({ badge }) => badge?.isFocused());
      go(sorted[(at + 1) % sorted.length]);
    };

    /** @type {Record<string, () => void>} */
    const actions = { next: () => move(1), previous: () => move(-1), leaflet_next: nextLeaflet, review, help };

    /** @param {boolean} wanted */
    const turn = (wanted) => {
      if (on === wanted) return;
      on = wanted;
      changed();
    };

    /** @param {KeyboardEvent} event */
    const pressed = (event) => {
      const action = KEYS[/** @type {"n"} */ (event.key.toLowerCase())];
      if (action && !event.repeat) {
        // Without a request in focus there is none to act on: the first press goes to one.
        if (!OF_BADGE.has(action)) actions[action]();
        else if (!focused()?.badge?.press(action) && !focused()) move(0);
      }
      if (action) event.preventDefault();
    };

    /** @param {KeyboardEvent} event */
    const heed = (event) => {
      // A script of the page can make events; only the user's own hand presses keys.
      if (!event.isTrusted || event.isComposing || !allowed || overlay.isModal()) return;
      if (isChord(event)) {
        event.stopImmediatePropagation();
        event.preventDefault();
        if (event.type === "keydown" && !event.repeat) turn(!on);
        return;
      }
      if (!on || isTyping(event)) return;
      const leaves = event.key === "Escape";
      if (!leaves && !isPlain(event)) return;
      event.stopImmediatePropagation();
      if (event.type !== "keydown") return;
      if (!leaves) pressed(event);
      else if (!focused()?.badge?.escape()) turn(false);
    };
    // On the window and first, so that the site's own single keys do not see what is meant for us.
    for (const type of /** @type {const} */ (["keydown", "keypress", "keyup"])) addEventListener(type, heed, { capture: true, signal });

    return {
      isOn: () => on,
      help,
      /** The user's wish. @param {boolean} wanted */
      allow: (wanted) => {
        allowed = wanted;
        if (!wanted) turn(false);
      },
    };
  };

  app.createKeys = createKeys;
})();
