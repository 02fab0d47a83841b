"""`python -m integration.cli` is the `forthright` command."""

from integration.cli import main

main(prog_name="forthright")
