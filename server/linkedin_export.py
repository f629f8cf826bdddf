"""LinkedIn's own data export, read: three of its CSV files, from 2019 to now. Pure.

Files are known by their header and not by their name, columns by their names and not by their
order. A file of the three that breaks its format is refused with its name, line and reason; what
else an export holds is passed over.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import IO, NamedTuple
from urllib.parse import unquote

from model.records import MAX_TEXT
from server.archive import DAMAGED, CsvFile, damaged
from server.errors import BadExport
from server.wording import sentence

NEEDED = {
    "Connections.csv": {"first name", "last name", "connected on"},
    "Invitations.csv": {"from", "to", "sent at", "message", "direction"},
    "messages.csv": {"from", "to", "date", "content", "folder"},
}
"""The columns we read that every version of a file has."""

OTHER_CHATS = re.compile(r"guide_messages|learning_\w*messages")
"""Files of conversations with a machine that have the header of ``messages.csv``."""

HIDDEN = "LinkedIn Member"
"""The name of everybody who left or hides, where there are no profiles to go by."""

LOOK_FOR_HEADER = 20
"""Lines: since 2021 ``Connections.csv`` begins with a note of three."""
DELIMITERS = ",;\t"
"""LinkedIn's own, and what spreadsheets make of it."""
LONGEST_HEADER = 10_000
LONGEST_LINE = 1_000_000
MOST_ROWS = 500_000
LONGEST_NAME = 500
BOM = b"\xef\xbb\xbf"

PROFILE = re.compile(r"/in/([^/?#\s]+)")
MAIL_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?: ?UTC|Z)?")
NOTE_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4}), (\d{1,2}):(\d\d)\s([AP])M")
MASS_MAIL = re.compile(r"spinmail-quill-editor|%(?:FIRST|LAST)_?NAME%", re.IGNORECASE)


class Person(NamedTuple):
    """A member as a row names them; ``slug`` is the profile's, ``""`` where there is none."""

    name: str
    slug: str

    @property
    def key(self) -> str:
        """The profile where there is one, else the name."""
        return f"in/{self.slug}" if self.slug else self.name


class Invitation(NamedTuple):
    """A request still pending when the export was made; ``at`` is ``None`` if it can't be read."""

    sender: Person
    recipient: Person
    incoming: bool
    at: datetime | None
    note: str


class Mail(NamedTuple):
    """One message between members; ``outgoing`` is known in the oldest exports only."""

    conversation: str
    sender: Person
    recipients: tuple[Person, ...]
    at: datetime | None
    text: str
    outgoing: bool | None


@dataclass
class Export:
    """What was found; ``files`` are the names of those of the three that were there."""

    files: set[str] = field(default_factory=set)
    connections: list[Person] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)


def read_export(files: Sequence[CsvFile]) -> Export:
    """Read the files of an export.

    Raises
    ------
    BadExport
        If none of the three is there, or one of them is broken: which, where and why.
    """
    export = Export()
    for file in files:
        if not OTHER_CHATS.fullmatch(file.stem):
            with closing(file.open()) as stream:
                read_file(export, stream, file.stem, alone=len(files) == 1)
    if not export.files:
        raise BadExport(sentence("import.nothing_known"))
    return export


def read_file(export: Export, stream: IO[bytes], stem: str, *, alone: bool) -> None:
    """Add what one file holds to ``export``; one that is none of the three adds nothing."""
    lines = Lines(stream)
    table = find_table(lines)
    if table is None:
        refuse_headless(lines, stem, alone=alone)
        return
    export.files.add(table.name)
    reader: dict[str, Callable[[Export, Row], None]] = {
        "Connections.csv": add_connection,
        "Invitations.csv": add_invitation,
        "messages.csv": add_mail,
    }
    for row in table.rows():
        reader[table.name](export, row)


# --- lines and columns ----------------------------------------------------------------------------


class Lines:
    """The lines of a stream, counted; those looked at ahead are given again."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.head = list(islice(iter(self._read, b""), LOOK_FOR_HEADER))
        if self.head:
            self.head[0] = self.head[0].removeprefix(BOM)

    def _read(self) -> bytes:
        try:
            return self._stream.readline(LONGEST_LINE + 1)
        except DAMAGED:
            raise damaged() from None

    def after(self, number: int, name: str) -> Iterator[str]:
        """Give the text of all lines after the ``number``-th, each checked."""
        rest = chain(self.head[number:], iter(self._read, b""))
        for place, line in enumerate(rest, start=number + 1):
            yield checked(line, name, place)


def checked(line: bytes, name: str, number: int) -> str:
    """Give a line's text; raises :class:`BadExport` if it is none."""
    if len(line) > LONGEST_LINE:
        raise broken(name, number, "long_line", most=LONGEST_LINE)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise broken(name, number, "not_utf8") from None
    if "\0" in text:
        raise broken(name, number, "nul")
    return text


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the names of its columns; an absent column reads as empty."""

    table: str
    line: int
    columns: dict[str, int]
    cells: list[str]

    def __getitem__(self, column: str) -> str:
        place = self.columns.get(column)
        return "" if place is None else self.cells[place].strip()

    def person(self, name: str, url: str) -> Person:
        """Give the member that two columns name."""
        return Person(self[name][:LONGEST_NAME], slug_of(self[url]))

    def hides(self, person: Person, url: str) -> bool:
        """Whether somebody cannot be told from others: hidden, gone, or no member at all."""
        known = person.slug if url in self.columns else person.name
        return not known or known == HIDDEN


@dataclass(frozen=True)
class Table:
    """One of the three files, its header found."""

    name: str
    columns: dict[str, int]
    delimiter: str
    header: int
    lines: Lines

    def rows(self) -> Iterator[Row]:
        """Give the rows below the header; raises :class:`BadExport` at the first broken one."""
        text = self.lines.after(self.header, self.name)
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        line = self.header + 1
        for count in range(MOST_ROWS + 1):
            try:
                cells = next(reader, None)
            except csv.Error:
                raise broken(self.name, line, "quotes") from None
            if cells is None:
                return
            if count == MOST_ROWS:
                raise broken(self.name, line, "many_rows", most=MOST_ROWS)
            if any(cells):
                yield Row(self.name, line, self.columns, self._fitting(cells, line))
            line = self.header + reader.line_num + 1

    def _fitting(self, cells: list[str], line: int) -> list[str]:
        width = len(self.columns)
        if len(cells) < width or any(cells[width:]):
            raise broken(self.name, line, "columns", has=len(cells), header=width)
        return cells


def find_table(lines: Lines) -> Table | None:
    """Find the header of one of the three files among the first lines."""
    for number, line in enumerate(lines.head, start=1):
        for delimiter in DELIMITERS:
            names = header_of(line, delimiter)
            for table, needed in NEEDED.items():
                if needed <= set(names):
                    columns = {name: place for place, name in enumerate(names)}
                    if len(columns) != len(names):
                        raise broken(table, number, "column_twice")
                    return Table(table, columns, delimiter, number, lines)
    return None


def header_of(line: bytes, delimiter: str) -> list[str]:
    """Give the names of the columns if ``line`` is a header, without regard to case."""
    if len(line) > LONGEST_HEADER:
        return []
    try:
        cells = next(csv.reader([line.decode("utf-8", "replace")], delimiter=delimiter), [])
    except csv.Error:
        return []
    names = [" ".join(cell.split()).casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def refuse_headless(lines: Lines, stem: str, *, alone: bool) -> None:
    """Raise if a file without a header of ours should have one: by its name, or as the only one."""
    named = [table for table in NEEDED if table.lower() == f"{stem}.csv"]
    if not named and not alone:
        return
    if any(b"\0" in line for line in lines.head):
        raise broken(named[0] if named else "", 1, "not_utf8")
    best = max(
        ((table, set(header_of(line, mark))) for table in named or NEEDED
         for line in lines.head or [b""] for mark in DELIMITERS),
        key=lambda pair: len(NEEDED[pair[0]] & pair[1]) / len(NEEDED[pair[0]]),
    )  # fmt: skip
    table, missing = best[0], sorted(NEEDED[best[0]] - best[1])
    if not named and len(missing) > 1:
        raise BadExport(sentence("import.none_of_them"))
    raise broken(table, 1, "header_lacks", columns=missing)


def broken(name: str, line: int, fault: str, **values: object) -> BadExport:
    """Make the error for a fault at one place, a sentence of ``csv.``; nothing is from the file."""
    why = sentence(f"csv.{fault}", **values)
    if not name:
        return BadExport(sentence("import.broken_line", line=line, why=why))
    where = f"{name}:{line}"
    return BadExport(sentence("import.broken", file=name, line=line, why=why), field=where)


# --- rows -----------------------------------------------------------------------------------------


def add_connection(export: Export, row: Row) -> None:
    """Add somebody the user is connected with; hidden members leave nothing but a date."""
    name = f"{row['first name']} {row['last name']}".strip()[:LONGEST_NAME]
    person = Person(name, slug_of(row["url"]))
    if person.key:
        export.connections.append(person)


def add_invitation(export: Export, row: Row) -> None:
    """Add a pending invitation."""
    direction = row["direction"].upper()
    if direction not in ("INCOMING", "OUTGOING"):
        raise broken(row.table, row.line, "direction")
    sender = row.person("from", "inviterprofileurl")
    if row.hides(sender, "inviterprofileurl"):
        return
    export.invitations.append(
        Invitation(
            sender=sender,
            recipient=row.person("to", "inviteeprofileurl"),
            incoming=direction == "INCOMING",
            at=invited_at(row["sent at"]),
            note=row["message"][:MAX_TEXT],
        )
    )


def add_mail(export: Export, row: Row) -> None:
    """Add a message between members; drafts, mass mail and hidden senders are passed over."""
    if "yes" in (row["is message draft"].lower(), row["is conversation draft"].lower()):
        return
    sender = row.person("from", "sender profile url")
    if row.hides(sender, "sender profile url") or MASS_MAIL.search(row["content"]):
        return
    direction = row["direction"].upper()
    recipients = recipients_of(row)
    parties = sorted({sender.key, *(person.key for person in recipients)})
    export.mails.append(
        Mail(
            conversation=row["conversation id"] or "\0".join(parties),
            sender=sender,
            recipients=recipients,
            at=mailed_at(row),
            text=row["content"][:MAX_TEXT],
            outgoing=direction == "OUTGOING" if direction else None,
        )
    )


def recipients_of(row: Row) -> tuple[Person, ...]:
    """Give those a message went to: by profile, else all in one name.

    Names are joined with commas but may hold some themselves, so they are not taken apart.
    """
    slugs = [slug for url in row["recipient profile urls"].split(",") if (slug := slug_of(url))]
    name = row["to"][:LONGEST_NAME]
    if len(slugs) > 1:
        return tuple(Person("", slug) for slug in slugs)
    return (Person(name, slugs[0] if slugs else ""),) if name or slugs else ()


def slug_of(url: str) -> str:
    """Give the part of a member's address that is theirs; ``""`` for any other address."""
    found = PROFILE.search(url)
    return unquote(found[1])[:LONGEST_NAME].casefold() if found else ""


def mailed_at(row: Row) -> datetime | None:
    """Read ``2026-02-08 14:37:00 UTC``; nothing if there is no date."""
    value = row["date"]
    if not value:
        return None
    if found := MAIL_DATE.fullmatch(value):
        try:
            return datetime(*(int(part or 0) for part in found.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
        except ValueError:
            pass
    raise broken(row.table, row.line, "date")


def invited_at(value: str) -> datetime | None:
    """Read ``1/29/26, 2:37 PM``; nothing if it is written another way."""
    found = NOTE_DATE.fullmatch(value)
    if found is None:
        return None
    month, day, year, hour, minute = (int(part) for part in found.groups()[:5])
    try:
        day_of = datetime(year if year > 99 else 2000 + year, month, day, tzinfo=UTC)
        return day_of + timedelta(hours=hour % 12 + 12 * (found[6] == "P"), minutes=minute)
    except (ValueError, OverflowError):
        return None
