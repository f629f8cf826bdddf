"""Packs the extension for the two stores, with the texts their forms ask for.

``python -m server.extension_package dist``, or ``make package``, writes a zip a browser and
``store/``. Needs a checkout and nothing but Python. Packed twice, a zip has the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "extension"
SHIPPED = {".js", ".json", ".html", ".css", ".svg", ".png"}
FOR_DEVELOPERS = {"jsconfig.json"}
FOREIGN = {
    # The store gives its own id; the service learns it at pairing.
    "chromium": ("key", "browser_specific_settings", "background.scripts"),
    "firefox": ("key", "minimum_chrome_version", "background.service_worker"),
}
"""What of the manifest each browser does not know or its store does not take."""


def manifest_for(browser: str) -> dict[str, Any]:
    """Give the manifest without what is foreign to a browser."""
    manifest: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    for name in FOREIGN[browser]:
        *path, last = name.split(".")
        holder = manifest
        for step in path:
            holder = holder[step]
        del holder[last]
    return manifest


def contents(browser: str) -> Iterator[tuple[str, bytes]]:
    """Give name and content of every file of a package, in order of the names."""
    for path in sorted(EXTENSION.rglob("*")):
        name = path.relative_to(EXTENSION).as_posix()
        if name == "manifest.json":
            manifest = json.dumps(manifest_for(browser), indent=2, ensure_ascii=False)
            yield name, f"{manifest}\n".encode()
        elif path.suffix in SHIPPED and name not in FOR_DEVELOPERS:
            yield name, path.read_bytes()


def package(browser: str) -> bytes:
    """Pack the extension for a browser."""
    packed = io.BytesIO()
    # Stored, not deflated: what deflating gives differs from one zlib to the next.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents(browser):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is made, so that the next line holds
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def permissions() -> dict[str, str]:
    """Read why the extension has each of its permissions, from the table in the README."""
    section = (ROOT / "README.md").read_text("utf-8").split("## What it may do, and why")[1]
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", section.split("\n## ")[0], re.MULTILINE)
    return {name: reason for names, reason in rows for name in re.findall(r"`([^`]+)`", names)}


def store_texts() -> dict[str, str]:
    """Give what the stores' forms ask for, by the name of a file each.

    A part of ``docs/store.md`` is a file; a part in several languages is one for each.
    """
    texts = {}
    # The forms keep line breaks: those within a paragraph go.
    flowing = re.compile(r"(?<=\S)\n(?=[^\n-])")
    for part in re.split(r"^## ", (ROOT / "docs" / "store.md").read_text("utf-8"), flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        name = title.strip().lower().replace(" ", "-")
        first, *languages = re.split(r"^### ", body, flags=re.M)
        for each in languages:
            tag, _, text = each.partition("\n")
            texts[f"{name}.{tag.strip()}"] = flowing.sub(" ", text)
        if not languages:
            texts[name] = flowing.sub(" ", first)
    for locale in sorted((EXTENSION / "_locales").iterdir()):
        messages = json.loads((locale / "messages.json").read_text("utf-8"))
        texts[f"summary.{locale.name}"] = messages["extension_description"]["message"]
    reasons = (f"{permission}\n{reason}" for permission, reason in permissions().items())
    texts["permissions"] = "\n\n".join(reasons)
    return {name: f"{text.strip()}\n" for name, text in texts.items()}


def build(target: Path) -> dict[Path, str]:
    """Write everything into a folder.

    Returns
    -------
    dict[Path, str]
        SHA-256 of each package.
    """
    store = target / "store"
    store.mkdir(parents=True, exist_ok=True)
    for name, text in store_texts().items():
        (store / f"{name}.txt").write_bytes(text.encode())
    sums = {}
    for browser in FOREIGN:
        path = target / f"doorstep-{browser}.zip"
        packed = package(browser)
        path.write_bytes(packed)
        sums[path] = hashlib.sha256(packed).hexdigest()
    return sums


if __name__ == "__main__":
    for path, sha256 in build(Path(sys.argv[1])).items():
        print(f"{sha256}  {path}")  # noqa: T201
