"""What a customer says about a late order: wait, or cancel and refund. Kept as rows; a repeat changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlmodel import Session, select

from integration.domain.channel import ChannelKind
from integration.domain.commerce import OrderStatus
from integration.domain.law import shipment
from integration.domain.law.duty import Duty
from integration.domain.law.record import Occasion, read_duty
from integration.domain.reasons import NoticeKind
from integration.store import notices, outbox
from integration.store.activity import log
from integration.store.happenings import happenings, record
from integration.store.numbers import Said, note_number
from integration.store.session import read, write
from integration.store.tables import OrderRow, ShopRow
from jobs.choices import Choice, ChoiceRefused
from jobs.context import Context
from jobs.facts import Facts, gather
from jobs.lawful import Lawful, day_there, has_shipped, keep_lawful, lawful
from jobs.letters import drafted, write_letter
from jobs.queue import ring

What = Literal["wait", "cancel"]
_CLOSED = frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.DELETED})


@dataclass(frozen=True, slots=True)
class Situation:
    """What the customer can still say, and has said: `days` by occasion. `due` is by when the money is owed."""

    shop: ShopRow
    order: OrderRow
    duty: Duty | None
    days: dict[str, date]
    shipped: bool
    closed: bool
    due: date | None

    @property
    def gone(self) -> bool:
        """Whether it has been cancelled, by the customer or in the store."""
        return self.closed or Occasion.CANCELLED in self.days


def look(context: Context, choice: Choice) -> Situation:
    """Reads and changes nothing: scanners of mail open links too. Raises ChoiceRefused when the order is gone."""
    with read(context.engine) as session:
        row = _order(session, choice)
        found = _situation(session, choice, row, gather(session, row, context.clock(), context.vault))
        session.expunge_all()
        return found


def answer(context: Context, choice: Choice, what: What) -> Situation:
    """Keeps what the customer says, tells the merchant in the log, and acknowledges it. Raises ChoiceRefused."""
    now = context.clock()
    with write(context.engine) as session:
        row = _order(session, choice)
        session.exec(select(OrderRow.id).where(OrderRow.id == row.id).with_for_update()).one()
        facts = gather(session, row, now, context.vault)
        before = _situation(session, choice, row, facts)
        written = None
        if not before.gone and not (what == "wait" and before.shipped) and _keep(session, choice, before, what, facts):
            written = _acknowledge(session, row, gather(session, row, now, context.vault)) if what == "cancel" else None
        found = _situation(session, choice, row, facts)
        session.flush()
        session.expunge_all()
        session.commit()
    if written is not None:
        ring(context, "deliver", written)
    return found


def stop(context: Context, choice: Choice) -> Situation:
    """The customer wants no more messages of this shop; what the law asks for still comes. Raises ChoiceRefused."""
    now = context.clock()
    with write(context.engine) as session:
        row = _order(session, choice)
        known = notices.preference(session, row.shop_id, row.customer_email) if row.customer_email else None
        if row.customer_email and (known is None or known.unsubscribed_at is None):
            notices.note_wish(session, row.shop_id, row.customer_email, now, bounced=False)
        facts = gather(session, row, now, context.vault)
        for channel in facts.reach.connected - {ChannelKind.MAIL} if facts.reach.mobile else ():
            note_number(session, row.shop_id, channel, facts.reach.mobile, Said.STOPPED, now, context.vault)
        log(session, row.shop_id, now, "customer", "customer wants no more messages", f"order {row.number}")
        session.commit()
    return look(context, choice)


def _order(session: Session, choice: Choice) -> OrderRow:
    query = select(OrderRow).where(OrderRow.shop_id == choice.shop_id, OrderRow.id == choice.order_id)
    row = session.exec(query).one_or_none()
    if row is None or row.erased_at is not None:
        raise ChoiceRefused(choice.shop_id, old=True)
    return row


def _situation(session: Session, choice: Choice, row: OrderRow, facts: Facts) -> Situation:
    said = happenings(session, row.shop_id, row.id or 0)
    sent = outbox.about(session, row.shop_id, row.id or 0)
    kept = next((each.duty for each in sent if each.unique_key.endswith(f":{choice.number}")), {})
    found = lawful(facts, row, None, said)
    return Situation(
        shop=facts.shop,
        order=row,
        duty=read_duty(kept),
        days={each.occasion: each.day for each in said},
        shipped=has_shipped(facts),
        closed=facts.order.status in _CLOSED,
        due=_due(found),
    )


def _due(found: Lawful | None) -> date | None:
    return found.standing.due if found and isinstance(found.standing, shipment.Standing) else None


def _keep(session: Session, choice: Choice, before: Situation, what: What, facts: Facts) -> bool:
    """False when the same was said before."""
    row, now, duty = before.order, facts.now, before.duty
    if what == "wait":
        occasion, key, act = Occasion.AGREED, f"agreed:{choice.number}", "customer waits"
    elif before.shipped:
        occasion, key, act = Occasion.REFUND_REQUESTED, "refund_requested", "customer asks for the money back"
    else:
        occasion, key, act = Occasion.CANCELLED, "cancelled", "customer cancels"
    new = record(
        session, row.shop_id, row.id or 0, occasion, key, now, day_there(facts, now),
        revised=duty.revised if duty and what == "wait" else None,
        open_ended=what == "wait" and duty is not None and duty.revised is None,
    )  # fmt: skip
    if new:
        said = happenings(session, row.shop_id, row.id or 0)
        keep_lawful(session, facts, row, lawful(facts, row, None, said))
        log(session, row.shop_id, now, "customer", act, f"order {row.number}")
    return new


def _acknowledge(session: Session, row: OrderRow, facts: Facts) -> int | None:
    """A letter that says that the wish has arrived; in "approve" mode it waits for a person like every other."""
    if "@" not in facts.order.customer.email:
        return None
    number = len(_about(session, row)) + 1
    case = {"case_number": f"{row.number}-{number}"}
    letter = write_letter(facts, NoticeKind.COMPLAINT_RECEIVED, None, more=case)
    draft = drafted(letter, NoticeKind.COMPLAINT_RECEIVED, number, facts.order.customer.email)
    written = outbox.propose(session, row, draft, facts.now, goes_at=facts.goes_at)
    return written.id if written is not None and facts.goes_at else None


def _about(session: Session, row: OrderRow) -> Sequence[object]:
    return outbox.about(session, row.shop_id, row.id or 0)
