"""Writes labels and is killed, many times over; tells what was acknowledged and what is lost.

``python -m tests.faults.cuts FOLDER ROUNDS [SYNCHRONOUS]``, which prints one object of JSON. Under
``LD_PRELOAD=power_loss.so`` each round is a power cut: a fresh folder, of which only what was
synced lasts. Else each is a kill, all of them on the same folder. The rounds are forks of one
process, for starting Python takes longer than a round.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import uuid
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import NoReturn

from model.records import Message
from server import store_base
from server.paths import DataFolder
from server.store import NewLabel, Store

POWER = "power_loss" in os.environ.get("LD_PRELOAD", "")
KEY = 37
"""Bytes of a key and its line's end."""


def new(key: str) -> NewLabel:
    message = Message(id=key, text=f"Which loom? {key}", kind="inbox_message")
    return NewLabel(key, message, "relationship", "badge")


def write(live: Path, told: int) -> NoReturn:
    """Label two texts at a time without end; each key is told once it is acknowledged."""
    with closing(Store.open(DataFolder(live))) as store:
        for _ in count():
            keys = [str(uuid.uuid4()), str(uuid.uuid4())]
            store.add_labels([new(key) for key in keys])
            os.write(told, "".join(f"{key}\n" for key in keys).encode())
    raise AssertionError


def cut(live: Path) -> list[str]:
    """One round; gives the keys that were acknowledged."""
    hear, tell = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(hear)
        try:
            write(live, tell)
        finally:
            os._exit(1)
    os.close(tell)
    heard = os.read(hear, 2 * KEY)
    time.sleep(random.uniform(0, 0.3))
    os.kill(writer, signal.SIGKILL)
    _, status = os.waitpid(writer, 0)
    assert os.WIFSIGNALED(status), "it wrote until it was killed"
    while more := os.read(hear, 1 << 16):
        heard += more
    os.close(hear)
    return heard.decode().split()


def main(folder: Path, rounds: int, synchronous: str | None = None) -> None:
    if synchronous is not None:
        store_base.PRAGMAS = tuple(
            f"PRAGMA synchronous = {synchronous}" if "synchronous" in pragma else pragma
            for pragma in store_base.PRAGMAS
        )
    acknowledged: list[str] = []
    written = lost = halves = 0
    for number in range(rounds):
        live, lasts = folder / "live", folder / "live"
        if POWER:
            live, lasts = folder / str(number) / "live", folder / str(number) / "lasts"
            lasts.mkdir(parents=True, mode=0o700)
            os.environ.update(WATCHED=str(live), SHADOW=str(lasts))
            acknowledged = []
        told = cut(live)
        acknowledged += told
        written += len(told)
        with closing(Store.open(DataFolder(lasts))) as store:
            assert store.check() == []
            kept = [stored.key for stored in store.current_labels()]
            assert len(kept) == len(set(kept))
            lost += len(set(acknowledged) - set(kept))
            halves += len(kept) % 2
            acknowledged += set(kept) - set(acknowledged)
    found = {"rounds": rounds, "acknowledged": written, "lost": lost, "half batches": halves}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
