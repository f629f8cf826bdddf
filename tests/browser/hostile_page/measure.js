// Notes every size that an empty element of the page, ours among them, ever has, and brings fonts of its own to see
// whether they are asked for; the page itself asks for none of them.
globalThis.sizes = new Map();
const sized = new ResizeObserver((all) => {
  for (const { target, contentRect } of all) sizes.get(target)?.add(`${target.offsetHeight} ${contentRect.width}`);
});
new MutationObserver((all) => {
  for (const node of all.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (node.localName !== "div" || node.hasChildNodes() || !node.closest("[role=listitem]")) continue;
    sizes.set(node, new Set());
    sized.observe(node);
  }
}).observe(document, { childList: true, subtree: true });

const FAMILIES = ["control", "system-ui", "sans-serif", "monospace", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "Helvetica"];
document.head.append(Object.assign(document.createElement("style"), {
  textContent: FAMILIES.map((name) => `@font-face { font-family: "${name}"; src: url("/font"); }`).join("") +
    "* { font-family: serif !important; }",
}));
