"""A shop's parcels, followed by a vendor who follows many: asked, told, and failing, through the whole house."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlmodel import select

from integration.domain.bars import against_delay_notice
from integration.domain.commerce import (
    Fulfillment,
    Order,
    OrderLine,
    OrderStatus,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.reasons import HoldReason
from integration.store import inbox, orders, shops, tracking
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, FulfillmentRow, InboxRow, OrderRow, ShopRow, TrackingEventRow
from integration.webhooks import Intake, blueprint
from jobs.connect import disconnect
from jobs.context import Context
from jobs.facts import Facts, gather
from jobs.ingest import ingest
from jobs.tracking import track_connection
from tests.clock import Clock
from tests.connectors.carriers.seventeentrack import KEY, SeventeenTrack, scan, way
from tests.jobs.late import EUR, place, the_order

NUMBER = "00340434161094042557"
ADDRESS = "/webhooks/seventeentrack/wren-and-sons"
PICKED_UP = scan("2026-11-18T17:05:00Z", "Picked up", "InTransit_PickedUp")
ON_THE_VAN = scan("2026-11-20T06:40:00Z", "On the van", "OutForDelivery_Other", place="WIEN")
DELIVERED = scan("2026-11-20T11:15:00Z", "Zugestellt", "Delivered_Other", place="WIEN")


@pytest.fixture
def vendor() -> Iterator[SeventeenTrack]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield SeventeenTrack(server)


@pytest.fixture
def connected(context: Context, shop: ShopRow, vendor: SeventeenTrack) -> int:
    with write(context.engine) as session:
        row = shops.save_connection(
            session, shop.id, "seventeentrack", context.vault.seal({"key": KEY}), context.clock(), url=vendor.url
        )
        session.commit()
        return row.id


@pytest.fixture
def web(context: Context, connected: int) -> Iterator[FlaskClient]:
    intake = Intake(context)
    app = Flask(__name__)
    app.register_blueprint(blueprint(context, intake))
    yield app.test_client()
    intake.close()


def sent(context: Context, shop: ShopRow, *numbers: str, imported: bool = False) -> None:
    """An order of one parcel a number."""
    placed = context.clock() - timedelta(days=2)
    parcels = tuple(Fulfillment(f"f:{each}", "7", (Tracking(each, "DHL"),), placed) for each in numbers)
    lines = (OrderLine("1", "p1", "Kettle", 1, EUR),)
    order = Order("7", "1007", OrderStatus.FULFILLED, placed, EUR, lines, paid_at=placed, fulfillments=parcels)
    with write(context.engine) as session:
        orders.save_orders(session, shop.id, [order], context.clock(), imported=imported)
        session.commit()


def parcel(context: Context, shop: ShopRow, number: str = NUMBER) -> FulfillmentRow:
    with read(context.engine) as session:
        [row] = tracking.by_number(session, shop.id, number)
        session.expunge_all()
    return row


def connection(context: Context, connection_id: int) -> ConnectionRow:
    with read(context.engine) as session:
        row = session.get(ConnectionRow, connection_id)
        session.expunge_all()
    assert row is not None
    return row


def told(number: str, *scans: dict[str, Any]) -> bytes:
    return json.dumps({"event": "TRACKING_UPDATED", "data": {"number": number, "track_info": way(*scans)}}).encode()


def tell(web: FlaskClient, body: bytes, key: str = KEY) -> int:
    sign = hashlib.sha256(body + b"/" + key.encode()).hexdigest()
    return web.post(ADDRESS, data=body, headers={"sign": sign}).status_code


def deliveries(context: Context) -> list[InboxRow]:
    with read(context.engine) as session:
        rows = session.exec(select(InboxRow).order_by(InboxRow.id)).all()
        session.expunge_all()
    return list(rows)


def test_a_new_parcel_is_registered_and_then_read(context, shop, clock: Clock, vendor, connected) -> None:
    sent(context, shop, NUMBER)
    track_connection(context, connected)
    assert vendor.followed == {NUMBER}
    vendor.ways[NUMBER] = way(PICKED_UP, ON_THE_VAN)
    clock.advance(hours=26)
    track_connection(context, connected)
    row = parcel(context, shop)
    assert row.status == "out_for_delivery"
    assert row.handed_over_at.isoformat() == "2026-11-18T17:05:00+00:00"
    assert vendor.left == 99


def test_spaces_that_a_shop_put_into_a_number_part_nobody(context, shop, clock: Clock, vendor, connected, web) -> None:
    written = "0034 0434 1610 9404 2557"
    sent(context, shop, written)
    track_connection(context, connected)
    assert vendor.followed == {NUMBER}
    assert tell(web, told(NUMBER, DELIVERED)) == 200
    ingest(context, 0)
    assert parcel(context, shop, written).delivered_at is not None


def test_what_is_told_twice_and_out_of_order_leaves_the_same_parcel(context, shop, vendor, connected, web) -> None:
    sent(context, shop, NUMBER)
    for scans in ((DELIVERED,), (PICKED_UP,), (DELIVERED,), (PICKED_UP, ON_THE_VAN, DELIVERED)):
        assert tell(web, told(NUMBER, *scans)) == 200
    ingest(context, 0)
    assert [row.state for row in deliveries(context)] == ["done"] * 3, "the same bytes are one delivery"
    row = parcel(context, shop)
    assert (row.status, row.delivered_at.isoformat()) == ("delivered", "2026-11-20T11:15:00+00:00")
    with read(context.engine) as session:
        assert len(session.exec(select(TrackingEventRow)).all()) == 3
    track_connection(context, connected)
    assert vendor.asked == [], "a parcel that has arrived is not asked about"


def test_a_forged_delivery_is_refused_and_leaves_nothing(context, shop, connected, web) -> None:
    sent(context, shop, NUMBER)
    assert tell(web, told(NUMBER, DELIVERED), key="guessed") == 401
    assert deliveries(context) == []
    assert parcel(context, shop).delivered_at is None


def test_a_parcel_of_another_shop_of_the_account_is_nobodys_failure(context, shop, connected, web) -> None:
    assert tell(web, told("X1234567", DELIVERED)) == 200
    ingest(context, 0)
    [row] = deliveries(context)
    assert (row.state, row.body is not None) == ("done", True), "kept as it came, and may be read again"


def test_what_cannot_be_read_is_shown_and_read_again_on_demand(context, shop, connected, web) -> None:
    sent(context, shop, NUMBER)
    assert tell(web, b'{"event": "TRACKING_UPDATED", "data": {"track_info": {}}}') == 200
    ingest(context, 0)
    [row] = deliveries(context)
    assert (row.state, row.outcome) == ("failed", "the delivery names no tracking number")
    with write(context.engine) as session:
        assert inbox.replay(session, shop.id, row.id, context.clock())
        session.commit()
    ingest(context, row.id)
    assert deliveries(context)[0].state == "failed"


def test_a_number_that_is_refused_is_told_with_its_next_step(context, shop, clock: Clock, vendor, connected) -> None:
    sent(context, shop, "12-4", NUMBER)
    track_connection(context, connected)
    met = connection(context, connected).troubles["numbers"]
    assert (met["trouble"], met["reason"]) == ("unknown_numbers", "12-4: The format of '12-4' is invalid.")
    assert NUMBER in vendor.followed


def test_a_quota_that_is_used_up_stops_only_new_parcels(context, shop, clock: Clock, vendor, connected) -> None:
    sent(context, shop, NUMBER)
    vendor.left = 0
    track_connection(context, connected)
    met = connection(context, connected)
    assert (met.state, met.troubles["track"]["trouble"]) == ("live", "used_up")
    vendor.left = 1
    clock.advance(hours=26)
    track_connection(context, connected)
    assert connection(context, connected).troubles == {}
    assert vendor.followed == {NUMBER}


def test_a_key_that_is_refused_pauses_and_says_why(context, shop, vendor, connected) -> None:
    sent(context, shop, NUMBER)
    vendor.faults = [{"code": -18010002, "message": "Invalid security key."}]
    track_connection(context, connected)
    row = connection(context, connected)
    assert (row.state, row.troubles["access"]["trouble"]) == ("paused", "keys")
    assert KEY not in json.dumps(row.troubles)


def test_half_an_answer_is_no_answer(context, shop, clock: Clock, vendor, connected) -> None:
    sent(context, shop, NUMBER)
    vendor.faults = [b'{"code": 0, "data": {"accepted": [{"number"']
    track_connection(context, connected)
    row = connection(context, connected)
    assert (row.state, row.troubles["track"]["reason"][-24:]) == ("live", "did not answer with JSON")
    clock.advance(hours=26)
    track_connection(context, connected)
    assert connection(context, connected).troubles == {}


def test_a_parcel_whose_day_is_far_is_not_asked_about_again_soon(
    context, shop, clock: Clock, vendor, connected
) -> None:
    sent(context, shop, NUMBER)
    track_connection(context, connected)
    vendor.asked.clear()
    for _ in range(4):
        clock.advance(minutes=30)
        track_connection(context, connected)
    assert vendor.asked == [], "at the visits between"
    assert parcel(context, shop).asked_at == clock() - timedelta(hours=2)
    clock.advance(hours=26)
    track_connection(context, connected)
    assert [path for path, _ in vendor.asked] == ["gettrackinfo"]


def test_history_costs_nothing_of_the_accounts_numbers(context, shop, vendor, connected) -> None:
    sent(context, shop, NUMBER, imported=True)
    track_connection(context, connected)
    assert (vendor.asked, vendor.left) == ([], 100)


def test_a_carrier_that_is_asked_directly_is_not_asked_through_another(context, shop, vendor, connected) -> None:
    sent(context, shop, NUMBER)
    with write(context.engine) as session:
        sealed = context.vault.seal({"key": "k"})
        shops.save_connection(session, shop.id, "dhl", sealed, context.clock(), url=vendor.url)
        session.commit()
    track_connection(context, connected)
    assert vendor.asked == []
    with write(context.engine) as session:
        shops.pause_connection(session, shop.id, "dhl", "its key is refused")
        session.commit()
    track_connection(context, connected)
    assert vendor.followed == {NUMBER}, "while nobody else asks"


def test_what_a_vendor_grants_a_day_is_shared_out_over_it(context, shop, clock: Clock) -> None:
    """240 numbers a day, one in five seconds: at nine in the morning 110 are free, and 30 fit into one visit."""
    numbers = [f"0034043416109404{number:04}" for number in range(150)]
    sent(context, shop, *numbers)
    clock.now = clock.now.replace(hour=9, minute=0)
    with HTTPServer("127.0.0.1", threaded=True) as server:
        server.expect_request("/track/shipments").respond_with_json({"title": "No result found"}, status=404)
        with write(context.engine) as session:
            sealed = context.vault.seal({"key": "k"})
            row = shops.save_connection(session, shop.id, "dhl", sealed, clock(), url=server.url_for("/track"))
            session.commit()
            dhl = row.id
        visits = []
        for _ in range(6):
            track_connection(replace(context, redis=None), dhl)
            visits.append(len(server.log))
    assert visits == [30, 60, 90, 110, 110, 110]
    assert connection(context, dhl).cursors["asked"]["numbers"] == 110


def test_a_feed_that_stops_is_not_a_delay(context, shop, clock: Clock, vendor, connected) -> None:
    """The store goes on telling of its orders; the carriers' key was refused three days ago."""
    order_id = late(context, shop, clock)
    track_connection(context, connected)
    assert standing(context, order_id).circumstances.feed_seen_at == clock()
    vendor.faults = [{"code": -18010002, "message": "Invalid security key."}]
    clock.advance(days=3)
    track_connection(context, connected)
    store_tells(context, shop)
    found = standing(context, order_id)
    assert (found.circumstances.carrier_feed, found.circumstances.feed_seen_at) == (False, clock() - timedelta(days=3))
    assert against_delay_notice(found.case) is HoldReason.FEED_STOPPED
    disconnect(context, shop.id, "seventeentrack", "the owner")
    assert standing(context, order_id).circumstances.feed_seen_at == clock(), "the store alone is listened to again"


def test_a_carrier_speaks_for_its_own_parcels_only(context, shop, clock: Clock) -> None:
    """With DHL alone connected, nobody would tell of the delivery of a parcel of UPS."""
    order_id = late(context, shop, clock, carrier="UPS")
    with write(context.engine) as session:
        shops.save_connection(session, shop.id, "dhl", context.vault.seal({"key": "k"}), clock())
        session.commit()
    assert standing(context, order_id).circumstances.carrier_feed is False


def late(context: Context, shop: ShopRow, clock: Clock, carrier: str = "DHL") -> int:
    left = clock() - timedelta(days=6)
    scan = TrackingEvent(left, TrackingStatus.IN_TRANSIT)
    parcel = Fulfillment("f:1", "1001", (Tracking(NUMBER, carrier),), left, events=(scan,))
    return place(context, shop, the_order(context, fulfillments=(parcel,)))


def standing(context: Context, order_id: int) -> Facts:
    with read(context.engine) as session:
        return gather(session, session.get(OrderRow, order_id), context.clock(), context.vault)


def store_tells(context: Context, shop: ShopRow) -> None:
    with write(context.engine) as session:
        shops.save_connection(session, shop.id, "woocommerce", context.vault.seal({}), context.clock())
        shops.seen(session, shop.id, "woocommerce", context.clock())
        session.commit()
