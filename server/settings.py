"""Port, limits and the environment variables that stand in for options."""

from __future__ import annotations

import os
from pathlib import Path

HOST = "127.0.0.1"
"""The literal address, never a name: on ``localhost`` another program may answer for ``::1``."""

DEFAULT_PORT = 13667
PORT_VARIABLE = "DOORSTEP_PORT"
DATA_VARIABLE = "DOORSTEP_DATA_DIR"

MAX_BODY = 256_000
"""Bytes of one request's body."""
BODY_SECONDS = 5.0
"""Until a body must have arrived whole."""
MAX_IMPORT = 100_000_000
"""Bytes of another site's data export, the one body that may be larger ..."""
IMPORT_SECONDS = 60.0
"""... and take longer."""
HEAD_SECONDS = 5.0
"""Until the head of a request must have come, the first and each one after it."""
MAX_HEAD = 64_000
"""Bytes of a request that are not its body; a piece of up to 256 kB is read before it is asked."""
MAX_CONNECTIONS = 128
"""Open at once; macOS gives a program 256 files, the database's among them."""
BACKLOG = 32
"""Newcomers taken at one go: so much fewer than ``MAX_CONNECTIONS`` that whoever asks at once is
read before so many came after that they must make room."""
MAX_IN_FLIGHT = 64
"""Requests read or answered at the same time; each may hold a body in memory."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""For the environment, before numpy comes in: rows are short here, and threads that share them out
wait for one another (measured: moving a model to 500 labels took 2 s with two, 0.05 s with one)."""
CODE_SECONDS = 120.0
CODE_TRIES = 5


def data_from_environment() -> Path | None:
    """Give the folder of ``DOORSTEP_DATA_DIR``, if it is set."""
    value = os.environ.get(DATA_VARIABLE)
    return Path(value).expanduser() if value else None
