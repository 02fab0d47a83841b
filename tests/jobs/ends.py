"""What is asked of the days under fault when they are over: who was written to, and how each order ended."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sqlmodel import col, select

from integration.store.session import read
from integration.store.tables import DecisionRow, OrderRow, OutboxRow
from jobs.context import Context


def written(log: Path) -> tuple[list[tuple[str, str, list[str]]], Counter[str]]:
    """Each letter that went, by order, kind, and what forbade it; and how often the workers met each fault.

    Raises AssertionError for an error that our own code logged.
    """
    said = [json.loads(line) for line in log.read_text().splitlines()]
    errors = [one["error"] for one in said if "error" in one]
    assert not errors, errors[:5]
    letters = [(one["letter"], one["key"].split(":")[2], one["over"]) for one in said if "letter" in one]
    return letters, Counter(one["fault"] for one in said if "fault" in one)


def wrong(letters: Iterable[tuple[str, str, list[str]]]) -> list[str]:
    """The letters that should not have gone, each in words."""
    kinds = Counter((name, kind) for name, kind, _ in letters)
    twice = [f"{name}: {count} letters of {kind}" for (name, kind), count in kinds.items() if count > 1]
    return twice + [f"{name}: {kind}, though {', '.join(over)}" for name, kind, over in letters if over]


def ends(context: Context, shop_id: int, names: set[str], reached: set[str]) -> Counter[str]:
    """How the orders ended. Raises AssertionError for one without an end, or said to be written to that was not."""
    with read(context.engine) as session:
        rows = {name: order_id for order_id, name in session.exec(select(OrderRow.id, OrderRow.vendor_id))}
        letters = {}
        for message in session.exec(select(OutboxRow).where(OutboxRow.shop_id == shop_id).order_by(col(OutboxRow.id))):
            letters[message.order_id] = (message.state, message.outcome)
        newest = select(DecisionRow.order_id, DecisionRow.decision, DecisionRow.reason).order_by(col(DecisionRow.id))
        decided = {order_id: (decision, reason) for order_id, decision, reason in session.exec(newest)}
    assert set(rows) == names
    return Counter(_end(name, letters.get(row), decided[row], name in reached) for name, row in rows.items())


def _end(name: str, letter: tuple[str, str] | None, decided: tuple[str, str], reached: bool) -> str:
    state, outcome = letter or ("", "")
    assert state in ("", "sent", "held", "unresolved"), (name, letter)
    assert state != "sent" or reached, (name, "said to be sent, and nobody has it")
    if state in ("sent", "unresolved"):
        return state
    assert not reached or outcome or decided[1], (name, letter, decided)
    assert decided[0] == "hold" or state == "held", (name, letter, decided)
    assert outcome if state == "held" else decided[1], (name, letter, decided)
    return state or "hold"
