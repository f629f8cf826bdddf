"""What the commands share: the data folder's option, the opened store, progress, calm errors."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.errors import DoorstepError, describe
from server.paths import DataFolder

if TYPE_CHECKING:
    from model.context import Recipient
    from model.trained import TrainedModel
    from server.store import Store

Progress = Callable[[float, str], None]

DataDir = click.Path(file_okay=False, path_type=Path)


class Doorstep(click.Group):
    """The top of the command line: turns every error into one sentence and an exit status of 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; no traceback ever reaches the terminal, for it could quote a message."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except DoorstepError as error:
            raise click.ClickException(str(error)) from None
        except PermissionError as error:
            raise click.ClickException(
                f"Not allowed to use {error.filename}. Check who owns it: doorstep doctor"
            ) from None
        except OSError as error:
            raise click.ClickException(
                f"{error.strerror or type(error).__name__}: {error.filename or 'the data folder'}."
            ) from None
        except Exception as error:
            raise click.ClickException(
                f"Something broke inside Doorstep ({describe(error)}); your data is as it was."
                " Try: doorstep doctor"
            ) from None


def with_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--data-dir`` and, as its first argument, the data folder it names."""

    @click.option("--data-dir", type=DataDir, help="Where Doorstep keeps everything.")
    @functools.wraps(command)
    def wrapper(*args: Any, data_dir: Path | None, **options: Any) -> Any:
        root = data_dir or click.get_current_context().find_root().params.get("data_dir")
        return command(DataFolder(root) if root else DataFolder.default(), *args, **options)

    return wrapper


@contextmanager
def opened(data: DataFolder) -> Iterator[Store]:
    """Open the store of ``data`` and close it afterwards; safe beside a running service."""
    from server.store import Store

    store = Store.open(data)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def shown_progress(title: str, *, stages: bool = True) -> Iterator[Progress]:
    """Show a bar on a terminal, else one line a stage; on stderr, and only once work starts.

    Short work without ``stages`` worth a line is silent where there is no terminal.
    """
    with ExitStack() as stack:
        if sys.stderr.isatty():
            yield _bar(title, stack)
        else:
            yield _stages(title) if stages else lambda fraction, stage: None


def _bar(title: str, stack: ExitStack) -> Progress:
    bar: Any = None

    def report(fraction: float, stage: str) -> None:
        nonlocal bar
        if bar is None:
            made = click.progressbar(length=1000, label=title, file=sys.stderr, show_eta=False)
            bar = stack.enter_context(made)
        bar.label = f"{title}: {stage}"
        bar.update(round(1000 * fraction) - bar.pos)

    return report


def _stages(title: str) -> Progress:
    shown: str | None = None

    def report(fraction: float, stage: str) -> None:
        nonlocal shown
        if stage != shown:
            click.echo(f"{title}: {stage}", err=True)
            shown = stage

    return report


def ready_model(data: DataFolder) -> TrainedModel:
    """Return the model in use; where there is none the starter is built first, visibly."""
    from server.registry import Registry

    with opened(data) as store, shown_progress("Building the starter model") as progress:
        return Registry(data, store).ensure(progress)


def known_recipient(data: DataFolder) -> Recipient | None:
    """Return what the user said about themselves, if anything."""
    from server.schemas import Profile

    with opened(data) as store:
        return Profile.model_validate(store.get_document("profile")).recipient()


def say(text: str = "") -> None:
    """Tell the user something on stderr, where it does not mix with results."""
    click.echo(text, err=True)


def many(count: int, noun: str) -> str:
    """Say how many of something there are: ``1 label``, ``2 labels``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
