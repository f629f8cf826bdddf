"""The process one training runs in: ``python -m server.training_process``.

Started by `training_job.py`. It has no database and opens no socket. What it needs arrives as one
JSON line on standard input (see ``training_job.Request``), what it has to say leaves as JSON lines
on standard output: any number of ``{"event": "progress", "fraction": 0 to 1, "stage": str}``, then
one ``{"event": "done", "model": id, "adopt": bool, "why", "figures": {...}, "changes": {...} or
null, "vectors": [...]}`` or ``{"event": "failed", "why"}``; ``why`` is a sentence as
``model.wording.plain`` gives it, ``vectors`` has for each label what the encoder made of it, in
base64, or ``""`` where the request told. None of them holds a word of a message. It ends when
standard input closes, so that it never outlives its parent.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from base64 import b64encode
from typing import Any, TextIO

from model.adoption import Verdict, compare
from model.changes import compared
from model.corpus import read_corpus, read_holdout
from model.encoder import MemoEncoder, shared_encoder
from model.persistence import ModelRefused, load_model, save_model
from model.text import normalise
from model.train import train
from model.trained import TrainedModel
from model.wording import plain
from server.errors import describe
from server.paths import shipped
from server.registry import renamed, starter_id
from server.training_job import Request
from server.wording import sentence

TRAINING_SHARE = 0.9
"""How much of the progress is training; the rest is comparing."""


def main() -> int:
    """Serve one request; returns the exit status."""
    # Whatever a library prints must not end up between our events.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr
    if hasattr(os, "nice"):
        os.nice(10)  # Windows: the parent asked for a low priority at the start.
    request = Request.model_validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        send(channel, event="done", **train_and_compare(request, channel))
    except ModelRefused as error:
        # Most likely Doorstep was updated while it ran.
        send(channel, event="failed", why=sentence("training.start_again", why=error.why))
        return 1
    except Exception as error:
        send(channel, event="failed", why=describe(error))
        return 1
    return 0


def train_and_compare(request: Request, channel: TextIO) -> dict[str, Any]:
    """Train a candidate, save it, and say whether it is no worse than the model in use."""

    def progress(fraction: float, stage: str) -> None:
        send(channel, event="progress", fraction=TRAINING_SHARE * fraction, stage=stage)

    key = bytes.fromhex(request.key)
    data = shipped("training_data")
    encoder = MemoEncoder(shared_encoder(), request.known())
    current = load_model(request.current, key, encoder=encoder) if request.current else None
    corpus = read_corpus(data)
    trained = train(corpus, request.labels, progress=progress, encoder=encoder, like=current)
    candidate = renamed(trained, request.name or starter_id(trained))
    verdict, changes = Verdict(adopt=True, why=sentence("training.first")), None
    if current is not None:
        send(channel, event="progress", fraction=TRAINING_SHARE, stage="comparing")
        # Before saving: the comparison leaves its figures in the candidate's metadata.
        verdict = compare(current, candidate, read_holdout(data), request.labels)
        if verdict.adopt:
            changes = would_change(current, candidate, request)
    folder = request.folder / candidate.id
    # The same starter may be there, damaged.
    shutil.rmtree(folder, ignore_errors=True)
    save_model(candidate, folder, key)
    read = read_here(request, encoder)
    return {"model": candidate.id, **verdict.model_dump(), "changes": changes, "vectors": read}


def read_here(request: Request, encoder: MemoEncoder) -> list[str]:
    """Give what the encoder made of those labelled texts of which it was not known, in base64."""
    known = request.known()
    texts = [normalise(label.text) for label in request.labels]
    rows = zip(texts, encoder.encode(texts), strict=True)
    return ["" if text in known else b64encode(row.tobytes()).decode() for text, row in rows]


def would_change(
    current: TrainedModel, candidate: TrainedModel, request: Request
) -> dict[str, Any]:
    """Say what the candidate would change; without examples, for a report holds no text."""
    found = compared(current, candidate, request.history, request.strictness, request.recipient)
    return found.model_dump(exclude={"examples"})


def end_with_parent() -> None:
    """Block until standard input closes, which is when the parent is gone; then end at once."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(1)


def send(channel: TextIO, **event: Any) -> None:
    """Write one event."""
    channel.write(json.dumps(event, default=plain) + "\n")
    channel.flush()


if __name__ == "__main__":
    sys.exit(main())
