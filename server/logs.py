"""The log: one file in the data folder, of bounded size, without a word of any message.

The service says what goes wrong on its terminal; started by itself at login it has none, and the
file tells it instead.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler

from server.errors import DoorstepError, describe
from server.paths import DataFolder

MAX_BYTES = 256_000
"""Of one file; with the older ones beside it the log never takes more than a megabyte."""
OLDER_KEPT = 3
SOURCES = ("doorstep", "uvicorn.error", "asyncio")
"""Whose notes are kept. Other libraries' could say anything."""

log = logging.getLogger("doorstep")


class WithoutTexts(logging.Formatter):
    """Tells of an exception its kind and place only: its text could quote a letter."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Give one line."""
        line = f"{self.formatTime(record)} {record.levelname} {self._said(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line} ({describe(error)})" if error else line

    def _said(self, record: logging.LogRecord) -> str:
        """Our own sentences as they are; of others the fixed part, never what is put into it."""
        said = record.getMessage() if record.name == log.name else str(record.msg)
        return " ".join(said.split())


@contextmanager
def logged(data: DataFolder) -> Iterator[None]:
    """Keep a log in ``data`` while the block runs; warnings go to standard error, too.

    The caller holds the folder: two processes must not turn the files over. An error that ends the
    block is written down before it goes on.
    """
    file = RotatingFileHandler(
        data.log_file, maxBytes=MAX_BYTES, backupCount=OLDER_KEPT, encoding="utf-8", delay=True
    )
    file.setLevel(logging.INFO)
    file.handleError = lambda record: None  # type: ignore[method-assign]  # A full disk: serve on.
    handlers: list[logging.Handler] = [file]
    if sys.stderr is not None:  # Windows has none for a program without a window.
        terminal = logging.StreamHandler()
        terminal.setLevel(logging.WARNING)
        handlers.append(terminal)
    for handler in handlers:
        handler.setFormatter(WithoutTexts())
    sources = [logging.getLogger(name) for name in SOURCES]
    before = [(source, source.level, source.propagate) for source in sources]
    for source, _, _ in before:
        source.setLevel(logging.INFO if source is log else logging.WARNING)
        source.propagate = False
        for handler in handlers:
            source.addHandler(handler)
    try:
        yield
    except DoorstepError as error:
        file.handle(log.makeRecord(log.name, logging.ERROR, "", 0, str(error), (), None))
        raise
    except Exception as error:
        log.error("The service broke off: %s", describe(error))
        raise
    finally:
        for source, level, propagate in before:
            source.setLevel(level)
            source.propagate = propagate
            for handler in handlers:
                source.removeHandler(handler)
        file.close()
