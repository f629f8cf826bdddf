"""Another user of the same computer: reads no file of ours, and gets no answer of the service's."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.errors import UnsafeFolder
from server.paths import DataFolder
from tests.server.test_serve import label, message, started

NOBODY = 65534
pytestmark = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can become another user"
)


@pytest.fixture
def within_reach(starter_data: Path) -> Iterator[DataFolder]:
    """A data folder whose parents let everybody through, so that its own rights are what counts."""
    parent = Path(tempfile.mkdtemp(prefix="doorstep-shared-"))
    parent.chmod(0o755)
    (parent / "open").write_text("everybody may read this")
    (parent / "open").chmod(0o644)
    yield DataFolder(shutil.copytree(starter_data, parent / "data"))
    shutil.rmtree(parent)


def as_another_user(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True,
        timeout=30, check=False,
    )  # fmt: skip


def test_another_user_reads_nothing_and_is_answered_nothing(within_reach: DataFolder) -> None:
    data = within_reach
    assert as_another_user("cat", str(data.root.parent / "open")).returncode == 0
    with started(data) as service, service.http() as http:
        http.post("/v1/score", json={"messages": [message()]}).raise_for_status()
        http.post("/v1/labels", json={"labels": [label(message())]}).raise_for_status()
        files = [path for path in data.root.rglob("*") if path.is_file()]
        assert len(files) > 5
        assert data.database in files
        for path in [data.root, *files]:
            for command in (("cat", str(path)), ("ls", str(path)), ("cp", str(path), "/dev/null")):
                assert as_another_user(*command).returncode != 0, command
        request = (
            "POST /v1/score HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nDoorstep-Protocol: 1\\r\\n"
            "Content-Type: application/json\\r\\nContent-Length: 15\\r\\nConnection: close\\r\\n"
            'Authorization: Bearer {token}\\r\\n\\r\\n{{"messages":[]}}'
        )
        for token in ("", "null", "A" * 43):
            said = request.format(port=service.port, token=token)
            script = f"exec 3<>/dev/tcp/127.0.0.1/{service.port}; printf '{said}' >&3; cat <&3"
            reply = as_another_user("bash", "-c", script).stdout
            assert reply.startswith("HTTP/1.1 403"), reply
            assert reply.split("\n\n")[-1].strip() == ""


def test_what_belongs_to_another_user_is_refused(within_reach: DataFolder) -> None:
    for path in (within_reach.key_file, within_reach.database, within_reach.root):
        os.chown(path, NOBODY, NOBODY)
        with pytest.raises(UnsafeFolder, match=f"{path} belongs to another user"):
            within_reach.prepare()
