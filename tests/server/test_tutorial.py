"""The tutorial's commands, run as they stand there, and whether what it says came true."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server.paths import DataFolder

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-lessons.md"
END = "=== end of a step ==="

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its commands are a POSIX shell's")


def scores(said: str) -> dict[str, Any]:
    found = (json.loads(line) for line in said.splitlines() if line.startswith("{"))
    return {score["id"]: score for score in found}


def test_its_commands_do_what_it_says(data: DataFolder, tmp_path: Path) -> None:
    steps = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    shutil.move(data.root, tmp_path / "doorstep-lessons")  # Its starter is built already.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", f"\necho '{END}'\n".join(steps)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    _, first, taught, second, listed, _ = done.stdout.split(END)
    before, after = scores(first), scores(second)
    bands = {name: score["band"] for name, score in before.items()}
    assert bands == {
        "call": "leaflet",
        "slate": "relationship",
        "empty": "no_note",
        "hall": "relationship",
    }
    assert "Adopted" in taught + done.stderr
    assert after["hall"]["score"] < before["hall"]["score"] - 10
    assert (after["call"]["band"], after["slate"]["band"]) == ("leaflet", "relationship")
    assert len(re.findall(r"^\* ", listed, re.MULTILINE)) == 1
    assert len(listed.strip().splitlines()) == 2
    assert not list(tmp_path.glob("*lessons*")), "all of it was thrown away"
