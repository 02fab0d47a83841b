"""The statement that completes a refund the law had asked for: what was paid back, and when."""

from decimal import Decimal

from sqlmodel import Session

from integration.domain.channel import next_channel
from integration.domain.commerce import Money
from integration.domain.law import shipment
from integration.domain.reasons import HoldReason, NoticeKind
from integration.domain.sending import MessageClass
from integration.store import outbox
from integration.store.tables import OrderRow, OutboxRow
from jobs.facts import Facts
from jobs.lawful import Lawful, day_there
from jobs.letters import drafted, write_letter
from jobs.sending import address_on, reaching


def state_refund(session: Session, row: OrderRow, facts: Facts, found: Lawful | None) -> None:
    """Writes the statement once money has gone back on an order that the law had cancelled; once an order.

    One that did not arrive is written again for a channel that is left.
    """
    if found is None or not _is_owed(found):
        return
    facts, written = reaching(facts, MessageClass.LEGAL), outbox.about(session, row.shop_id, row.id or 0)
    stated = [message for message in written if message.kind == NoticeKind.REFUND_STATEMENT]
    channel = next_channel(facts.case.channels, {message.channel for message in stated})
    if channel is None or not all(map(_is_lost, stated)):
        return
    moments = [refund.created_at for refund in facts.order.refunds if refund.created_at]
    amount = Money(sum((one.amount.amount for one in facts.order.refunds), Decimal(0)), row.currency)
    known = {"refund_amount": amount, "refund_day": day_there(facts, max(moments))}
    letter = write_letter(facts, NoticeKind.REFUND_STATEMENT, None, more=known, channel=channel)
    draft = drafted(letter, NoticeKind.REFUND_STATEMENT, len(written) + 1, address_on(facts, channel), channel)
    outbox.propose(session, row, draft, facts.now, goes_at=facts.goes_at)


def _is_lost(message: OutboxRow) -> bool:
    return message.state == "failed" or message.outcome == HoldReason.CHANNEL_CLOSED


def _is_owed(found: Lawful) -> bool:
    state = found.standing
    unstated = shipment.Flag.REFUND_STATEMENT_MISSING
    return isinstance(state, shipment.Standing) and unstated in state.flags
