"""The `forthright` command. Each subcommand is imported only when it is called, so that `--help` is quick."""

from importlib import import_module

import click

COMMANDS = {
    "run": "integration.cli.run:run",
    "serve": "integration.cli.serve:serve",
    "worker": "integration.cli.processes:worker",
    "scheduler": "integration.cli.processes:scheduler",
    "migrate": "integration.cli.database:migrate",
    "seed": "integration.cli.database:seed",
    "backup": "integration.cli.database:backup",
    "restore": "integration.cli.database:restore",
    "doctor": "integration.cli.doctor:doctor",
    "audit": "integration.cli.audit:audit",
    "connect": "integration.cli.connect:connect",
    "invite": "integration.cli.invite:invite",
    "deliveries": "integration.cli.deliveries:deliveries",
    "orders": "integration.cli.lists:orders",
    "findings": "integration.cli.lists:findings",
    "notices": "integration.cli.lists:notices",
}


class Commands(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="forthright", prog_name="forthright")
def main() -> None:
    """Say it before they ask: audits shop texts, follows parcels, warns customers of delays, keeps the proof.

    \b
    Try first:  forthright run                      everything on this machine, with a demo shop
                forthright audit products.csv       what your own export does not say
    """
