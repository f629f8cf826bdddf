"""Kills a training every 50 ms of its course, from its first moment until one ends before the kill.

``python -m tests.faults.kill_sweep [--step 50] [--first 0]`` (milliseconds; Linux).
One start of the real service serves for two kills: its training process at one moment, then the
whole service a step later. After each is asked what `tests/server/test_killed.py` asks, and after
each start that the same model serves. A line a kill; exit status 1 at the first that does harm.
Training is polite (`nice 10`), so on a busy machine give the sweep priority (where sessions are
scheduled as groups, in `/proc/PID/autogroup`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch

from server import registry
from server.paths import DataFolder
from server.store import Store, StoredJob
from tests.server.test_killed import OVER, Trainings, no_building
from tests.server.test_serve import Process, started


def sleep(seconds: float, job: str) -> None:
    """Wait so long, whatever the job does."""
    time.sleep(seconds)


def kill(trainings: Trainings, service: Process, moment: int, *, whole: bool) -> bool:
    """Kill ``moment`` milliseconds after the training's start; says whether it had ended before."""
    wait = partial(sleep, moment / 1000)
    done: StoredJob = trainings.kill(service, f"at {moment} ms", wait, whole=whole)
    whom = "service" if whole else "training"
    reached = f"{done.progress:.0%}" if whole else ""
    left = ", ".join(sorted(trainings.left)) or "nothing"
    print(
        f"{moment:>6} ms  {whom:<8}  {done.state:<8}  {reached:>4}  "
        f"serves {trainings.active}, left over: {left}",
        flush=True,
    )
    return done.state in OVER


def sweep(data: DataFolder, first: int, step: int) -> int:
    """Kill at every step, alternately training process and service; gives the number of kills."""
    with closing(Store.open(data)) as store, patch.object(registry, "TrainingProcess", no_building):
        trainings = Trainings(data, store)
        for moment in count(first, 2 * step):
            with started(data) as service:
                trainings.serves(service)
                ended = kill(trainings, service, moment, whole=False)
                trainings.serves(service)
                ended |= kill(trainings, service, moment + step, whole=True)
            if ended:
                break
        with started(data) as service:
            trainings.serves(service)
        return len(trainings.given)


def main() -> None:
    """Build a starter, sweep, and say how many kills harmed nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=50, help="milliseconds between two kills")
    parser.add_argument("--first", type=int, default=0, help="milliseconds, to go on with a sweep")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        # Scoring nothing: the first command that needs a model builds the starter.
        command = [sys.executable, "-m", "server.cli", "score", "--data-dir", str(root)]
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        kills = sweep(DataFolder(root), asked.first, asked.step)
    print(f"{kills} kills, none of which did harm")


if __name__ == "__main__":
    main()
