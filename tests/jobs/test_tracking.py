"""Open parcels are followed: scans are kept once, and an order is decided anew only when something was learned."""

from datetime import timedelta

from sqlmodel import col, select

from integration.store import leases, orders, shops, tracking
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, FulfillmentRow, OrderRow, ShopRow, TrackingEventRow
from jobs.context import Context
from jobs.queue import open_queue, queue_of
from jobs.sync import sync_connection
from jobs.tracking import LEASE_SECONDS, track_connection
from tests.clock import Clock


def demo(context: Context, shop: ShopRow, clock: Clock, sealed: bytes | None = None) -> int:
    config = {"started_at": clock().isoformat(), "mail_dir": "mail"}
    with write(context.engine) as session:
        row = shops.save_connection(
            session, shop.id, "console", context.vault.seal({}), clock() - timedelta(days=14), config=config
        )
        session.commit()
        connection_id = row.id
    sync_connection(context, connection_id)
    if sealed is not None:
        with write(context.engine) as session:
            session.get(ConnectionRow, connection_id).credentials = sealed
            session.commit()
    for name in ("audit", "decide"):
        open_queue(context.redis, queue_of(name)).empty()
    return connection_id


def rung(context: Context) -> list[int]:
    jobs = open_queue(context.redis, queue_of("decide")).jobs
    return [row_id for job in jobs if job.args[0] == "decide" for row_id in job.args[1:]]


def numbers(context: Context, order_ids: list[int]) -> set[str]:
    with read(context.engine) as session:
        return set(session.exec(select(OrderRow.number).where(col(OrderRow.id).in_(order_ids))).all())


def parcel(context: Context, shop: ShopRow, number: str) -> FulfillmentRow:
    with read(context.engine) as session:
        order = orders.order_by_vendor_id(session, shop.id, number)
        return tracking.fulfillments(session, shop.id, order.id)[0]


def test_scans_are_kept_once_and_move_the_parcel(context: Context, shop: ShopRow, clock: Clock) -> None:
    connection = demo(context, shop, clock)
    track_connection(context, connection)
    assert parcel(context, shop, "2332").status == "in_transit"
    assert parcel(context, shop, "2203").delivered_at is not None, "history is followed too: it teaches"
    stuck = {str(number) for number in (*range(2301, 2318), 2320, 2321)}
    assert numbers(context, rung(context)) == {"2322", "2330", "2332", "2333", "2334"} | stuck
    open_queue(context.redis, queue_of("decide")).empty()

    track_connection(context, connection)
    assert rung(context) == []

    clock.advance(seconds=13)
    track_connection(context, connection)
    assert numbers(context, rung(context)) == {"2318", "2330"}
    assert parcel(context, shop, "2318").status == "picked_up"
    with read(context.engine) as session:
        keys = session.exec(select(TrackingEventRow.fulfillment_id, TrackingEventRow.event_key)).all()
        assert len(keys) == len(set(keys))
        assert session.get(ConnectionRow, connection).tracked_at == clock()
        assert clock() - session.get(ConnectionRow, connection).last_seen_at < shops.A_MINUTE


def test_a_cancelled_order_is_not_followed(context: Context, shop: ShopRow, clock: Clock) -> None:
    track_connection(context, demo(context, shop, clock))
    assert parcel(context, shop, "2319").status == "unknown"


def test_only_one_asks_at_a_time(context: Context, shop: ShopRow, clock: Clock) -> None:
    connection = demo(context, shop, clock)
    with write(context.engine) as session:
        assert leases.acquire(session, f"track:{connection}", "a worker that died", clock(), LEASE_SECONDS)
        session.commit()
    track_connection(context, connection)
    assert parcel(context, shop, "2318").status == "unknown"
    clock.advance(seconds=LEASE_SECONDS)
    track_connection(context, connection)
    assert parcel(context, shop, "2318").status == "picked_up"


def test_a_key_that_is_refused_pauses_the_connection(context: Context, shop: ShopRow, clock: Clock) -> None:
    connection = demo(context, shop, clock, sealed=b"sealed with another key")
    track_connection(context, connection)
    with read(context.engine) as session:
        assert session.get(ConnectionRow, connection).state == "paused"
        assert session.exec(select(TrackingEventRow)).all() == []


def test_a_connector_that_carries_nothing_is_left_alone(context: Context, shop: ShopRow, clock: Clock) -> None:
    with write(context.engine) as session:
        row = shops.save_connection(session, shop.id, "files", context.vault.seal({}), clock())
        session.commit()
        connection_id = row.id
    track_connection(context, connection_id)
    track_connection(context, 999)
    with read(context.engine) as session:
        assert session.get(ConnectionRow, connection_id).tracked_at is None
