"""The command line: ``doorstep``. Each command's own module is in `server/commands/`."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path

import click

from server.commands import data, imports, judge, learning, service, upkeep
from server.commands.common import DataDir, Doorstep
from server.demo import demo
from server.settings import DATA_VARIABLE, ONE_THREAD


@click.group(cls=Doorstep, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data-dir",
    type=DataDir,
    envvar=DATA_VARIABLE,
    help="Where Doorstep keeps everything; may also follow the command.",
)
@click.version_option(version("doorstep"), prog_name="doorstep")
def main(data_dir: Path | None) -> None:
    """Is it a leaflet, or somebody at the door? A judge for your inbox that stays on your computer.

    Begin with: doorstep serve
    """
    os.environ.update(ONE_THREAD)


for command in (
    service.serve,
    service.pair,
    service.token,
    service.extension,
    judge.score,
    judge.evaluate,
    imports.import_,
    learning.label,
    learning.train,
    learning.models,
    data.export,
    data.erase,
    data.backup,
    data.restore,
    data.doctor,
    upkeep.autostart,
    demo,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
