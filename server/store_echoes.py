"""Finding one text that several people sent: the sketches of ``model/template.py``, indexed."""

from __future__ import annotations

from dataclasses import dataclass

from model.template import Sketch, sketch
from server.store_base import Database

ECHOES = ("echo1", "echo2", "echo3", "echo4")
"""The columns of ``message`` that hold a sketch; NULL: not sketched yet, 0: too little text."""

MOST_ECHOES = 500
"""Candidates read at once; a text that more than so many sent is counted no further."""

FIND = f"""
SELECT text, json_extract(details, '$.sender.name') AS name,
       json_extract(details, '$.sender.profile_url') AS profile_url
FROM message WHERE {" OR ".join(f"{column} = ?" for column in ECHOES)}
LIMIT {MOST_ECHOES}
"""  # noqa: S608  (our own names)


@dataclass(frozen=True)
class Echo:
    """A text that may be another's, and who sent it, as far as that is known."""

    text: str
    name: str | None
    profile_url: str | None


class Echoes(Database):
    """The part of the store that knows which texts are alike."""

    def echoes(self, of: Sketch) -> list[Echo]:
        """Give messages whose sketch agrees with ``of`` in a number at least: candidates."""
        with self.reading() as connection:
            rows = connection.execute(FIND, of).fetchall()
        return [Echo(row["text"], row["name"], row["profile_url"]) for row in rows]

    def sketch_old(self, most: int) -> int:
        """Sketch some messages kept by an earlier Doorstep; gives how many, 0 when all are done."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT id, text FROM message WHERE echo1 IS NULL LIMIT ?", (most,)
            ).fetchall()
        if not rows:
            return 0
        sketched = [(*columns(row["text"]), row["id"]) for row in rows]
        to = ", ".join(f"{column} = ?" for column in ECHOES)
        with self.writing() as connection:
            connection.executemany(f"UPDATE message SET {to} WHERE id = ?", sketched)  # noqa: S608
        return len(rows)


def columns(text: str) -> Sketch:
    """Give what ``ECHOES`` hold for a text."""
    return sketch(text) or (0,) * len(ECHOES)
