"""A disk that is full, or cannot be written: on a real small file system."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.namespace import mounted

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mount namespaces are Linux's")


def test_a_full_disk_refuses_labels_judges_on_and_recovers_without_a_restart(
    tmp_path: Path, starter_data: Path
) -> None:
    script = 'exec "$2" -m tests.faults.full_disk "$1" "$3"'
    status, said = mounted(tmp_path, "8m", script, sys.executable, str(starter_data))
    print(said)
    assert status == 0, said


def test_a_folder_that_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    script = (
        'mkdir -m 700 "$1/data" && mount -o remount,ro "$1" && '
        '{ "$2" -m server.cli doctor --port "$3" --data-dir "$1/data"; '
        'exec "$2" -m server.cli serve --port "$3" --data-dir "$1/data"; }'
    )
    status, said = mounted(tmp_path, "1m", script, sys.executable, "1")
    assert status == 1
    assert f"{tmp_path / 'data'} cannot be written." in said, "the doctor"
    assert "is no folder that can be written; choose another with --data-dir" in said, "the service"
