"""The log: bounded, private, and without a word of any message, whoever writes into it."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from server import logs
from server.errors import PortTaken
from server.logs import MAX_BYTES, OLDER_KEPT, logged
from server.paths import DataFolder

CANARY = "the kestrel over the brickworks"


def test_no_text_gets_in_neither_of_ours_nor_of_others(
    folder: DataFolder, capfd: pytest.CaptureFixture[str]
) -> None:
    folder.prepare()
    with logged(folder):
        for name in logs.SOURCES:
            log = logging.getLogger(name)
            try:
                raise ValueError(CANARY)
            except ValueError:
                log.exception("Exception in the application\n")
        logging.getLogger("uvicorn.error").warning("What came was %s", CANARY)
        logging.getLogger("another.library").error(CANARY)
    said = folder.log_file.read_text()
    assert CANARY not in said
    assert said.count("ValueError at test_logs.py:") == len(logs.SOURCES)
    assert "What came was %s" in said
    assert len(said.splitlines()) == len(logs.SOURCES) + 1, "a line each"
    shown = capfd.readouterr().err
    assert said == "".join(line for line in shown.splitlines(True) if CANARY not in line)


def test_files_turn_over_and_are_private(folder: DataFolder) -> None:
    folder.prepare()
    with logged(folder):
        for number in range(4000):
            logging.getLogger("doorstep").info("%d %s", number, "x" * 400)
    files = sorted(folder.root.glob("doorstep.log*"))
    assert len(files) == 1 + OLDER_KEPT
    assert all(path.stat().st_size <= MAX_BYTES for path in files)
    assert "3999 x" in folder.log_file.read_text()
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_what_ends_the_service_is_written_down_and_goes_on(folder: DataFolder) -> None:
    folder.prepare()
    with pytest.raises(PortTaken), logged(folder):
        raise PortTaken("Port 7 is used by another program.")
    with pytest.raises(ZeroDivisionError), logged(folder):
        1 / 0  # noqa: B018
    first, second = folder.log_file.read_text().splitlines()
    assert first.endswith("ERROR Port 7 is used by another program.")
    assert "ZeroDivisionError at test_logs.py:" in second


def test_afterwards_others_log_as_before(folder: DataFolder) -> None:
    folder.prepare()
    log = logging.getLogger("uvicorn.error")
    before = (log.level, log.propagate, list(log.handlers))
    with logged(folder):
        assert not log.propagate
    assert (log.level, log.propagate, log.handlers) == before


def test_a_log_that_cannot_be_written_does_not_stop_the_service(folder: DataFolder) -> None:
    folder.prepare()
    Path(folder.log_file).mkdir()
    with logged(folder):
        logging.getLogger("doorstep").info("serving all the same")
