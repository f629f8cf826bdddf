"""What the tests of the command line share: invented rows, and two ways to run a command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from server.cli import main
from server.paths import DataFolder

CANARY = "Ottilie keeps bees in the bell tower"
ROWS = [
    {"id": f"r{n}", "text": f"{text} {CANARY}", "kind": "inbox_message", "label": label}
    for n, (text, label) in enumerate(
        [
            ("Which of your hives survived the frost?", "relationship"),
            ("May I watch when you open the new hive?", "relationship"),
            ("Boost your sales with our platform.", "leaflet"),
            ("Pallets from stock, delivered anywhere.", "leaflet"),
        ]
    )
]


def doorstep(data: DataFolder, *arguments: str, sent: bytes | str | None = None) -> Result:
    return CliRunner().invoke(main, ["--data-dir", str(data.root), *arguments], input=sent)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
