"""What other sites know already: ``import linkedin``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.common import (
    known_recipient,
    many,
    opened,
    ready_model,
    say,
    shown_progress,
    with_data,
)
from server.dataset_io import chunks
from server.errors import NoModel
from server.paths import DataFolder

if TYPE_CHECKING:
    from server.linkedin_rules import Told
    from server.schemas import Agreement, ImportReply

CHUNK = 256
WIDTH = 72
"""Letters of an example shown on a line."""

Export = click.Path(exists=True, path_type=Path)


@click.group("import")
def import_() -> None:
    """Learn from what you did elsewhere."""


@import_.command()
@click.argument("path", type=Export)
@click.option("--dry-run", is_flag=True, help="Tell what would be labelled; write nothing.")
@with_data
def linkedin(data: DataFolder, path: Path, *, dry_run: bool) -> None:
    """Label what LinkedIn's data export tells. PATH is the zip, its folder or one CSV file."""
    from server.linkedin_import import keep, report, told_by_path

    told = told_by_path(path)
    agreed = agreement(data, told)
    stored = None
    if not dry_run:
        with opened(data) as store:
            stored = keep(store, told)
    show(report(told, agreed, stored=stored))


def agreement(data: DataFolder, told: Told) -> Agreement | None:
    """Compare the labels with the model in use, before they are kept."""
    from server.linkedin_import import agreement as compare
    from server.linkedin_import import compared

    messages = compared(told)
    if not messages:
        return None
    try:
        trained, recipient = ready_model(data), known_recipient(data)
    except NoModel as error:
        say(f"{error} The labels are compared with no model.")
        return None
    scores = []
    with shown_progress("Comparing", stages=False) as progress:
        for chunk in chunks(messages, CHUNK):
            scores += trained.score(chunk, recipient=recipient)
            progress(len(scores) / len(messages), "messages")
    return compare(messages, scores)


def show(result: ImportReply) -> None:
    """Print the report; examples only where there are some."""
    for count, noun in (
        (result.relationships, "relationships"),
        (result.leaflets, "leaflets"),
        (result.undecided, "not told by the export"),
    ):
        click.echo(f"{count:>7}  {noun}")
    for label, examples in result.examples.items():
        for example in examples:
            click.echo(f"  {label}: {plain(example.name or '–')}: {plain(example.text)}")
    click.echo(result.summary)
    for name in result.missing:
        say(f"{name} was not there; with it more could be told. Import the whole zip.")
    if result.dry_run:
        say("Nothing was written. To keep the labels, leave out --dry-run.")
        return
    known = f", {result.known} known already" if result.known else ""
    click.echo(f"{many(result.stored, 'label')} stored{known}.")
    if result.stored:
        say("Let the model learn from them: doorstep train")


def plain(text: str) -> str:
    """Bring a stranger's text onto one line of the terminal, without what could command it."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(line.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
