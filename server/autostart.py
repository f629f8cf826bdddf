"""Starting with the user's session: what each system is told, and how it is asked.

What is written is made by pure functions, one a system, so that all three can be tested on any. The
service runs as the user, never as an administrator, without a window, and is started again a few
times if it breaks off. What it says goes to the log in the data folder and nowhere else: a system's
journal would keep its pairing code.
"""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from server.errors import DoorstepError, describe
from server.paths import DataFolder

LABEL = "org.doorstep.service"
UNIT = "doorstep.service"
TASK = "Doorstep"
PATIENCE = 30
"""Seconds that a system's own tool may take."""

Command = tuple[str, ...]


class AutostartFailed(DoorstepError):  # noqa: N818  (as the others of its family)
    """The system would not have it; the message says what to do instead."""

    code = "autostart_failed"


@dataclass(frozen=True)
class Autostart:
    """How one system starts the service at login: a file and the commands around it."""

    file: Path
    content: bytes
    on: tuple[Command, ...]
    off: tuple[Command, ...]
    running: Command
    """Exit status 0 while the service runs."""
    read: Callable[[bytes], list[str]]
    """Gives the service's command from such a file; raises ``ValueError`` if there is none."""

    def turn_on(self) -> None:
        """Start the service now and at every login.

        Raises
        ------
        AutostartFailed
            If the system refuses; nothing is left behind then.
        """
        self.turn_off()  # It may be another port's, or another installation's.
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_bytes(self.content)
        for command in self.on:
            if said := refusal(command):
                self.turn_off()
                raise AutostartFailed(
                    f"{command[0]} would not start Doorstep ({said}). Nothing was changed; start "
                    "it from your desktop's own list of programs with: doorstep serve"
                )

    def turn_off(self) -> bool:
        """End the service and let it rest at login; gives whether it had been on."""
        was_on = self.file.exists()
        for command in self.off if was_on else ():
            refusal(command)  # It may be ended or unknown already.
        self.file.unlink(missing_ok=True)
        return was_on

    def command(self) -> list[str] | None:
        """Give the command that is started at login, ``None`` if none is."""
        try:
            return self.read(self.file.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            return []

    def is_running(self) -> bool:
        """Whether the system has the service running."""
        return refusal(self.running) is None


def autostart(data: DataFolder, port: int) -> Autostart:
    """Give this system's way for the service on ``data`` and ``port``."""
    command = service_command(data, port)
    if sys.platform == "darwin":
        return launchd(command, Path.home(), os.getuid())
    if os.name == "nt":
        user = f"{os.environ.get('USERDOMAIN', '')}\\{os.environ.get('USERNAME', '')}"
        return task_scheduler(command, data.root, user.lstrip("\\"))
    return systemd(command, Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"))


def service_command(data: DataFolder, port: int) -> list[str]:
    """Give the command line of the service, with everything said outright."""
    python = Path(sys.executable)
    if os.name == "nt" and (without_window := python.with_name("pythonw.exe")).exists():
        python = without_window
    where = ["--port", str(port), "--data-dir", str(data.root.absolute())]
    return [str(python), "-m", "server.cli", "serve", *where]


def refusal(command: Command) -> str | None:
    """Run a system's tool; gives ``None`` if it did what it was told, else why not."""
    try:
        run = subprocess.run(  # noqa: S603  (our own words)
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return describe(error)
    said = (run.stderr or run.stdout).strip().splitlines()
    return None if run.returncode == 0 else (said or [f"status {run.returncode}"])[-1].rstrip(".")


# --- Linux ----------------------------------------------------------------------------------------

SYSTEMD = """\
# Written by: doorstep autostart on. Removed by: doorstep autostart off.
[Unit]
Description=Doorstep judges the messages in your inbox, on this computer
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
ExecStart={command}
Restart=on-failure
RestartSec=5
TimeoutStopSec=10
UMask=0077
NoNewPrivileges=yes
StandardOutput=null
StandardError=null

[Install]
WantedBy=default.target
"""


def systemd(command: list[str], config: Path) -> Autostart:
    """Make a user unit of systemd; ``config`` is the user's folder for configuration."""
    ask = ("systemctl", "--user")
    return Autostart(
        file=config / "systemd" / "user" / UNIT,
        content=SYSTEMD.format(command=" ".join(map(in_a_unit, command))).encode(),
        on=((*ask, "daemon-reload"), (*ask, "enable", UNIT), (*ask, "restart", UNIT)),
        off=((*ask, "disable", "--now", UNIT),),
        running=(*ask, "is-active", "--quiet", UNIT),
        read=from_unit,
    )


def in_a_unit(word: str) -> str:
    """Quote one word of a command; ``%`` and ``$`` would be filled in by systemd."""
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"'


def from_unit(content: bytes) -> list[str]:
    """Read the command back."""
    line = re.search(r"^ExecStart=(.+)$", content.decode("utf-8"), re.MULTILINE)
    if line is None:
        raise ValueError("no command")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line.group(1))
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%").replace("$$", "$") for word in words]


# --- macOS ----------------------------------------------------------------------------------------


def launchd(command: list[str], home: Path, user: int) -> Autostart:
    """Make an agent of launchd for the user with the number ``user``."""
    file = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    agent = {
        "Label": LABEL,
        "ProgramArguments": command,
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "ProcessType": "Background",
        "Umask": 0o077,
        "StandardOutPath": "/dev/null",
        "StandardErrorPath": "/dev/null",
    }
    domain = f"gui/{user}"
    return Autostart(
        file=file,
        content=plistlib.dumps(agent),
        on=(
            ("launchctl", "enable", f"{domain}/{LABEL}"),
            ("launchctl", "bootstrap", domain, str(file)),
        ),
        off=(("launchctl", "bootout", f"{domain}/{LABEL}"),),
        running=("launchctl", "print", f"{domain}/{LABEL}"),
        read=from_agent,
    )


def from_agent(content: bytes) -> list[str]:
    """Read the command back."""
    try:
        return [str(word) for word in plistlib.loads(content)["ProgramArguments"]]
    except (plistlib.InvalidFileException, KeyError, TypeError) as error:
        raise ValueError("no command") from error


# --- Windows --------------------------------------------------------------------------------------

SCHEMA = "http://schemas.microsoft.com/windows/2004/02/mit/task"
SCHEDULED = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="{schema}">
  <RegistrationInfo>
    <Description>Doorstep judges the messages in your inbox, on this computer</Description>
  </RegistrationInfo>
  <Triggers><LogonTrigger><UserId>{user}</UserId></LogonTrigger></Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <Hidden>true</Hidden>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>3</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{program}</Command><Arguments>{rest}</Arguments></Exec>
  </Actions>
</Task>
"""


def task_scheduler(command: list[str], folder: Path, user: str) -> Autostart:
    """Make a scheduled task of Windows; ``folder`` keeps the description it was made from."""
    file = folder / "autostart.xml"
    program, *rest = command
    content = SCHEDULED.format(
        schema=SCHEMA,
        user=escape(user),
        program=escape(program),
        rest=escape(subprocess.list2cmdline(rest)),
    )
    return Autostart(
        file=file,
        content=content.encode("utf-16"),
        on=(
            ("schtasks", "/Create", "/TN", TASK, "/XML", str(file), "/F"),
            ("schtasks", "/Run", "/TN", TASK),
        ),
        off=(("schtasks", "/End", "/TN", TASK), ("schtasks", "/Delete", "/TN", TASK, "/F")),
        # The numbers of a task's states are the same in every language; its words are not.
        running=(
            "powershell", "-NoProfile", "-Command",
            f"if ((Get-ScheduledTask -TaskName {TASK}).State -ne 4) {{ exit 1 }}",
        ),
        read=from_task,
    )  # fmt: skip


def from_task(content: bytes) -> list[str]:
    """Read the program back; its arguments as the one string that Windows knows."""
    try:
        # Our own file in the private data folder, and nothing in it is looked up elsewhere.
        task = ElementTree.fromstring(content.decode("utf-16"))  # noqa: S314
    except (ElementTree.ParseError, UnicodeError) as error:
        raise ValueError("no command") from error
    found = [task.findtext(f".//{{{SCHEMA}}}{name}") for name in ("Command", "Arguments")]
    return [word for word in found if word]
