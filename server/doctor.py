"""What can be wrong with an installation, and the command that repairs it."""

from __future__ import annotations

import http.client
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model.persistence import ModelRefused
from server.errors import DoorstepError
from server.extension_folder import same_files
from server.paths import KEY_BYTES, POSIX, DataFolder, shipped
from server.registry import Registry
from server.schemas import PROTOCOL
from server.settings import HOST
from server.store import Store

REINSTALL = "pipx reinstall doorstep (in a checkout: git restore .)"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, as a sentence, and the command that repairs it."""

    what: str
    repair: str


def examine(data: DataFolder, port: int) -> list[Problem]:
    """Look at everything, change nothing; the most pressing problems come first."""
    problems = [*_shipped(data), *_port(port)]
    if data.root.exists():
        problems += _private(data)
        problems += [] if problems else _inside(data)
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


def _private(data: DataFolder) -> Iterator[Problem]:
    """Nobody else may look into the folder (on Windows the user's profile sees to that)."""
    for path in (data.root, data.database, data.key_file):
        if not POSIX or not path.exists():
            continue
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
        yield Problem(str(error), "doorstep restore")
        return
    try:
        for problem in store.check():
            yield Problem(problem, "doorstep restore")
        yield from _models(data, store)
    finally:
        store.close()


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
