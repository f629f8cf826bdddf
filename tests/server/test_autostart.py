"""Starting with the session: what each system is told, and Linux's file run as it is written."""

from __future__ import annotations

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from server import autostart as module
from server.autostart import (
    SCHEMA,
    Autostart,
    launchd,
    refusal,
    service_command,
    systemd,
    task_scheduler,
)
from server.paths import DataFolder
from tests.server.command_line import doorstep
from tests.server.test_serve import free_port

ODD = Path('/home/ann/50 % "of" $HOME/back\\slash & <co>')
COMMAND = ["/usr/bin/python3", "-m", "server.cli", "serve", "--port", "13667",
           "--data-dir", str(ODD)]  # fmt: skip
linux = pytest.mark.skipif(sys.platform != "linux", reason="a user unit is Linux's")


def every(folder: Path) -> dict[str, Autostart]:
    return {
        "systemd": systemd(COMMAND, folder),
        "launchd": launchd(COMMAND, folder, 501),
        "task_scheduler": task_scheduler(COMMAND, folder, "PC\\ann & co"),
    }


@pytest.mark.parametrize("name", ["systemd", "launchd", "task_scheduler"])
def test_each_system_is_told_the_command_exactly(tmp_path: Path, name: str) -> None:
    plan = every(tmp_path)[name]
    assert plan.command() is None
    plan.file.parent.mkdir(parents=True, exist_ok=True)
    plan.file.write_bytes(plan.content)
    found = plan.command()
    if name == "task_scheduler":
        assert found == [COMMAND[0], subprocess.list2cmdline(COMMAND[1:])]
    else:
        assert found == COMMAND
    plan.file.write_bytes(b"\xff\xfenothing of ours")
    assert plan.command() == [], "there, and not readable"


def test_the_unit_says_nothing_to_the_journal_and_gives_up_after_a_few_tries(
    tmp_path: Path,
) -> None:
    unit = every(tmp_path)["systemd"].content.decode()
    for line in ("StandardOutput=null", "StandardError=null", "Restart=on-failure", "UMask=0077",
                 "StartLimitBurst=5", "WantedBy=default.target"):  # fmt: skip
        assert line in unit.splitlines()
    assert "%%" in unit
    assert "$$HOME" in unit


def test_the_agent_is_a_property_list_that_starts_at_login_and_after_a_crash(
    tmp_path: Path,
) -> None:
    plan = every(tmp_path)["launchd"]
    agent = plistlib.loads(plan.content)
    assert agent["ProgramArguments"] == COMMAND
    assert agent["RunAtLoad"] is True
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["Umask"] == 0o077
    assert {agent["StandardOutPath"], agent["StandardErrorPath"]} == {"/dev/null"}
    assert plan.file == tmp_path / "Library" / "LaunchAgents" / f"{agent['Label']}.plist"


def test_the_task_runs_as_the_user_at_logon_without_an_end(tmp_path: Path) -> None:
    plan = every(tmp_path)["task_scheduler"]
    task = ElementTree.fromstring(plan.content.decode("utf-16"))
    told = {element.tag.removeprefix(f"{{{SCHEMA}}}"): element.text for element in task.iter()}
    assert told["UserId"] == "PC\\ann & co"
    assert told["RunLevel"] == "LeastPrivilege"
    assert told["LogonType"] == "InteractiveToken"
    assert told["ExecutionTimeLimit"] == "PT0S"
    assert (told["StopIfGoingOnBatteries"], told["Hidden"]) == ("false", "true")
    assert task.find(f".//{{{SCHEMA}}}LogonTrigger") is not None
    # The schema of tasks is a sequence: in another order Windows refuses it.
    assert [e.tag.removeprefix(f"{{{SCHEMA}}}") for e in task] == [
        "RegistrationInfo", "Triggers", "Principals", "Settings", "Actions",
    ]  # fmt: skip


@linux
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    command = service_command(DataFolder(tmp_path / "50 % & more"), 13667)
    plan = systemd(command, tmp_path)
    plan.file.parent.mkdir(parents=True)
    plan.file.write_bytes(plan.content)
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(plan.file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in run.stderr.splitlines() if "doorstep" in line]
    assert (run.returncode, complaints) == (0, [])


# --- the commands, with a systemctl that does what it is told -------------------------------------

SYSTEMCTL = f"""#!{sys.executable}
import os, signal, subprocess, sys
from pathlib import Path
from server.autostart import from_unit

state, asked = Path(os.environ["STATE"]), sys.argv[2:]
with (state / "asked").open("a") as notes:
    print(*asked, file=notes)
running = state / "pid"
unit = Path(os.environ["XDG_CONFIG_HOME"], "systemd", "user", "doorstep.service")
if (state / "refuse").exists():
    sys.exit("Failed to connect to bus: No medium found")
if asked[0] == "restart":
    nowhere = subprocess.DEVNULL
    service = subprocess.Popen(
        from_unit(unit.read_bytes()), stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    running.write_text(str(service.pid))
elif asked[0] == "disable" and running.exists():
    os.kill(int(running.read_text()), signal.SIGTERM)
    running.unlink()
elif asked[0] == "is-active":
    sys.exit(0 if running.exists() else 3)
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    (folder / "bin").mkdir(parents=True)
    tool = folder / "bin" / "systemctl"
    tool.write_text(SYSTEMCTL)
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("STATE", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


def comes(data: DataFolder, *, there: bool) -> None:
    """Wait until the service holds its folder, or has let go of it."""
    deadline = time.monotonic() + 60
    while data.holder_file.exists() != there:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@linux
def test_on_status_doctor_log_and_off_with_the_units_own_command(
    data: DataFolder, state: Path
) -> None:
    port = free_port()
    assert doorstep(data, "autostart", "status").stdout == "off\n"
    on = doorstep(data, "autostart", "on", "--port", str(port))
    assert on.exit_code == 0, on.output
    assert str(data.log_file) in on.stderr
    comes(data, there=True)
    assert doorstep(data, "autostart", "status").stdout == "on, running\n"
    assert doorstep(data, "doctor", "--port", str(port)).stdout == "All is well.\n"

    pid = int((state / "pid").read_text())
    assert doorstep(data, "autostart", "off").stdout == "Off.\n"
    comes(data, there=False)
    until_gone(pid)
    assert list((state.parent / "config").rglob("*.service")) == []
    assert doorstep(data, "autostart", "off").stdout == "It was off already.\n"
    log = data.log_file.read_text()
    assert f"listens on port {port}" in log
    assert "ended" in log
    assert "code" not in log.lower()


def until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}/stat").exists():
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)


@linux
def test_what_is_broken_is_said_with_the_repair(data: DataFolder, state: Path) -> None:
    (state / "refuse").touch()
    refused = doorstep(data, "autostart", "on")
    assert refused.exit_code == 1
    assert "No medium found" in refused.output
    assert "doorstep serve" in refused.output
    assert doorstep(data, "autostart", "status").stdout == "off\n", "nothing is left behind"

    (state / "refuse").unlink()
    gone = [str(data.root / "gone"), "serve", "--data-dir", str(data.root)]
    plan = systemd(gone, state.parent / "config")
    plan.file.write_bytes(plan.content)
    status = doorstep(data, "autostart", "status")
    assert (status.exit_code, status.stdout) == (1, "on, not running\n")
    assert "doorstep autostart on" in status.stderr
    found = doorstep(data, "doctor", "--port", str(free_port()))
    assert "repair: doorstep autostart on" in found.stdout


@linux
def test_a_service_in_a_terminal_is_named_first(data: DataFolder, state: Path) -> None:
    with data.held(7):
        data.announce(7)
        refused = doorstep(data, "autostart", "on")
    assert refused.exit_code == 1
    assert f"process {os.getpid()} on port 7" in refused.output
    assert list(state.parent.rglob("*.service")) == []


def test_a_tool_that_is_missing_or_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "FileNotFoundError" in (refusal(("no-such-tool-of-any-system",)) or "")
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    assert "TimeoutExpired" in (refusal((sys.executable, "-c", "import time; time.sleep(9)")) or "")


def test_the_words_of_a_unit_survive_a_shell_like_reading() -> None:
    line = next(
        line for line in systemd(["a b", "c"], Path()).content.decode().splitlines()
        if line.startswith("ExecStart=")
    )  # fmt: skip
    assert shlex.split(line.removeprefix("ExecStart=")) == ["a b", "c"]
