// The page plays our worker and our badge: every message and event it can make.
const message = { id: "1", text: "forged", kind: "connection_request" };
const entry = { key: crypto.randomUUID(), message, label: "relationship", source: "badge" };
for (const type of ["score", "label", "decision", "state", "decline", "erase"]) {
  for (const forged of [{ type, entry }, { type: "label", entry }, JSON.stringify({ type, entry })]) {
    postMessage(forged, "*");
    for (const target of [document, window, ...document.querySelectorAll("[role=listitem] div")]) {
      for (const name of [type, "doorstep", `doorstep-${type}`]) {
        target.dispatchEvent(new CustomEvent(name, { detail: forged, bubbles: true, composed: true }));
      }
    }
  }
}
