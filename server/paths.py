"""Where files lie: the private data folder, and what is shipped with the program."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs
from filelock import FileLock, Timeout

from server.errors import AlreadyRunning, UnsafeFolder
from server.settings import DATA_VARIABLE, data_from_environment

POSIX = os.name == "posix"
KEY_BYTES = 32


@dataclass(frozen=True)
class DataFolder:
    """The one folder that holds everything personal: private to its owner, one service at a time.

    Making the object touches nothing; :meth:`prepare` creates and checks.
    """

    root: Path

    @classmethod
    def default(cls) -> DataFolder:
        """Give the folder of ``DOORSTEP_DATA_DIR``, else this system's place for user data."""
        return cls(data_from_environment() or platformdirs.user_data_path("doorstep", False))

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "doorstep.sqlite3"

    @property
    def models(self) -> Path:
        """One folder a model."""
        return self.root / "models"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def key_file(self) -> Path:
        """The installation's own key: what it did not sign, it does not open."""
        return self.root / "key"

    @property
    def lock_file(self) -> Path:
        """Held by the running service."""
        return self.root / "service.lock"

    @property
    def holder_file(self) -> Path:
        """Says who holds the lock; apart from it, since Windows lets nobody read a locked file."""
        return self.root / "service.json"

    @property
    def log_file(self) -> Path:
        """What the running service says; see ``logs.py``."""
        return self.root / "doorstep.log"

    @property
    def marker(self) -> Path:
        """Says that a database was made here, so that a lost one is not taken for a first start."""
        return self.root / "installed"

    def prepare(self) -> None:
        """Create what is missing and see to it that nobody else can read it.

        Whatever this process writes from here on is private (umask 077). On Windows the user's own
        profile folder does the same.

        Raises
        ------
        UnsafeFolder
            If the folder is another user's, open to others, or cannot be written.
        """
        if POSIX:
            os.umask(0o077)
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._refuse_unsafe()
            self.models.mkdir(mode=0o700, exist_ok=True)
            self.backups.mkdir(mode=0o700, exist_ok=True)
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise UnsafeFolder(
                f"{self.root} is no folder that can be written; "
                f"choose another with --data-dir or {DATA_VARIABLE}."
            ) from error

    def _refuse_unsafe(self) -> None:
        if POSIX and stat.S_IMODE(self.root.stat().st_mode) != 0o700 and self._is_new():
            self.root.chmod(0o700)
        for path in (self.root, self.database, self.key_file):
            if POSIX and path.exists():
                refuse_open_to_others(path)
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise PermissionError(self.root)

    def _is_new(self) -> bool:
        """Tell whether it is ours and empty: then it gave nothing away and may simply be closed."""
        return self.root.stat().st_uid == os.getuid() and not any(self.root.iterdir())

    def key(self) -> bytes:
        """Give the installation's key of 32 random bytes, made at the first call.

        Raises
        ------
        UnsafeFolder
            If the file does not hold 32 bytes.
        """
        with suppress(FileExistsError):
            write_private(self.key_file, secrets.token_bytes(KEY_BYTES))
        key = self.key_file.read_bytes()
        if len(key) != KEY_BYTES:
            raise UnsafeFolder(
                f"{self.key_file} is damaged. Delete it: the models are then built anew."
            )
        return key

    @contextmanager
    def held(self, port: int) -> Iterator[None]:
        """Hold the folder for a service on ``port``; a kill lets go of it too.

        Raises
        ------
        AlreadyRunning
            If another service holds it; the message names its process and port.
        """
        lock = FileLock(self.lock_file, timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyRunning(self._holder_sentence()) from None
        try:
            self.announce(port)
            yield
        finally:
            self.holder_file.unlink(missing_ok=True)
            lock.release()

    def announce(self, port: int) -> None:
        """Say, as the holder, which process and port this is."""
        self.holder_file.unlink(missing_ok=True)
        holder = {"pid": os.getpid(), "port": port}
        write_private(self.holder_file, json.dumps(holder).encode())

    def _holder_sentence(self) -> str:
        try:
            holder = json.loads(self.holder_file.read_bytes())
            who = f"process {int(holder['pid'])} on port {int(holder['port'])}"
        except (OSError, ValueError, KeyError, TypeError):
            who = "another process"
        return (
            f"Doorstep already runs with {self.root} ({who}). "
            "Use that one, stop it first, or choose another --data-dir."
        )


def refuse_open_to_others(path: Path) -> None:
    """Raise :class:`UnsafeFolder` if ``path`` is not ours or if others may look into it (POSIX)."""
    status = path.stat()
    if status.st_uid != os.getuid():
        raise UnsafeFolder(
            f"{path} belongs to another user; choose a folder of your own with --data-dir."
        )
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        raise UnsafeFolder(
            f"{path} is open to other users of this computer (mode {mode:03o}). "
            f"Close it first: chmod {wanted} '{path}'"
        )


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read; never replaces one (``FileExistsError``)."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if POSIX:  # a link refuses to replace, as a rename does on Windows
            os.link(temporary, path)
        else:
            temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)


def shipped(name: Literal["extension", "training_data"]) -> Path:
    """Give a folder that comes with the program: the wheel's copy, else the checkout's own.

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "_shipped" / name, package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"Doorstep's {name} folder is missing; install it again.")
