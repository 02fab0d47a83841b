"""The stand-in's REST API v3, as far as a shop is read, watched and written to."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.woocommerce.shelf import Json, Shelf, example

if TYPE_CHECKING:
    from tests.woocommerce.shop import Shop

NO_ROUTE = {"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}
FIXED = {
    "settings/general": "settings_general",
    "settings/advanced": "settings_advanced",
    "settings/tax": "settings_tax",
    "shipping/zones": "zones",
    **{
        f"shipping/zones/{zone}/{part}": f"zone_{zone}_{part}"
        for zone in (0, 1, 2)
        for part in ("locations", "methods")
    },
}


class Said(NamedTuple):
    """An answer: its JSON, status, and headers."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = {}


Asked = Mapping[str, str]


def answer(shop: "Shop", method: str, endpoint: str, query: Asked, body: Json) -> Said:
    if endpoint in FIXED:
        return Said(shop.settings.get(endpoint) or example(FIXED[endpoint]))
    for pattern, part in ROUTES:
        if found := re.fullmatch(pattern, endpoint):
            return part(shop, method, [int(number) for number in found.groups()], query, body)
    return Said(NO_ROUTE, 404)


def _status(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    """The whole report takes seconds and calls others; of the one field that is asked for, that alone."""
    if query.get("_fields") != "environment.store_id":
        return Said({"code": "not_acted", "message": "Ask for less.", "data": {"status": 500}}, 500)
    return Said({"environment": {"store_id": shop.store_id or None}})


def _orders(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    found = _list(shop, shop.orders, query)
    if "include_meta" in query:
        kept = query["include_meta"].split(",")
        for row in found.body:
            row["meta_data"] = [meta for meta in row["meta_data"] if meta["key"] in kept]
    _round(shop, found.body, query)
    return found


def _products(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    return _list(shop, shop.products, query)


def _order(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if method == "PUT":
        shop.edit_order(ids[0], **body)
    found = _one(shop.orders, ids[0], "woocommerce_rest_shop_order_invalid_id")
    _round(shop, [found.body], query)
    return found


def _product(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if method == "PUT":
        shop.edit_product(ids[0], **body)
    return _one(shop.products, ids[0], "woocommerce_rest_product_invalid_id")


def _one(shelf: Shelf, number: int, missing: str) -> Said:
    if number not in shelf:
        return Said({"code": missing, "message": "Invalid ID.", "data": {"status": 404}}, 404)
    return Said(shelf.get(number))


def _round(shop: "Shop", rows: list[Json], query: Asked) -> None:
    """A store of no decimals rounds what it says, whatever the order's currency, unless it is asked for two."""
    for row in rows if shop.whole_numbers and query.get("dp") != "2" else ():
        row["total"] = str(round(Decimal(row["total"])))


def _list(shop: "Shop", shelf: Shelf, query: Asked) -> Said:
    """In the order of change. What an orphaned status hides, no list shows; `status=any` neither."""
    size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
    if not 1 <= size <= 100:
        return Said({"code": "rest_invalid_param", "message": "Invalid parameter(s): per_page"}, 400)
    hidden = {number for number in shop.orphans if shelf is shop.orders}
    ids = [number for number in shelf.changed_after(_after(shop, query)) if number not in hidden]
    rows = [shelf.get(number) for number in ids[(page - 1) * size : page * size]]
    rows = [row for row in rows if row.get("status") != "trash"]
    return Said(rows, headers={"X-WP-Total": str(len(ids)), "X-WP-TotalPages": str(-(-len(ids) // size))})


def _after(shop: "Shop", query: Asked) -> datetime | None:
    """The filter as WooCommerce reads it: with a zone and the flag it is off by the site's offset."""
    if not (given := query.get("modified_after")):
        return None
    when = datetime.fromisoformat(given)
    if when.tzinfo is not None:
        when = when.astimezone(UTC).replace(tzinfo=None) + shop.offset
    return when if query.get("dates_are_gmt") == "true" else when - shop.offset


def _notes(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if method == "POST":
        return Said(shop.note(ids[0], body["note"], customer=bool(body.get("customer_note"))), 201)
    return Said(shop.notes.get(ids[0], []))


def _fulfillments(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if not shop.fulfillments_on:
        return Said(NO_ROUTE, 404)
    if method == "POST":
        return Said(shop.fulfill(ids[0], body, query), 201)
    return Said(list(shop.fulfillments.get(ids[0], {}).values()))


def _fulfillment(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if not shop.fulfillments_on or ids[1] not in shop.fulfillments.get(ids[0], {}):
        return Said(NO_ROUTE, 404)
    if method == "PUT":
        shop.fulfill(ids[0], body, query, ids[1])
    return Said(shop.fulfillments[ids[0]][ids[1]])


def _trackings(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if not shop.shipment_tracking_on:
        return Said(NO_ROUTE, 404)
    if method == "POST":
        return Said(shop.track(ids[0], body), 201)
    return Said(shop.trackings.get(ids[0], []))


def _tracking(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    return Said(shop.untrack(ids[0], f"{ids[1]:032d}"))


def _hooks(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if method == "POST":
        return Said(shop.hooks.add(body["topic"], body["delivery_url"], body["secret"]).shown(), 201)
    found = [hook.shown() for hook in shop.hooks.hooks.values()]
    size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
    return Said(found[(page - 1) * size : page * size])


def _hook(shop: "Shop", method: str, ids: list[int], query: Asked, body: Json) -> Said:
    if method == "DELETE" and query.get("force") != "true":
        return Said({"code": "woocommerce_rest_trash_not_supported", "message": "Webhooks do not trash."}, 501)
    if ids[0] not in shop.hooks.hooks:
        return Said({"code": "woocommerce_rest_shop_webhook_invalid_id", "message": "Invalid ID."}, 404)
    return Said(shop.hooks.hooks.pop(ids[0]).shown())


Part = Callable[["Shop", str, list[int], Asked, Json], Said]
ROUTES: tuple[tuple[str, Part], ...] = (
    (r"orders", _orders),
    (r"orders/(\d+)", _order),
    (r"orders/(\d+)/notes", _notes),
    (r"orders/(\d+)/fulfillments", _fulfillments),
    (r"orders/(\d+)/fulfillments/(\d+)", _fulfillment),
    (r"orders/(\d+)/shipment-trackings", _trackings),
    (r"orders/(\d+)/shipment-trackings/(\d+)", _tracking),
    (r"products", _products),
    (r"products/(\d+)", _product),
    (r"system_status", _status),
    (r"webhooks", _hooks),
    (r"webhooks/(\d+)", _hook),
)
