"""What is asked of a run when it is over: who was written to, and how each order ended."""

import json
from collections import Counter
from datetime import datetime, timedelta

from sqlmodel import col, select

from integration.store.session import read
from integration.store.tables import DecisionRow, InboxRow, OrderRow, OutboxRow
from tests.faults.run import Run
from tests.faults.stories import forbids


def forbidden(run: Run) -> list[tuple[str, timedelta]]:
    """Letters that went though we had been told what forbids them, and for how long we had known."""
    known: dict[str, datetime] = {}
    with read(run.context.engine) as session:
        for body, done_at in session.exec(select(InboxRow.body, InboxRow.done_at).where(InboxRow.state == "done")):
            said = json.loads(body or b"{}")
            if done_at is not None and forbids(said):
                known[said["order"]] = min(done_at, known.get(said["order"], done_at))
    sessions = ((address.partition("@")[0], began) for address, took in run.mailbox.taken.items() for began in took)
    return [(name, began - known[name]) for name, began in sessions if name in known and began > known[name]]


def ends(run: Run, count: int) -> Counter[str]:
    """How the orders ended. Raises AssertionError for a letter that should not have gone, or an order with no end."""
    taken = {address.partition("@")[0]: sessions for address, sessions in run.mailbox.taken.items()}
    twice = {name: sessions for name, sessions in taken.items() if len(sessions) > 1}
    assert not twice, twice
    with read(run.context.engine) as session:
        rows = {row.vendor_id: row.id or 0 for row in session.exec(select(OrderRow))}
        letters = {row.order_id: row for row in session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))}
        decided = {row.order_id: row for row in session.exec(select(DecisionRow).order_by(col(DecisionRow.id)))}
        failed = session.exec(select(InboxRow.outcome).where(InboxRow.state == "failed")).all()
        session.expunge_all()
    assert not failed, failed[:3]
    assert set(rows) == {f"o{number}" for number in range(count)}
    return Counter(_end(name, letters.get(row_id), decided[row_id], name in taken) for name, row_id in rows.items())


def _end(name: str, letter: OutboxRow | None, decision: DecisionRow, taken: bool) -> str:
    if letter is None or letter.state == "held":
        assert not taken, (name, letter)
        assert decision.decision == "hold" or letter is not None, name
        assert letter.outcome if letter else decision.reason, name
        return "held"
    assert letter.state in ("sent", "unresolved"), (name, letter.state, letter.outcome)
    assert taken or letter.state == "unresolved", (name, "said to be sent, and nobody has it")
    return str(letter.state)
