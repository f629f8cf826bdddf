"""Draws the extension's icons from their source: `.venv/bin/python -m tests.draw_icons`.

After a change of `extension/icons/doorstep.svg`; look at what it drew before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browsers import find_chromium

EXTENSION = Path(__file__).parent.parent / "extension"
SOURCE = EXTENSION / "icons" / "doorstep.svg"


def sizes() -> dict[int, Path]:
    """The icons of the manifest, by their width and height in pixels."""
    icons = json.loads((EXTENSION / "manifest.json").read_text())["icons"]
    return {int(size): EXTENSION / path for size, path in icons.items()}


def draw(browser: Browser, size: int) -> bytes:
    """The icon as a PNG of that many pixels each way, its corners transparent."""
    page = browser.new_page(viewport={"width": size, "height": size}, device_scale_factor=1)
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{SOURCE.read_text()}")
    png = page.screenshot(omit_background=True)
    page.close()
    return png


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium())
        for size, path in sizes().items():
            path.write_bytes(draw(chromium, size))
        chromium.close()
