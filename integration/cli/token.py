"""`token`: keys by which a shop's own programs ask the JSON API."""

import click

from integration.auth.tokens import make_token
from integration.cli.lists import print_rows
from integration.cli.open_context import Refused, open_by_name
from integration.store import activity, tokens
from integration.store.session import read, write
from jobs.context import Context

COLUMNS = {"id": "id", "name": "name", "role": "role", "made (UTC)": "made", "last used (UTC)": "used", "": "state"}


@click.command()
@click.option("--shop", required=True, help="The shop's name here.")
@click.option("--name", default="a program", show_default=True, help="What the log calls who uses it.")
@click.option("--role", type=click.Choice(["reader", "staff"]), default="reader", show_default=True)
@click.option("--list", "listed", is_flag=True, help="Show the shop's tokens instead.")
@click.option("--revoke", type=int, metavar="ID", help="End a token instead.")
def token(shop: str, name: str, role: str, listed: bool, revoke: int | None) -> None:
    """Make a token for the JSON API and print it, once. A reader only reads; staff may publish and set aside."""
    context, shop_id = open_by_name(shop)
    if listed:
        _list(context, shop_id)
    elif revoke is not None:
        _revoke(context, shop_id, revoke)
    else:
        made = make_token(context, shop_id, name, role)
        _log(context, shop_id, "token made", name, role=role)
        click.echo(made)
        click.echo("It is not shown again. Send it as: Authorization: Bearer <token>", err=True)


def _list(context: Context, shop_id: int) -> None:
    with read(context.engine) as session:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "role": row.role,
                "made": row.created_at.isoformat(),
                "used": row.last_used_at.isoformat() if row.last_used_at else "never",
                "state": "revoked" if row.revoked_at else "",
            }
            for row in tokens.tokens(session, shop_id)
        ]
    print_rows(rows, COLUMNS)


def _revoke(context: Context, shop_id: int, token_id: int) -> None:
    with write(context.engine) as session:
        gone = tokens.revoke(session, shop_id, token_id, context.clock())
        session.commit()
    if not gone:
        raise Refused(f"this shop has no token {token_id} that still opens; see --list")
    _log(context, shop_id, "token revoked", str(token_id))
    click.echo(f"token {token_id} opens nothing any more")


def _log(context: Context, shop_id: int, act: str, subject: str, **detail: str) -> None:
    with write(context.engine) as session:
        activity.log(session, shop_id, context.clock(), "the command line", act, subject, **detail)
        session.commit()
