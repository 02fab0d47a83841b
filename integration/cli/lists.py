"""`orders list`, `findings list`, `asked list`, `notices list`: what the store holds of a shop, for whoever reads."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text
from sqlmodel import Session

from integration.cli import listed
from integration.cli.open_context import open_context, open_shop
from jobs.asked_list import asked_list
from jobs.context import Context
from jobs.weights import shop_day

Rows = Sequence[Mapping[str, Any]]
Reader = Callable[[Context, Session, int, int], Rows]


def list_command(name: str, reader: Reader, columns: Mapping[str, str], about: str) -> click.Command:
    """A command that lists: `columns` are the heading and the keys of what a person is shown of a row."""

    def run(shop: str, limit: int, as_json: bool) -> None:
        context = open_context()
        with open_shop(context, shop) as (session, shop_id):
            rows = reader(context, session, shop_id, limit)
        if as_json:
            click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        else:
            print_rows(rows, columns)

    return click.Command(
        name,
        callback=run,
        help=about,
        params=[
            click.Option(["--shop"], required=True, help="The shop's name here."),
            click.Option(["--limit"], type=click.IntRange(1, 10_000), default=1000, show_default=True),
            click.Option(["--json", "as_json"], is_flag=True, help="One JSON array."),
        ],
    )


def stored(reader: Callable[[Session, int, int], Rows]) -> Reader:
    """Of what reads rows and asks nothing of the process it runs in."""
    return lambda _context, session, shop_id, limit: reader(session, shop_id, limit)


def _asked(context: Context, session: Session, shop_id: int, limit: int) -> Rows:
    return asked_list(session, shop_id, shop_day(session, shop_id, context.clock()), limit)


def print_rows(rows: Rows, columns: Mapping[str, str]) -> None:
    """A table in the terminal; where it is narrow, cells go on below, and nothing is cut off."""
    table = Table(*(Column(heading, overflow="fold") for heading in columns))
    for row in rows:
        table.add_row(*(_cell(" ".join(_shown(row[key]) for key in keys.split())) for keys in columns.values()))
    Console().print(table if rows else "nothing yet")


def _shown(value: Any) -> str:
    """A time to the minute: no reader wants its microseconds."""
    if isinstance(value, list):
        return "; ".join(map(_side, value))
    text = "" if value is None else str(value)[:120]
    return TIME.sub(r"\1 \2", text)


def _side(side: Mapping[str, str]) -> str:
    """One side of a contradiction: the text with its words, or the setting."""
    return f"{side['document']}: {side['quote']}" if "document" in side else f"{side['settings']}: {side['says']}"


def _cell(shown: str) -> Text:
    """As it is written: a shop's words may hold what a terminal or `rich` would take for an order."""
    return Text("".join(sign if sign.isprintable() else " " for sign in shown))


TIME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+(?:\+00:00|Z)$")


ORDERS = {
    "order": "number",
    "status": "status",
    "placed (UTC)": "placed_at",
    "total": "total currency",
    "customer": "customer_name",
}
FINDINGS = {"text": "document", "detail": "code", "state": "state", "quote": "quote"}
ASKED = {"detail": "code", "state": "state", "how grave": "severity", "asked by": "asked_by", "where": "citation"}
CONTRADICTIONS = {"id": "id", "detail": "code", "rule": "rule", "sides": "sides", "since (UTC)": "found_at"}
NOTICES = {
    "order": "order",
    "decision": "decision",
    "kind": "kind",
    "state": "state",
    "why": "reason",
    "at (UTC)": "at",
}

orders = click.Group("orders", help="A shop's orders.")
orders.add_command(
    list_command(
        "list", stored(listed.orders), ORDERS, "Orders, newest first, with their parcels and what was promised."
    )
)
findings = click.Group("findings", help="What a shop's texts say, and what they do not.")
findings.add_command(
    list_command("list", stored(listed.findings), FINDINGS, "Findings in the texts as they stand now.")
)
asked = click.Group("asked", help="What laws and partners ask of a shop's texts. A risk signal, not legal advice.")
asked.add_command(list_command("list", _asked, ASKED, "What is missing or should not stand there, and who says so."))
notices = click.Group("notices", help="What customers are told, and why.")
notices.add_command(
    list_command(
        "list", stored(listed.notices), NOTICES, "Messages, and orders on which we keep silent, with the reason."
    )
)
