"""What happened to an order in the eyes of the law: notices that went out, and what the buyer answered."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.domain.law.record import Occasion
from integration.store.tables import HappeningRow, OutboxRow
from integration.store.upsert import upsert


def record(
    session: Session,
    shop_id: int,
    order_id: int,
    occasion: str,
    event_key: str,
    at: datetime,
    day: date,
    *,
    revised: date | None = None,
    open_ended: bool = False,
    outbox_id: int | None = None,
) -> bool:
    """Keeps it once; False when the same has been kept before, which is then left as it was."""
    insert = upsert(session, HappeningRow).values(
        shop_id=shop_id,
        order_id=order_id,
        occasion=occasion,
        event_key=event_key,
        at=at,
        day=day,
        revised=revised,
        sound=True,
        open_ended=open_ended,
        outbox_id=outbox_id,
    )
    written = session.execute(insert.on_conflict_do_nothing().returning(col(HappeningRow.id)))
    return written.scalar_one_or_none() is not None


def happenings(session: Session, shop_id: int, order_id: int) -> Sequence[HappeningRow]:
    """In the order in which they came."""
    query = select(HappeningRow).where(HappeningRow.shop_id == shop_id, HappeningRow.order_id == order_id)
    return session.exec(query.order_by(col(HappeningRow.at), col(HappeningRow.id))).all()


def wants_out(happened: Iterable[HappeningRow]) -> bool:
    """Whether the customer has cancelled, or asked for the money back."""
    return any(row.occasion in (Occasion.CANCELLED, Occasion.REFUND_REQUESTED) for row in happened)


def came_back(session: Session, row: OutboxRow) -> int:
    """The message did not arrive after all: a notice that came back counts as none. How many there were."""
    mine = (col(HappeningRow.shop_id) == row.shop_id, col(HappeningRow.outbox_id) == row.id)
    changed = session.execute(update(HappeningRow).where(*mine).values(sound=False).returning(col(HappeningRow.id)))
    return len(changed.all())
