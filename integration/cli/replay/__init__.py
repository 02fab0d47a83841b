"""`forthright replay`: a shop's past orders lived through again, from a file alone."""

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from integration.cli.in_place import Unusable, put_in_place, refuse_place
from integration.cli.replay.past_orders import FIELDS, PastOrders
from integration.domain.delay.policy import MAIN_LOOK, THRESHOLDS, Sensitivity, Thresholds, verdict
from integration.domain.reasons import SendReason, words
from integration.domain.replay import Look, looks, past_table
from integration.domain.replay.outcome import End, scored, simple_rules

COLUMNS = ("order_id", "warned_at", "probability_late", "expected_from", "expected_to", "reason")

Write = Callable[[Look, bool, str], None]


@click.command()
@click.argument("orders", type=click.Path(path_type=Path))
@click.option("--out", metavar="W", help='The first warning of each order, as CSV; "-" for standard output.')
@click.option("--decisions", metavar="D", help="Every look at every open order, as CSV; large.")
@click.option("--setting", type=click.Choice([each.value for each in Sensitivity]), default="normal", show_default=True)
@click.option("--from", "first", metavar="DATE", help="Orders bought before it are history only.")
@click.option("--to", "last", metavar="DATE", help="Orders bought on or after it are left out.")
@click.option("--map", "mapped", metavar="FIELD=COLUMN", multiple=True, help=f"FIELD is one of {', '.join(FIELDS)}.")
def replay(
    orders: Path,
    out: str | None,
    decisions: str | None,
    setting: str,
    first: str | None,
    last: str | None,
    mapped: tuple[str, ...],
) -> None:
    """Whom would we have warned of a delay, when, and would it have been right?

    ORDERS is a CSV (also .gz) with an order's id and when it was bought, promised and delivered; when it was paid and
    handed over, from where and to where, help if they are there. Each morning knows only what happened before it.
    Nothing leaves this machine.

    Exit codes: 0 done; 2 wrong usage, or nothing could be read.
    """
    begin, end = _day("--from", first), _day("--to", last)
    read = PastOrders(orders, _mapping(mapped), lambda problem: click.echo(str(problem), err=True))
    try:
        for target in filter(None, (out, decisions)):
            refuse_place(target)
        table = past_table(read.orders(end))
    except (OSError, ValueError, csv.Error) as error:
        place = getattr(error, "filename", None) or orders
        raise Unusable(f"{place}: {getattr(error, 'strerror', None) or error}") from error
    if not len(table):
        raise Unusable(f"{orders}: no order could be read" + (f" that was bought before {end}" if end else ""))
    told = {name for name, bought in read.bought.items() if begin is None or bought >= begin}
    try:
        warned = _live_through(looks(table, begin), told, THRESHOLDS[Sensitivity(setting)], decisions)
        if out is not None:
            _write_warnings(out, warned)
    except OSError as error:
        raise Unusable(f"{error.filename}: {error.strerror or error}") from error
    ends = [each for each in read.ended if each.id in told]
    click.echo(_told(len(told), ends, warned, read.problems), err=True)


def _live_through(
    seen: Iterator[Look], told: set[str], limits: Thresholds, decisions: str | None
) -> dict[str, tuple[Look, str]]:
    """The look at which each order was first warned, and why."""
    warned: dict[str, tuple[Look, str]] = {}
    with _decided(decisions) as write:
        for look in seen:
            if look.order not in told:
                continue
            found = verdict(limits, look.days_to_promise, look.probability_late, seen_before=look.seen_before)
            warn = isinstance(found, SendReason)
            write(look, warn, words(found))
            if warn:
                warned.setdefault(look.order, (look, words(found)))
    return warned


@contextmanager
def _decided(target: str | None) -> Iterator[Write]:
    if target is None:
        yield lambda look, warn, reason: None
        return
    with put_in_place(target) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow([*COLUMNS, "days_to_promise", "decision"])
        yield lambda look, warn, reason: rows.writerow(
            [*_row(look, reason), look.days_to_promise, "warn" if warn else "hold"]
        )


def _write_warnings(target: str, warned: Mapping[str, tuple[Look, str]]) -> None:
    with put_in_place(target) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(_row(*each) for each in warned.values())


def _row(look: Look, reason: str) -> list[str]:
    span = (look.expected_from.isoformat(), look.expected_to.isoformat())
    return [look.order, look.day.isoformat(), f"{look.probability_late:.4f}", *span, reason]


def _told(count: int, ends: list[End], warned: Mapping[str, tuple[Look, str]], problems: int) -> str:
    outcome = scored(ends, {name: look.day for name, (look, _) in warned.items()})
    lived = "1 order" if count == 1 else f"{count} orders"
    lines = [f"{lived} lived through; delivered: {outcome.delivered}, late: {outcome.late}."]
    ours = {"Forthright": outcome} | dict(simple_rules(ends)) if ends else {}
    for name, each in ours.items():
        lead = "" if each.lead is None else f", {each.lead:g} days ahead in the middle"
        lines.append(
            f"  {name}: warned {each.warned}, right {each.right}, "
            f"{each.in_time} of those {MAIN_LOOK} days ahead or more{lead}"
        )
    if not ends:
        lines.append(f"Warned {len(warned)}; the file says of none how it ended.")
    if problems:
        lines.append("1 row could not be read." if problems == 1 else f"{problems} rows could not be read.")
    return "\n".join(lines)


def _day(option: str, given: str | None) -> date | None:
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise click.UsageError(f"{option} {given}: a day is written YYYY-MM-DD") from None


def _mapping(given: tuple[str, ...]) -> Mapping[str, str]:
    pairs = [pair.partition("=") for pair in given]
    for name, sign, column in pairs:
        if name not in FIELDS or not sign or not column:
            raise click.UsageError(f"--map {name}{sign}{column}: FIELD=COLUMN, where FIELD is {', '.join(FIELDS)}")
    return {name: column for name, _, column in pairs}
