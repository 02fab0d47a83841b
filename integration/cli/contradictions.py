"""`contradictions`: what a shop's texts and settings cannot all mean, and a person's word that both sides are right."""

import click

from integration.cli import listed
from integration.cli.lists import CONTRADICTIONS, list_command, stored
from integration.cli.open_context import Refused, open_by_name
from integration.cli.texts import BY, shop_option
from jobs import settle as jobs_settle

SETTLED = {**CONTRADICTIONS, "why": "settled_reason", "by": "settled_by"}
contradictions = click.Group("contradictions", help="What a shop's texts and settings cannot all mean.")
contradictions.add_command(
    list_command("list", stored(listed.contradictions), CONTRADICTIONS, "Contradictions, each with all its sides.")
)
contradictions.add_command(
    list_command("settled", stored(listed.settled), SETTLED, "Those that a person called right on both sides.")
)


@contradictions.command()
@click.argument("contradiction_id", type=int)
@shop_option
@click.option("--reason", required=True, help="Why both sides are right.")
def settle(contradiction_id: int, shop: str, reason: str) -> None:
    """Both sides are right; it is no longer counted until one of them changes."""
    context, shop_id = open_by_name(shop)
    if not jobs_settle.settle(context, shop_id, contradiction_id, reason, BY):
        raise Refused(f"this shop has no open contradiction {contradiction_id}; see: forthright contradictions list")
    click.echo(f"contradiction {contradiction_id} is settled")


@contradictions.command()
@click.argument("contradiction_id", type=int)
@shop_option
def reopen(contradiction_id: int, shop: str) -> None:
    """Take that word back."""
    context, shop_id = open_by_name(shop)
    if not jobs_settle.reopen(context, shop_id, contradiction_id, BY):
        raise Refused(f"nobody called contradiction {contradiction_id} right on both sides")
    click.echo(f"contradiction {contradiction_id} counts again")
