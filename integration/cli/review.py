"""`review`: a marketplace's reviewer is let into one shop, and out again."""

import click

from integration.auth.review import close_review, open_review
from integration.cli.open_context import Refused, open_context, open_shop, settings


@click.command()
@click.argument("shop")
@click.option("--days", default=30, show_default=True, help="How long the link works.")
@click.option("--end", is_flag=True, help="End it now: whoever is inside is out with their next click.")
def review(shop: str, days: int, end: bool) -> None:
    """Print a link with which a marketplace's reviewer signs in to SHOP alone, as staff, as often as they like.

    Take a shop made for it, with orders of nobody. A new link ends the one before.
    """
    chosen = settings()
    context = open_context(chosen)
    with open_shop(context, shop):
        pass  # or refused, naming the shops that there are
    try:
        if end:
            close_review(context, shop)
            click.echo(f"The review of {shop} is over.")
            return
        here = chosen.public_url or f"http://127.0.0.1:{chosen.port}"
        link = open_review(context, shop, days, here)
    except (LookupError, ValueError) as problem:
        raise Refused(str(problem)) from None
    click.echo(f"For the reviewer of {shop}, {days} days from now; end it with `forthright review {shop} --end`:")
    click.echo(link)
