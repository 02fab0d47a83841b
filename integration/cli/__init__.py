"""The `forthright` command. Each subcommand is imported only when it is called, so that `--help` is quick."""

from importlib import import_module

import click

COMMANDS = {
    "run": ("integration.cli.run:run", "Start everything here; Ctrl-C stops it, the data is kept."),
    "serve": ("integration.cli.serve:serve", "Serve the admin UI and take webhooks."),
    "worker": ("integration.cli.processes:worker", "Do queued work: read, audit, decide, send."),
    "scheduler": ("integration.cli.processes:scheduler", "Ring what is due; one process is enough."),
    "migrate": ("integration.cli.database:migrate", "Bring the database to this version's tables."),
    "seed": ("integration.cli.database:seed", "Make the demo shop, if there is none."),
    "backup": ("integration.cli.database:backup", "Write the whole database into one file."),
    "restore": ("integration.cli.database:restore", "Bring a backup back."),
    "doctor": ("integration.cli.doctor:doctor", "Check what Forthright stands on; say what to do."),
    "audit": ("integration.cli.audit:audit", "Find what shop texts say, and what they leave out."),
    "connect": ("integration.cli.connect:connect", "Give a shop's keys to Forthright."),
    "invite": ("integration.cli.invite:invite", "Let a person into a shop, and print their link."),
    "review": ("integration.cli.review:review", "Let a marketplace's reviewer into one shop for some days."),
    "token": ("integration.cli.token:token", "Make a key for the JSON API, list or revoke them."),
    "deliveries": ("integration.cli.deliveries:deliveries", "What vendors sent: list, show, replay."),
    "orders": ("integration.cli.lists:orders", "A shop's orders."),
    "contradictions": ("integration.cli.contradictions:contradictions", "What texts and settings cannot all mean."),
    "findings": ("integration.cli.lists:findings", "What a shop's texts say, and what they do not."),
    "asked": ("integration.cli.lists:asked", "What laws and partners ask of a shop's texts."),
    "texts": ("integration.cli.texts:texts", "Words for what texts leave out: propose, publish, undo."),
    "terms": ("integration.cli.terms:terms", "What a shop grants, entered once, and its texts from it."),
    "replay": ("integration.cli.replay:replay", "Live past orders through again: whom would we have warned?"),
    "notices": ("integration.cli.lists:notices", "What customers are told, and why."),
}
"""Where each command is, and its line in `forthright --help`, which loads none of them."""


class Commands(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="forthright", prog_name="forthright")
def main() -> None:
    """Say it before they ask: audits shop texts, follows parcels, warns customers of delays, keeps the proof.

    \b
    Try first:  forthright run                  all of it here, with a demo shop
                forthright audit products.csv   what your own texts do not say
    """
