"""Files in, rows or one refusal out: quirks that are taken, tricks and faults that are not."""

from __future__ import annotations

import csv
import io
import os
import stat
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import archive, linkedin_export
from server.archive import files_at, files_in
from server.errors import BadExport, TooLarge
from server.linkedin_export import Export, read_export
from server.linkedin_import import told_by_bytes, told_by_path
from tests.server.linkedin_files import (
    COLD,
    MAILS,
    ME,
    MESSAGE_ERAS,
    connection,
    connections_csv,
    invitations_csv,
    mail,
    messages_csv,
    parts,
    table,
    zipped,
)

CANARY = "zinnoberrot"


def read(content: bytes) -> Export:
    with files_in(io.BytesIO(content)) as files:
        return read_export(files)


def refusal(content: bytes) -> BadExport:
    with pytest.raises(BadExport) as caught:
        told_by_bytes(io.BytesIO(content))
    assert CANARY not in caught.value.message + str(caught.value.field)
    assert caught.value.message[-1] == "."
    return caught.value


# --- what is taken --------------------------------------------------------------------------------


def test_files_are_known_by_header_in_any_order_of_columns_and_at_any_depth() -> None:
    turned = b"\n".join(
        b",".join(reversed(line.split(b","))) for line in connections_csv(era="2019").split(b"\n")
    )
    export = read(zipped({"some/folder/people.csv": turned, "m.csv": messages_csv()}))
    assert export.files == {"Connections.csv", "messages.csv"}
    assert [person.name for person in export.connections] == ["Vera Holm", "Otto Birk", "Max Pitch"]


def test_other_files_and_talks_with_machines_are_passed_over() -> None:
    files = {
        **parts(),
        "guide_messages.csv": messages_csv(),
        "learning_coach_messages.csv": b"broken \xff",
        "Reactions.csv": "Date,Type\n2026-01-01,Ünlike\n".encode("latin-1"),
        "__MACOSX/._messages.csv": b"\0\1\2",
        "photo.png": b"\x89PNG",
    }
    assert len(read(zipped(files)).mails) == len(MAILS)


def test_what_a_spreadsheet_makes_of_it_is_read() -> None:
    for delimiter in ";\t":
        saved = io.StringIO()
        writer = csv.writer(saved, delimiter=delimiter, lineterminator="\r\n")
        for row in csv.reader(io.StringIO(connections_csv().decode())):
            writer.writerow([*row, ""])
        export = read(b"\xef\xbb\xbf" + saved.getvalue().encode())
        assert [person.slug for person in export.connections] == [
            "vera-holm", "otto-birk", "max-pitch",
        ]  # fmt: skip


def test_a_folder_is_read_without_links_and_pipes(tmp_path: Path) -> None:
    for name, content in parts().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "notes.txt").write_text("mine")
    if os.name == "posix":
        (tmp_path / "linked.csv").symlink_to("/dev/zero")
        os.mkfifo(tmp_path / "pipe.csv")
    assert len(told_by_path(tmp_path).labelled) == 3
    (tmp_path / "export.zip").write_bytes(zipped(parts()))
    assert len(told_by_path(tmp_path / "export.zip").labelled) == 3
    with files_at(tmp_path / "messages.csv") as files:
        assert read_export(files).files == {"messages.csv"}


def test_a_hidden_connection_is_nobody() -> None:
    export = read(connections_csv([connection(""), connection("Vera Holm")]))
    assert len(export.connections) == 1


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@settings(max_examples=60)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    bom=st.booleans(),
    packed=st.booleans(),
)
def test_every_text_comes_through_as_it_was(
    texts: list[str], end: str, quoting: int, bom: bool, packed: bool
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # Python 3.11 forgets to quote a lone carriage return.
        texts = [text.replace("\r", "") for text in texts]
    rows = [mail("A B", ME, "2026-01-01", text, SUBJECT=text) for text in texts]
    made = table(MESSAGE_ERAS["2026"], rows, lineterminator=end, quoting=quoting)
    made = b"\xef\xbb\xbf" * bom + made
    export = read(zipped({"messages.csv": made}) if packed else made)
    assert [found.text for found in export.mails] == [text.strip() for text in texts]


# --- what is not: broken files --------------------------------------------------------------------

HEADER = messages_csv([]).decode()
ROW = messages_csv(MAILS[:1]).decode().split("\n")[1]


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        (HEADER + ROW + "\n" + ROW[:-5] + f'" {CANARY}', 3, "quotes or line ends"),
        (HEADER + ROW + '\n"never closed ' + CANARY, 3, "quotes or line ends"),
        (HEADER + f'"{CANARY}"\n', 2, "the row has 1 columns, the header has 11"),
        (HEADER + ROW + f',"{CANARY}"\n', 2, "the row has 12 columns, the header has 11"),
        (HEADER + ROW.replace("2026-02-20", "20.2.2026"), 2, "the date is not written"),
        (HEADER + ROW.replace("2026-02-20", "2026-02-30"), 2, "the date is not written"),
        (HEADER + ROW.replace("yesterday", "\0"), 2, "NUL"),
        (HEADER + ROW.replace("yesterday", "x" * 1_000_001), 2, "longer than 1,000,000"),
        (HEADER + ROW.replace("yesterday", "x" * 200_000), 2, "a field is too long"),
        (HEADER + "x," * 450_000, 2, "the row has 450,001 columns"),
        (HEADER + "x," * 1_000_000, 2, "longer than 1,000,000"),
        (HEADER.replace("CONTENT", "INHALT") + ROW, 1, "lacks the columns: content"),
        (HEADER.replace("SUBJECT", "CONTENT") + ROW, 1, "twice"),
    ],
)
def test_a_broken_file_is_refused_with_place_and_reason(content: str, where: int, why: str) -> None:
    packed = zipped({**parts(), "messages.csv": content.encode()}, zipfile.ZIP_STORED)
    for sent in (content.encode(), packed):
        error = refusal(sent)
        assert error.message.startswith(f"messages.csv, line {where}: ")
        assert why in error.message
        assert error.field == f"messages.csv:{where}"


def test_lines_are_counted_through_texts_of_several_lines() -> None:
    rows = [mail("A B", ME, "2026-01-01", "one\ntwo\r\nthree"), *MAILS[:1]]
    content = messages_csv(rows) + b'"short"\n'
    assert refusal(content).field == "messages.csv:6"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused(encoding: str) -> None:
    content = (HEADER + ROW.replace("yesterday", "gestern, für Zoë")).encode(encoding)
    assert "UTF-8" in refusal(content).message
    assert "UTF-8" in refusal(zipped({"messages.csv": content})).message


def test_a_direction_that_is_none_is_refused() -> None:
    content = invitations_csv().replace(b"INCOMING", b"SIDEWAYS", 1)
    assert refusal(content).field == "Invitations.csv:2"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkedin_export, "MOST_ROWS", len(MAILS) - 1)
    assert "more than" in refusal(messages_csv()).message


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n\n", f"name,{CANARY}\n1,2\n".encode(), b"{}", zipped({}), zipped({"a.txt": b"x"}),
     zipped({"people.csv": f"name,{CANARY}\n".encode()})],
)  # fmt: skip
def test_what_is_no_export_is_refused(content: bytes) -> None:
    refusal(content)


# --- what is not: zips with intentions ------------------------------------------------------------


def entry(name: str, content: bytes = b"", mode: int = 0, flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for other, data in parts().items():
            made.writestr(other, data)
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        made.writestr(info, content)
    packed = out.getvalue()
    if flags:  # zipfile cannot encrypt: the flag is set by hand, in the last header.
        at = packed.rindex(b"PK\x01\x02") + 8
        packed = packed[:at] + bytes([flags]) + packed[at + 1 :]
    return packed


def quine(levels: int = 3) -> bytes:
    packed = zipped(parts())
    for _ in range(levels):
        packed = zipped({"export.zip": packed, **parts()})
    return packed


TRICKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "leading out": (lambda: entry(f"../{CANARY}.csv"), "leads out"),
    "absolute": (lambda: entry(f"/{CANARY}.csv"), "leads out"),
    "drive": (lambda: entry(f"C:\\{CANARY}.csv"), "leads out"),
    "backslashes": (lambda: entry(f"a\\..\\{CANARY}.csv"), "leads out"),
    "link": (lambda: entry(f"{CANARY}.csv", b"/etc/passwd", stat.S_IFLNK | 0o777), "a link"),
    "encrypted": (lambda: entry(f"{CANARY}.csv", b"x", flags=1), "encrypted"),
    "nested": (quine, "another archive"),
    "long name": (lambda: entry(CANARY * 100 + ".csv"), "too long"),
    "crowd": (lambda: zipped({f"{n}.csv": b"" for n in range(1001)}), "more than 1,000 files"),
    "bomb": (lambda: zipped({"messages.csv": b"\0" * 30_000_000}), "far more"),
    "bomb of text": (
        lambda: zipped({"messages.csv": messages_csv(MAILS[:1] * 20_000)}),
        "far more",
    ),
}


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_are_refused_at_once_and_without_memory(name: str) -> None:
    make, why = TRICKS[name]
    packed = make()
    tracemalloc.start()
    try:
        start = time.monotonic()
        assert why in refusal(packed).message
        assert time.monotonic() - start < 2
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_an_archive_of_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000)
    assert "100 MB" in refusal(zipped(parts())).message


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    packed = zipped({"messages.csv": messages_csv() + b"\n" * 3_000_000})
    at = packed.rindex(b"PK\x01\x02") + 24
    lying = packed[:at] + (2_000).to_bytes(4, "little") + packed[at + 4 :]
    refusal(lying)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "export.zip").open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(TooLarge, match="100 MB"):
        told_by_path(tmp_path / "export.zip")
    (tmp_path / "export.zip").rename(tmp_path / "export.csv")
    with pytest.raises(BadExport, match="folder"):
        told_by_path(tmp_path)


# --- what is not: anything at all -----------------------------------------------------------------

PACKED = zipped(parts())
PLAIN = messages_csv()


def only_our_error(content: bytes) -> None:
    with suppress(BadExport):
        told_by_bytes(io.BytesIO(content))


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes) -> None:
    only_our_error(start + content)


@settings(max_examples=200)
@given(st.data(), st.sampled_from([PACKED, PLAIN]))
def test_any_damage_is_read_around_or_refused(data: st.DataObject, whole: bytes) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    only_our_error(bytes(content))
    only_our_error(whole[: data.draw(st.integers(0, len(whole)))])


@settings(max_examples=100)
@given(
    st.sampled_from(["messages.csv", "Invitations.csv", "Connections.csv", "x.csv"]),
    st.lists(st.lists(TEXTS | st.sampled_from([COLD, "2026-01-01 09:00", "INCOMING"]))),
    st.sampled_from([messages_csv([]), invitations_csv([]), connections_csv([]), b""]),
)
def test_any_rows_are_read_or_refused(name: str, rows: list[list[str]], header: bytes) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    only_our_error(zipped({name: header + out.getvalue().encode()}))
