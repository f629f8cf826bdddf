"""The user's own data: ``export``, ``erase``, ``backup``, ``restore`` and ``doctor``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from server.commands.common import many, opened, say, with_data
from server.paths import DataFolder
from server.settings import DEFAULT_PORT, PORT_VARIABLE

if TYPE_CHECKING:
    from server.schemas import ExportFormat
    from server.store import Store

ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)
BINARY = getattr(os, "O_BINARY", 0)
NewFile = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=NewFile)
@click.option("--force", is_flag=True, help="Overwrite PATH if it is there.")
@with_data
def export(data: DataFolder, path: Path, *, force: bool) -> None:
    """Write all that is kept about you to the file PATH.

    Its ending decides: .json is everything as one document, .jsonl and .csv are the history with a
    message a line, and any other is everything as a zip.
    """
    if path.exists() and not force:
        raise click.ClickException(f"{path} is there already. Choose another name, or: --force")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with opened(data) as store, private_file(unfinished) as file:
            export_to(file, store, path.suffix.lower())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    say(f"Written to {path}. It holds other people's letters: keep it private.")


def export_to(file: IO[bytes], store: Store, ending: str) -> None:
    """Write an export of the form that goes with a file's ending; tell what the zip holds."""
    from server.export import document, write_export

    forms: dict[str, ExportFormat] = {".json": "json", ".jsonl": "jsonl", ".csv": "csv"}
    if ending in forms:
        file.writelines(piece.encode() for piece in document(store, forms[ending]))
        return
    for name, count in write_export(store, file).items():
        click.echo(f"{count:>7}  {name}")


def private_file(path: Path) -> IO[bytes]:
    """Open a new file for writing that only its owner can read."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | BINARY, 0o600), "wb")


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_data
def erase(data: DataFolder, *, yes: bool) -> None:
    """Remove all that is kept of you. Also backups, settings and what models learnt."""
    from server.registry import STARTER, Registry

    with opened(data) as store:
        counts = store.counts()
        labels, decisions = sum(counts.labels.values()), sum(counts.decisions.values())
        registry = Registry(data, store)
        learnt = sum(not model["id"].startswith(STARTER) for model in registry.list())
        say(
            f"This removes {many(counts.messages, 'message')}, {many(labels, 'label')},"
            f" {many(decisions, 'line')} of the journal, {many(learnt, 'personal model')},"
            " the profile, the settings and all backups, for good."
            " Paired browsers stay paired; exports you made stay where they are."
        )
        if not yes:
            click.confirm("Erase it?", abort=True, err=True)
        registry.forget_personal()
        store.erase()
    click.echo("Erased.")


@click.command()
@with_data
def backup(data: DataFolder) -> None:
    """Copy the database into the backups. The copy is checked, its path printed."""
    with opened(data) as store:
        click.echo(store.backup_now())


@click.command()
@click.argument("path", type=ExistingFile, required=False)
@with_data
def restore(data: DataFolder, path: Path | None) -> None:
    """Put a backup in the database's place. PATH, else the newest; the present one is kept."""
    from server.store import restore as put_back

    data.prepare()
    with data.held(0):
        source = put_back(data, path)
    click.echo(f"Restored from {source}.")
    say(f"The database that was in its place is kept in {data.backups}, as damaged-…")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar=PORT_VARIABLE, default=DEFAULT_PORT)
@with_data
def doctor(data: DataFolder, port: int) -> None:
    """Look for what is wrong and name the command that repairs it."""
    from server.doctor import examine

    problems = examine(data, port)
    for problem in problems:
        click.echo(f"- {problem.what}\n  repair: {problem.repair}")
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("All is well.")
