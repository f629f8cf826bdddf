"""The conversation with a training process: what it is asked, how it starts, what it answers.

Every training runs in a process of its own, the starter's too: the service stays quick meanwhile,
and the memory a training takes goes back to the system with its end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from model.context import Recipient
from model.encoder import Matrix
from model.records import Message, OwnLabel, Strictness
from model.text import normalise
from model.wording import revived
from server.settings import ONE_THREAD
from server.wording import sentence


class Request(BaseModel):
    """What to learn, what to compare with and where to save.

    ``folder`` is where the new model's own folder goes, named ``name`` or, for a starter
    (``name`` is None), after what it was made of. ``current`` is the folder of the model in use,
    if the new one must be compared with it; removing a candidate that is not adopted is the
    caller's part. ``key`` is the installation's own, in hex; ``labels`` are the user's, oldest
    first, one for each text; ``vectors`` are what the encoder made of each of them, empty where
    that is not known. On ``history`` it is told what would change for this ``recipient`` at this
    ``strictness``.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    key: str
    folder: Path
    name: str | None = None
    current: Path | None = None
    labels: list[OwnLabel] = []
    vectors: list[bytes] = []
    history: list[Message] = []
    strictness: Strictness = "balanced"
    recipient: Recipient | None = None

    def known(self) -> dict[str, Matrix]:
        """Give what the encoder made of labelled texts, by their normal form, as it takes them."""
        return {
            normalise(label.text): np.frombuffer(numbers, dtype=np.float32)
            for label, numbers in zip(self.labels, self.vectors, strict=False)
            if numbers
        }


class TrainingProcess:
    """One training in its own process; :meth:`run` may be called once."""

    def __init__(self) -> None:
        windows = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(
            subprocess, "CREATE_NO_WINDOW", 0
        )
        self._process = subprocess.Popen(
            # -P: a folder called `server` where the user stands must not be imported.
            [sys.executable, "-P", "-m", "server.training_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
            creationflags=windows,
        )

    def run(self, request: Request, progress: Callable[[float, str], None]) -> dict[str, Any]:
        """Hand over ``request``, pass progress on, and return the last event.

        That is ``{"event": "done", ...}`` or ``{"event": "failed", "why": words}``; the latter also
        when the process was ended from outside.
        """
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with process:
            try:
                process.stdin.write(request.model_dump_json(by_alias=True).encode() + b"\n")
                process.stdin.flush()
                for line in process.stdout:
                    event: dict[str, Any] = json.loads(line, object_hook=revived)
                    if event["event"] != "progress":
                        return event
                    progress(event["fraction"], event["stage"])
            except BrokenPipeError:
                pass
            except BaseException:
                process.kill()  # Nobody is left to hear it out.
                raise
        return {"event": "failed", "why": sentence("training.ended_from_outside")}

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once; what it has written so far is never opened."""
        self._process.kill()
