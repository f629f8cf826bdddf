// How a badge looks. Lives in the closed root only; `all: initial` keeps the page's style out.
(() => {
  "use strict";

  const light = `
    --ink: #1f2328; --quiet: #59626e; --line: #d4d9e0; --paper: #ffffff; --hover: #eef1f5; --focus: #0a5fd6;
    --relationship: #0a6650; --relationship-paper: #e2f3ec; --unsure: #7a4f00; --unsure-paper: #fbf0d8;
    --leaflet: #48525f; --leaflet-paper: #e9edf2; --plus: #bfe8d6; --minus: #dde2ea;`;
  const dark = `
    --ink: #e8eaed; --quiet: #a7b0bb; --line: #454d57; --paper: #1e2329; --hover: #323a44; --focus: #7db4ff;
    --relationship: #86dcc0; --relationship-paper: #12392f; --unsure: #f2ca7c; --unsure-paper: #3c2f12;
    --leaflet: #c8d0da; --leaflet-paper: #333b45; --plus: #1f5f4c; --minus: #4a535f;`;

  const style = `
    :host { all: initial !important; display: block !important; flex: 1 1 100% !important; grid-column: 1 / -1 !important;
      width: 100% !important; min-width: 0 !important; box-sizing: border-box !important; padding: 6px 0 2px !important;
      container-type: inline-size !important; cursor: auto !important; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    ${app.words.style}
    .box { ${light} color: var(--ink); font: 400 12px/1.4 system-ui, sans-serif;
      text-align: start; letter-spacing: normal; }
    .box[data-theme="dark"] { ${dark} color-scheme: dark; }
    .line { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; min-height: 26px; }
    .verdict { display: inline-flex; align-items: center; gap: 6px; min-height: 24px; padding: 0 10px 0 7px; border-radius: 12px;
      border: 1px solid transparent; color: var(--quiet); white-space: nowrap; }
    .verdict svg { width: 14px; height: 14px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.5;
      stroke-linecap: round; stroke-linejoin: round; }
    .slot { display: inline-grid; justify-items: start; min-width: 152px; }
    .slot > *, .slot::after { grid-area: 1 / 1; }
    .slot::after { content: attr(data-room) / ""; visibility: hidden; height: 0; overflow: hidden; white-space: pre; font-weight: 600; padding-inline: 17px 32px; }
    .waiting .actions, [data-band="no_note"] :is(.why, .mark), .away .line > :not(.absent) { visibility: hidden; }
    .absent { position: absolute; inset: 0; display: flex; align-items: center; gap: 4px 10px; color: var(--quiet); }
    .absence { min-width: 0; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; line-height: 1.08; }
    .absent button { flex: none; margin-inline-start: auto; }
    .word { font-weight: 600; }
    .number { font-variant-numeric: tabular-nums; font-weight: 600; padding-inline-start: 6px; border-inline-start: 1px solid color-mix(in srgb, currentColor 35%, transparent); }
    [data-band="relationship"] .verdict { color: var(--relationship); background: var(--relationship-paper); }
    [data-band="unsure"] .verdict { color: var(--unsure); background: var(--unsure-paper); }
    [data-band="leaflet"] .verdict { color: var(--leaflet); background: var(--leaflet-paper); }
    [data-band="no_note"] .verdict { border: 1px dashed var(--line); }
    [data-band=""] .verdict { padding-inline: 0; }
    .hint, .said, .ask { color: var(--quiet); }
    .actions { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin-inline-start: auto; }
    button { font: inherit; color: var(--ink); background: none; border: 0; border-radius: 6px; min-height: 24px; min-width: 24px;
      padding: 0 7px; margin: 0; cursor: pointer; white-space: nowrap; }
    button:hover { background: var(--hover); }
    button:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
    .mark { display: inline-flex; align-items: center; gap: 6px; }
    .pair { display: inline-flex; border: 1px solid var(--line); border-radius: 7px; }
    .pair button { border-radius: 6px; min-height: 22px; }
    .pair button + button { border-start-start-radius: 0; border-end-start-radius: 0; border-inline-start: 1px solid var(--line); }
    .pair button:first-child { border-start-end-radius: 0; border-end-end-radius: 0; }
    .pair button[aria-pressed="true"] { background: var(--ink); color: var(--paper); font-weight: 600; }
    .why::after, .answers-open::after { content: ""; display: inline-block; width: 5px; height: 5px; margin: 0 1px 2px 5px; border: solid currentColor;
      border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
    .why[aria-expanded="true"]::after, .answers-open[aria-expanded="true"]::after { transform: rotate(225deg); margin-bottom: -1px; }
    .decline, .undo, .repair { border: 1px solid var(--line); }
    .undo { font-weight: 600; }
    .said { margin: 4px 0 0; }
    .said:not([data-words]) { display: none; }
    .draft .line { flex-wrap: nowrap; align-items: flex-start; }
    .draft .words { padding-block: 4px; text-wrap: pretty; }
    .draft .words .hint { display: block; padding: 0; }
    .draft .leave { color: var(--quiet); }
    .draft .leave:hover { color: var(--ink); }
    .count { display: block; height: 2px; margin-top: 5px; border-radius: 1px; background: var(--quiet); transform-origin: left;
      animation: shrink linear forwards; }
    @keyframes shrink { to { transform: scaleX(0); } }
    .waiting .word { animation: breathe 1.6s ease-in-out infinite; font-weight: 400; }
    @keyframes breathe { 50% { opacity: .45; } }
    .panel { margin-top: 8px; padding: 10px 12px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); font-size: 13px; }
    .panel h2 { margin: 0 0 6px; font: inherit; font-weight: 600; }
    .note { margin: 0 0 10px; padding-inline-start: 10px; border-inline-start: 3px solid var(--line); white-space: pre-wrap;
      overflow-wrap: anywhere; max-height: 16em; overflow-y: auto; }
    mark { color: inherit; border-radius: 3px; padding: 0 1px; background: var(--minus); text-decoration: underline dotted; text-underline-offset: 3px; }
    mark.plus { background: var(--plus); text-decoration-style: solid; }
    ul { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: max-content 1fr; gap: 5px 10px; }
    li { display: contents; }
    .points { font-weight: 600; font-variant-numeric: tabular-nums; min-width: 40px; text-align: end; padding: 0 6px;
      border-radius: 5px; background: var(--minus); align-self: start; }
    .points.plus { background: var(--plus); }
    .points.none { background: none; }
    .foot { margin: 8px 0 0; color: var(--quiet); font-size: 12px; }
    .answers { margin-top: 10px; padding-top: 8px; border-top: 1px solid var(--line); }
    .answers-open { margin-inline-start: -7px; font-weight: 600; }
    .answer { margin-top: 8px; }
    .answer-head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
    .answer h3 { margin: 0; font: inherit; flex: 1 1 auto; color: var(--quiet); }
    .copy { border: 1px solid var(--line); }
    .answer-text { margin: 4px 0 0; padding-inline-start: 10px; border-inline-start: 3px solid var(--line); white-space: pre-line; overflow-wrap: anywhere; user-select: text; }
    .quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @container (max-width: 520px) {
      .ask { display: none; }
      .actions { gap: 4px 6px; }
    }
    @container (max-width: 460px) {
      .line { column-gap: 6px; }
      .actions { margin-inline-start: 0; }
      .draft .line { flex-wrap: wrap; }
      .draft .words { order: 1; flex-basis: 100%; padding-block: 0; }
      .draft .actions { flex-basis: auto; margin: 0 0 0 auto; }
    }
    @container (max-width: 330px) {
      .line { gap: 2px 6px; min-height: 40px; }
      .absence { -webkit-line-clamp: 3; }
      .actions { margin-inline-start: auto; }
      .hint { order: 1; flex-basis: 100%; padding-inline-start: 8px; }
      .hint:not([data-words]) { display: none; }
      .open .hint { order: 0; }
      .open .actions { flex-basis: 100%; justify-content: space-between; margin: 2px 0 0; }
      .box:not(.open) .mark { display: none; }
      .panel { padding: 8px 10px 10px; }
    }
    @media (prefers-reduced-motion: reduce) { .count, .waiting .word { animation: none; } }
    @media (forced-colors: active) {
      .verdict, .points:not(.none), .pair, button { border: 1px solid currentColor; }
      .pair button[aria-pressed="true"] { background: Highlight; color: HighlightText; forced-color-adjust: none; }
      mark { background: Canvas; color: CanvasText; }
    }`;

  /** A folded card is as low as this line, which lies over all of it. */
  const folded = `${style}
    :host { position: absolute !important; inset: 0 !important; z-index: 1 !important; padding: 0 !important; }
    .box { height: 100%; display: flex; align-items: center; padding: 0 8px; background: var(--paper); }
    .box > :not(.fold) { display: none !important; }
    .fold { display: flex; align-items: center; gap: 4px 10px; width: 100%; min-width: 0; color: var(--quiet); }
    .fold span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex: 1 1 auto; min-width: 0; }
    .fold button { flex: none; border: 1px solid var(--line); }`;

  /** For badges far off the screen: the browser is spared drawing them until they come near. */
  const away = `${style}
    :host { content-visibility: auto !important; contain-intrinsic-block-size: auto 34px !important; overflow-clip-margin: 4px !important; }`;

  /** One for all badges that look alike: a sheet is read by the browser once. @type {Map<string, CSSStyleSheet>} */
  const sheets = new Map();
  /** @param {string} text */
  const sheetOf = (text) => {
    const sheet = sheets.get(text) ?? new CSSStyleSheet();
    if (!sheets.has(text)) sheet.replaceSync(text);
    sheets.set(text, sheet);
    return sheet;
  };

  /**
   * Puts a style into a root, in place of the one before: a constructed sheet, or a style element where the
   * browser refuses those to content scripts (Firefox: bugzilla 1751346).
   * @param {ShadowRoot} root @param {string} text
   */
  const wear = (root, text) => {
    try {
      root.adoptedStyleSheets = [sheetOf(text)];
      if (root.adoptedStyleSheets.length === 1) return;
    } catch {
      // Falls through to the element.
    }
    const element = root.querySelector("style") ?? root.appendChild(document.createElement("style"));
    element.textContent = text;
  };
  /** The look of a badge. @param {ShadowRoot} root @param {"near" | "away" | "folded"} how */
  const dress = (root, how) => wear(root, { near: style, away, folded }[how]);

  /**
   * Says of elements whether the page is dark behind them. The page's own theme counts, then the
   * system's. Good for one look: what holds for an element holds for all that stand in it unpainted.
   * @returns {(element: Element) => boolean}
   */
  const createTheme = () => {
    /** @type {Map<Node | null, boolean>} */ const known = new Map([[null, matchMedia("(prefers-color-scheme: dark)").matches]]);
    /** @param {Node | null} node @returns {boolean} */
    const isDark = (node) => {
      const found = known.get(node);
      if (found !== undefined || node === null) return found ?? false;
      const [red, green, blue, alpha = "1"] = (node instanceof Element && getComputedStyle(node).backgroundColor.match(/[\d.]+/g)) || ["0", "0", "0", "0"];
      const painted = Number(alpha) > 0.5;
      const dark = painted ? 0.299 * Number(red) + 0.587 * Number(green) + 0.114 * Number(blue) < 128 : isDark(node instanceof ShadowRoot ? node.host : node.parentNode);
      known.set(node, dark);
      return dark;
    };
    return isDark;
  };

  app.badgeStyle = { dress, wear, createTheme, light, dark };
})();
