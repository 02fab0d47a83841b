"""A shop's parcels as the estimate takes them: days instead of moments, one row for each parcel of an order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from integration.domain.commerce import Address, OrderStatus, TrackingStatus
from integration.domain.delay import Parcel
from integration.domain.delay.estimate import on_the_van
from integration.domain.delay.model import GIVEN_UP
from integration.domain.delay.truth import CHECKED_AFTER, FOUND_WITHIN
from integration.domain.promise import Days, PromiseSettings
from integration.domain.zones import zone, zone_of
from integration.store.tables import EstimateRow, FulfillmentRow, OrderRow, PromiseRow, ShopRow

MOST = 50_000
"""Parcels of a shop's past that are lived through when it is first learnt; the newest teach most."""

ENOUGH = 20_000
"""Orders of a day that teach a model enough."""

LOOK_BACK = timedelta(days=365)
AROUND = timedelta(days=1)
"""A day of the customer's lies within a day of the shop's."""

NOT_SENT = (OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.DELETED, OrderStatus.PENDING)
OPEN = (OrderStatus.PAID, OrderStatus.FULFILLED, OrderStatus.ON_HOLD)
_ENDED = (TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER)
LONGEST_OVERDUE = timedelta(days=45)
"""A promise longer past than that is a person's to look after."""


class Found(NamedTuple):
    """A row of the query below."""

    order_id: int
    status: str
    country: str
    region: str
    ready: datetime
    promised_by: datetime
    parcel_id: int | None
    carrier: str | None
    parcel_status: str | None
    shipped_at: datetime | None
    handed_over_at: datetime | None
    scanned_at: datetime | None
    delivered_at: datetime | None


class Known(NamedTuple):
    """What was last estimated of an order."""

    earliest: datetime
    expected: datetime
    latest: datetime
    probability_late: float


class Read(NamedTuple):
    """A parcel, the order it belongs to, whose clock its days go by, and where asked for what is known of the order."""

    order_id: int
    zone: tzinfo
    parcel: Parcel
    known: Known | None = None


@dataclass(slots=True)
class Viewpoint:
    """Turns rows into parcels of one shop as they stand at `now`; `number` is a parcel's among those of its order.

    `transit_prior` (by origin and destination) and `handling_prior` stand in where the merchant has said nothing.
    """

    shop: ShopRow
    settings: PromiseSettings
    now: datetime
    transit_prior: Callable[[str, str], Days]
    handling_prior: Days
    _ranges: dict[str, Days] = field(default_factory=dict)
    _zones: dict[tuple[str, str], tzinfo] = field(default_factory=dict)

    def read(self, row: Found, number: int = 1) -> Read | None:
        """None for what would seem to travel for ever: sent back, or sent or delivered without saying when."""
        if row.parcel_status in _ENDED and row.delivered_at is None:
            return None
        there = self.zone_of(row.country, row.region)
        followed = row.scanned_at is not None
        left = row.handed_over_at if followed else row.shipped_at
        if left is None and row.delivered_at is None and row.status == OrderStatus.FULFILLED and not followed:
            return None
        bought, country, home = _day(row.ready, there), row.country.upper(), self.shop.country.upper()
        handed = None if left is None else max(bought, _day(left, there))
        delivered = None if row.delivered_at is None else max(handed or bought, _day(row.delivered_at, there))
        today = self.now.astimezone(there).date()
        parcel = Parcel(
            id=str(row.order_id) if number == 1 else f"{row.order_id}.{number}",
            bought=bought,
            promised=_day(row.promised_by, there),
            paid=bought,
            handed_over=handed if handed is not None or delivered is None else delivered,
            delivered=delivered,
            seller=str(self.shop.id),
            origin=home,
            destination=row.region,
            carrier=(row.carrier or "").casefold(),
            country=country,
            home=home,
            published=self._published(country),
            handling=self.settings.handling or self.handling_prior,
            on_van=on_the_van(row.parcel_status or "", row.scanned_at, today, there),
            followed=followed or delivered is not None,
        )
        return Read(row.order_id, there, parcel)

    def zone_of(self, country: str, region: str) -> tzinfo:
        if (country, region) not in self._zones:
            self._zones[country, region] = zone_of(Address(country=country, region=region), self.shop.timezone)
        return self._zones[country, region]

    def _published(self, country: str) -> Days:
        if country not in self._ranges:
            said = self.settings.transit.get(country) or self.settings.default_transit
            self._ranges[country] = said or self.transit_prior(self.shop.country, country)
        return self._ranges[country]


def past(session: Session, viewpoint: Viewpoint) -> Iterator[Read]:
    """The newest parcels, those under way too, imported history with them: it can only teach."""
    since = col(OrderRow.placed_at) > viewpoint.now - LOOK_BACK
    return _read(session, viewpoint, since, limit=MOST)


def of_day(session: Session, viewpoint: Viewpoint, day: date) -> Iterator[Read]:
    """What was open on the morning of this day, and what is due to be checked; of very many orders only a share."""
    every = 1 + _count_open(session, viewpoint) // ENOUGH
    begins = datetime.combine(day, time.min, zone(viewpoint.shop.timezone))
    open_ = and_(
        col(OrderRow.placed_at) > begins - 2 * timedelta(days=GIVEN_UP),
        or_(col(FulfillmentRow.delivered_at).is_(None), col(FulfillmentRow.delivered_at) >= begins - AROUND),
    )
    told = [_promised_on(begins - timedelta(days=ago)) for ago in (CHECKED_AFTER, FOUND_WITHIN)]
    wanted = or_(open_, *told)
    return _read(session, viewpoint, wanted if every == 1 else and_(wanted, col(OrderRow.id) % every == 0))


def _count_open(session: Session, viewpoint: Viewpoint) -> int:
    query = select(func.count()).select_from(OrderRow).where(col(OrderRow.shop_id) == viewpoint.shop.id)
    recent = col(OrderRow.placed_at) > viewpoint.now - timedelta(days=GIVEN_UP)
    return int(session.execute(query.where(col(OrderRow.status).in_(OPEN), recent)).scalar_one())


def under_way(session: Session, viewpoint: Viewpoint, order_id: int) -> Iterator[Read]:
    """The open parcels of an order that still stands."""
    return _read(session, viewpoint, and_(_open(), col(OrderRow.id) == order_id))


def page_under_way(session: Session, viewpoint: Viewpoint, after: int, limit: int) -> tuple[Sequence[Read], int | None]:
    """All open parcels of the orders next after this one by id, with what was last estimated of each.

    With them the last order that was reached; None when there are no more.

    History is left out, and a promise so long past that a person has to look after it. An order is never cut in two.
    """
    live = and_(col(OrderRow.imported).is_(False), col(OrderRow.erased_at).is_(None))
    recent = col(PromiseRow.promised_by) > viewpoint.now - LONGEST_OVERDUE
    wanted = and_(_open(), live, recent, col(OrderRow.id) > after)
    query = _query(viewpoint, wanted, _KNOWN).outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
    rows = session.connection().execute(query.order_by(col(OrderRow.id), col(FulfillmentRow.id)).limit(limit)).all()
    if len(rows) == limit and rows[0][0] != rows[-1][0]:
        rows = [row for row in rows if row[0] != rows[-1][0]]
    width = len(_COLUMNS)
    found = ((viewpoint.read(Found(*row[:width]), number), row[width:]) for number, row in _numbered(rows))
    reads = [one._replace(known=Known(*known) if known[0] else None) for one, known in found if one is not None]
    return reads, rows[-1][0] if rows else None


def _read(
    session: Session, viewpoint: Viewpoint, wanted: ColumnElement[bool], limit: int | None = None
) -> Iterator[Read]:
    newest = (col(OrderRow.placed_at).desc(),) if limit else ()
    query = _query(viewpoint, wanted).order_by(*newest, col(OrderRow.id), col(FulfillmentRow.id)).limit(limit)
    for number, row in _numbered(session.connection().execute(query)):
        if (found := viewpoint.read(Found(*row), number)) is not None:
            yield found


def _numbered(rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Each row with its number among those of its order, which stand beside each other."""
    for _, parcels in groupby(rows, key=itemgetter(0)):
        yield from enumerate(parcels, start=1)


def _query(viewpoint: Viewpoint, wanted: ColumnElement[bool], more: Sequence[Any] = ()) -> Any:
    parcel = and_(
        col(FulfillmentRow.order_id) == col(OrderRow.id),
        col(FulfillmentRow.removed_at).is_(None),
        col(FulfillmentRow.status) != TrackingStatus.CANCELLED,
    )
    return (
        select(*_COLUMNS, *more)
        .join(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .outerjoin(FulfillmentRow, parcel)
        .where(col(OrderRow.shop_id) == viewpoint.shop.id, col(OrderRow.requires_shipping), wanted)
        .where(col(PromiseRow.promised_by).is_not(None), col(OrderRow.status).not_in(NOT_SENT))
    )


def _open() -> ColumnElement[bool]:
    return and_(col(FulfillmentRow.delivered_at).is_(None), col(OrderRow.status).in_(OPEN))


def _promised_on(moment: datetime) -> ColumnElement[bool]:
    return col(PromiseRow.promised_by).between(moment - AROUND, moment + 2 * AROUND)


def _day(moment: datetime, there: tzinfo) -> date:
    return moment.astimezone(there).date()


_COLUMNS = (
    col(OrderRow.id),
    col(OrderRow.status),
    col(OrderRow.country),
    col(OrderRow.region),
    func.coalesce(col(OrderRow.paid_at), col(OrderRow.placed_at)),
    col(PromiseRow.promised_by),
    col(FulfillmentRow.id),
    col(FulfillmentRow.carrier),
    col(FulfillmentRow.status),
    col(FulfillmentRow.shipped_at),
    col(FulfillmentRow.handed_over_at),
    col(FulfillmentRow.scanned_at),
    col(FulfillmentRow.delivered_at),
)
_KNOWN = (
    col(EstimateRow.earliest),
    col(EstimateRow.expected),
    col(EstimateRow.latest),
    col(EstimateRow.probability_late),
)
