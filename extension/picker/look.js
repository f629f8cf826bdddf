// How the picker looks: a shield over the page, an outline around what is pointed at, a panel that says
// what to do. All in one closed root; the page's own elements are left as they are.
(() => {
  "use strict";

  const style = `
    :host { all: initial !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .shield { position: fixed; inset: 0; cursor: crosshair; }
    .all { --ink: #1f2328; --quiet: #59626e; --line: #c3cad3; --paper: #ffffff; --accent: #0a6650; --accent-ink: #ffffff; --alarm: #a3261b;
      --focus: #0a5fd6; font: 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; color: var(--ink); }
    .frame { position: fixed; pointer-events: none; border: 3px solid #0a6650; border-radius: 6px; box-shadow: 0 0 0 2px #ffffff, 0 0 0 9999px rgb(15 20 25 / .28); }
    .frame.of-card { border-style: dashed; box-shadow: 0 0 0 2px #ffffff; }
    .found { position: fixed; pointer-events: none; border: 3px solid #0a6650; border-radius: 6px; box-shadow: 0 0 0 2px #ffffff; }
    .found::before { content: attr(data-number); position: absolute; inset: -3px auto auto -3px; min-width: 22px; padding: 0 6px; border-radius: 6px 0;
      background: #0a6650; color: #ffffff; font-weight: 600; text-align: center; }
    .panel { position: fixed; inset: auto 16px 16px auto; width: 352px; max-width: calc(100vw - 16px); max-height: calc(100vh - 16px); overflow-y: auto; padding: 16px;
      display: grid; gap: 10px; border-radius: 12px; border: 1px solid var(--line); background: var(--paper); box-shadow: 0 8px 32px rgb(0 0 0 / .3); cursor: auto; }
    .panel.up { inset: 16px 16px auto auto; }
    .panel:focus { outline: none; }
    h2, p, ol { margin: 0; padding: 0; }
    h2 { font-size: 16px; font-weight: 650; }
    .steps { display: flex; gap: 4px; list-style: none; }
    .steps li { flex: 1; height: 4px; border-radius: 2px; background: var(--line); }
    .steps li.done { background: var(--accent); }
    .count, .keys, .chosen { color: var(--quiet); font-size: 13px; }
    .ask { font-weight: 600; }
    .chosen { min-height: 1.45em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
    .fault { color: var(--alarm); font-weight: 600; }
    label { display: grid; gap: 4px; font-size: 13px; font-weight: 600; }
    input { font: inherit; font-weight: 400; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 6px; padding: 6px 8px; min-height: 36px; width: 100%; }
    .buttons { display: flex; flex-wrap: wrap; gap: 8px; }
    button { font: inherit; font-weight: 600; color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: 6px; min-height: 34px; padding: 2px 12px; cursor: pointer; }
    button.primary { color: var(--accent-ink); background: var(--accent); border-color: transparent; }
    button.plain { border-color: transparent; font-weight: 400; color: var(--quiet); padding-inline: 6px; }
    button:hover { text-decoration: underline; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      .all { --ink: #e8eaed; --quiet: #a7b0bb; --line: #454d57; --paper: #1e2329; --accent: #86dcc0; --accent-ink: #10241d; --alarm: #ff9d92; --focus: #7db4ff; }
      .frame, .found { border-color: #86dcc0; box-shadow: 0 0 0 2px #10241d; }
      .frame { box-shadow: 0 0 0 2px #10241d, 0 0 0 9999px rgb(0 0 0 / .45); }
      .found::before { background: #86dcc0; color: #10241d; }
    }
    @media (max-width: 400px) { .panel, .panel.up { inset-inline: 8px; width: auto; padding: 12px; gap: 8px; } }
    @media (forced-colors: active) { .frame, .found { border-color: Highlight; } .steps li.done { background: Highlight; forced-color-adjust: none; } }`;

  /** @param {string} tag @param {string} className @param {...(Node | string)} children */
  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    return element;
  };

  /** @param {string} action @param {string} words @param {string} [kind] */
  const button = (action, words, kind = "") => {
    const element = /** @type {HTMLButtonElement} */ (make("button", kind, words));
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
    app.badgeStyle.wear(root, style);
    root.append(make("div", "all", part.shield, part.marks, part.card, part.frame, part.panel));
    /** @type {{ chosen: Element | null, card: Element | null, found: Element[] }} */ let outlined = { chosen: null, card: null, found: [] };

    const redraw = () => {
      lay(part.frame, outlined.chosen);
      lay(part.card, outlined.card === outlined.chosen ? null : outlined.card);
      [...part.marks.children].forEach((mark, i) => lay(/** @type {HTMLElement} */ (mark), outlined.found[i]));
    };
    part.panel.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("button") : null;
      if (pressed?.dataset.action === "move") part.panel.classList.toggle("up");
      else if (pressed) onAction(pressed.dataset.action ?? "");
    });
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
       * @param {{ step: number, count: string, ask: string, fault?: string, buttons: string[] }} view `step`: how many are done
       */
      show: ({ step, count, ask, fault = "", buttons }) => {
        [...part.steps.children].forEach((each, i) => each.classList.toggle("done", i < step));
        part.count.textContent = count;
        part.ask.textContent = ask;
        part.fault.textContent = fault;
        part.fault.hidden = fault === "";
        part.keys.hidden = part.chosen.hidden = step > 3;
        part.label.hidden = !buttons.includes("save");
        for (const [name, each] of Object.entries(part.buttons)) each.hidden = !buttons.includes(name);
        (part.label.hidden ? part.panel : part.field).focus({ preventScroll: true });
      },
      /** @param {string} words of what is pointed at */
      describe: (words) => {
        if (part.chosen.textContent !== words) part.chosen.textContent = words;
      },
      /** @param {string} words */
      complain: (words) => {
        part.fault.textContent = words;
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
