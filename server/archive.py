"""CSV files out of a zip, a folder or a single file that somebody else may have made.

Nothing is ever unpacked to disk: entries are read in pieces, and what looks like a bomb or a trick
is refused before the first of them. Names inside an archive are never repeated in an error.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO

from model.wording import Sentence
from server.errors import BadExport, TooLarge
from server.settings import MAX_IMPORT
from server.wording import sentence

MAX_UNPACKED = 100_000_000
"""Bytes of all CSV files of an archive together."""
MAX_ENTRIES = 1_000
MAX_RATIO = 100
"""Text shrinks to a tenth, repeated letters to a thirtieth, a bomb to a thousandth."""
SMALL = 1_000_000
"""Bytes below which an entry may shrink as it likes: a short file of blanks is no bomb."""
LONGEST_NAME = 300

ZIP, EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
CENTRAL_HEADER = b"PK\x01\x02"
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What ``zipfile`` raises over bytes that are no good zip."""


@dataclass(frozen=True)
class CsvFile:
    """One CSV file; ``stem`` is its name in small letters without folders and ending."""

    stem: str
    open: Callable[[], IO[bytes]]


@contextmanager
def files_at(path: Path) -> Iterator[list[CsvFile]]:
    """Open a zip, a CSV file or a folder of CSV files on this computer."""
    if path.is_dir():
        found = [file for file in sorted(path.iterdir()) if is_plain(file)]
        if sum(file.stat().st_size for file in found) > MAX_UNPACKED:
            raise BadExport("The CSV files of this folder are larger than 100 MB together.")
        yield [CsvFile(file.stem.lower(), opener(file)) for file in found]
        return
    if not path.is_file():
        raise BadExport("This is neither a file nor a folder; give the zip LinkedIn sent.")
    if path.stat().st_size > MAX_IMPORT:
        raise too_large()
    with path.open("rb") as content, files_in(content, path.stem.lower()) as files:
        yield files


def is_plain(file: Path) -> bool:
    """Whether a file of a folder is a CSV file of its own: no link, pipe or hidden companion."""
    named = file.suffix.lower() == ".csv" and not file.name.startswith(".")
    return named and stat.S_ISREG(file.lstat().st_mode)


def opener(file: Path) -> Callable[[], IO[bytes]]:
    """Give what opens ``file``."""
    return lambda: file.open("rb")


@contextmanager
def files_in(content: IO[bytes], stem: str = "") -> Iterator[list[CsvFile]]:
    """Open the bytes of a zip or of one CSV file.

    Raises
    ------
    BadExport
        If it is empty, a damaged or encrypted zip, a bomb, or holds what no export holds.
    """
    start = content.read(4)
    content.seek(0)
    if not start:
        raise BadExport(sentence("import.empty"))
    if start not in (ZIP, EMPTY_ZIP):
        yield [CsvFile(stem, lambda: content)]
        return
    refuse_crowds(content)
    try:
        archive = zipfile.ZipFile(content)
    except DAMAGED:
        raise damaged() from None
    with archive:
        check(archive.infolist())
        yield [
            CsvFile(PurePosixPath(entry.filename).stem.lower(), entry_opener(archive, entry))
            for entry in archive.infolist()
            if is_csv(entry)
        ]


def refuse_crowds(content: IO[bytes]) -> None:
    """Count entries by their marks before ``zipfile`` makes an object of each."""
    seen, tail = 0, b""
    while piece := content.read(1 << 20):
        seen += (tail + piece).count(CENTRAL_HEADER)
        tail = piece[-3:]
        if seen > MAX_ENTRIES:
            raise refused(sentence("zip.crowded", most=MAX_ENTRIES))
    content.seek(0)


def check(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive with an entry that no export of LinkedIn's has, read or not."""
    for entry in entries:
        if fault := fault_of(entry):
            raise refused(sentence(f"zip.{fault}"))
    if sum(entry.file_size for entry in entries if is_csv(entry)) > MAX_UNPACKED:
        raise refused(sentence("zip.unpacks_too_large"))


def fault_of(entry: zipfile.ZipInfo) -> str | None:
    """Name what is wrong with one entry: a sentence of ``zip.``, without the entry's name."""
    path = entry.filename.replace("\\", "/")
    faults = {
        "encrypted": entry.flag_bits & 0x1,
        "leads_out": (path.startswith("/") or ":" in path or ".." in path.split("/")),
        "long_name": len(path) > LONGEST_NAME,
        "link": stat.S_ISLNK(entry.external_attr >> 16),
        "nested": path.lower().endswith((".zip", ".gz", ".7z", ".tar", ".rar")),
        "unusual": entry.compress_type not in PLAIN_METHODS,
        "bomb": (entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size)),
    }
    return next((fault for fault, found in faults.items() if found), None)


def is_csv(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a CSV file, and not what macOS keeps beside one."""
    path = PurePosixPath(entry.filename)
    companion = path.name.startswith("._") or "__MACOSX" in path.parts
    return path.suffix.lower() == ".csv" and not companion


def entry_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    """Give what opens one entry for reading in pieces."""

    def opened() -> IO[bytes]:
        try:
            return BufferedReader(archive.open(entry), 1 << 16)  # type: ignore[type-var]
        except DAMAGED:
            raise damaged() from None

    return opened


def damaged() -> BadExport:
    """Make the error for bytes that are no whole zip."""
    return BadExport(sentence("import.damaged"))


def refused(fault: Sentence) -> BadExport:
    """Make the error for an archive that is not opened."""
    return BadExport(sentence("import.zip_refused", fault=fault))


def too_large() -> TooLarge:
    """Make the error for an export above the limit."""
    return TooLarge(sentence("import.too_large"))
