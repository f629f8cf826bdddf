"""A service whose disk becomes full and has space again, without a restart.

``python -m tests.faults.full_disk FOLDER STARTER``: FOLDER is a small file system of its own (see
``test_disk.py``), STARTER a data folder with a model in it.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import closing, suppress
from pathlib import Path

import httpx

from server.paths import DataFolder
from server.store import Store
from tests.server.test_retrain import until
from tests.server.test_serve import label, message, started


def fill(path: Path) -> None:
    """Take every byte that is left."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                while file.write(bytes(size)) == size:
                    pass
                size //= 2
            except OSError:
                size //= 2


def give_until_full(http: httpx.Client, given: list[str]) -> str:
    """Label until the service refuses; gives the key that was refused."""
    for number in range(2000):
        new = label(message(number, f"{number} " + "Which loom for linen? " * 500))
        reply = http.post("/v1/labels", json={"labels": [new]})
        if reply.status_code == 507:
            error = reply.json()["error"]
            assert error["code"] == "store_full"
            assert "Free some space" in error["message"]
            return str(new["key"])
        assert reply.json()["stored"] == 1
        given.append(new["key"])
    raise AssertionError("the disk never became full")


def main(folder: Path, starter: Path) -> None:
    data = DataFolder(shutil.copytree(starter, folder / "data"))
    filler, given = folder / "filler", []
    with started(data) as service, service.http() as http:
        model = http.get("/v1/status").json()["model"]
        fill(filler)
        refused = give_until_full(http, given)
        scored = http.post("/v1/score", json={"messages": [message()], "explain": True})
        assert scored.status_code == 200, scored.text
        assert scored.json()["scores"][0]["score"] is not None
        training = http.post("/v1/train", json={})
        if training.status_code == 200:
            job = f"/v1/train/{training.json()['job']}"
            last = until(lambda: (it := http.get(job).json())["state"] != "running" and it)
            assert last["state"] == "failed", last
        else:
            assert training.status_code == 507, training.text
        assert http.get("/v1/status").json()["model"] == model, "the old model serves"

        filler.unlink()
        new = label(message(1, "And now?"))
        assert http.post("/v1/labels", json={"labels": [new]}).json()["stored"] == 1
        given.append(new["key"])
        assert http.get("/v1/status").json()["store"]["ok"]
    with closing(Store.open(data)) as store:
        kept = {stored.key for stored in store.current_labels()}
        assert kept == set(given), "what was acknowledged, no more and no less"
        assert refused not in kept
        assert store.check() == []
    print(f"full after {len(given) - 1} labels; 507, then all went on without a restart")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
