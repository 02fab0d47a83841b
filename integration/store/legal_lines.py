"""Where the lines of orders stand under the law, and what of it a person has to do, and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, true, update
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col

from integration.domain.law.record import Occasion
from integration.domain.law.shipment import Stage
from integration.store.notices import LOOK_NEAR, OPEN
from integration.store.search import mentions
from integration.store.tables import HappeningRow, LegalLineRow, OrderRow, ShopRow
from integration.store.upsert import upsert

WAITING = (Stage.RUNNING, Stage.OPT_SHORT, Stage.OPT_LONG, Stage.CONSENT_DATE, Stage.RENEWED)

AHEAD = timedelta(days=3)
"""So far before its end a period is looked at often: a person who approves a notice needs two days of it to read it."""


@dataclass(frozen=True, slots=True)
class LegalTask:
    """An order that the law wants something of: `act` is refund, tell or look; `by` the last day, None is at once."""

    order: OrderRow
    act: str
    by: date | None
    flags: tuple[str, ...] = ()


def save_legal_lines(
    session: Session, shop_id: int, lines: Mapping[int, Mapping[str, Mapping[str, Any]]], now: datetime
) -> None:
    """The lines of these orders are then exactly these, by the vendor's id of each. What moves on is to be settled
    anew. Every line has the same columns."""
    wanted = {(order_id, line_id) for order_id, of_order in lines.items() for line_id in of_order}
    mine = (col(LegalLineRow.shop_id) == shop_id, col(LegalLineRow.order_id).in_(lines))
    standing = session.execute(
        select(col(LegalLineRow.id), col(LegalLineRow.order_id), col(LegalLineRow.line_id)).where(*mine)
    )
    gone = [row_id for row_id, order_id, line_id in standing if (order_id, line_id) not in wanted]
    if gone:
        session.execute(delete(LegalLineRow).where(mine[0], col(LegalLineRow.id).in_(gone)))
    rows = [
        {"shop_id": shop_id, "order_id": order_id, "line_id": line_id, **values, "looked_at": now}
        for order_id, of_order in lines.items()
        for line_id, values in of_order.items()
    ]
    if not rows:
        return
    insert = upsert(session, LegalLineRow)
    moved = case((col(LegalLineRow.stage) == insert.excluded.stage, col(LegalLineRow.settled_at)), else_=None)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in ("shop_id", "order_id", "line_id")}
    statement = insert.on_conflict_do_update(
        index_elements=["order_id", "line_id"], set_={**changed, "settled_at": moved}, where=mine[0]
    )
    session.connection().execute(statement, rows)


def legal_lines(session: Session, shop_id: int, order_id: int) -> Sequence[LegalLineRow]:
    query = select(LegalLineRow).where(col(LegalLineRow.shop_id) == shop_id, col(LegalLineRow.order_id) == order_id)
    return session.scalars(query.order_by(col(LegalLineRow.id))).all()


def settle_legal_task(session: Session, shop_id: int, order_id: int, now: datetime) -> bool:
    """A person has dealt with what an order asked for."""
    mine = (col(LegalLineRow.shop_id) == shop_id, col(LegalLineRow.order_id) == order_id)
    changed = update(LegalLineRow).where(*mine, col(LegalLineRow.settled_at).is_(None)).values(settled_at=now)
    return bool(session.execute(changed.returning(col(LegalLineRow.id))).all())


def legal_tasks(session: Session, shop_id: int, until: date, limit: int = 100, search: str = "") -> list[LegalTask]:
    """What is owed now, what runs out by `until`, and whom a notice did not reach, the nearest first.

    An order stands there once, by its most pressing line; `search` is looked for in its number and its customer.
    """
    owed = col(LegalLineRow.stage) == Stage.CANCELLED
    near = or_(col(LegalLineRow.deadline) <= until, _unheard())
    nears = col(LegalLineRow.stage).in_(WAITING) & near
    query = (
        select(OrderRow, LegalLineRow)
        .join(LegalLineRow, col(LegalLineRow.order_id) == col(OrderRow.id))
        .where(col(OrderRow.shop_id) == shop_id, col(LegalLineRow.shop_id) == shop_id)
        .where(col(LegalLineRow.settled_at).is_(None), or_(owed, nears), _of(search))
        .options(defer(OrderRow.raw))  # type: ignore[arg-type]
        .order_by(col(LegalLineRow.due), col(LegalLineRow.deadline), col(LegalLineRow.id))
        .limit(limit)
    )
    tasks: dict[int, LegalTask] = {}
    for order, line in session.execute(query):
        refund = line.stage == Stage.CANCELLED
        task = LegalTask(
            order, "refund" if refund else "tell", line.due if refund else line.deadline, tuple(line.flags)
        )
        tasks.setdefault(order.id, task)
    return [*tasks.values(), *_requests(session, shop_id, tasks, limit, search)]


def due_by_law(session: Session, now: datetime, limit: int) -> list[int]:
    """Orders of all shops of which a period of the law runs out within days: looked at every few hours, however far
    the promised day is, and where none was promised. The nearest deadline comes first."""
    query = (
        select(col(LegalLineRow.order_id))
        .join(OrderRow, col(OrderRow.id) == col(LegalLineRow.order_id))
        .join(ShopRow, col(ShopRow.id) == col(LegalLineRow.shop_id))
        .where(col(LegalLineRow.stage).in_(WAITING), col(LegalLineRow.deadline) <= (now + AHEAD).date())
        .where(col(LegalLineRow.looked_at) <= now - LOOK_NEAR, col(ShopRow.uninstalled_at).is_(None))
        .where(col(OrderRow.status).in_(OPEN), col(OrderRow.imported).is_(False), col(OrderRow.erased_at).is_(None))
        .group_by(col(LegalLineRow.order_id))
        .order_by(func.min(col(LegalLineRow.deadline)), col(LegalLineRow.order_id))
        .limit(limit)
    )
    return list(session.scalars(query))


def _of(search: str) -> ColumnElement[bool]:
    columns = (col(OrderRow.number), col(OrderRow.customer_name), col(OrderRow.customer_email))
    return mentions(search, *columns) if search else true()


def _unheard() -> ColumnElement[bool]:
    """Whether a notice did not reach the customer of a line, and none has since: by another channel, or anew."""
    lost, heard = aliased(HappeningRow), aliased(HappeningRow)
    since = exists().where(
        col(heard.order_id) == col(lost.order_id),
        col(heard.occasion) == Occasion.NOTIFIED,
        col(heard.sound).is_(True),
        col(heard.id) > col(lost.id),
    )
    return exists().where(col(lost.order_id) == col(LegalLineRow.order_id), col(lost.sound).is_(False), ~since)


def _requests(session: Session, shop_id: int, known: Mapping[int, Any], limit: int, search: str) -> list[LegalTask]:
    """Customers who ask for their money after shipment, or where only they can end the contract."""
    open_line = (
        select(col(LegalLineRow.id))
        .where(col(LegalLineRow.order_id) == col(OrderRow.id), col(LegalLineRow.settled_at).is_(None))
        .exists()
    )
    query = (
        select(OrderRow)
        .join(HappeningRow, col(HappeningRow.order_id) == col(OrderRow.id))
        .where(col(OrderRow.shop_id) == shop_id, col(HappeningRow.shop_id) == shop_id, open_line)
        .where(col(HappeningRow.occasion).in_((Occasion.REFUND_REQUESTED, Occasion.CANCELLED)), _of(search))
        .options(defer(OrderRow.raw))  # type: ignore[arg-type]
        .order_by(col(HappeningRow.at))
        .limit(limit)
    )
    rows = {row.id: row for row in session.scalars(query)}
    return [LegalTask(row, "answer", None) for order_id, row in rows.items() if order_id not in known]
