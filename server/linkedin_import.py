"""Import of LinkedIn's data export: read it, compare it with the model in use, report.

The service and the command line put the same parts together, each around its own way to score.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, get_args

from model.records import Label, LabelledMessage, Score
from model.wording import Sentence
from server.archive import files_at, files_in
from server.dataset_io import label_key
from server.linkedin_export import read_export
from server.linkedin_rules import Told, judge
from server.schemas import Agreement, ImportExample, ImportReply
from server.store import NewLabel, Store
from server.wording import sentence

MOST_COMPARED = 2_000
"""Labelled texts scored for the report, evenly spread: more would only take longer."""
EXAMPLES = 5
EXAMPLE_LENGTH = 200
EVEN = 50.0
"""The score that speaks for neither label."""


def told_by_path(path: Path) -> Told:
    """Read an export on this computer: zip, folder or one CSV file; raises ``BadExport``."""
    with files_at(path) as files:
        return judge(read_export(files))


def told_by_bytes(content: IO[bytes]) -> Told:
    """Read an export that was sent, zip or one CSV file, and let go of it; raises ``BadExport``."""
    with content, files_in(content) as files:
        return judge(read_export(files))


def compared(told: Told) -> list[LabelledMessage]:
    """Give the labelled texts to score for the report."""
    step = -(-len(told.labelled) // MOST_COMPARED) or 1
    return told.labelled[::step]


def agreement(messages: Sequence[LabelledMessage], scores: Sequence[Score]) -> Agreement:
    """Count how often the score leans to what the user did."""
    leanings = [
        (score.score >= EVEN) == (message.label == "relationship")
        for message, score in zip(messages, scores, strict=True)
        if score.score is not None
    ]
    agreed = sum(leanings)
    share = round(agreed / len(leanings), 4) if leanings else None
    return Agreement(compared=len(leanings), agreed=agreed, share=share)


def keep(store: Store, told: Told) -> int:
    """Store the labels, all or none; gives how many texts had none before."""
    return store.add_inferred([NewLabel(label_key(m), m, m.label, "import") for m in told.labelled])


def report(told: Told, agreed: Agreement | None, *, stored: int | None) -> ImportReply:
    """Put the reply together; ``stored`` is ``None`` in a dry run."""
    dry_run = stored is None
    counts = {label: len(of(told, label)) for label in get_args(Label)}
    requests = len(told.labelled) + told.undecided
    texts = len({label_key(message) for message in told.labelled})
    return ImportReply(
        dry_run=dry_run,
        requests=requests,
        leaflets=counts["leaflet"],
        relationships=counts["relationship"],
        undecided=told.undecided,
        stored=stored or 0,
        known=0 if stored is None else texts - stored,
        missing=told.missing,
        agreement=agreed,
        examples={label: examples(told, label) if dry_run else [] for label in get_args(Label)},
        summary=summary(requests, counts["leaflet"], agreed),
    )


def of(told: Told, label: Label) -> list[LabelledMessage]:
    """Give the messages with one label."""
    return [message for message in told.labelled if message.label == label]


def examples(told: Told, label: Label) -> list[ImportExample]:
    """Show the beginnings of a few texts."""
    return [
        ImportExample(
            name=message.sender.name if message.sender else None,
            kind=message.kind,
            text=message.text[:EXAMPLE_LENGTH],
        )
        for message in of(told, label)[:EXAMPLES]
    ]


def summary(requests: int, leaflets: int, agreed: Agreement | None) -> Sentence:
    """Say in a sentence what came out."""
    if not requests:
        return sentence("import.nobody")
    share = 100 * leaflets / requests
    if agreed is None or agreed.share is None:
        return sentence("import.shares", n=requests, share=share)
    return sentence("import.shares_agreed", n=requests, share=share, agreed=100 * agreed.share)
