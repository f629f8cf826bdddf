"""The service and who may call it: ``serve``, ``pair``, ``token`` and ``extension``."""

from __future__ import annotations

import os
import sys

import click

from server.commands.common import opened, say, shown_progress, with_data
from server.paths import DataFolder
from server.settings import CODE_SECONDS, DEFAULT_PORT, HOST, PORT_VARIABLE

PORTS = click.IntRange(1, 65535)
LONGEST_NAME = 100
VALID = f"valid for {CODE_SECONDS / 60:.0f} minutes, once"


@click.command()
@click.option("--port", type=PORTS, envvar=PORT_VARIABLE, default=DEFAULT_PORT, show_default=True)
@with_data
def serve(data: DataFolder, port: int) -> None:
    """Start the service for your browser; Ctrl-C ends it."""
    data.prepare()
    with data.held(port):  # A second one hears it before what takes seconds is loaded.
        pass
    from server.extension_folder import extension_folder
    from server.serve import serve as run

    def announce(code: str) -> None:
        click.echo(f"Doorstep listens on http://{HOST}:{port}, for this computer only.")
        click.echo(f"Pairing code   {code}   ({VALID}; a fresh one: doorstep pair)")
        click.echo(f"Extension      {extension_folder(data)}")
        click.echo("Load that folder into your browser, then enter the code on the page it opens.")
        click.echo("Ctrl-C ends the service.")

    with shown_progress("Building the starter model") as progress:
        run(data, port, announce, progress)
    # All is on disk. A score that nobody waits for any more may still be computed, for half a
    # minute if it is long: Python would wait for its thread.
    sys.stdout.flush()
    os._exit(0)


@click.command()
@with_data
def pair(data: DataFolder) -> None:
    """Print a code that lets one browser use the service."""
    from server.pairing import new_code

    with opened(data) as store:
        code = new_code(store)
    click.echo(code)
    say(f"Enter it on the extension's page; it is {VALID}.")


@click.group()
def token() -> None:
    """Who may call the service: browsers and programs of your own."""


def shown_name(context: click.Context, parameter: click.Parameter, name: str) -> str:
    """Check a client's name: something to see, on one line."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise click.BadParameter(f"1 to {LONGEST_NAME} characters on one line, please.")
    return name


@token.command("create")
@click.argument("name", callback=shown_name)
@with_data
def token_create(data: DataFolder, name: str) -> None:
    """Make a token for a program called NAME and print it. It can't be shown again."""
    from server.pairing import new_client

    with opened(data) as store:
        client, secret = new_client(store, name)
    click.echo(secret)
    say(f"Client {client}. To take the token back: doorstep token revoke {client}")


@token.command("list")
@with_data
def token_list(data: DataFolder) -> None:
    """List who may call the service."""
    with opened(data) as store:
        clients = store.clients()
    if not clients:
        say("Nobody is paired yet. Pair a browser with: doorstep pair")
    for client in clients:
        click.echo(f"{client.id}  {client.created_at:%Y-%m-%d %H:%M}  {client.name}")


@token.command("revoke")
@click.argument("client", metavar="ID")
@with_data
def token_revoke(data: DataFolder, client: str) -> None:
    """Take the right to call away from ID, at once."""
    with opened(data) as store:
        if not store.revoke_client(client):
            raise click.ClickException(f"Nobody has the id {client}. See: doorstep token list")
    click.echo(f"{client} may no longer call.")


@click.command()
@with_data
def extension(data: DataFolder) -> None:
    """Print the folder to load into the browser as an extension."""
    from server.extension_folder import extension_folder

    data.prepare()
    click.echo(extension_folder(data))
