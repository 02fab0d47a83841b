"""What plugins say in an order's meta data of where its parcels are, and of goods that cannot be sent yet."""

from collections.abc import Sequence
from typing import Any

import pytest

from connectors.woocommerce import read
from connectors.woocommerce.parcels import parcels
from integration.domain.commerce import Fulfillment, TrackingStatus

BASE = {"status": "processing", "currency": "EUR", "date_created_gmt": "2026-11-20T07:30:00", "total": "49.90"}


def shipped(*states: Any) -> Sequence[Fulfillment]:
    items = [
        {"tracking_id": f"a{n}", "tracking_number": f"N{n}", "tracking_provider": "dhl"} for n in range(len(states))
    ]
    told = {"key": "shipment_status", "value": list(states)}
    return parcels({"id": 7, "meta_data": [{"key": "_wc_shipment_tracking_items", "value": items}, told]})


def test_what_trackship_says_of_each_parcel_is_its_state() -> None:
    van, held, unknown, odd = shipped(
        {"status": "out_for_delivery", "status_date": "2026-11-20 07:30:00", "est_delivery_date": "2026-11-20"},
        {"status": "on_hold", "status_date": "2026-11-20 07:30:00", "last_event_time": "2026-11-19 22:00:00"},
        {"pending_status": "pending_trackship", "status": "invalid_carrier", "status_date": "2026-11-20 07:30:00"},
        {"status": "levitating", "status_date": "0000-00-00"},
    )
    assert [(one.status, one.at.isoformat()) for one in van.events] == [
        (TrackingStatus.OUT_FOR_DELIVERY, "2026-11-20T07:30:00+00:00")
    ]
    assert [(one.status, one.at.hour) for one in held.events] == [(TrackingStatus.DELIVERY_DELAYED, 22)]
    assert (unknown.events, odd.events) == ((), ())


def test_a_state_follows_its_parcel_where_one_before_it_was_taken_out() -> None:
    told = {"1": {"status": "delivered", "status_date": "2026-11-20 07:30:00"}, "x": "y"}
    items = [{"tracking_number": "N0"}, {"tracking_number": "N1"}]
    values = [{"key": "_wc_shipment_tracking_items", "value": items}, {"key": "shipment_status", "value": told}]
    first, second = parcels({"id": 7, "meta_data": values})
    assert first.events == ()
    assert [one.status for one in second.events] == [TrackingStatus.DELIVERED]


@pytest.mark.parametrize(("value", "ahead"), [("1", True), (1, True), ("", False), (None, False), ("no", False)])
def test_an_order_ahead_of_the_goods_says_so(value: Any, ahead: bool) -> None:
    raw = {"id": 7, "meta_data": [{"key": "_wc_pre_orders_is_pre_order", "value": value}],
           "line_items": [{"id": 1, "name": "Kettle", "quantity": 1, "total": "49.90"}]}  # fmt: skip
    assert [line.preordered for line in read.order({**BASE, **raw}).lines] == [ahead]
