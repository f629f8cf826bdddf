"""Runs the service: one process, one loopback socket, until a signal ends it."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import uvicorn

from server.app import create_app
from server.connections import Connection
from server.context import VERSION, Context
from server.errors import DoorstepError, PortTaken, describe
from server.guard import REPLY_HEADERS
from server.logs import logged
from server.memory import give_back
from server.pairing import new_code
from server.paths import DataFolder
from server.registry import Progress, Registry
from server.retrain import Trainer
from server.settings import BACKLOG, HOST
from server.store import Store

SECONDS_TO_END = 3
"""For requests in flight when a signal comes; the rest of the five is for the files."""
QUEUE = 4_096
"""Newcomers the system lets wait; whom it turns away tries again only after a second or three."""
BACKUP_CHECK_SECONDS = 3600

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while others wait: by itself 5 ms. A badge must not
wait so long for what is written or learnt at leisure, nor the encoder's two threads for the rest.
"""

log = logging.getLogger("doorstep")


def serve(
    data: DataFolder,
    port: int,
    on_ready: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> None:
    """Serve ``data`` on 127.0.0.1 until SIGTERM or SIGINT; returns when all is on disk.

    Parameters
    ----------
    data : DataFolder
        Held against a second service until this returns.
    port : int
        0 takes any free port.
    on_ready : callable, optional
        Called with a fresh pairing code once requests are answered.
    progress : callable, optional
        Told of the building of the starter model, if it must be built first.

    Raises
    ------
    AlreadyRunning, PortTaken, UnsafeFolder, StoreDamaged
        Before anything is served.
    """
    give_back()
    sys.setswitchinterval(SWITCH_SECONDS)
    data.prepare()
    with (
        data.held(port),
        logged(data),
        closing(listening(port)) as listener,
        closing(Store.open(data)) as store,
    ):
        actual = listener.getsockname()[1]
        data.announce(actual)
        registry = Registry(data, store)
        registry.ensure(progress)
        store.interrupt_jobs()
        trainer = Trainer(data, store, registry)
        # Labels may wait that came just before the last end, or that a refused model had learnt.
        trainer.labels_arrived()
        context = Context(data, store, registry, trainer, actual)
        with backed_up(store), closing(context):
            log.info("Doorstep %s listens on port %d.", VERSION, actual)
            run(context, listener, on_ready)
        log.info("Doorstep ended, with everything on disk.")


def run(context: Context, listener: socket.socket, on_ready: Callable[[str], None] | None) -> None:
    """Answer requests until a signal comes."""

    def ready() -> None:
        if on_ready is not None:
            on_ready(new_code(context.store))

    server = Server(configuration(context), ready)
    with ended_by_signals(server):
        server.run(sockets=[listener])


def configuration(context: Context) -> uvicorn.Config:
    """Set uvicorn up: nothing trusted, nothing told, nothing logged of a request."""
    return uvicorn.Config(
        create_app(context),
        http=Connection,
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        headers=REPLY_HEADERS,
        access_log=False,
        log_config=None,
        log_level="warning",
        backlog=BACKLOG,
        timeout_graceful_shutdown=SECONDS_TO_END,
    )


class Server(uvicorn.Server):
    """A uvicorn server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        for each in sockets or []:
            each.listen(QUEUE)
        self._ready()


@contextmanager
def ended_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Let SIGTERM and SIGINT end ``server`` with exit status 0.

    When uvicorn is done it raises the signal it caught once more, for handlers such as these.
    """

    def end(number: int, frame: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def listening(port: int) -> socket.socket:
    """Bind the loopback address; raises :class:`PortTaken` if another program has the port."""
    # asyncio sets TCP_NODELAY only where the protocol is named; without it a reply waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        # Needed after a restart. On Windows it would let two programs share the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise PortTaken(
            f"Port {port} is used by another program. Stop it, or choose another port: "
            f"doorstep serve --port {port + 1} (and enter it when pairing)."
        ) from None
    return listener


@contextmanager
def backed_up(store: Store) -> Iterator[None]:
    """Look once an hour whether the day's backup is due; serving matters more than a backup."""
    ended = threading.Event()

    def keep_on() -> None:
        while True:
            try:
                store.daily_backup()
            except (DoorstepError, OSError) as error:
                log.warning("No backup was made: %s", describe(error))
            if ended.wait(BACKUP_CHECK_SECONDS):
                return

    thread = threading.Thread(target=keep_on, name="backup", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(1)
