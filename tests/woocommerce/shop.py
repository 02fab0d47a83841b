"""The stand-in's shop: what it holds, and what people and plugins do in it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Lock
from typing import Any
from uuid import uuid4

from tests.woocommerce.hooks import Hooks
from tests.woocommerce.keys import Keys
from tests.woocommerce.shelf import Json, Shelf, example, order_maker, product_maker

TRACKING_ITEMS = "_wc_shipment_tracking_items"


class Shop:
    """`clock` is naive UTC. `mails` are what the store itself sent to customers. An old one has no `store_id`."""

    def __init__(self, url: str, clock: Callable[[], datetime] | None = None, offset_hours: int = 0) -> None:
        self.offset = timedelta(hours=offset_hours)
        self._clock = clock or (lambda: datetime.now(UTC).replace(tzinfo=None, microsecond=0))
        self.url, self.lock, self.store_id = url, Lock(), str(uuid4())
        self.orders, self.products = Shelf(order_maker(self.offset)), Shelf(product_maker(self.offset))
        self.pages: list[Json] = example("pages")
        self.home = ""
        self.keys, self.hooks = Keys(), Hooks(url)
        self.settings: dict[str, Any] = {}
        self.orphans: set[int] = set()
        self.notes: dict[int, list[Json]] = {}
        self.fulfillments: dict[int, dict[int, Json]] = {}
        self.trackings: dict[int, list[Json]] = {}
        self.fulfillments_on = self.shipment_tracking_on = self.whole_numbers = False
        self.mails: list[str] = []
        self._numbers = count(9000)

    def now(self) -> datetime:
        return self._clock()

    def place_order(self, number: int, **about: Any) -> None:
        self.orders.put(number, self.now(), **about)
        self.hooks.happened("order.created", number)
        self.hooks.happened("order.updated", number)

    def edit_order(self, number: int, **changes: Any) -> None:
        self.orders.put(number, self.now(), **changes)
        self.hooks.happened("order.updated", number)

    def edit_product(self, number: int, **changes: Any) -> None:
        self.products.put(number, self.now(), **changes)
        self.hooks.happened("product.updated", number)

    def trash_order(self, number: int) -> None:
        self.orders.put(number, self.now(), status="trash")
        self.hooks.happened("order.deleted", number)

    def orphan_status(self, number: int, status: str) -> None:
        """A plugin's status, and the plugin is gone: readable by id, in no list."""
        self.orders.put(number, self.now(), status=status)
        self.orphans.add(number)

    def note(self, number: int, words: str, *, customer: bool = False) -> Json:
        """No date moves, and no webhook of the order fires."""
        written = {"id": next(self._numbers), "author": "shop", "note": words, "customer_note": customer,
                   "date_created_gmt": self.now().isoformat()}  # fmt: skip
        self.notes.setdefault(number, []).insert(0, written)
        if customer:
            self.mails.append(f"A note has been added to your order {number}")
        return written

    def fulfill(self, order: int, body: Mapping[str, Any], query: Mapping[str, str], known: int = 0) -> Json:
        """PUT replaces all meta data, as the real one does."""
        number = known or next(self._numbers)
        local = (self.now() + self.offset).isoformat(" ")
        row = {"id": number, "entity_type": "WC_Order", "entity_id": str(order), "date_updated": local}
        meta = [{"id": place, **entry} for place, entry in enumerate(body.get("meta_data", []))]
        row |= {"is_fulfilled": body.get("is_fulfilled", True), "status": "fulfilled", "meta_data": meta}
        self.fulfillments.setdefault(order, {})[number] = row
        if query.get("notify_customer") == "true":
            self.mails.append(f"An item from order {order} has been fulfilled!")
        self._meta(order, "_fulfillment_status", "fulfilled")
        return row

    def track(self, order: int, body: Mapping[str, Any]) -> Json:
        number = f"{next(self._numbers):032d}"
        entry = {"tracking_id": number, "tracking_provider": body.get("tracking_provider", ""),
                 "tracking_number": body["tracking_number"], "date_shipped": body.get("date_shipped", "")}  # fmt: skip
        self.trackings.setdefault(order, []).append({**entry, "tracking_link": body.get("custom_tracking_link", "")})
        if body.get("status_shipped"):
            self.mails.append(f"Your order {order} is on its way!")
        slug = str(entry["tracking_provider"]).lower()
        items = [*self._items(order), {**entry, "tracking_provider": slug, "date_shipped": "1795132800"}]
        self._meta(order, TRACKING_ITEMS, items)
        return entry

    def untrack(self, order: int, tracking_id: str) -> Json:
        self.trackings[order] = [it for it in self.trackings[order] if it["tracking_id"] != tracking_id]
        self._meta(order, TRACKING_ITEMS, [it for it in self._items(order) if it["tracking_id"] != tracking_id])
        return {"tracking_id": tracking_id}

    def describe(self, topic: str, number: int) -> Json:
        """What a delivery says: what the API says of the thing at this moment, errors too."""
        shelf = self.orders if topic.startswith("order") else self.products
        if topic.endswith(".deleted"):
            return {"id": number}
        if self.keys.owner != "ok":
            words = "Sorry, you cannot view this resource."
            return {"code": "woocommerce_rest_cannot_view", "message": words, "data": {"status": 403}}
        if number not in shelf:
            return {"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}
        return json.loads(json.dumps(shelf.get(number)))  # type: ignore[no-any-return]

    def run_cron(self) -> None:
        self.hooks.run_cron(self.describe)

    def _items(self, order: int) -> list[Json]:
        found = [it["value"] for it in self.orders.get(order)["meta_data"] if it["key"] == TRACKING_ITEMS]
        return found[0] if found else []

    def _meta(self, order: int, key: str, value: Any) -> None:
        kept = [entry for entry in self.orders.get(order)["meta_data"] if entry["key"] != key]
        self.edit_order(order, meta_data=[*kept, {"id": next(self._numbers), "key": key, "value": value}])
