"""A Shopify store read into what a shop is made of: products, policies, pages, shipping, orders with their parcels."""

import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connectors.shopify.storefront import ShopifyStorefront
from integration.domain.commerce import Money, OrderStatus, PolicyKind, TrackingStatus
from integration.ports import Permanent
from tests.connectors.shopify_store import ShopifyStore, connection, reply
from tests.connectors.test_shopify_client import access

SHOP = {
    "shop": {
        "name": "Lantern", "contactEmail": "hello@lantern.example", "primaryDomain": {"url": "https://lantern.example"},
        "currencyCode": "EUR", "ianaTimezone": "Europe/Lisbon", "taxesIncluded": True,
        "shopAddress": {"countryCodeV2": "PT", "phone": None},
    },
    "shopLocales": [{"locale": "en", "primary": False}, {"locale": "pt-PT", "primary": True}],
}  # fmt: skip


def variant(number: int, price: str = "12.50", before: str | None = None) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}", "title": "Small", "sku": f"C-{number}", "price": price,
        "compareAtPrice": before, "inventoryItem": {"requiresShipping": True},
    }  # fmt: skip


def candle(number: int = 88, **changes: Any) -> dict[str, Any]:
    node = {
        "id": f"gid://shopify/Product/{number}", "title": "Candle", "descriptionHtml": "<p>Beeswax.</p>",
        "status": "ACTIVE", "onlineStoreUrl": "https://lantern.example/products/candle",
        "updatedAt": "2026-10-06T08:00:00Z", "variants": connection([variant(1)]),
    }  # fmt: skip
    return {**node, **changes}


def amount(value: str, currency: str = "EUR") -> dict[str, Any]:
    return {"shopMoney": {"amount": value, "currencyCode": currency}}


def order(**changes: Any) -> dict[str, Any]:
    line = {
        "id": "gid://shopify/LineItem/1", "title": "Candle", "quantity": 2, "sku": "C-1", "requiresShipping": True,
        "product": {"id": "gid://shopify/Product/88"}, "discountedTotalSet": amount("25.00"),
    }  # fmt: skip
    parcel = {
        "id": "gid://shopify/Fulfillment/77", "status": "SUCCESS", "displayStatus": "IN_TRANSIT",
        "createdAt": "2026-10-02T10:00:00Z", "deliveredAt": None,
        "trackingInfo": [{"number": "RR482193774PT", "company": "CTT", "url": "https://ctt.example/RR482193774PT"}],
        "events": connection([
            {"status": "IN_TRANSIT", "happenedAt": "2026-10-03T09:00:00Z", "message": "on its way", "city": "Porto",
             "country": "PT"},
            {"status": "SOMETHING_NEW", "happenedAt": "2026-10-02T12:00:00Z", "message": None, "city": None,
             "country": None},
        ]),
    }  # fmt: skip
    node = {
        "id": "gid://shopify/Order/5501", "name": "#1001", "createdAt": "2026-10-01T09:00:00Z",
        "updatedAt": "2026-10-03T09:00:01Z", "cancelledAt": None, "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "IN_PROGRESS", "email": "ana@example.com", "phone": None,
        "customerLocale": "pt-PT", "requiresShipping": True, "totalPriceSet": amount("29.90"),
        "customer": {"id": "gid://shopify/Customer/9", "displayName": "Ana Silva"},
        "shippingAddress": {"name": "Ana Silva", "countryCodeV2": "PT", "provinceCode": None, "zip": "4000-001",
                            "city": "Porto"},
        "shippingLine": {"title": "CTT Expresso"},
        "transactions": [{"kind": "SALE", "status": "SUCCESS", "processedAt": "2026-10-01T09:00:05Z"}],
        "lineItems": connection([line]), "fulfillments": [parcel],
        "refunds": [{"id": "gid://shopify/Refund/3", "createdAt": "2026-10-04T09:00:00Z", "note": "chipped",
                     "totalRefundedSet": amount("5.00")},
                    {"id": "gid://shopify/Refund/4", "createdAt": "2026-10-04T09:00:00Z", "note": None,
                     "totalRefundedSet": amount("0.00")}],
    }  # fmt: skip
    return {**node, **changes}


@pytest.fixture
def lantern(server: HTTPServer) -> ShopifyStore:
    store = ShopifyStore(server)
    store.answers["Shop"] = SHOP
    return store


@pytest.fixture
def shopfront(lantern: ShopifyStore) -> ShopifyStorefront:
    return ShopifyStorefront(access(lantern))


def test_the_merchant(shopfront: ShopifyStorefront) -> None:
    merchant = shopfront.merchant()
    assert (merchant.name, merchant.currency, merchant.country, merchant.language) == ("Lantern", "EUR", "PT", "pt-PT")
    assert (merchant.timezone, merchant.prices_include_tax) == ("Europe/Lisbon", True)


def test_products_page_by_page_since_a_moment(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    broken = {"id": None, "title": "nothing"}
    pages = {None: connection([candle(1), broken], "c1"), "c1": connection([candle(2, status="DRAFT")])}
    lantern.answers["Products"] = lambda variables: {"products": pages[variables["after"]]}
    first = shopfront.products(datetime(2026, 10, 5, 12, 30, 1, 999, tzinfo=UTC), None)
    second = shopfront.products(None, first.cursor)
    assert [product.id for product in first.items] == ["1"]
    assert [(product.id, product.published) for product in second.items] == [("2", False)]
    assert second.cursor is None
    assert lantern.seen[0][1]["query"] == "updated_at:>='2026-10-05T12:30:01Z'"


def test_a_product_with_more_variants_than_fit(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    lantern.answers["Product"] = {"product": candle(variants=connection([variant(1, "12.50", "15.00")], "v1"))}
    more = {"v1": connection([variant(2)], "v2"), "v2": connection([variant(3, "")])}
    lantern.answers["Variants"] = lambda variables: {"product": {"variants": more[variables["after"]]}}
    product = shopfront.product("88")
    assert [offer.id for offer in product.offers] == ["1", "2", "3"]
    assert product.offers[0].compare_at == Money(Decimal("15.00"), "EUR")
    assert product.offers[2].price is None, "a price nobody stated is not 0"


def test_a_product_that_is_gone(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    lantern.answers["Product"] = {"product": None}
    assert shopfront.product("88") is None
    with pytest.raises(Permanent):
        shopfront.product('1"}) { id }')


def test_policies_and_the_pages_that_are_about_trading(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    refund = {
        "id": "gid://shopify/ShopPolicy/1", "type": "REFUND_POLICY", "title": "Refund policy",
        "body": "<p>30 days.</p>", "url": "https://lantern.example/policies/refund-policy",
        "updatedAt": "2026-09-01T00:00:00Z",
    }  # fmt: skip
    lantern.answers["Policies"] = {"shop": {"shopPolicies": [refund, {**refund, "type": "NEW_KIND", "body": ""}]}}
    page = {"id": "gid://shopify/Page/5", "title": "Envios e entregas", "handle": "envios", "body": "<p>3 dias.</p>",
            "isPublished": True, "updatedAt": "2026-09-01T00:00:00Z"}  # fmt: skip
    about = {**page, "id": "gid://shopify/Page/6", "title": "Our story", "handle": "story"}
    lantern.answers["Pages"] = {"pages": connection([page, about])}
    found = shopfront.policies()
    assert [(one.id, one.kind) for one in found] == [
        ("REFUND_POLICY", PolicyKind.REFUND),
        ("page-5", PolicyKind.SHIPPING),
    ]
    assert found[1].url == "https://lantern.example/pages/envios"


def test_what_shipping_costs_by_zone(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    def method(name: str, provider: dict[str, Any], least: str | None = None, active: bool = True) -> dict[str, Any]:
        criteria = {"__typename": "MoneyV2", "amount": least, "currencyCode": "EUR"}
        condition = {"field": "TOTAL_PRICE", "operator": "GREATER_THAN_OR_EQUAL_TO", "conditionCriteria": criteria}
        conditions = [condition] if least else []
        return {"name": name, "active": active, "rateProvider": provider, "methodConditions": conditions}

    def flat(price: str) -> dict[str, Any]:
        return {"__typename": "DeliveryRateDefinition", "price": {"amount": price, "currencyCode": "EUR"}}

    def zone(*codes: dict[str, Any], methods: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "zone": {"countries": [{"code": code} for code in codes]},
            "methodDefinitions": connection(methods),
        }

    home = zone(
        {"countryCode": "PT", "restOfWorld": False},
        methods=[
            method("Standard", flat("4.9")),
            method("Free", flat("0.0"), "60.0"),
            method("Old", flat("1"), active=False),
        ],
    )
    world = zone(
        {"countryCode": None, "restOfWorld": True}, methods=[method("DHL", {"__typename": "DeliveryParticipant"})]
    )
    profile = {"profileLocationGroups": [{"locationGroupZones": connection([home, world])}]}
    lantern.answers["Shipping"] = {"deliveryProfiles": connection([profile])}
    rates = [(rate.name, rate.countries, rate.price, rate.free_from) for rate in shopfront.shipping_rates()]
    euros = [Money(Decimal(value), "EUR") for value in ("4.9", "0.0", "60.0")]
    assert rates == [
        ("Standard", ("PT",), euros[0], None),
        ("Free", ("PT",), euros[1], euros[2]),
        ("DHL", ("*",), None, None),
    ]


def test_shipping_settings_that_are_kept_from_us(
    lantern: ShopifyStore, shopfront: ShopifyStorefront, caplog: pytest.LogCaptureFixture
) -> None:
    error = {"message": "Access denied for deliveryProfiles.", "extensions": {"code": "ACCESS_DENIED"}}
    lantern.faults = [reply({"data": {"deliveryProfiles": None}, "errors": [error]})]
    with caplog.at_level(logging.WARNING):
        assert shopfront.shipping_rates() == ()
    assert "deliveryProfiles" in caplog.text


def test_an_order_with_its_parcel(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    lantern.answers["Order"] = {"order": order()}
    found = shopfront.order("5501")
    assert (found.id, found.number, found.status) == ("5501", "1001", OrderStatus.PAID)
    assert found.total == Money(Decimal("29.90"), "EUR")
    assert (found.customer.email, found.customer.language) == ("ana@example.com", "pt-PT")
    assert (found.ship_to.country, found.shipping_method) == ("PT", "CTT Expresso")
    assert found.paid_at == datetime(2026, 10, 1, 9, 0, 5, tzinfo=UTC)
    assert [(refund.id, refund.amount.amount) for refund in found.refunds] == [("3", Decimal("5.00"))]
    [parcel] = found.fulfillments
    assert (parcel.id, parcel.order_id, parcel.tracking[0].number) == ("77", "5501", "RR482193774PT")
    assert [event.status for event in parcel.events] == [TrackingStatus.UNKNOWN, TrackingStatus.IN_TRANSIT]
    assert shopfront.fulfillments("5501") == (parcel,) or shopfront.fulfillments("5501") == [parcel]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"cancelledAt": "2026-10-02T00:00:00Z"}, OrderStatus.CANCELLED),
        ({"displayFinancialStatus": "REFUNDED", "displayFulfillmentStatus": "FULFILLED"}, OrderStatus.REFUNDED),
        ({"displayFinancialStatus": "VOIDED"}, OrderStatus.CANCELLED),
        ({"displayFulfillmentStatus": "FULFILLED"}, OrderStatus.FULFILLED),
        ({"displayFulfillmentStatus": "FULFILLMENT_NOT_REQUIRED"}, OrderStatus.FULFILLED),
        ({"displayFulfillmentStatus": "ON_HOLD"}, OrderStatus.ON_HOLD),
        ({"displayFinancialStatus": "PENDING"}, OrderStatus.PENDING),
        ({"displayFinancialStatus": "PARTIALLY_REFUNDED"}, OrderStatus.PAID),
        ({"displayFinancialStatus": "SOMETHING_NEW", "displayFulfillmentStatus": "NEWER"}, OrderStatus.PAID),
    ],
)
def test_the_status_of_an_order(
    lantern: ShopifyStore, shopfront: ShopifyStorefront, changes: dict[str, Any], status: OrderStatus
) -> None:
    lantern.answers["Order"] = {"order": order(**changes)}
    assert shopfront.order("5501").status is status


def test_protected_data_is_null_and_stops_nothing(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    hidden = {"email": None, "phone": None, "customer": None, "shippingAddress": None, "customerLocale": None}
    lantern.answers["Order"] = {"order": order(**hidden)}
    found = shopfront.order("5501")
    assert (found.customer.email, found.customer.name, found.ship_to.country) == ("", "", "")


def test_an_order_of_many_lines_is_read_whole(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    node = order()
    first = node["lineItems"]["nodes"][0]
    more = [{**first, "id": f"gid://shopify/LineItem/{number}"} for number in range(2, 5)]
    lantern.answers["Orders"] = {"orders": connection([{**node, "lineItems": connection([first], "l1")}])}
    lantern.answers["Lines"] = {"order": {"lineItems": connection(more)}}
    [found] = shopfront.orders(None, None).items
    assert [line.id for line in found.lines] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("unfulfilled", "current", "unsent"),
    [(2, 2, 2), (1, 2, 1), (0, 2, 0), (1, 0, 0), (None, 2, None)],
    ids=["all of it", "one of two", "none", "what was taken off again", "nobody says"],
)
def test_what_of_a_line_is_still_to_be_sent(
    lantern: ShopifyStore, shopfront: ShopifyStorefront, unfulfilled: int | None, current: int, unsent: int | None
) -> None:
    node = order()
    node["lineItems"]["nodes"][0] |= {"currentQuantity": current, "unfulfilledQuantity": unfulfilled}
    lantern.answers["Order"] = {"order": node}
    found = shopfront.order("5501")
    assert found.lines[0].unsent == unsent
    assert found.sent_in_part is bool(unsent)


def test_what_failed_for_good_is_held_until_a_person_decides(
    lantern: ShopifyStore, shopfront: ShopifyStorefront
) -> None:
    node = order()
    node["fulfillments"][0]["displayStatus"] = "FAILURE"
    node["fulfillments"][0]["events"]["nodes"][0]["status"] = "FAILURE"
    lantern.answers["Order"] = {"order": node}
    [parcel] = shopfront.order("5501").fulfillments
    assert (parcel.status, parcel.events[-1].status) == (TrackingStatus.ON_HOLD, TrackingStatus.ON_HOLD)


def test_a_parcel_that_was_cancelled_is_none(lantern: ShopifyStore, shopfront: ShopifyStorefront) -> None:
    node = order()
    node["fulfillments"][0]["status"] = "CANCELLED"
    lantern.answers["Order"] = {"order": node}
    assert shopfront.order("5501").fulfillments == ()
