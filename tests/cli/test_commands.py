"""`forthright --help`: every command in one line, and none of them loaded."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from integration.cli import COMMANDS, main


def test_help_names_every_command_and_cuts_no_line() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    width = max(map(len, COMMANDS)) + 2
    for name, (_, about) in COMMANDS.items():
        assert f"  {name:<{width}}{about}\n" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_help_loads_no_command() -> None:
    loaded = "[name for name in sys.modules if name.split('.')[0] in ('sqlalchemy', 'flask', 'numpy', 'jobs')]"
    program = f"import sys; from integration.cli import main; main(['-h'], standalone_mode=False); print({loaded})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert "doctor" in done.stdout
    assert done.stdout.endswith("\n[]\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_stands_where_it_is_looked_for_and_says_what_it_is(name: str) -> None:
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.help
    assert main.get_command(context, "nonsense") is None
