"""Judging messages on the command line: ``score`` and ``evaluate``."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, TYPE_CHECKING

import click

from model.records import LabelledMessage, Message
from server.commands.common import (
    known_recipient,
    many,
    ready_model,
    shown_progress,
    with_data,
)
from server.dataset_io import LineFault, chunks, read_messages
from server.paths import DataFolder

if TYPE_CHECKING:
    from model.context import Recipient
    from model.evaluate import Figures, Report
    from model.trained import TrainedModel

CHUNK = 256
"""Messages scored at once: large enough for the encoder's batches, small enough to stream."""
FAULTS_SHOWN = 5
HEADING = f"{'':<34}{'n':>6}{'AUC':>8}{'Brier':>8}{'ECE':>8}{'right':>8}"


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@with_data
def score(data: DataFolder, file: IO[bytes]) -> None:
    """Score messages. One JSON object a line in FILE (or standard input), one score a line out."""
    trained, recipient = ready_model(data), known_recipient(data)
    output = sys.stdout.buffer
    unread = 0
    with shown_progress("Scoring", stages=False) as progress:
        for chunk in chunks(read_messages(file, Message), CHUNK):
            unread += sum(isinstance(item, LineFault) for item in chunk)
            for line in scored_lines(trained, chunk, recipient):
                output.write(line.encode() + b"\n")
            output.flush()
            if (fraction := share_read(file)) is not None and not output.isatty():
                progress(fraction, "messages")
    if unread:
        raise click.ClickException(
            f"{many(unread, 'line')} could not be read; the reasons are in the output."
        )


def share_read(file: IO[bytes]) -> float | None:
    """How much of ``file`` has been read, from 0 to 1; None where the end is unknown (a pipe)."""
    try:
        size = os.fstat(file.fileno()).st_size
        return min(1.0, file.tell() / size) if size else None
    except OSError:
        return None


def scored_lines(
    trained: TrainedModel, chunk: list[Message | LineFault], recipient: Recipient | None
) -> list[str]:
    """One line of JSON for every item of ``chunk``, in order."""
    messages = [item for item in chunk if isinstance(item, Message)]
    scores = iter(trained.score(messages, explain=True, recipient=recipient))
    return [
        json.dumps(item.reply()) if isinstance(item, LineFault) else next(scores).model_dump_json()
        for item in chunk
    ]


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_data
def evaluate(data: DataFolder, file: IO[bytes], *, as_json: bool) -> None:
    """Compare the model in use with the labels of FILE."""
    messages = labelled(file)
    trained = ready_model(data)
    from model.evaluate import evaluate as compare

    with shown_progress("Evaluating", stages=False) as progress:
        report = compare(trained, messages, progress)
    click.echo(report.model_dump_json() if as_json else table(trained.id, report))


def table(model_id: str, report: Report) -> str:
    """Lay the figures out for people: everything first, then each slice."""
    lines = [f"model {model_id}", "", HEADING, row("all", report)]
    for name, slices in report.by.items():
        lines += ["", *(row(f"{name} {value}", found) for value, found in slices.items())]
    return "\n".join(lines)


def row(name: str, found: Figures) -> str:
    """Lay out one line of figures; a dash where the messages can't tell."""
    values = (found.auc, found.brier, found.ece, found.accuracy)
    cells = "".join("       –" if value is None else f"{value:8.3f}" for value in values)
    return f"{name:<34}{found.n:>6}{cells}"


def labelled(file: IO[bytes]) -> list[LabelledMessage]:
    """All of a labelled file, or an error that names its first unreadable lines."""
    items = list(read_messages(file, LabelledMessage))
    refuse([item for item in items if isinstance(item, LineFault)], file.name)
    if not items:
        raise click.ClickException(f"{file.name} is empty; one labelled message a line is needed.")
    return [item for item in items if isinstance(item, LabelledMessage)]


def refuse(faults: list[LineFault], name: str) -> None:
    """Raise if there are ``faults``, telling the first few."""
    if not faults:
        return
    shown = [f"  {fault}" for fault in faults[:FAULTS_SHOWN]]
    if len(faults) > FAULTS_SHOWN:
        shown.append(f"  and {len(faults) - FAULTS_SHOWN} more")
    raise click.ClickException("\n".join([f"Nothing was taken from {name}; mend first:", *shown]))
