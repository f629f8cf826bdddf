"""The folder a browser loads as the extension: one that stays where it is.

In a checkout it is the checkout's own. A wheel unpacks into a place that moves with every upgrade
of Python or of the tool that installed it, so there a copy in the data folder is what is loaded.
"""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from server.paths import DataFolder, shipped


def extension_folder(data: DataFolder) -> Path:
    """Return the folder to load; a copy that is not this version's is renewed first."""
    source = shipped("extension")
    if source.parent.name != "_shipped":
        return source
    target = data.root / "extension"
    if not same_files(source, target):
        fresh = target.with_name("extension.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(source, fresh)
        shutil.rmtree(target, ignore_errors=True)
        # On Windows a browser may hold a file open, so that the folder can't be replaced.
        shutil.copytree(fresh, target, dirs_exist_ok=True)
        shutil.rmtree(fresh)
    return target


def same_files(one: Path, other: Path) -> bool:
    """Whether both folders hold the same files with the same content."""
    names = files(one)
    if not other.is_dir() or names != files(other):
        return False
    _, different, failed = filecmp.cmpfiles(one, other, names, shallow=False)
    return not different and not failed


def files(folder: Path) -> list[str]:
    """Names of all files under ``folder``, relative to it."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found)
