"""A file system of the test's own (tmpfs), mounted where nobody else sees it."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@cache
def unshare() -> list[str] | None:
    """The command that gives a private mount namespace, if this system lets us."""
    for options in (["-m"], ["-r", "-m"]):
        command = ["unshare", *options]
        if (
            shutil.which("unshare")
            and not subprocess.run(
                [*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
                capture_output=True,
                check=False,
            ).returncode
        ):
            return command
    return None


def mounted(folder: Path, size: str, script: str, *arguments: str) -> tuple[int, str]:
    """Run a shell script with a tmpfs of ``size`` at ``folder`` ($1); gives status and output."""
    command = unshare()
    if command is None:
        pytest.skip("no private mount namespace is to be had here")
    mount = f'mount -t tmpfs -o size={size},mode=700 tmpfs "$1" && '
    run = subprocess.run(
        [*command, "sh", "-c", mount + script, "sh", str(folder), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    return run.returncode, run.stdout
