// How what stands over the page looks: the small bar in the corner and the dialogs. In the colours of badges.
(() => {
  "use strict";

  const { light, dark } = app.badgeStyle;

  app.overlayStyle = `
    :host { all: initial !important; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    ${app.words.style}
    .corner, dialog { ${light} color: var(--ink); font: 400 14px/1.45 system-ui, sans-serif;
      text-align: start; letter-spacing: normal; }
    [data-theme="dark"] > .corner, [data-theme="dark"] > dialog { ${dark} color-scheme: dark; }
    h2, p, ul, ol, dl, dd { margin: 0; padding: 0; list-style: none; }
    button { font: inherit; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: 8px; min-height: 36px;
      padding: 0 14px; margin: 0; cursor: pointer; }
    button:hover { background: var(--hover); }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
    button[disabled] { color: var(--quiet); cursor: default; background: none; }
    .main { background: var(--ink); color: var(--paper); border-color: var(--ink); font-weight: 600; }
    .main:hover { background: color-mix(in srgb, var(--ink) 86%, var(--paper)); }
    .main[disabled], .main[disabled]:hover { background: none; color: var(--quiet); border-color: var(--line); }
    .quiet, .said { color: var(--quiet); }

    .corner { position: fixed; z-index: 2147483000; inset-block-end: 16px; inset-inline-start: 16px; max-width: calc(100vw - 32px);
      display: flex; flex-wrap: wrap; align-items: center; gap: 4px; padding: 4px; font-size: 13px; background: var(--paper);
      border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 4px 16px rgb(0 0 0 / 16%); }
    .corner button { border: 0; min-height: 32px; padding: 0 10px; }
    .corner svg { width: 15px; height: 15px; vertical-align: -2.5px; margin-inline-end: 7px; fill: none; stroke: currentColor; stroke-width: 1.5;
      stroke-linecap: round; stroke-linejoin: round; }
    .corner .open { font-weight: 600; }
    .corner .away { min-width: 32px; padding: 0; color: var(--quiet); font-size: 16px; }
    .order { padding: 6px 10px; color: var(--quiet); text-wrap: pretty; flex: 0 1 auto; max-width: 44ch; }
    .open:not([hidden]) + .order { padding-inline-start: 0; }
    @media (max-width: 500px) {
      .open:not([hidden]) + .order { order: 1; flex-basis: 100%; padding: 0 10px 7px; }
      .corner .open { flex: 1 1 auto; text-align: start; }
    }
    .sign { padding: 0 8px; display: flex; align-items: center; min-height: 32px; color: var(--quiet); }
    .sign::after { content: ""; order: -1; width: 7px; height: 7px; border-radius: 50%; background: var(--relationship); margin-inline-end: 8px; flex: none; }

    dialog { width: min(640px, calc(100vw - 24px)); max-width: none; max-height: min(760px, calc(100dvh - 24px)); padding: 0; margin: auto; border: 1px solid var(--line);
      border-radius: 14px; background: var(--paper); box-shadow: 0 16px 48px rgb(0 0 0 / 28%); overflow: hidden; }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: rgb(10 14 20 / 45%); }
    .head { padding: 18px 20px 12px; border-bottom: 1px solid var(--line); display: grid; gap: 6px; }
    .head h2 { font: inherit; font-size: 18px; font-weight: 650; line-height: 1.3; }
    .head h2:focus { outline: none; }
    .note, .why { overflow-wrap: anywhere; }
    .alarm { border-inline-start: 3px solid var(--unsure); padding-inline-start: 10px; }
    .body { overflow-y: auto; padding: 0 20px; flex: 1 1 auto; min-height: 0; }
    .body > p { padding: 16px 0; }
    .person { display: grid; grid-template-columns: 24px minmax(0, 1fr); gap: 4px 8px; padding: 14px 0; border-bottom: 1px solid var(--line); }
    .person:last-child { border-bottom: 0; }
    .person > * { grid-column: 2; min-width: 0; }
    .who { grid-column: 1 / -1; display: grid; grid-template-columns: 24px minmax(0, 1fr) auto; gap: 2px 8px; align-items: start; min-height: 24px; cursor: pointer; }
    .who input { width: 18px; height: 18px; margin: 2px 0 0; accent-color: var(--focus); }
    .who b { font-weight: 600; overflow-wrap: anywhere; }
    .who .quiet { grid-column: 2; font-size: 13px; }
    .chip { display: inline-flex; align-items: center; gap: 6px; padding: 0 9px; min-height: 22px; border-radius: 11px; font-size: 12px; font-weight: 600;
      white-space: nowrap; color: var(--leaflet); background: var(--leaflet-paper); font-variant-numeric: tabular-nums; }
    .note { white-space: pre-line; max-height: 11em; overflow-y: auto; padding-inline-start: 10px; border-inline-start: 3px solid var(--line); font-size: 13.5px; }
    .reasons { display: grid; gap: 2px; font-size: 13px; color: var(--quiet); }
    .reasons li { display: grid; grid-template-columns: 34px minmax(0, 1fr); gap: 8px; }
    .points { font-variant-numeric: tabular-nums; font-weight: 600; text-align: end; color: var(--ink); }
    .outcome { font-size: 13px; font-weight: 600; }
    .outcome:not([data-words]) { display: none; }
    .outcome::before { content: "✓ " attr(data-words); }
    .outcome.left { color: var(--unsure); }
    .outcome.left::before { content: "– " attr(data-words); }
    .foot { padding: 12px 20px 16px; border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; align-items: center; gap: 8px 10px; }
    .foot .said { flex: 1 1 200px; min-height: 1.45em; }
    .stop { min-width: 120px; }
    .bar { flex-basis: 100%; height: 4px; border-radius: 2px; background: var(--line); overflow: hidden; }
    .bar i { display: block; height: 100%; width: 0; background: var(--relationship); transition: width .3s; }
    .keys { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 8px 16px; padding: 16px 20px; overflow-y: auto; }
    .keys dt { display: flex; gap: 4px; justify-content: end; }
    kbd { font: 600 12px/1 monospace; padding: 4px 7px; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 6px; }
    @media (max-width: 480px) {
      .head, .foot { padding-inline: 14px; }
      .body { padding-inline: 14px; }
      .who { grid-template-columns: 24px minmax(0, 1fr); }
      .who .chip { grid-column: 2; justify-self: start; }
      .foot button { flex: 1 1 auto; }
      .foot .said:not([data-words]) { min-height: 0; }
      .person > *, .person > .note { grid-column: 1 / -1; }
    }
    @media (prefers-reduced-motion: reduce) { .bar i { transition: none; } }
    @media (forced-colors: active) { .chip, .corner, dialog { border: 1px solid CanvasText; } .bar i { background: Highlight; } }`;
})();
