"""What is known of a parcel goes where the store keeps its parcels, once, and mails nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.woocommerce.notes import numbers
from connectors.woocommerce.storefront import WooCommerceStorefront
from connectors.woocommerce.tracking import WooCommerceTracking
from integration.domain.commerce import Tracking, TrackingEvent, TrackingStatus
from integration.ports import Changed, Permanent
from tests.connectors.woocommerce.test_faults import access
from tests.woocommerce.server import StandIn, standing_in

NEW = Tracking("1Z999AA10123456784", "ups", "https://ups.example/1Z999AA10123456784")
OLD = Tracking("OLD12345")


@pytest.fixture
def woo() -> Iterator[StandIn]:
    with standing_in() as store:
        store.shop.place_order(7)
        yield store


def writes(woo: StandIn) -> list[str]:
    return [f"{method} {endpoint}" for method, endpoint, _ in woo.asked if method != "GET"]


def parcel_ids(woo: StandIn) -> list[str]:
    order = WooCommerceStorefront(access(woo)).order("7")
    assert order is not None
    return [parcel.id for parcel in order.fulfillments]


def test_a_core_fulfillment_is_changed_and_keeps_the_rest_of_its_meta(woo: StandIn) -> None:
    woo.shop.fulfillments_on = True
    meta = [{"key": "_items", "value": [{"item_id": 11, "qty": 2}]}, {"key": "_tracking_number", "value": "OLD12345"},
            {"key": "_shipping_provider", "value": "dhl"}]  # fmt: skip
    woo.shop.fulfill(7, {"meta_data": meta}, {})
    [parcel] = parcel_ids(woo)
    for _ in range(2):
        WooCommerceTracking(access(woo)).update_tracking(parcel, NEW, OLD, "k1")
    assert len(writes(woo)) == 1, "the second call finds nothing to change"
    order = WooCommerceStorefront(access(woo)).order("7")
    assert order is not None
    assert order.fulfillments[0].tracking == (NEW,)
    [row] = woo.shop.fulfillments[7].values()
    assert {entry["key"] for entry in row["meta_data"]} >= {"_items", "_shipping_provider", "_shipment_provider"}
    assert woo.shop.mails == []


def test_a_plugins_entry_is_replaced_once(woo: StandIn) -> None:
    woo.shop.shipment_tracking_on = True
    woo.shop.track(7, {"tracking_provider": "DHL", "tracking_number": "OLD12345", "date_shipped": "2026-10-02"})
    [parcel] = parcel_ids(woo)
    for _ in range(2):
        WooCommerceTracking(access(woo)).update_tracking(parcel, NEW, OLD, "k1")
    assert [kind.split()[0] for kind in writes(woo)] == ["POST", "DELETE"]
    assert [entry["tracking_number"] for entry in woo.shop.trackings[7]] == [NEW.number]
    assert woo.shop.mails == []


def test_a_list_that_the_plugin_hides_from_the_order_is_asked_for(woo: StandIn) -> None:
    woo.shop.shipment_tracking_on = True
    woo.shop.track(7, {"tracking_provider": "USPS", "tracking_number": "9400 1118", "date_shipped": "2026-10-02"})
    woo.shop.orders.quietly(7, meta_data=[])
    order = WooCommerceStorefront(access(woo)).order("7")
    assert order is not None
    assert [(it.tracking[0].number, it.tracking[0].carrier) for it in order.fulfillments] == [("9400 1118", "USPS")]
    assert order.fulfillments[0].shipped_at == datetime(2026, 10, 2, tzinfo=UTC)


def test_aftership_data_is_changed_in_the_order(woo: StandIn) -> None:
    items = [{"tracking_id": "a", "tracking_number": "OLD12345", "slug": "dhl", "additional_fields": {"x": "1"}}]
    woo.shop.edit_order(7, meta_data=[{"id": 4, "key": "_aftership_tracking_items", "value": items}])
    [parcel] = parcel_ids(woo)
    for _ in range(2):
        WooCommerceTracking(access(woo)).update_tracking(parcel, NEW, OLD, "k1")
    assert writes(woo) == ["PUT orders/7"]
    [held] = woo.shop.orders.get(7)["meta_data"]
    assert held["value"] == [{**items[0], "tracking_number": NEW.number, "slug": "ups"}]


def test_the_one_number_that_aftership_keeps_beside_an_order_is_changed(woo: StandIn) -> None:
    number = {"id": 4, "key": "_aftership_tracking_number", "value": "OLD12345"}
    carrier = {"id": 5, "key": "_aftership_tracking_provider_name", "value": "dhl"}
    woo.shop.edit_order(7, meta_data=[number, carrier])
    [parcel] = parcel_ids(woo)
    for _ in range(2):
        WooCommerceTracking(access(woo)).update_tracking(parcel, NEW, OLD, "k1")
    assert writes(woo) == ["PUT orders/7"]
    assert woo.shop.orders.get(7)["meta_data"] == [{**number, "value": NEW.number}, {**carrier, "value": "ups"}]
    woo.shop.edit_order(7, meta_data=[{**number, "value": "SOMEBODY-ELSE1"}, carrier])
    with pytest.raises(Changed, match="changed in the shop"):
        WooCommerceTracking(access(woo)).update_tracking(parcel, NEW, OLD, "k1")
    woo.shop.edit_order(7, meta_data=[])
    with pytest.raises(Permanent, match="no longer in the order's AfterShip data"):
        WooCommerceTracking(access(woo)).update_tracking(parcel, NEW, OLD, "k1")


def test_a_scan_becomes_one_private_note(woo: StandIn) -> None:
    event = TrackingEvent(datetime(2026, 10, 5, tzinfo=UTC), TrackingStatus.DELIVERY_DELAYED, "", "Leipzig")
    for _ in range(2):
        WooCommerceTracking(access(woo)).create_fulfillment_event("note:7:X", event, "k1")
    WooCommerceTracking(access(woo)).create_fulfillment_event("note:7:X", event, "k2")
    assert [note["customer_note"] for note in woo.shop.notes[7]] == [False, False]
    assert woo.shop.notes[7][0]["note"].startswith("Parcel, 2026-10-05: delivery delayed, Leipzig. (Forthright ")
    assert woo.shop.mails == []


def test_a_plugin_without_an_api_says_so(woo: StandIn) -> None:
    with pytest.raises(Permanent, match="type it in there"):
        WooCommerceTracking(access(woo)).update_tracking("shipment:7:abc", NEW, OLD, "k1")
    for odd in ("7", "shipment:7/../8:abc", "parcel:7:abc"):
        with pytest.raises(Permanent):
            WooCommerceTracking(access(woo)).update_tracking(odd, NEW, OLD, "k1")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Shipped with UPS, tracking 1Z999AA10123456784", ["1Z999AA10123456784"]),
        ("Ihre Sendungsnummer bei DHL: 00340434161094000001", ["00340434161094000001"]),
        ("Nº de suivi Colissimo : 6A12345678901", ["6A12345678901"]),
        ("Seguimiento SEUR 123456789012", ["123456789012"]),
        ("Código de rastreio: LX123456789PT", ["LX123456789PT"]),
        ("快递单号：SF1234567890123", ["SF1234567890123"]),
        ("追跡番号 1234-5678-9012", ["1234-5678-9012"]),
        ("Numero di spedizione n. 1AB12345678", ["1AB12345678"]),
        ("Track & Trace-code: 3STEST123456789", ["3STEST123456789"]),
        ("Stock levels reduced: Lantern (12345678→12345677)", []),
        ("Order status changed from Processing to Completed.", []),
        ("Customer called 0123456789 about order 20261005", []),
        ("We are tracking this with the carrier; call 01234", []),
        ("tracking https://carrier.example/t/1234567890123", []),
    ],
)
def test_which_numbers_of_a_note_are_tracking_numbers(words: str, found: list[str]) -> None:
    assert numbers(words) == found
