"""`forthright replay`: a shop's past orders lived through again, from a file alone."""

import csv
import gzip
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import click

from integration.cli.past_orders import FIELDS, PastOrders, Problem
from integration.domain.replay import SETTINGS, Look, Setting, decide, looks, orders_table
from integration.domain.replay.outcome import Outcome, compared, scored

COLUMNS = ("order_id", "warned_at", "probability_late", "expected_from", "expected_to", "reason")


class Unusable(click.ClickException):
    exit_code = 2


@click.command()
@click.argument("orders", type=click.Path(path_type=Path))
@click.option("--out", metavar="W", type=click.Path(path_type=Path), help="The first warning of each order, as CSV.")
@click.option("--decisions", metavar="D", type=click.Path(path_type=Path), help="Every look at every order, as CSV.")
@click.option("--setting", type=click.Choice(list(SETTINGS)), default="normal", show_default=True)
@click.option("--from", "first", metavar="DATE", help="Orders bought before it are history only.")
@click.option("--to", "last", metavar="DATE", help="Orders bought on or after it are left out.")
@click.option("--map", "mapped", metavar="FIELD=COLUMN", multiple=True, help=f"FIELD: {', '.join(FIELDS)}.")
def replay(
    orders: Path,
    out: Path | None,
    decisions: Path | None,
    setting: str,
    first: str | None,
    last: str | None,
    mapped: tuple[str, ...],
) -> None:
    """Whom would we have warned of a delay, when, and would it have been right?

    ORDERS is a CSV (also .gz) with at least an order's id and when it was bought, promised and delivered. Each morning
    knows only what happened before it. Nothing leaves this machine.

    Exit codes: 0 done; 2 wrong usage, or nothing could be read.
    """
    begin, end = _day("--from", first), _day("--to", last)
    read = PastOrders(orders, _mapping(mapped), _tell)
    try:
        table = orders_table(read.orders(end))
    except (OSError, EOFError, UnicodeDecodeError, ValueError, csv.Error) as error:
        raise Unusable(f"{orders}: {getattr(error, 'strerror', None) or error}") from error
    if not len(table):
        raise Unusable(f"{orders}: no order could be read")
    told = {name for name, bought in read.bought.items() if begin is None or bought >= begin}
    chosen = SETTINGS[setting]
    warned: dict[str, Look] = {}
    with _decided(decisions) as write:
        for look in looks(table, first=begin):
            if look.order not in told:
                continue
            warn, reason = decide(chosen, look.days_to_promise, look.probability_late)
            write(look, warn, reason)
            if warn:
                warned.setdefault(look.order, look)
    if out is not None:
        _write_warnings(out, warned.values(), chosen)
    click.echo(_told(scored(read.ends(told), warned), read, told), err=True)


def _told(outcome: Outcome, read: PastOrders, told: set[str]) -> str:
    lines = [f"{len(told)} orders lived through; {outcome.delivered} were delivered, {outcome.late} of them late."]
    lines.append(
        f"Warned {outcome.warned}: {outcome.right} were late, {outcome.in_time} of those told two days ahead or more."
        if outcome.delivered
        else f"Warned {outcome.warned}; the file says of none how it ended."
    )
    if outcome.delivered:
        lines += [f"  {name}: warned {each.warned}, right {each.right}, two days ahead {each.in_time}."
                  for name, each in compared(read.ends(told)).items()]  # fmt: skip
    if read.problems:
        lines.append(f"{read.problems} rows could not be read.")
    return "\n".join(lines)


def _day(option: str, given: str | None) -> date | None:
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise click.UsageError(f"{option} {given}: a day is written YYYY-MM-DD") from None


def _mapping(given: tuple[str, ...]) -> Mapping[str, str]:
    pairs = [pair.partition("=") for pair in given]
    for field, sign, column in pairs:
        if field not in FIELDS or not sign or not column:
            raise click.UsageError(f"--map {field}{sign}{column}: FIELD=COLUMN, where FIELD is {', '.join(FIELDS)}")
    return {field: column for field, _, column in pairs}


def _tell(problem: Problem) -> None:
    click.echo(str(problem), err=True)


def _row(look: Look, reason: str) -> list[str]:
    day = look.day.isoformat()
    span = (look.expected_from.isoformat(), look.expected_to.isoformat())
    return [look.order, day, f"{look.probability_late:.4f}", *span, reason]


@contextmanager
def _decided(target: Path | None) -> Iterator["_Write"]:
    if target is None:
        yield _Write(None)
        return
    with _in_place(target) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow([*COLUMNS, "days_to_promise", "decision"])
        yield _Write(rows)


class _Write:
    """Writes a look where looks are wanted."""

    def __init__(self, rows: "csv.Writer | None") -> None:
        self._rows = rows

    def __call__(self, look: Look, warn: bool, reason: str) -> None:
        if self._rows is not None:
            self._rows.writerow([*_row(look, reason), str(look.days_to_promise), "warn" if warn else "hold"])


def _write_warnings(target: Path, warned: "Iterator[Look] | object", setting: Setting) -> None:
    with _in_place(target) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for look in warned:  # type: ignore[attr-defined]
            rows.writerow(_row(look, decide(setting, look.days_to_promise, look.probability_late)[1]))
