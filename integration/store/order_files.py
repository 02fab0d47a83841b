"""Everything that the store holds about some orders of a shop, read together: so many queries for a hundred of them
as for one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from integration.domain.commerce import TrackingEvent
from integration.domain.promise import Basis, Promise
from integration.store.incidents import Membership, memberships
from integration.store.notices import days_named, promises_of
from integration.store.scans import scans
from integration.store.tables import FulfillmentRow, HappeningRow, OrderLineRow, OrderRow, OutboxRow, RefundRow

NO_PROMISE = Promise(None, None, Basis.NONE)


@dataclass(frozen=True, slots=True)
class OrderFile:
    """An order's rows, each kind in the order in which they came; without the parcels that the store took back.

    `scans` are by parcel. `named` is the last day that a letter named, by the decision to write it.
    """

    lines: Sequence[OrderLineRow]
    refunds: Sequence[RefundRow]
    parcels: Sequence[FulfillmentRow]
    scans: Mapping[int, tuple[TrackingEvent, ...]]
    happenings: Sequence[HappeningRow]
    messages: Sequence[OutboxRow]
    promise: Promise
    named: Mapping[int, datetime]
    incident: Membership | None


def files_of(session: Session, rows: Sequence[OrderRow]) -> Mapping[int, OrderFile]:
    """Of orders of one shop, by our id of each."""
    shop_id, order_ids = rows[0].shop_id, [row.id or 0 for row in rows]
    lines = _by_order(session, OrderLineRow, shop_id, order_ids, OrderLineRow.id)
    refunds = _by_order(session, RefundRow, shop_id, order_ids, RefundRow.id)
    standing = (col(FulfillmentRow.removed_at).is_(None),)
    parcels = _by_order(session, FulfillmentRow, shop_id, order_ids, FulfillmentRow.id, where=standing)
    happened = _by_order(session, HappeningRow, shop_id, order_ids, HappeningRow.at, HappeningRow.id)
    messages = _by_order(session, OutboxRow, shop_id, order_ids, OutboxRow.id)
    numbers = [row.id or 0 for rows in parcels.values() for row in rows]
    events = scans(session, shop_id, numbers) if numbers else {}
    promises = promises_of(session, shop_id, order_ids)
    named = days_named(session, shop_id, order_ids)
    incidents = memberships(session, shop_id, order_ids)
    return {
        each: OrderFile(
            lines[each],
            refunds[each],
            parcels[each],
            {row.id or 0: events.get(row.id or 0, ()) for row in parcels[each]},
            happened[each],
            messages[each],
            promises.get(each, NO_PROMISE),
            named.get(each, {}),
            incidents.get(each),
        )
        for each in order_ids
    }


def _by_order(
    session: Session, table: Any, shop_id: int, order_ids: Collection[int], *by: Any, where: Sequence[Any] = ()
) -> Mapping[int, list[Any]]:
    query = select(table).where(table.shop_id == shop_id, col(table.order_id).in_(order_ids), *where)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.exec(query.order_by(*by)):
        found[row.order_id].append(row)
    return found
