"""What can be wrong with an installation, and the command that repairs it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from model.persistence import ModelRefused
from server.autostart import autostart
from server.errors import DoorstepError
from server.extension_folder import same_files
from server.paths import KEY_BYTES, POSIX, DataFolder, shipped
from server.registry import Registry
from server.schemas import PROTOCOL
from server.settings import HOST
from server.store import Store, backups, is_sound, made_at

REINSTALL = "pipx reinstall doorstep (in a checkout: git restore .)"
LITTLE_SPACE = 200_000_000
"""Bytes free on the disk below which a training or a backup may not fit."""
OLD_BACKUP = timedelta(days=7)
"""The service makes one a day, so an older one means that it does not run or cannot."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, as a sentence, and the command that repairs it."""

    what: str
    repair: str


def examine(data: DataFolder, port: int) -> list[Problem]:
    """Look at everything, change nothing; the most pressing problems come first."""
    problems = [*_shipped(data), *_port(port), *_autostart(data, port)]
    if data.root.exists():
        unsafe = list(_private(data))
        problems += [*unsafe, *_space(data)]
        # What is open to others is not opened before it is closed.
        problems += [] if unsafe else [*_inside(data), *_backups(data)]
    return problems


def _shipped(data: DataFolder) -> Iterator[Problem]:
    for name in ("extension", "training_data"):
        try:
            folder = shipped(name)
        except FileNotFoundError as error:
            yield Problem(str(error), REINSTALL)
            continue
        copy = data.root / name
        if name == "extension" and copy.is_dir() and not same_files(folder, copy):
            yield Problem("The extension's folder is of another version.", "doorstep extension")


def _port(port: int) -> Iterator[Problem]:
    """Ask whoever listens on the port who they are; nobody is fine."""
    connection = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        body = json.dumps({"nonce": os.urandom(16).hex()})
        headers = {"Content-Type": "application/json", "Doorstep-Protocol": str(PROTOCOL)}
        connection.request("POST", "/v1/hello", body, headers)
        ours = json.loads(connection.getresponse().read(10_000)).get("product") == "doorstep"
    except ConnectionRefusedError:
        return
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        ours = False
    finally:
        connection.close()
    if not ours:
        other = port + 1 if port < 65535 else port - 1
        yield Problem(
            f"Another program uses port {port}.",
            f"doorstep serve --port {other} (and the same port on the extension's page)",
        )


def _autostart(data: DataFolder, port: int) -> Iterator[Problem]:
    """Look at what starts at login; that it is off, or serves another folder, is no problem."""
    found = autostart(data, port)
    command = found.command()
    if command is None or (command and str(data.root.absolute()) not in " ".join(command)):
        return
    if not command or not Path(command[0]).exists():
        yield Problem("What starts at login is gone or not readable.", "doorstep autostart on")
    elif not found.is_running():
        yield Problem(
            f"The service should run since you logged in, and does not; {data.log_file} says why.",
            "doorstep autostart on",
        )


def _space(data: DataFolder) -> Iterator[Problem]:
    free = shutil.disk_usage(data.root).free
    if free < LITTLE_SPACE:
        yield Problem(
            f"The disk of {data.root} is nearly full ({free / 1e6:.0f} MB are free).",
            "free some space, for instance by deleting old files in your downloads",
        )


def _private(data: DataFolder) -> Iterator[Problem]:
    """Nobody else may look into the folder (on Windows the user's profile sees to that)."""
    for path in (data.root, data.database, data.key_file):
        if not POSIX or not path.exists():
            continue
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
            yield Problem(f"{path} cannot be written.", f"chmod 700 '{path}'")
        status = path.stat()
        if status.st_uid != os.getuid():
            yield Problem(f"{path} belongs to another user.", f"sudo chown $USER '{path}'")
        if stat.S_IMODE(status.st_mode) & 0o077:
            mode = "700" if path.is_dir() else "600"
            yield Problem(f"{path} is open to other users.", f"chmod {mode} '{path}'")
    if data.key_file.exists() and data.key_file.stat().st_size != KEY_BYTES:
        yield Problem("The installation's key is damaged.", _delete(data.key_file))


def _delete(path: Path) -> str:
    return f"rm '{path}'" if POSIX else f'del "{path}"'


def _inside(data: DataFolder) -> Iterator[Problem]:
    """Look at the database and at the models it names."""
    if not data.database.exists() and not data.marker.exists():
        return
    try:
        store = Store.open(data)
    except DoorstepError as error:
        yield Problem(str(error), _restore(data))
        return
    try:
        for problem in store.check():
            yield Problem(problem, _restore(data))
        yield from _models(data, store)
    finally:
        store.close()


def _restore(data: DataFolder) -> str:
    """Name the newest backup that is sound; where there is none, what is left to do."""
    newest_first = backups(data)[::-1]
    sound = next((path for path in newest_first if is_sound(path)), None)
    if sound is not None:
        return "doorstep restore" if sound == newest_first[0] else f"doorstep restore '{sound}'"
    move = "mv" if POSIX else "move"
    return (
        f'{move} "{data.root}" "{data.root}-damaged" (there is no sound backup: that folder is'
        " kept, and doorstep serve begins anew)"
    )


def _backups(data: DataFolder) -> Iterator[Problem]:
    """Look at the newest backup; a folder that never served has none."""
    kept = backups(data)
    if not kept or not data.database.exists():
        return
    if not is_sound(kept[-1]):
        yield Problem(f"The newest backup, {kept[-1]}, is damaged.", _delete(kept[-1]))
    elif (age := datetime.now(UTC) - made_at(kept[-1])) > OLD_BACKUP:
        yield Problem(f"The newest backup is {age.days} days old.", "doorstep backup")


def _models(data: DataFolder, store: Store) -> Iterator[Problem]:
    registry, active = Registry(data, store), store.active_model()
    refused, good = {}, []
    for model in registry.list():
        try:
            registry.load(model["id"])
            good.append(model["id"])
        except ModelRefused as error:
            refused[model["id"]] = str(error)
    for model_id, reason in refused.items():
        if model_id != active:
            repair = f"doorstep models remove {model_id}"
        elif good:
            repair = f"doorstep models use {good[0]}"
        else:
            repair = "doorstep train"
        yield Problem(f"Model {model_id} can't be used: {reason}.", repair)
