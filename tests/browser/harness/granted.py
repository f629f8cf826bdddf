"""The extension as it is once the user has allowed every site: what a browser asks is answered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.browser.harness.driver import EXTENSION


def granted(folder: Path) -> Path:
    """Copy the extension, the sites it asks for when wanted among those it asks for at once.

    A permission dialog cannot be pressed by a driver; the rest is as shipped.
    """
    target = folder / "extension"
    shutil.copytree(EXTENSION, target)
    file = target / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["host_permissions"] += manifest.pop("optional_host_permissions")
    file.write_text(json.dumps(manifest))
    return target
