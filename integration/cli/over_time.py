"""`texts history` and `texts summary`: a text over time, and the shop as it stands."""

import json
from datetime import timedelta
from typing import Any

import click

from integration.cli.lists import print_rows
from integration.cli.open_context import Refused, open_context, open_shop
from integration.domain.score import FORMULA
from jobs.over_time import Step, standing, steps
from jobs.weights import shop_day

MOST_READINGS = 50
LATELY = timedelta(days=30)
READINGS = {
    "read (UTC)": "read_at",
    "version": "version",
    "score": "score",
    "fixed": "fixed",
    "new gaps": "new",
    "still open": "still",
}
shop_option = click.option("--shop", required=True, help="The shop's name here.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


@click.command()
@click.argument("text_id", type=int)
@shop_option
@json_option
def history(text_id: int, shop: str, as_json: bool) -> None:
    """The readings of a text, newest first: what was fixed, what is new, what is still open."""
    context = open_context()
    with open_shop(context, shop) as (session, shop_id):
        told = steps(session, shop_id, text_id, shop_day(session, shop_id, context.clock()), MOST_READINGS)
    if told is None:
        raise Refused(f"this shop has no text {text_id}; see: forthright texts list")
    rows = [_row(one) for one in told[1]]
    if as_json:
        click.echo(json.dumps(rows))
    else:
        shown = [{name: ", ".join(it) if isinstance(it, list) else it for name, it in row.items()} for row in rows]
        print_rows(shown, READINGS)


def _row(step: Step) -> dict[str, Any]:
    return {
        "read_at": step.reading.audit.read_at.isoformat(),
        "version": step.reading.audit.version,
        "score": step.score.value,
        "fixed": list(step.fixed),
        "new": list(step.new),
        "still": list(step.still),
    }


@click.command()
@shop_option
@json_option
def summary(shop: str, as_json: bool) -> None:
    """The shop's score, what its pages say together, and what is new and fixed in the last 30 days."""
    context = open_context()
    now = context.clock()
    with open_shop(context, shop) as (session, shop_id):
        found = standing(session, shop_id, shop_day(session, shop_id, now), now - LATELY)
        changes = [{"text": text.title, "code": row.code, "change": row.change} for text, row in found.lately]
    answers = {one.code: one.state for one in found.answers}
    counted = found.score.counted()
    if as_json:
        told = {"score": found.score.value, "formula": FORMULA, "counted": counted}
        click.echo(json.dumps({**told, "answers": answers, "changes": changes}, ensure_ascii=False))
        return
    click.echo(f"score {found.score.value} of 100; {FORMULA}")
    print_rows(
        [{**line, "state": answers[line["code"]]} for line in counted],
        {"detail": "code", "state": "state", "weight": "weight", "part": "part"},
    )
    print_rows(changes, {"text": "text", "detail": "code", "in 30 days": "change"})
