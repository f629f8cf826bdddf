"""Writes labels without end and says each key once it is acknowledged: a process to be cut off.

``python -m tests.faults.writing FOLDER [SYNCHRONOUS]``
"""

from __future__ import annotations

import sys
import uuid
from itertools import count
from pathlib import Path

from model.records import Message
from server import store_base
from server.paths import DataFolder
from server.store import NewLabel, Store


def main(folder: str, synchronous: str | None = None) -> None:
    if synchronous is not None:
        store_base.PRAGMAS = tuple(
            f"PRAGMA synchronous = {synchronous}" if "synchronous" in pragma else pragma
            for pragma in store_base.PRAGMAS
        )
    store = Store.open(DataFolder(Path(folder)))
    for number in count():
        key = str(uuid.uuid4())
        message = Message(id=f"m{number}", text=f"Which loom? {key}", kind="inbox_message")
        store.add_labels([NewLabel(key, message, "relationship", "badge")])
        print(key, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
