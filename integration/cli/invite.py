"""`invite`: who may sign in to a shop, from the command line; the way in where no mail server is set yet."""

from dataclasses import replace
from email.utils import parseaddr

import click

from integration.auth import sign_in_link
from integration.cli.open_context import Refused, open_context, open_shop, settings
from integration.store import activity, people
from integration.store.session import write
from jobs.context import Context


@click.command()
@click.argument("email")
@click.option("--shop", required=True, help="The shop's name here.")
@click.option("--role", type=click.Choice(["owner", "staff", "reader"]), default="owner", show_default=True)
def invite(email: str, shop: str, role: str) -> None:
    """Let a person into a shop, and print the link that signs them in. It works once, within an hour."""
    if "@" not in parseaddr(email)[1] or parseaddr(email)[1] != email.strip():
        raise Refused(f"{email!r} is no e-mail address")
    chosen = settings()
    context = open_context(chosen)
    _let_in(context, email, shop, role)
    here = chosen.public_url or f"http://127.0.0.1:{chosen.port}"
    click.echo(f"{email} is {role} of {shop} now. The link works once, within an hour:")
    click.echo(sign_in_link(replace(context, public_url=here), email))


def _let_in(context: Context, email: str, shop: str, role: str) -> None:
    now = context.clock()
    with open_shop(context, shop, write) as (session, shop_id):
        person = people.add_person(session, email, now)
        people.add_member(session, person.id or 0, shop_id, role)
        activity.log(session, shop_id, now, "the command line", "invited", email, role=role)
        session.commit()
