"""`python -m tests.connectors.shopify.large PRODUCTS ORDERS`: a large store in a process of its own.

Prints its address, and at each line that it is then sent what was asked since the last one, [calls, points].
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer

from tests.connectors.shopify.gathering import Gathered, lines
from tests.connectors.shopify_store import ShopifyStore, connection
from tests.connectors.test_shopify_storefront import SHOP, candle, order, variant


def product(number: int) -> dict[str, Any]:
    text = f"<p>Beeswax candle no. {number}, {number % 30 + 8} cm. Ships in {number % 5 + 1} days.</p>"
    variants = connection([variant(number * 10 + place) for place in range(1 + number % 3)])
    return candle(number, title=f"Candle {number}", descriptionHtml=text, variants=variants)


def bought(number: int) -> dict[str, Any]:
    """An order with a parcel and its number; every seventh has two lines."""
    node = order(id=f"gid://shopify/Order/{number}", name=f"#{number}", email=f"buyer{number}@example.com", refunds=[])
    [line] = node["lineItems"]["nodes"]
    about = [{**line, "id": f"gid://shopify/LineItem/{number * 10 + place}"} for place in range(1 + (number % 7 == 0))]
    parcel = {**node["fulfillments"][0], "id": f"gid://shopify/Fulfillment/{number}"}
    parcel["trackingInfo"] = [{"number": f"RR{number:09}PT", "company": "CTT", "url": ""}]
    del parcel["events"]
    parts = connection([promised(number)])
    return {**node, "lineItems": connection(about), "fulfillments": [parcel], "fulfillmentOrders": parts}


def promised(number: int) -> dict[str, Any]:
    way = {"methodType": "SHIPPING", "minDeliveryDateTime": None, "maxDeliveryDateTime": "2026-10-09T20:00:00Z"}
    about = {"id": f"gid://shopify/FulfillmentOrderLineItem/{number}"}
    about |= {"lineItem": {"id": f"gid://shopify/LineItem/{number * 10}"}}
    return {"id": f"gid://shopify/FulfillmentOrder/{number}", "status": "CLOSED", "fulfillAt": None, "fulfillBy": None,
            "deliveryMethod": way, "lineItems": connection([about])}  # fmt: skip


def work(number: int) -> dict[str, Any]:
    """The fulfillment order of that order, with its parcel and the scans."""
    [parcel] = bought(number)["fulfillments"]
    name, place = "gid://shopify/FulfillmentEvent", {"message": None, "city": "Porto", "country": "PT"}
    scans = [
        {"id": f"{name}/{number}{day}", "status": "IN_TRANSIT", "happenedAt": f"2026-10-0{day}T09:00:00Z", **place}
        for day in (3, 4)
    ]
    about = {"id": f"gid://shopify/FulfillmentOrder/{number}", "orderId": f"gid://shopify/Order/{number}"}
    return {**about, "fulfillments": connection([{**parcel, "events": connection(scans)}])}


def write(file: Path, made: Callable[[int], dict[str, Any]], numbers: Iterable[int]) -> Path:
    with file.open("wb") as out:
        for number in numbers:
            out.write(lines([made(number)]))
    return file


class Counted(ShopifyStore):
    """Reckons what an answer costs as Shopify does: a point for each object in it, ten for a mutation."""

    points = 0

    def data(self, operation: str, variables: dict[str, Any]) -> Any:
        found = super().data(operation, variables)
        self.points += 10 if operation == "BulkRun" else max(1, _objects(found))
        return found


def _objects(found: Any) -> int:
    if isinstance(found, list):
        return sum(map(_objects, found))
    return sum(map(_objects, found.values())) + 1 if isinstance(found, dict) else 0


def main(products: int, orders: int) -> None:
    with tempfile.TemporaryDirectory() as place, HTTPServer("127.0.0.1", threaded=True) as server:
        folder, store = Path(place), Counted(server)
        empty = connection([])
        store.answers |= {"Shop": SHOP, "Policies": {"shop": {"shopPolicies": []}}, "Pages": {"pages": empty}}
        store.answers |= {"Shipping": {"deliveryProfiles": empty}}
        store.answers |= {"Products": {"products": empty}, "Orders": {"orders": empty}}
        store.answers["Counts"] = {"productsCount": {"count": min(products, 2000)},
                                   "ordersCount": {"count": min(orders, 2000)}}  # fmt: skip
        Gathered(store, server, {
            "AllProducts": write(folder / "products.jsonl", product, range(1, products + 1)),
            "AllOrders": write(folder / "orders.jsonl", bought, range(1, orders + 1)),
            "AllParcels": write(folder / "parcels.jsonl", work, range(1, orders + 1)),
        })  # fmt: skip
        print(store.url, flush=True)
        while sys.stdin.readline():
            print(json.dumps([len(store.seen), store.points]), flush=True)
            store.seen.clear()
            store.points = 0


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
