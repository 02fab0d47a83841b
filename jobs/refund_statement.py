"""The statement that completes a refund the law had asked for: what was paid back, and when."""

from decimal import Decimal

from sqlmodel import Session

from integration.domain.commerce import Money
from integration.domain.law import shipment
from integration.domain.reasons import NoticeKind
from integration.store import outbox
from integration.store.tables import OrderRow
from jobs.facts import Facts
from jobs.lawful import Lawful, day_there
from jobs.letters import write_letter


def state_refund(session: Session, row: OrderRow, facts: Facts, found: Lawful | None) -> None:
    """Writes the statement once money has gone back on an order that the law had cancelled; once an order."""
    if found is None or not _is_owed(found) or "@" not in facts.order.customer.email:
        return
    written = outbox.about(session, row.shop_id, row.id or 0)
    if any(message.kind == NoticeKind.REFUND_STATEMENT for message in written):
        return
    moments = [refund.created_at for refund in facts.order.refunds if refund.created_at]
    amount = Money(sum((one.amount.amount for one in facts.order.refunds), Decimal(0)), row.currency)
    known = {"refund_amount": amount, "refund_day": day_there(facts, max(moments))}
    letter = write_letter(facts, NoticeKind.REFUND_STATEMENT, None, more=known)
    outbox.propose(
        session,
        shop_id=row.shop_id,
        order_id=row.id or 0,
        kind=NoticeKind.REFUND_STATEMENT,
        number=len(written) + 1,
        to_address=facts.order.customer.email,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        now=facts.now,
        state="waiting" if facts.shop.mode == "autopilot" else "proposed",
        undo=facts.settings.undo,
    )


def _is_owed(found: Lawful) -> bool:
    state = found.standing
    unstated = shipment.Flag.REFUND_STATEMENT_MISSING
    return isinstance(state, shipment.Standing) and unstated in state.flags
