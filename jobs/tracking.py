"""Asks a carrier for the scans of the shop's open parcels, and has what they change decided anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import uuid4

from sqlmodel import Session

from integration.domain.carriers import plain_number
from integration.domain.commerce import Tracking, TrackingEvent
from integration.ports import Carrier, Permanent, Temporary, Unauthorized
from integration.store import activity, leases, orders, scans, shops, troubles
from integration.store.session import write
from integration.store.tables import ConnectionRow, FulfillmentRow
from jobs import rounds
from jobs.carriers import called, follows
from jobs.context import Context
from jobs.queue import ring_many
from jobs.rounds import LEASE_SECONDS, Round

NAMED = 3
"""Numbers that the merchant is told of; the others follow when these are mended."""

Item = TypeVar("Item")
Scans = Mapping[str, Sequence[TrackingEvent]]


def track_connection(context: Context, connection_id: int) -> None:
    """Each batch is saved before the next is asked for, so that a vendor's failure loses nothing already heard.

    Does nothing for a connection that is paused or being asked already.
    """
    owner = uuid4().hex
    with write(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        if connection is None or connection.state != "live" or not follows(connection.connector):
            return
        if not leases.acquire(session, _lease(connection_id), owner, context.clock(), LEASE_SECONDS):
            return
        round_ = rounds.plan(session, connection, context.clock())
        session.flush()
        session.expunge_all()
        session.commit()
    try:
        _went_well(context, connection, _track(context, connection, round_))
    except (Unauthorized, Temporary, Permanent) as problem:
        _failed(context, connection, problem)
    finally:
        with write(context.engine) as session:
            shops.visited(session, connection_id, "tracked_at", context.clock())
            leases.release(session, _lease(connection_id), owner)
            session.commit()


def _track(context: Context, connection: ConnectionRow, round_: Round) -> Mapping[str, str]:
    """What the vendor would not follow, and why. Numbers that it does not know are registered after all were asked."""
    carrier, strangers = context.open(connection, Carrier), list[Tracking]()
    for batch in _batches(round_.parcels, round_.at_once):
        asked = {plain_number(row.tracking_number): called(connection.connector, row, round_.country) for row in batch}
        told = carrier.track(list(asked.values()))
        with write(context.engine) as session:
            changed = list(_changed(session, context, batch, told))
            shops.seen(session, connection.shop_id, connection.connector, context.clock())
            rounds.went(session, connection, round_, batch, context.clock())
            session.commit()
        ring_many(context, "decide", dict.fromkeys(changed))
        strangers += [parcel for number, parcel in asked.items() if number not in told]
    return {
        number: why for batch in _batches(strangers, round_.at_once) for number, why in carrier.register(batch).items()
    }


def _changed(session: Session, context: Context, parcels: Sequence[FulfillmentRow], told: Scans) -> Iterator[int]:
    """Saves the scans; the orders to decide anew. History only teaches."""
    for parcel in parcels:
        events = told.get(plain_number(parcel.tracking_number), ())
        if events and scans.add_events(session, parcel.shop_id, parcel.id or 0, events, context.clock()):
            order = orders.order(session, parcel.shop_id, parcel.order_id)
            if order is not None and not order.imported:
                yield parcel.order_id


def _batches(parcels: Sequence[Item], at_once: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(parcels), at_once):
        yield parcels[start : start + at_once]


def _failed(context: Context, connection: ConnectionRow, problem: Unauthorized | Temporary | Permanent) -> None:
    """Shown until a run goes well; written into the log once, however often it is met."""
    told, now, reason = (connection.shop_id, connection.connector), context.clock(), str(problem)
    with write(context.engine) as session:
        if isinstance(problem, Unauthorized):
            troubles.refused(session, *told, problem.trouble, reason, now)
        elif troubles.met(session, *told, "track", problem.trouble, reason, now):
            activity.log(session, told[0], now, "forthright", "tracking failed", told[1], reason=reason)
        session.commit()


def _went_well(context: Context, connection: ConnectionRow, refused: Mapping[str, str]) -> None:
    told = connection.shop_id, connection.connector
    with write(context.engine) as session:
        troubles.over(session, *told, "track")
        if refused:
            reasons = "; ".join(f"{number}: {why}" for number, why in sorted(refused.items())[:NAMED])
            troubles.met(session, *told, "numbers", "unknown_numbers", reasons, context.clock())
        else:
            troubles.over(session, *told, "numbers")
        session.commit()


def _lease(connection_id: int) -> str:
    return f"track:{connection_id}"
