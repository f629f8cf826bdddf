"""Keeping the service there without thinking of it: ``autostart``."""

from __future__ import annotations

from pathlib import Path

import click

from server.autostart import autostart as plan
from server.commands.common import say, with_data
from server.paths import DataFolder
from server.settings import DEFAULT_PORT, PORT_VARIABLE


@click.group()
def autostart() -> None:
    """Have the service start by itself whenever you log in."""


@autostart.command("on")
@click.option("--port", type=click.IntRange(1, 65535), envvar=PORT_VARIABLE, default=DEFAULT_PORT)
@with_data
def turn_on(data: DataFolder, port: int) -> None:
    """Start the service now, and at every login from now on."""
    data.prepare()
    wanted = plan(data, port)
    if not wanted.is_running():
        with data.held(port):  # One in a terminal would be in the way: it is named.
            pass
    wanted.turn_on()
    click.echo(f"On: {wanted.file}")
    say(f"Doorstep starts with your session. What it says goes to {data.log_file}.")
    say("Pair a browser with: doorstep pair")


@autostart.command("off")
@with_data
def turn_off(data: DataFolder) -> None:
    """End the service and start it no more at login. Nothing else is removed."""
    was_on = plan(data, DEFAULT_PORT).turn_off()
    click.echo("Off." if was_on else "It was off already.")


@autostart.command()
@with_data
def status(data: DataFolder) -> None:
    """Say whether it is on and whether the service runs. Status 1 if it is on and does not run."""
    found = plan(data, DEFAULT_PORT)
    command = found.command()
    if command is None:
        click.echo("off")
        return
    running = found.is_running()
    click.echo(f"on, {'running' if running else 'not running'}")
    say(f"{found.file} starts: {' '.join(command)}")
    if not running:
        if not command or not Path(command[0]).exists():
            say("The program it starts is gone. Renew it with: doorstep autostart on")
        say(f"Why it does not run: {data.log_file}, or: doorstep doctor")
        raise click.exceptions.Exit(1)
