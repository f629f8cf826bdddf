// How the picker looks: a shield over the page, an outline around what is pointed at, a panel that says
// what to do. All in one closed root; the page's own elements are left as they are.
(() => {
  "use strict";

  const { make, write } = app.words;
  const KEPT = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "keydown", "keyup", "keypress", "input", "change", "focusin", "focusout"];

  /** @param {string} action @param {string} words @param {string} [kind] */
  const button = (action, words, kind = "") => {
    const element = make("button", kind, words);
    element.type = "button";
    element.dataset.action = action;
    return element;
  };

  /** Lays a box over an element of the page. @param {HTMLElement} box @param {Element | null} element */
  const lay = (box, element) => {
    box.hidden = !element?.isConnected;
    if (box.hidden || !element) return;
    const { left, top, width, height } = element.getBoundingClientRect();
    Object.assign(box.style, { left: `${left - 4}px`, top: `${top - 4}px`, width: `${width + 8}px`, height: `${height + 8}px` });
  };

  const parts = () => {
    const { say } = app;
    const field = document.createElement("input");
    field.maxLength = 60;
    field.autocomplete = "off";
    const steps = make("ol", "steps", ...Array.from({ length: 4 }, () => make("li", "")));
    steps.setAttribute("aria-hidden", "true");
    const ask = make("p", "ask");
    const [chosen, fault] = [make("p", "chosen"), make("p", "fault")];
    for (const live of [ask, chosen]) live.setAttribute("aria-live", "polite");
    fault.setAttribute("role", "alert");
    const buttons = {
      save: button("save", say("teach_save"), "primary"), done: button("done", say("teach_done"), "primary"), skip: button("skip", say("teach_skip")),
      back: button("back", say("teach_back")), move: button("move", say("teach_move"), "plain"), leave: button("leave", say("teach_leave"), "plain"),
    };
    const title = make("h2", "", say("teach_title"));
    const [count, keys] = [make("p", "count"), make("p", "keys", say("teach_keys"))];
    const label = make("label", "", say("teach_name"), field);
    const panel = make("div", "panel", title, steps, count, ask, chosen, keys, fault, label, make("div", "buttons", ...Object.values(buttons)));
    panel.tabIndex = -1;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", say("teach_title"));
    return { shield: make("div", "shield"), card: make("div", "frame of-card"), frame: make("div", "frame"), marks: make("div", ""), panel, steps, count, ask, chosen, keys, fault, field, label, buttons };
  };

  /** @param {(action: string) => void} onAction told the `data-action` of a pressed button */
  const createLook = (onAction) => {
    const part = parts();
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "closed" });
    app.badgeStyle.wear(root, teaching.style);
    root.append(make("div", "all", part.shield, part.marks, part.card, part.frame, part.panel));
    /** @type {{ chosen: Element | null, card: Element | null, found: Element[] }} */ let outlined = { chosen: null, card: null, found: [] };

    const redraw = () => {
      lay(part.frame, outlined.chosen);
      lay(part.card, outlined.card === outlined.chosen ? null : outlined.card);
      [...part.marks.children].forEach((mark, i) => lay(/** @type {HTMLElement} */ (mark), outlined.found[i]));
    };
    part.panel.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const pressed = event.target instanceof Element ? event.target.closest("button") : null;
      if (pressed?.dataset.action === "move") part.panel.classList.toggle("up");
      else if (pressed) onAction(pressed.dataset.action ?? "");
    });
    // What is done in the panel ends there.
    for (const type of KEPT) host.addEventListener(type, (event) => event.stopPropagation());
    document.documentElement.append(host);
    part.panel.focus({ preventScroll: true });

    const controls = () => [...root.querySelectorAll("button, input")].filter((each) => each.checkVisibility());
    return {
      host,
      field: part.field,
      redraw,
      /** @param {Partial<typeof outlined>} now */
      outline: (now) => {
        outlined = { ...outlined, ...now };
        part.marks.replaceChildren(...outlined.found.map(() => make("div", "found")));
        [...part.marks.children].forEach((mark, i) => mark.setAttribute("data-number", String(i + 1)));
        redraw();
      },
      /**
       * @param {{ step: number, count: string, ask: string, fault?: string, buttons: string[] }} view `step`: how many are done before this one
       */
      show: ({ step, count, ask, fault = "", buttons }) => {
        [...part.steps.children].forEach((each, i) => each.classList.toggle("done", i <= step));
        write(part.count, count);
        write(part.ask, ask);
        write(part.fault, fault);
        part.fault.hidden = fault === "";
        part.keys.hidden = part.chosen.hidden = step > 3;
        part.label.hidden = !buttons.includes("save");
        for (const [name, each] of Object.entries(part.buttons)) each.hidden = !buttons.includes(name);
        (part.label.hidden ? part.panel : part.field).focus({ preventScroll: true });
      },
      /** @param {string} words of what is pointed at */
      describe: (words) => {
        write(part.chosen, words);
      },
      /** @param {string} words */
      complain: (words) => {
        write(part.fault, words);
        part.fault.hidden = words === "";
      },
      /** Is this point on the panel? @param {number} x @param {number} y */
      isPanel: (x, y) => part.panel.contains(root.elementFromPoint(x, y)),
      /** Is the keyboard on one of the panel's own controls? */
      isOnControl: () => root.activeElement !== null && root.activeElement !== part.panel,
      /** @param {boolean} backwards */
      focusNext: (backwards) => {
        const all = /** @type {HTMLElement[]} */ (controls());
        const at = all.indexOf(/** @type {HTMLElement} */ (root.activeElement));
        all.at(backwards ? (at < 1 ? -1 : at - 1) : (at + 1) % all.length)?.focus();
      },
      /** The page is let through again, the panel stays. */
      release: () => {
        part.shield.remove();
        host.style.setProperty("inset", "auto", "important");
      },
      remove: () => host.remove(),
    };
  };

  teaching.createLook = createLook;
})();
