"""What every page owes to those who see it poorly, hear it, or have little room for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

# Words of less contrast with their ground than WCAG 2 asks for, measured on what is shown.
FAINT = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => color.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [a, b] = [rgb(getComputedStyle(element).color), ground(element)].map(light);
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push([words.currentNode.data.trim(), contrast]);
  }
  return faint;
}"""

# References that lead nowhere, ids that are there twice, headings that skip a level.
LOOSE = """() => {
  const all = [...document.querySelectorAll("*")];
  const ids = all.map((e) => e.id).filter(Boolean);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  const names = ["aria-labelledby", "aria-describedby", "aria-activedescendant", "for", "list"];
  const nowhere = all.flatMap((e) => names.flatMap((n) => (e.getAttribute(n) ?? "").split(" ")))
    .filter((id) => id && !document.getElementById(id));
  const levels = all.filter((e) => /^H[1-6]$/.test(e.tagName) && e.checkVisibility())
    .map((e) => +e.tagName[1]);
  const skipped = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1);
  return [...twice, ...nowhere, ...skipped];
}"""

# Controls smaller than WCAG 2.2 asks for (24 by 24), but for links within sentences and what the
# browser draws.
SMALL = """() => [...document.querySelectorAll("button, select, input, textarea, nav a, li[id]")]
  .filter((e) => e.checkVisibility() && e.type !== "checkbox")
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 24 || height < 24).map(([html]) => html)"""

NAMED = {
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "slider", "listbox", "option",
    "spinbutton", "image", "dialog", "region", "navigation", "table",
}  # fmt: skip


def faint_words(page: Page) -> Any:
    """Words whose contrast is below 4.5, with that."""
    return page.evaluate(FAINT)


def loose_ends(page: Page) -> Any:
    return page.evaluate(LOOSE)


def small_targets(page: Page) -> Any:
    return page.evaluate(SMALL)


def nameless(page: Page) -> list[str]:
    """Roles that a screen reader would announce without a name, from the browser's own tree."""
    cdp = page.context.new_cdp_session(page)
    nodes = cdp.send("Accessibility.getFullAXTree")["nodes"]
    cdp.detach()
    return [
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored")
        and node.get("role", {}).get("value") in NAMED
        and not str(node.get("name", {}).get("value", "")).strip()
    ]


def too_wide(page: Page) -> Any:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


# What WCAG 2.2 asks for at the levels A and AA, in so far as a program can tell.
# axe does not look at generated content, in which our words stand: it gets them as texts of the
# same style. That the browser itself reads them out is tested in tests/extension/test_words.py.
VIOLATIONS = """async (within) => {
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const around = within ? { include: [...document.querySelectorAll("*")].filter((e) => e.shadowRoot) } : document;
  const drawn = [...document.querySelectorAll("*")]
    .flatMap((e) => [...e.shadowRoot?.querySelectorAll("[data-words]") ?? []])
    .map((e) => [e, e.dataset.words]);
  for (const [each, words] of drawn) {
    each.prepend(words);
    delete each.dataset.words;
  }
  const { violations, passes } = await axe.run(around, { runOnly: { type: "tag", values } });
  for (const [each, words] of drawn) {
    each.firstChild.remove();
    each.dataset.words = words;
  }
  if (passes.length === 0) throw new Error("axe looked at nothing");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
}"""  # noqa: E501


def violations(page: Page, *, within_roots: bool = False) -> Any:
    """What axe finds against WCAG 2.2 AA in a page, or in its open shadow roots alone."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE)
    return page.evaluate(VIOLATIONS, within_roots)
