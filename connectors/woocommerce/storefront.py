"""Reads a WooCommerce store: lists that survive being read while they change, and the truth behind a hint."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from connectors.access import MERCHANT_ID, Access
from connectors.readable import read_or_refuse, readable
from connectors.values import moment, table, text
from connectors.woocommerce import read, settings
from connectors.woocommerce.answers import ApiOff, Gone, NoRoute
from connectors.woocommerce.client import PER_PAGE, Client
from connectors.woocommerce.notes import parcels_in
from connectors.woocommerce.parcels import META, has_core_fulfillments, merged, parcels, shipments
from connectors.woocommerce.site import Pages
from integration.domain.commerce import Fulfillment, Order, OrderStatus, Policy, Product, Raw, ShippingRate
from integration.domain.merchant import Merchant
from integration.ports import Page, Permanent, Temporary, Unauthorized

log = logging.getLogger(__name__)

CLOSED = (OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.DELETED, OrderStatus.PENDING)

KEPT_META = ",".join((*META, *read.LANGUAGE_META))


@dataclass(frozen=True, slots=True)
class Position:
    """How far a list ordered by change was read: changes after `after`, its `page`.

    Lists move while they are read, so a page is never counted on: each begins anew a second before the last change
    that the one before it showed, and only where one second fills a page is the second page of it asked for.
    """

    after: datetime | None
    page: int = 1

    @classmethod
    def read(cls, cursor: str | None, since: datetime | None) -> "Position":
        if cursor is None:
            return cls(since)
        when, _, page = cursor.partition("|")
        return cls(moment(when), int(page or 1))

    def params(self) -> Mapping[str, str]:
        # A naive UTC time with the flag: with a zone and the flag WooCommerce shifts it by the site's offset.
        after = {"modified_after": _naive(self.after), "dates_are_gmt": "true"} if self.after else {}
        return {"orderby": "modified", "order": "asc", "page": str(self.page), **after}

    def following(self, rows: Sequence[Raw]) -> str | None:
        if len(rows) < PER_PAGE:
            return None
        last = moment(rows[-1].get("date_modified_gmt"))
        overlapping = last - timedelta(seconds=1) if last else None
        if overlapping and (self.after is None or overlapping > self.after):
            return f"{_naive(overlapping)}|1"
        return f"{_naive(self.after) if self.after else ''}|{self.page + 1}"


class WooCommerceStorefront:
    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)
        self._given_currency = text(access.config.get("currency"))

    def merchant(self) -> Merchant:
        general, tax = self._settings("general"), self._settings("tax")
        told = settings.merchant(general, tax, self._public("wp-json/", _fields=settings.SITE_FIELDS))
        return replace(told, id=self._store_id())

    def products(self, updated_since: datetime | None, cursor: str | None) -> Page[Product]:
        position = Position.read(cursor, updated_since)
        rows = self._client.listing("products", **position.params())
        found = readable(rows, lambda row: read.product(row, self._currency))
        return Page(found, position.following(rows))

    def product(self, product_id: str) -> Product | None:
        try:
            row = self._client.get(f"products/{_number(product_id)}")
        except Gone:
            return None
        if text(row.get("type")) == "variation":
            return self.product(text(row.get("parent_id")))
        if row.get("status") == "trash":
            return None
        return read_or_refuse(row, lambda row: read.product(row, self._currency))

    def policies(self) -> Sequence[Policy]:
        return Pages(self._access, text(self._settings("advanced").get("woocommerce_terms_page_id"))).policies()

    def _public(self, path: str, **params: Any) -> Any:
        """What the site tells strangers; None when a plugin keeps it from them, which is no fault of our keys."""
        try:
            return self._client.public(path, **params)
        except (Unauthorized, Permanent, ApiOff) as problem:
            log.warning("%s is not shown to strangers: %s", path, problem)
            return None

    def shipping_rates(self) -> Sequence[ShippingRate]:
        rates: list[ShippingRate] = []
        for zone in self._client.listing("shipping/zones"):
            zone_id = _number(text(zone.get("id")))
            places = self._client.listing(f"shipping/zones/{zone_id}/locations")
            methods = self._client.listing(f"shipping/zones/{zone_id}/methods")
            rates += settings.rates(zone, places, methods, self._currency)
        return rates

    def orders(self, updated_since: datetime | None, cursor: str | None) -> Page[Order]:
        position = Position.read(cursor, updated_since)
        rows = self._client.listing("orders", dp=2, include_meta=KEPT_META, **position.params())
        return Page(readable(rows, self._order), position.following(rows))

    def order(self, order_id: str) -> Order | None:
        try:
            row = self._client.get(f"orders/{_number(order_id)}", dp=2)
        except Gone:
            return None
        order = read_or_refuse(row, self._order)
        return order if _is_tracked(order) else replace(order, fulfillments=self._untold(order))

    def shown_since(self) -> datetime | None:
        return None

    def fulfillments(self, order_id: str) -> Sequence[Fulfillment]:
        try:
            row = self._client.get(f"orders/{_number(order_id)}", dp=2)
        except Gone:
            return ()
        return parcels(row, self._core(order_id))

    def _order(self, row: Raw) -> Order:
        core = has_core_fulfillments(row) and row.get("status") != "trash"
        return read.order(row, self._core(text(row.get("id"))) if core else ())

    def _untold(self, order: Order) -> tuple[Fulfillment, ...]:
        """With what an order's own words leave out: the lists of tracking plugins that hide their meta, and notes."""
        if order.status in CLOSED:
            return order.fulfillments
        listed = shipments(order.id, self._optional(f"orders/{_number(order.id)}/shipment-trackings"))
        found = merged([*order.fulfillments, *listed])
        if any(parcel.tracking for parcel in found):
            return found
        return (*found, *parcels_in(order.id, self._optional(f"orders/{_number(order.id)}/notes")))

    def _core(self, order_id: str) -> Sequence[Raw]:
        return self._optional(f"orders/{_number(order_id)}/fulfillments")

    def _optional(self, endpoint: str) -> Sequence[Raw]:
        """A list that most stores do not have: its feature is off, its plugin absent."""
        try:
            return self._client.listing(endpoint)
        except (NoRoute, Gone):
            return ()

    def _settings(self, group: str) -> Mapping[str, Any]:
        rows = self._client.listing(f"settings/{group}", _fields="id,value")
        return {text(row.get("id")): row.get("value") for row in rows}

    def _store_id(self) -> str:
        """Moves with the store's database; "" before WooCommerce kept one, and for keys that may not ask. Asked once.

        By this field alone: the rest of the report has the store call PayPal and its own vendor.
        """
        if MERCHANT_ID in self._access.config:
            return text(self._access.config[MERCHANT_ID])
        try:
            report = table(self._client.get("system_status", _fields="environment.store_id"))
        except Temporary as problem:
            log.warning("the store does not say now which one it is: %s", problem)
            return ""
        except (Unauthorized, Permanent):
            report = {}
        found = text(table(report.get("environment")).get("store_id"))
        self._access.learn(MERCHANT_ID, found)
        return found

    @cached_property
    def _currency(self) -> str:
        return self._given_currency or text(self._settings("general").get("woocommerce_currency"))


def _is_tracked(order: Order) -> bool:
    return any(parcel.tracking for parcel in order.fulfillments)


def _naive(when: datetime) -> str:
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _number(vendor_id: str) -> str:
    """An id as it may stand in an address. Raises Permanent: "" would ask for the whole list, "1/notes" for more."""
    if not (vendor_id.isascii() and vendor_id.isdigit()):
        raise Permanent(f"{vendor_id!r} is no id of WooCommerce's")
    return vendor_id
