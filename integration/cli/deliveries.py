"""`deliveries list|show|replay`: what a shop's vendors sent, what became of it, and reading it again."""

import json
from collections.abc import Mapping
from typing import Any

import click
from sqlmodel import Session

from integration.cli.lists import print_rows
from integration.cli.open_context import Refused, open_context, open_shop
from integration.store import inbox
from integration.store.session import write
from integration.store.tables import InboxRow
from jobs.queue import ring

STATES = ("waiting", "working", "done", "failed")
SHOWN = (
    "id", "connector", "topic", "delivery_id", "received_at", "state", "attempts", "next_at", "done_at", "outcome",
)  # fmt: skip
LISTED = {
    "id": "id",
    "received (UTC)": "received_at",
    "from": "connector",
    "topic": "topic",
    "state": "state",
    "tries": "attempts",
    "outcome": "outcome",
}

_shop = click.option("--shop", required=True, help="The shop's name here.")
_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def deliveries() -> None:
    """What vendors sent: each delivery is kept as it came until its retention is over."""


@deliveries.command("list")
@_shop
@click.option("--state", type=click.Choice(STATES), help="Only those.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@_json
def list_(shop: str, state: str | None, limit: int, as_json: bool) -> None:
    """The newest first."""
    with open_shop(open_context(), shop) as (session, shop_id):
        rows = [_plain(row) for row in inbox.deliveries(session, shop_id, state, limit)]
    if as_json:
        click.echo(json.dumps(rows))
        return
    print_rows(rows, LISTED)


@deliveries.command()
@_shop
@click.argument("delivery", type=int)
@_json
def show(shop: str, delivery: int, as_json: bool) -> None:
    """One delivery with its headers and raw body."""
    with open_shop(open_context(), shop) as (session, shop_id):
        row = _found(session, shop_id, delivery)
        told = {**_plain(row), "headers": row.headers, "body": _text(row.body)}
    if as_json:
        click.echo(json.dumps(told))
        return
    for name in SHOWN:
        click.echo(f"{name:12} {told[name] if told[name] is not None else '-'}")
    for name, value in sorted(told["headers"].items()):
        click.echo(f"  {name}: {value}")
    click.echo(told["body"] if told["body"] is not None else "(the raw body is past its retention)")


@deliveries.command()
@_shop
@click.argument("delivery", type=int)
@_json
def replay(shop: str, delivery: int, as_json: bool) -> None:
    """Read a failed or done delivery again."""
    context = open_context()
    with open_shop(context, shop, write) as (session, shop_id):
        row = _found(session, shop_id, delivery)
        if row.body is None:
            raise Refused(f"delivery {delivery} cannot be read again: its raw body is past its retention")
        if not inbox.replay(session, shop_id, delivery, context.clock()):
            raise Refused(f"delivery {delivery} is {row.state} already; it will be read in its turn")
        session.commit()
    ring(context, "ingest", delivery)
    click.echo(json.dumps({"id": delivery, "state": "waiting"}) if as_json else f"delivery {delivery} is in line again")


def _found(session: Session, shop_id: int, delivery: int) -> InboxRow:
    row = inbox.delivery(session, shop_id, delivery)
    if row is None:
        raise Refused(f"the shop has no delivery {delivery}; `forthright deliveries list` shows those it has")
    return row


def _plain(row: InboxRow) -> dict[str, Any]:
    values: Mapping[str, Any] = row.model_dump(include=set(SHOWN), mode="json")
    return {name: values[name] for name in SHOWN}


def _text(body: bytes | None) -> str | None:
    return None if body is None else body.decode("utf-8", errors="backslashreplace")
