"""A shop's parcels from the store: its past, a day's, an order's, and all that are under way, page by page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, and_, cast, extract, false, func, or_, select
from sqlmodel import Session, col

from integration.domain.commerce import OrderStatus, TrackingStatus
from integration.domain.delay import Parcel
from integration.domain.delay.model import GIVEN_UP
from integration.domain.delay.truth import CHECKED_AFTER, FOUND_WITHIN
from integration.domain.zones import zone
from integration.store.tables import EstimateRow, FulfillmentRow, OrderRow, PromiseRow
from integration.store.viewpoint import Read, Viewpoint

MOST = 50_000
"""Parcels of a shop's past that are lived through when it is first learnt; the newest teach most."""

ENOUGH = 20_000
"""Orders of a day that teach a model enough."""

LOOK_BACK = timedelta(days=365)
AROUND = timedelta(days=1)
"""A day of the customer's lies within a day of the shop's."""

NOT_SENT = (OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.DELETED, OrderStatus.PENDING)
OPEN = (OrderStatus.PAID, OrderStatus.FULFILLED, OrderStatus.ON_HOLD)
LONGEST_OVERDUE = timedelta(days=45)
"""A promise longer past than that is a person's to look after."""


class Between(NamedTuple):
    """Orders by our ids: those after the first and up to the last, without end where that is None."""

    after: int
    last: int | None


def past(session: Session, viewpoint: Viewpoint) -> Read:
    """The newest parcels first, those under way too, imported history with them: it can only teach."""
    since = col(OrderRow.placed_at) > viewpoint.now - LOOK_BACK
    return _read(session, viewpoint, since, limit=MOST)


def of_day(session: Session, viewpoint: Viewpoint, day: date) -> Read:
    """What was open on the morning of this day, and what is due to be checked; of very many orders only a share."""
    every = one_in(session, viewpoint)
    begins = datetime.combine(day, time.min, zone(viewpoint.shop.timezone))
    open_ = and_(
        col(OrderRow.placed_at) > begins - 2 * timedelta(days=GIVEN_UP),
        or_(col(FulfillmentRow.delivered_at).is_(None), col(FulfillmentRow.delivered_at) >= begins - AROUND),
    )
    told = [_promised_on(begins - timedelta(days=ago)) for ago in (CHECKED_AFTER, FOUND_WITHIN)]
    wanted = or_(open_, *told)
    return _read(session, viewpoint, wanted if every == 1 else and_(wanted, col(OrderRow.id) % every == 0))


def one_in(session: Session, viewpoint: Viewpoint) -> int:
    """Of how many orders one is enough to learn from; those whose id it divides are taken."""
    query = select(func.count()).select_from(OrderRow).where(col(OrderRow.shop_id) == viewpoint.shop.id)
    recent = col(OrderRow.placed_at) > viewpoint.now - timedelta(days=GIVEN_UP)
    return 1 + int(session.execute(query.where(col(OrderRow.status).in_(OPEN), recent)).scalar_one()) // ENOUGH


def under_way(session: Session, viewpoint: Viewpoint, order_ids: Collection[int]) -> Mapping[int, list[Parcel]]:
    """By order that still stands, its open parcels, and what of it is in none yet as one more; else it is absent."""
    mine = col(OrderRow.id).in_(order_ids)
    found = session.connection().execute(_query(viewpoint, and_(_open(), mine)).order_by(*_BY_ORDER)).all()
    rest = session.connection().execute(_rest(viewpoint, mine)).all()
    parcels: dict[int, list[Parcel]] = {}
    told = viewpoint.read(sorted([*found, *rest], key=itemgetter(0)) if rest else found)
    for order_id, parcel in zip(told.orders.tolist(), told.columns.parcels(), strict=True):
        parcels.setdefault(order_id, []).append(parcel)
    return parcels


def pages_under_way(session: Session, viewpoint: Viewpoint, size: int) -> list[Between]:
    """The shop's orders that may be under way, so many at a time; what came long before them is not gone through."""
    order_id = col(PromiseRow.order_id)
    numbered = (
        select(order_id, func.row_number().over(order_by=order_id).label("number"))
        .where(col(PromiseRow.shop_id) == viewpoint.shop.id, _recent(viewpoint))
        .subquery()
    )
    firsts = select(numbered.c.order_id).where((numbered.c.number - 1) % size == 0).order_by(numbered.c.order_id)
    ends = [*(first - 1 for first in session.execute(firsts).scalars()), None]
    return [Between(after, last) for after, last in pairwise(ends) if after is not None]


def page_under_way(session: Session, viewpoint: Viewpoint, page: Between) -> Read:
    """All open parcels of these orders, by order, with what was last estimated of each.

    History is left out, and a promise so long past that a person has to look after it.
    """
    live = and_(col(OrderRow.imported).is_(False), col(OrderRow.erased_at).is_(None))
    here = col(OrderRow.id) > page.after
    if page.last is not None:
        here = and_(here, col(OrderRow.id) <= page.last)
    wanted = and_(live, _recent(viewpoint), here)
    queries = (_query(viewpoint, and_(_open(), wanted), _KNOWN), _rest(viewpoint, wanted, _KNOWN))
    known = [query.outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id)) for query in queries]
    found, rest = (session.connection().execute(query.order_by(*_BY_ORDER)).all() for query in known)
    return viewpoint.read(sorted([*found, *rest], key=itemgetter(0)) if rest else found)


def _read(session: Session, viewpoint: Viewpoint, wanted: ColumnElement[bool], limit: int | None = None) -> Read:
    newest = (col(OrderRow.placed_at).desc(),) if limit else ()
    query = _query(viewpoint, wanted).order_by(*newest, *_BY_ORDER).limit(limit)
    return viewpoint.read(session.connection().execute(query).all())


def _query(
    viewpoint: Viewpoint,
    wanted: ColumnElement[bool],
    more: Sequence[Any] = (),
    parcel: ColumnElement[bool] | None = None,
) -> Any:
    """`parcel`: which parcels stand beside their orders, where not all that were not voided do."""
    sent = and_(
        col(FulfillmentRow.order_id) == col(OrderRow.id),
        col(FulfillmentRow.removed_at).is_(None),
        col(FulfillmentRow.status) != TrackingStatus.CANCELLED,
    )
    return (
        select(*_COLUMNS, *more)
        .join(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .outerjoin(FulfillmentRow, sent if parcel is None else parcel)
        .where(col(OrderRow.shop_id) == viewpoint.shop.id, col(OrderRow.requires_shipping), wanted)
        .where(col(PromiseRow.promised_by).is_not(None), col(OrderRow.status).not_in(NOT_SENT))
    )


def _rest(viewpoint: Viewpoint, wanted: ColumnElement[bool], more: Sequence[Any] = ()) -> Any:
    """What is in no parcel yet, of orders of which some has left: a row as of an order of which nothing has."""
    in_part = and_(col(OrderRow.sent_in_part), col(OrderRow.status).in_(OPEN), wanted)
    return _query(viewpoint, in_part, more, parcel=false())


def _open() -> ColumnElement[bool]:
    return and_(col(FulfillmentRow.delivered_at).is_(None), col(OrderRow.status).in_(OPEN))


def _recent(viewpoint: Viewpoint) -> ColumnElement[bool]:
    return col(PromiseRow.promised_by) > viewpoint.now - LONGEST_OVERDUE


def _promised_on(moment: datetime) -> ColumnElement[bool]:
    return col(PromiseRow.promised_by).between(moment - AROUND, moment + 2 * AROUND)


def _seconds(moment: Any) -> ColumnElement[float]:
    """Since 1970: what a database reckons for a million rows in the time that Python takes to read a few."""
    return cast(extract("epoch", moment), Float)


_BY_ORDER = (col(OrderRow.id), col(FulfillmentRow.id))
_COLUMNS = (
    col(OrderRow.id),
    col(OrderRow.status),
    col(OrderRow.country),
    col(OrderRow.region),
    col(OrderRow.shipping_method),
    col(FulfillmentRow.carrier),
    col(FulfillmentRow.status),
    _seconds(func.coalesce(col(OrderRow.paid_at), col(OrderRow.placed_at))),
    _seconds(col(PromiseRow.promised_by)),
    _seconds(col(FulfillmentRow.shipped_at)),
    _seconds(col(FulfillmentRow.handed_over_at)),
    _seconds(col(FulfillmentRow.scanned_at)),
    _seconds(col(FulfillmentRow.delivered_at)),
)
"""As Found of integration.store.viewpoint has them."""

_KNOWN = (
    _seconds(col(EstimateRow.earliest)),
    _seconds(col(EstimateRow.expected)),
    _seconds(col(EstimateRow.latest)),
    col(EstimateRow.probability_late),
)
