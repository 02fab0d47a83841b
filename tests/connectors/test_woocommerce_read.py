"""WooCommerce's JSON as orders, products, parcels, pages and settings."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from connectors.values import amount, kept, markup, moment, name, objects, plain, text, whole
from connectors.woocommerce import read, settings
from connectors.woocommerce.pages import policy
from connectors.woocommerce.parcels import parcels
from integration.domain.commerce import Money, OrderStatus, PolicyKind, TrackingStatus

BASE = {
    "id": 7, "status": "processing", "currency": "EUR", "total": "10.00",
    "date_created": "2026-10-01T10:00:00", "date_created_gmt": "2026-10-01T08:00:00",
    "date_modified": "2026-10-02T10:00:00", "date_modified_gmt": "2026-10-02T08:00:00",
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "read_as"),
    [("12.50", "12.50"), (" 12.50 ", "12.50"), ("0", "0"), ("-5.00", "-5.00"), (35.91, "35.91"), (12, "12"),
     ("", None), (None, None), ("abc", None), ("12,50", None), ("1.234,50", None), ("1e5", None), ("NaN", None),
     ("Infinity", None), (float("nan"), None), (True, None), ([], None), ({}, None), ("٣", None), ("9" * 40, None),
     (1e300, None), (1e-300, None), (1e-7, "0.0000001")],
)  # fmt: skip
def test_an_amount_is_exact_or_it_is_none(value: Any, read_as: str | None) -> None:
    assert amount(value) == (None if read_as is None else Decimal(read_as))


@pytest.mark.parametrize(
    ("value", "read_as"),
    [("2026-11-22T02:48:18", datetime(2026, 11, 22, 2, 48, 18, tzinfo=UTC)),
     ("2026-11-22T02:48:18+02:00", datetime(2026, 11, 22, 0, 48, 18, tzinfo=UTC)),
     ("0000-00-00T00:00:00", None), ("", None), (None, None), (17, None), ("yesterday", None),
     ("0001-01-01T00:00:00+05:00", None), ("9999-12-31T23:59:59", None)],
)  # fmt: skip
def test_a_gmt_time_is_utc(value: Any, read_as: datetime | None) -> None:
    assert moment(value) == read_as


def test_names_are_unescaped_once_and_texts_lose_what_cannot_be_printed() -> None:
    assert name("T-Shirts &amp;amp; Tops") == "T-Shirts &amp; Tops"
    assert text("A\u0000na\u202e\ud800 <b>") == "Ana <b>"
    assert plain("Shipped with <b>UPS</b> &rarr; 1Z") == "Shipped with UPS → 1Z"
    assert markup("<p>a\u0000\u202b</p>\n") == "<p>a\u202b</p>"
    assert [whole("2"), whole("1.5"), whole("x"), whole(None)] == [2, 1, 0, 0]
    assert [whole("4000000000"), whole(-4_000_000_000)] == [2**31 - 1, 1 - 2**31]


def test_what_is_kept_can_be_stored_anywhere() -> None:
    stored = kept({"a\u0000": ["x\ud800" * 5000], "_links": {"self": []}, "n": 1.5, "deep": {"_links": 1}})
    assert set(stored) == {"a", "n", "deep"}
    assert len(stored["a"][0]) <= 4000
    json.dumps(stored).encode("utf-8")
    deep: Any = float("inf")
    for _ in range(900):
        deep = [deep]
    assert json.dumps(kept(deep), allow_nan=False).count("[") < 50
    assert kept({"price": float("nan")}) == {"price": None}


@pytest.mark.parametrize(
    ("status", "more", "read_as"),
    [("pending", {}, OrderStatus.PENDING), ("failed", {}, OrderStatus.PENDING), ("on-hold", {}, OrderStatus.ON_HOLD),
     ("processing", {}, OrderStatus.PAID), ("completed", {}, OrderStatus.FULFILLED),
     ("wc-completed", {}, OrderStatus.FULFILLED), ("cancelled", {}, OrderStatus.CANCELLED),
     ("refunded", {}, OrderStatus.REFUNDED), ("trash", {}, OrderStatus.DELETED),
     ("partial-shipped", {}, OrderStatus.PAID), ("in-production", {}, OrderStatus.PENDING),
     ("in-production", {"date_paid_gmt": "2026-10-01T08:00:00"}, OrderStatus.PAID),
     ("sent-out", {"date_completed_gmt": "2026-10-01T08:00:00"}, OrderStatus.FULFILLED), (None, {},
     OrderStatus.PENDING)],
)  # fmt: skip
def test_statuses(status: str, more: dict[str, str], read_as: OrderStatus) -> None:
    assert read.order({**BASE, "status": status, **more}).status is read_as


@pytest.mark.parametrize("lacking", ["id", "currency"])
def test_an_order_without_its_bones_is_refused(lacking: str) -> None:
    with pytest.raises(ValueError, match="no order"):
        read.order({**BASE, lacking: None})


def test_a_virtual_order_is_not_shipped() -> None:
    lines = [{"id": 1, "name": "E-book", "quantity": 1, "total": "5"}]
    assert not read.order({**BASE, "line_items": lines, "needs_processing": False}).requires_shipping
    assert read.order({**BASE, "line_items": lines, "needs_processing": True}).requires_shipping
    shipped = {"needs_processing": False, "shipping_lines": [{"method_title": "Post"}]}
    assert read.order({**BASE, "line_items": lines, **shipped}).requires_shipping


def test_a_pickup_is_known_whatever_the_shop_calls_it() -> None:
    lines = [{"method_id": "local_pickup", "method_title": "Abholung im Laden"}]
    assert read.order({**BASE, "shipping_lines": lines}).shipping_method == "local_pickup"


def test_an_order_without_a_shipping_address_goes_to_the_billing_one() -> None:
    billing = {"country": "fr", "postcode": "69001", "city": "Lyon", "first_name": "Ana"}
    order = read.order({**BASE, "billing": billing, "shipping": {"country": "", "postcode": ""}})
    assert (order.ship_to.country, order.ship_to.postcode) == ("FR", "69001")


def test_refunds_are_positive_and_those_of_nothing_are_none() -> None:
    refunds = [{"id": 1, "total": "-10.00", "reason": "Damaged"}, {"id": 2, "total": "-0.00"}, {"id": 3, "total": ""}]
    assert [refund.amount for refund in read.order({**BASE, "refunds": refunds}).refunds] == [
        Money(Decimal("10.00"), "EUR")
    ]


def test_a_product_without_a_price_has_none_and_not_zero() -> None:
    assert read.product({"id": 1, "price": "", "regular_price": ""}, "EUR").offers[0].price is None
    assert read.product({"id": 1, "price": "0"}, "EUR").offers[0].price == Money(Decimal(0), "EUR")


def test_a_variation_is_no_product() -> None:
    with pytest.raises(ValueError, match="variation"):
        read.product({"id": 20, "type": "variation", "parent_id": 19}, "EUR")


# No deadline: it would measure the machine's other work.
@settings_of_hypothesis(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*BASE, "line_items", "billing", "meta_data", "refunds", "shipping_lines"]), ANYTHING
    )
)
def test_no_json_breaks_the_reader(changed: dict[str, Any]) -> None:
    for reader in (read.order, lambda raw: read.product(raw, "EUR")):
        try:
            reader({**BASE, **changed})
        except ValueError:
            continue


def meta(key: str, value: Any) -> dict[str, Any]:
    return {**BASE, "meta_data": [{"key": key, "value": value}]}


def core(number: str, carrier: str = "ups", **more: Any) -> dict[str, Any]:
    values = {"_tracking_number": number, "_shipment_provider": carrier, "_date_fulfilled": "2026-10-03 10:00:00"}
    entries = [{"key": key, "value": value} for key, value in {**values, **more}.items()]
    return {"id": 3, "is_fulfilled": True, "date_updated": "2026-10-03 10:00:00", "meta_data": entries}


def test_a_core_fulfillment_tells_local_time_and_the_order_tells_the_offset() -> None:
    [parcel] = parcels(BASE, [core("1Z999AA10123456784", _tracking_url="https://ups.example/1Z")])
    assert parcel.shipped_at == datetime(2026, 10, 3, 8, 0, tzinfo=UTC)
    assert (parcel.id, parcel.tracking[0].carrier, parcel.tracking[0].url) == (
        "fulfillment:7:3", "ups", "https://ups.example/1Z",
    )  # fmt: skip


def test_the_newer_name_of_the_carrier_is_read_too() -> None:
    [parcel] = parcels(BASE, [core("1Z", carrier="", _shipping_provider="dhl")])
    assert parcel.tracking[0].carrier == "dhl"


def test_a_fulfillment_that_is_not_sent_yet() -> None:
    draft = {**core("1Z"), "is_fulfilled": False}
    [parcel] = parcels(BASE, [draft])
    assert (parcel.status, parcel.shipped_at) == (TrackingStatus.PENDING, None)
    assert parcels(BASE, [{**core(""), "is_fulfilled": False}]) == ()


def test_a_parcel_sent_without_a_number_is_still_a_parcel() -> None:
    [parcel] = parcels(BASE, [core("")])
    assert (parcel.tracking, parcel.shipped_at is not None) == ((), True)


def test_three_sources_that_name_one_number_name_one_parcel() -> None:
    raw = {
        **BASE,
        "meta_data": [
            {"key": "_wc_shipment_tracking_items", "value": [{
                "tracking_number": "1z999 aa1", "tracking_provider": "", "tracking_id": "abc",
                "custom_tracking_link": "https://t.example/%1$s", "date_shipped": "1790985600",
            }]},
            {"key": "_aftership_tracking_items", "value": [{"tracking_number": "1Z999AA1", "slug": "ups"}]},
            {"key": "_aftership_tracking_number", "value": "OTHER"},
        ],
    }  # fmt: skip
    first, second = parcels(raw, [core("1Z999AA1", carrier="")])
    assert first.id == "fulfillment:7:3"
    assert first.tracking[0].carrier == "ups"
    assert first.tracking[0].url.startswith("https://t.example/")
    assert second.tracking[0].number == "OTHER"


@pytest.mark.parametrize(
    ("value", "numbers"),
    [([{"tracking_number": "A1, B2;C3\nD4"}], ["A1", "B2", "C3", "D4"]), ([{"tracking_number": "MC 123"}], ["MC 123"]),
     ([{"tracking_number": "<a href='x'>A1</a>"}], ["A1"]), ([{"tracking_number": 12345}], ["12345"]),
     ([{"tracking_number": ""}], []), ([{"tracking_number": None}], []), ("", []), (None, []), ({}, []),
     ({"0": {"tracking_number": "A1"}}, []), (["A1"], [])],
)  # fmt: skip
def test_numbers_as_merchants_and_plugins_write_them(value: Any, numbers: list[str]) -> None:
    found = parcels(meta("_wc_shipment_tracking_items", value))
    assert [parcel.tracking[0].number for parcel in found] == numbers


@pytest.mark.parametrize(
    ("date", "shipped"),
    [("1795132800", datetime(2026, 11, 20, tzinfo=UTC)), (1795132800, datetime(2026, 11, 20, tzinfo=UTC)),
     ("", None), ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)), (None, None), ("-1", None),
     ("99999999999999", None)],
)  # fmt: skip
def test_the_day_of_shipping_is_unix_time_as_text_or_number(date: Any, shipped: datetime | None) -> None:
    [parcel] = parcels(meta("_wc_shipment_tracking_items", [{"tracking_number": "A1", "date_shipped": date}]))
    assert parcel.shipped_at == shipped


@pytest.mark.parametrize(
    ("link", "url"),
    [("https://t.example/%1$s", "https://t.example/A%201"), ("javascript:alert(1)", ""), ("", ""),
     ("https://t.example/%1$s/%2$s", "")],
)  # fmt: skip
def test_a_link_is_one_that_can_be_followed(link: str, url: str) -> None:
    entry = {"tracking_number": "A 1", "custom_tracking_link": link}
    [parcel] = parcels(meta("_wc_shipment_tracking_items", [entry]))
    assert parcel.tracking[0].url == url


@pytest.mark.parametrize(
    ("slug", "title", "kind"),
    [("refund_returns", "Anything", PolicyKind.REFUND), ("rueckgabe", "Rückgabe und Widerruf", PolicyKind.REFUND),
     ("versand", "Versand &amp; Lieferung", PolicyKind.SHIPPING), ("agb", "AGB", PolicyKind.TERMS),
     ("privacy-policy", "Privacy", PolicyKind.PRIVACY), ("退换货", "退换货政策", PolicyKind.REFUND),
     ("envios", "Prazos de entrega", PolicyKind.SHIPPING), ("faq", "FAQ", PolicyKind.FAQ),
     ("impressum", "Impressum", PolicyKind.CONTACT), ("cart", "Cart returns", None), ("about", "About us", None)],
)  # fmt: skip
def test_pages_that_say_how_the_shop_trades(slug: str, title: str, kind: PolicyKind | None) -> None:
    page = policy({"id": 3, "slug": slug, "title": {"rendered": title}, "content": {"rendered": "<p>x</p>"}})
    assert (page.kind if page else None) == kind


def test_the_page_that_checkout_links_to_is_the_terms_whatever_it_is_called() -> None:
    page = policy({"id": 3, "slug": "x", "title": {"rendered": "House rules"}}, terms_page_id="3")
    assert page is not None
    assert page.kind is PolicyKind.TERMS


@pytest.mark.parametrize(
    ("site", "zone"),
    [({"timezone_string": "Europe/Lisbon", "gmt_offset": "1"}, "Europe/Lisbon"), ({"gmt_offset": "9"}, "Etc/GMT-9"),
     ({"gmt_offset": -5}, "Etc/GMT+5"), ({"gmt_offset": "5.5"}, "UTC"), ({"gmt_offset": "0"}, "UTC"), ({}, "UTC"),
     (None, "UTC"), ({"gmt_offset": "99"}, "UTC")],
)  # fmt: skip
def test_the_zone_a_shop_lives_in(site: Any, zone: str) -> None:
    assert settings.merchant({}, {}, site).timezone == zone


def test_objects_in_what_php_calls_an_array() -> None:
    assert [objects([]), objects({}), objects(None), objects([1, {"a": 1}])] == [[], [], [], [{"a": 1}]]
