"""Makes sure that the browsers the tests drive are there; `make test` runs it first.

Uses what is installed. What is missing is installed from the distribution where that is possible
(root on Debian or Ubuntu), else it says what to install and ends with status 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import browsers

# What is needed, how it is found, and the package of Debian that brings it.
NEEDED: tuple[tuple[str, Callable[[], Path | None], str], ...] = (
    ("Chromium", browsers.find_chromium, "chromium"),
    ("chromedriver", browsers.find_chromedriver, "chromium-driver"),
    ("Firefox", browsers.find_firefox, "firefox-esr"),
    ("geckodriver", browsers.find_geckodriver, "firefox-geckodriver"),
)


def missing() -> list[tuple[str, str]]:
    """Name and Debian package of each program that is not there."""
    return [(name, package) for name, find, package in NEEDED if find() is None]


def may_use_apt() -> bool:
    """Root, on a system with apt-get."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    """Install from the distribution; whether it worked."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages],
    )
    return all(
        subprocess.run(command, env=environment, check=False, stdout=sys.stderr).returncode == 0
        for command in commands
    )


def advice(names: list[str], packages: list[str]) -> str:
    """What the reader can do about what is missing."""
    lines = [f"The tests drive real browsers, and could not find: {', '.join(names)}."]
    if "Chromium" in names and browsers.find_branded_chrome():
        lines.append(
            "Google Chrome is here, but since version 137 it ignores --load-extension, so the tests"
            " need Chromium beside it."
        )
    if sys.platform == "linux":
        lines.append(f"On Debian: sudo apt-get install {' '.join(packages)}")
    lines.append(
        "Elsewhere: install Chromium, the chromedriver of the same version, and Firefox, and put"
        " them on PATH; DOORSTEP_CHROMIUM and DOORSTEP_FIREFOX name a program by hand."
    )
    return "\n".join(lines)


def main() -> int:
    """Find or install all; exit status."""
    lacking = missing()
    if may_use_apt():
        packages = [package for _, package in lacking]
        if packages:
            print("Installing from the distribution:", *packages, flush=True)
            apt_install(packages)
            lacking = missing()
        if shutil.which(browsers.HEADLESS) is None:
            print("Installing from the distribution, if it has it:", browsers.HEADLESS, flush=True)
            apt_install([browsers.HEADLESS])
    if lacking:
        names, packages = [list(column) for column in zip(*lacking, strict=True)]
        print(advice(names, packages), file=sys.stderr)
        return 1
    for name, find, _ in NEEDED:
        program = find()
        print(f"{name}: {browsers.version(program) if program else 'missing'} ({program})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
