// All a page can do before our scripts come. `told` is what it has learnt.
globalThis.told = [];
const tell = (what) => { try { told.push(String(what)); } catch {} };

const OBSERVED = [
  [Element.prototype, "attachShadow"], [Element.prototype, "append"], [Node.prototype, "appendChild"],
  [EventTarget.prototype, "addEventListener"], [EventTarget.prototype, "dispatchEvent"],
  [window, "postMessage"], [document, "createElement"], [CSSStyleSheet.prototype, "replaceSync"],
];
for (const [owner, name] of OBSERVED) {
  const real = owner[name];
  owner[name] = function (...given) {
    tell(`${name} ${given.map((each) => each?.outerHTML ?? each).join()}`);
    const made = real.apply(this, given);
    if (name === "attachShadow") tell(`root ${made.innerHTML}`);
    return made;
  };
}

const HEARD = [
  "message", "click", "keydown", "focusin", "pointerdown", "slotchange", "error", "copy", "unhandledrejection",
  "securitypolicyviolation", "doorstep", "score", "label",
];
for (const type of HEARD) {
  addEventListener(type, (e) => {
    const path = e.composedPath().map((each) => each.outerHTML?.slice(0, 60) ?? each);
    tell(`${type} ${path.join()} ${JSON.stringify(e.data ?? e.detail) ?? ""} ${e.message ?? ""}`);
  }, true);
}
new MutationObserver((all) => {
  for (const { addedNodes } of all) for (const node of addedNodes) tell(`added ${node.outerHTML} ${node.shadowRoot}`);
}).observe(document, { childList: true, subtree: true });

// Each click of the user's is said again, to everything it went through and to what lies under it.
addEventListener("click", (e) => {
  if (!e.isTrusted) return;
  for (const target of [...e.composedPath(), document.elementFromPoint(e.clientX, e.clientY)]) {
    for (const type of ["pointerdown", "mousedown", "mouseup", "click"]) {
      const { clientX, clientY } = e;
      target?.dispatchEvent?.(new MouseEvent(type, { bubbles: true, composed: true, clientX, clientY }));
    }
    if (target?.localName === "div") target.click();
  }
}, true);
told.length = 0; // what it did itself so far
