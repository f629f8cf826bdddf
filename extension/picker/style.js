// The picker's style. Lives in its closed root only; `all: initial` keeps the page's style out.
(() => {
  "use strict";

  const style = `
    :host { all: initial !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    ${app.words.style}
    .shield { position: fixed; inset: 0; cursor: crosshair; }
    .all { --ink: #1f2328; --quiet: #59626e; --line: #c3cad3; --paper: #ffffff; --accent: #0a6650; --accent-ink: #ffffff; --alarm: #a3261b;
      --focus: #0a5fd6; font: 400 14px/1.45 system-ui, sans-serif; color: var(--ink); }
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

  teaching.style = style;
})();
