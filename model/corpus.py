"""The corpus: what a row is, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from model import attributes
from model.records import Label, LabelledMessage, Record

GRADES: dict[int, Label] = {1: "leaflet", 2: "leaflet", 4: "relationship", 5: "relationship"}
Row = TypeVar("Row", bound=BaseModel)
NOTE_LIMIT = 300
"""Longest note a connection request can carry, in characters."""


def _known(name: str) -> str:
    """Refuse what is no attribute of ``model.attributes``."""
    if name not in attributes.NAMES:
        raise ValueError(f"no attribute is called {name!r}")
    return name


class CorpusError(ValueError):
    """A row of the corpus breaks a rule; the text names file, line and rule."""


class CorpusRow(LabelledMessage):
    """One message written for training."""

    grade: Literal[1, 2, 4, 5]
    type: str
    lang: str
    to: str | None = None
    sender_id: str | None = None

    @property
    def writer(self) -> str:
        """The letter of the writer whose file holds the row."""
        return self.id[0]

    @model_validator(mode="after")
    def _agree(self) -> CorpusRow:
        if GRADES[self.grade] != self.label:
            raise ValueError(f"grade {self.grade} does not mean {self.label}")
        if self.kind == "connection_request" and len(self.text) > NOTE_LIMIT:
            raise ValueError(f"a connection request has at most {NOTE_LIMIT} characters")
        return self


class HoldoutRow(LabelledMessage):
    """One message retold from public text; reported on and gated by, never trained on."""

    sure: bool
    lang: str


class Reading(Record):
    """What one reader, who did not know the label, made of one row of the corpus.

    ``score``: how probable it is that a fair networker would call the message a relationship.
    """

    id: str
    score: int = Field(ge=0, le=100)
    attributes: frozenset[Annotated[str, AfterValidator(_known)]]
    reader: int = 1

    @property
    def label(self) -> Label:
        """The side the reader came down on."""
        return "relationship" if self.score > 50 else "leaflet"


def read_corpus(folder: Path) -> list[CorpusRow]:
    """Read every ``corpus/*.jsonl`` under ``folder``, in order of file name.

    Raises
    ------
    CorpusError
        If a line is not a valid row, or an id does not begin with its file's letter.
    """
    rows: list[CorpusRow] = []
    for path in sorted((folder / "corpus").glob("*.jsonl")):
        for number, row in _rows(path, CorpusRow):
            if not row.id.startswith(path.name[0]):
                raise CorpusError(f"{path.name}:{number}: id must begin with {path.name[0]!r}")
            rows.append(row)
    if not rows:
        raise CorpusError(f"no corpus files in {folder / 'corpus'}")
    return rows


def read_holdout(folder: Path) -> list[HoldoutRow]:
    """Read ``holdout.jsonl`` under ``folder``; raises ``CorpusError`` as ``read_corpus``."""
    return [row for _, row in _rows(folder / "holdout.jsonl", HoldoutRow)]


def read_readings(folder: Path) -> list[Reading]:
    """Read ``readings.jsonl`` under ``folder``; raises ``CorpusError`` as ``read_corpus``."""
    return [row for _, row in _rows(folder / "readings.jsonl", Reading)]


def _rows(path: Path, kind: type[Row]) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield number, kind.model_validate(json.loads(line))
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                place = ".".join(str(part) for part in first["loc"]) or "row"
                raise CorpusError(f"{path.name}:{number}: {place}: {first['msg']}") from None
            except ValueError:
                raise CorpusError(f"{path.name}:{number}: not JSON") from None


if __name__ == "__main__":
    import sys

    from model.corpus_check import main

    sys.exit(main())
