"""Parcels. What is said twice, late or out of order leaves the same rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from integration.domain.carriers import plain_number
from integration.domain.commerce import Fulfillment, Tracking, TrackingEvent, TrackingStatus
from integration.store.scans import save_scans
from integration.store.tables import FulfillmentRow, OrderRow
from integration.store.write_backs import our_events

ENDED = (TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER, TrackingStatus.CANCELLED)
CLOSED_ORDERS = ("cancelled", "refunded", "deleted")


def save_parcels(
    session: Session, shop_id: int, parcels: Mapping[int, Sequence[Fulfillment]], now: datetime
) -> list[FulfillmentRow]:
    """Saves the parcels of orders, by our id of the order, with their scans: one row a number.

    A number that was known under another id keeps its row. A parcel that is no longer named is marked removed, but
    only beside others of its source (what stands before ":" in its id): a vendor's answer may leave out a source.
    """
    named = {order_id: its for order_id, its in parcels.items() if its}
    saved = save_fulfillments(session, shop_id, named, now)
    kept = {row.id for row in saved}
    for order_id, rows in _known(session, shop_id, list(named)).items():
        spoken_of = {_source(parcel.id) for parcel in named[order_id]}
        for row in rows:
            if row.id not in kept and row.removed_at is None and _source(row.vendor_id) in spoken_of:
                row.removed_at = now
    return saved


def save_fulfillments(
    session: Session, shop_id: int, parcels: Mapping[int, Sequence[Fulfillment]], now: datetime
) -> list[FulfillmentRow]:
    """Saves these parcels, by our id of the order, with their scans; nothing is said of the orders' others."""
    known = _known(session, shop_id, list(parcels))
    saved = {order_id: _save(session, shop_id, order_id, named, known[order_id]) for order_id, named in parcels.items()}
    _save_scans(session, shop_id, saved, parcels, now)
    return list(chain.from_iterable(saved.values()))


def _known(session: Session, shop_id: int, order_ids: Sequence[int]) -> Mapping[int, list[FulfillmentRow]]:
    """Every parcel of these orders, also those that were removed."""
    found: dict[int, list[FulfillmentRow]] = defaultdict(list)
    if order_ids:
        query = select(FulfillmentRow).where(
            FulfillmentRow.shop_id == shop_id, col(FulfillmentRow.order_id).in_(order_ids)
        )
        for row in session.exec(query.order_by(col(FulfillmentRow.id))):
            found[row.order_id].append(row)
    return found


def _save(
    session: Session, shop_id: int, order_id: int, parcels: Sequence[Fulfillment], known: Sequence[FulfillmentRow]
) -> list[FulfillmentRow]:
    saved: list[FulfillmentRow] = []
    for parcel in parcels:
        for tracking in parcel.tracking or (Tracking(""),):
            row = _row(known, parcel.id, tracking.number) or FulfillmentRow(
                shop_id=shop_id, order_id=order_id, vendor_id=parcel.id, tracking_number=tracking.number
            )
            _change(row, _without_our_word(session, row, parcel), tracking)
            session.add(row)
            saved.append(row)
    return saved


def fulfillments(session: Session, shop_id: int, order_id: int) -> Sequence[FulfillmentRow]:
    """The parcels of an order, without those that the store took back."""
    query = select(FulfillmentRow).where(FulfillmentRow.shop_id == shop_id, FulfillmentRow.order_id == order_id)
    return session.exec(query.where(col(FulfillmentRow.removed_at).is_(None)).order_by(col(FulfillmentRow.id))).all()


def parcel(session: Session, shop_id: int, fulfillment_id: int) -> FulfillmentRow | None:
    query = select(FulfillmentRow).where(FulfillmentRow.shop_id == shop_id, FulfillmentRow.id == fulfillment_id)
    return session.exec(query).one_or_none()


def by_number(session: Session, shop_id: int, number: str) -> Sequence[FulfillmentRow]:
    """The shop's parcels with this number: several when two orders travel in one box.

    Where none is written so, those under way whose number is the same but for the spaces that the shop put in.
    """
    query = select(FulfillmentRow).where(FulfillmentRow.shop_id == shop_id, FulfillmentRow.tracking_number == number)
    found = session.exec(query.where(col(FulfillmentRow.removed_at).is_(None)).order_by(col(FulfillmentRow.id))).all()
    plain = plain_number(number)
    return found or [row for row in open_parcels(session, shop_id) if plain_number(row.tracking_number) == plain]


def open_parcels(session: Session, shop_id: int) -> Sequence[FulfillmentRow]:
    """Parcels with a number that are still under way, of orders that still stand."""
    query = select(FulfillmentRow).join(OrderRow, col(OrderRow.id) == col(FulfillmentRow.order_id))
    return session.exec(query.where(*still_open(shop_id)).order_by(col(FulfillmentRow.id))).all()


def is_open(row: FulfillmentRow) -> bool:
    """Whether this parcel, numbered or not, is still under way."""
    return row.delivered_at is None and row.status not in ENDED


def still_open(shop_id: int) -> tuple[ColumnElement[bool], ...]:
    """What is true of a parcel and its order while there is something to follow."""
    return (
        col(FulfillmentRow.shop_id) == shop_id,
        col(FulfillmentRow.tracking_number) != "",
        col(FulfillmentRow.delivered_at).is_(None),
        col(FulfillmentRow.removed_at).is_(None),
        col(FulfillmentRow.status).not_in(ENDED),
        col(OrderRow.status).not_in(CLOSED_ORDERS),
    )


def as_fulfillment(row: FulfillmentRow, order_id: str, events: tuple[TrackingEvent, ...]) -> Fulfillment:
    """The parcel as the domain knows it; `order_id` is the vendor's."""
    tracking = Tracking(row.tracking_number, row.carrier, row.tracking_url)
    return Fulfillment(
        id=row.vendor_id,
        order_id=order_id,
        tracking=(tracking,) if row.tracking_number else (),
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        status=TrackingStatus(row.status),
        events=events,
        raw=row.raw,
    )


def _row(known: Sequence[FulfillmentRow], vendor_id: str, number: str) -> FulfillmentRow | None:
    exact = [row for row in known if (row.vendor_id, row.tracking_number) == (vendor_id, number)]
    same_number = [row for row in known if number and row.tracking_number == number]
    # A parcel that had no number yet, and now has one.
    unnumbered = [row for row in known if (row.vendor_id, row.tracking_number) == (vendor_id, "")]
    return next(iter((*exact, *same_number, *unnumbered)), None)


def _change(row: FulfillmentRow, parcel: Fulfillment, tracking: Tracking) -> None:
    """What the vendor leaves open this time does not undo what it said before, nor what the scans say."""
    row.tracking_number = tracking.number
    row.carrier = tracking.carrier or row.carrier
    row.tracking_url = tracking.url or row.tracking_url
    row.shipped_at = parcel.shipped_at or row.shipped_at
    row.delivered_at = row.delivered_at or parcel.delivered_at
    row.removed_at = None
    if row.status in (TrackingStatus.UNKNOWN, TrackingStatus.PENDING) and parcel.status is not TrackingStatus.UNKNOWN:
        row.status = parcel.status
    elif row.status == TrackingStatus.PENDING and parcel.shipped_at is not None:
        row.status = TrackingStatus.UNKNOWN
    if parcel.raw:
        row.raw = dict(parcel.raw)


def _without_our_word(session: Session, row: FulfillmentRow, parcel: Fulfillment) -> Fulfillment:
    """A store that calls a parcel late because we told it so tells us nothing new."""
    late = parcel.status is TrackingStatus.DELIVERY_DELAYED and row.id is not None
    ours = late and our_events(session, row.shop_id, [row.id or 0])
    return replace(parcel, status=TrackingStatus.UNKNOWN) if ours else parcel


def _save_scans(
    session: Session,
    shop_id: int,
    saved: Mapping[int, Sequence[FulfillmentRow]],
    parcels: Mapping[int, Sequence[Fulfillment]],
    now: datetime,
) -> None:
    """A parcel has as many rows as it has numbers, in their order."""
    session.flush()
    found: dict[int, list[TrackingEvent]] = defaultdict(list)
    for order_id, rows in saved.items():
        events = [parcel.events for parcel in parcels[order_id] for _ in parcel.tracking or ("",)]
        for row, scanned in zip(rows, events, strict=True):
            found[row.id or 0] += scanned
    save_scans(session, shop_id, found, now)


def _source(vendor_id: str) -> str:
    return vendor_id.partition(":")[0]
