"""docs/reference/cli.md names every command with its arguments and options, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from server.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `doorstep ")]
SYNOPSES = [found for row in ROWS for found in re.findall(r"`doorstep ([^`]+)`", row.split("|")[1])]
# Told once for all commands.
EVERYWHERE = {"--data-dir", "--help", "--version", "-h"}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def name_of(synopsis: str) -> str:
    return " ".join(re.match(r"([a-z]+ ?)+", synopsis)[0].split())


OFFERED = dict(commands(main))
DOCUMENTED = {name_of(synopsis): synopsis for synopsis in SYNOPSES}


def test_every_command_has_its_line_and_every_line_its_command() -> None:
    assert len(SYNOPSES) == len(DOCUMENTED)
    assert set(DOCUMENTED) == set(OFFERED)


@pytest.mark.parametrize("name", OFFERED)
def test_a_line_names_the_arguments_and_options_and_no_others(name: str) -> None:
    context = click.Context(OFFERED[name])
    wanted = set()
    for parameter in OFFERED[name].params:
        if isinstance(parameter, click.Argument):
            shown = parameter.make_metavar(context).strip("[]")
            wanted.add(shown if parameter.required else f"[{shown}]")
        else:
            wanted |= {f"[{option}]" for option in parameter.opts if option not in EVERYWHERE}
    # What an option takes is told by its name alone: [--port N] is [--port].
    rest = re.sub(r"\[(--[\w-]+) [A-Z]+\]", r"[\1]", DOCUMENTED[name].removeprefix(name))
    assert set(rest.split()) == wanted


def test_no_list_of_commands_breaks_off_in_mid_sentence() -> None:
    groups = [name for name, command in main.commands.items() if isinstance(command, click.Group)]
    for path in ([], *([name] for name in groups)):
        shown = CliRunner().invoke(main, [*path, "--help"], terminal_width=80).output
        assert "Commands:" in shown
        assert "..." not in shown.partition("Commands:")[2], shown


def test_what_all_commands_share_is_told() -> None:
    shared = {option for parameter in main.params for option in parameter.opts}
    shared |= set(main.context_settings["help_option_names"])
    assert shared == EVERYWHERE
    for option in EVERYWHERE:
        assert re.search(rf"`(doorstep )?(COMMAND )?{option}\b", PAGE), option


def test_every_variable_that_stands_for_an_option_is_named() -> None:
    everything = [main, *OFFERED.values()]
    variables = {p.envvar for command in everything for p in command.params if p.envvar}
    assert variables
    assert [variable for variable in variables if f"`{variable}`" not in PAGE] == []
