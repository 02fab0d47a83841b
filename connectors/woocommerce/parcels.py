"""Parcels of an order: from core fulfillments, Shipment Tracking (also AST) and AfterShip, merged by number.

Each of them writes in its own words, mostly into the order's meta data, so that any key may read it. Where two speak
of one number the first in this order is believed, and the others fill what it leaves open. TrackShip adds the state.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from connectors.values import amount, kept, moment, objects, plain, table, text, whole
from connectors.woocommerce.trackship import SHIPMENT_STATUS, states
from integration.domain.commerce import Fulfillment, Raw, Tracking, TrackingEvent, TrackingStatus

CORE = "fulfillment:"
FULFILLMENT_STATUS = "_fulfillment_status"
SHIPMENT_TRACKING = "_wc_shipment_tracking_items"
AFTERSHIP_ITEMS = "_aftership_tracking_items"
AFTERSHIP_NUMBER = "_aftership_tracking_number"
AFTERSHIP_CARRIER = "_aftership_tracking_provider_name"
META = (FULFILLMENT_STATUS, SHIPMENT_TRACKING, AFTERSHIP_ITEMS, AFTERSHIP_NUMBER, AFTERSHIP_CARRIER, SHIPMENT_STATUS)

_SEPARATORS = re.compile(r"[,;\r\n]+")


def meta(raw: Raw) -> Mapping[str, Any]:
    """An order's meta data by key; of a key written twice the later value."""
    return {text(entry.get("key")): entry.get("value") for entry in objects(raw.get("meta_data"))}


def has_core_fulfillments(raw: Raw) -> bool:
    """Whether the store keeps parcels of this order that only orders/<id>/fulfillments shows."""
    return meta(raw).get(FULFILLMENT_STATUS) not in (None, "", "no_fulfillments", "unfulfilled")


def parcels(raw: Raw, fulfillments: Iterable[Raw] = ()) -> tuple[Fulfillment, ...]:
    """Every parcel of an order. `fulfillments` is what orders/<id>/fulfillments answered, when it was asked."""
    order_id, values = text(raw.get("id")), meta(raw)
    found = [
        *_core(order_id, fulfillments, clock_offset(raw)),
        *shipments(order_id, values.get(SHIPMENT_TRACKING), states(values.get(SHIPMENT_STATUS))),
        *_aftership(order_id, values),
    ]
    return merged(found)


def packed(fulfillments: Iterable[Raw]) -> Mapping[str, int] | None:
    """How many of each line, by its id, core's own parcels hold; None where there is none, or one does not say."""
    sent = [objects(meta(entry).get("_items")) for entry in fulfillments if entry.get("is_fulfilled") is True]
    if not sent or not all(sent):
        return None
    held: Counter[str] = Counter()
    for item in (item for items in sent for item in items):
        held[text(item.get("item_id"))] += whole(item.get("qty"))
    return held


def merged(found: Sequence[Fulfillment]) -> tuple[Fulfillment, ...]:
    """One parcel a number, spaces and case aside; parcels without a number stay as they are."""
    kept_parcels: dict[str, Fulfillment] = {}
    for parcel in found:
        key = _same(parcel.tracking[0].number) if parcel.tracking else f"id {parcel.id}"
        earlier = kept_parcels.get(key)
        kept_parcels[key] = _filled(earlier, parcel) if earlier else parcel
    return tuple(kept_parcels.values())


def clock_offset(raw: Raw) -> timedelta:
    """How far the store's clock is ahead of UTC, seen in the one time that the order tells in both."""
    for field in ("date_modified", "date_created"):
        local, utc = moment(raw.get(field)), moment(raw.get(f"{field}_gmt"))
        if local and utc:
            return local - utc
    return timedelta(0)


def _core(order_id: str, fulfillments: Iterable[Raw], offset: timedelta) -> Iterable[Fulfillment]:
    for entry in fulfillments:
        values = meta(entry)
        sent = entry.get("is_fulfilled") is True
        carrier = plain(values.get("_shipment_provider") or values.get("_shipping_provider"))
        tracking = Tracking(plain(values.get("_tracking_number")), carrier, text(values.get("_tracking_url")))
        # The one time in the API that is local and says so nowhere: "2026-11-21 21:47:26".
        local = moment(values.get("_date_fulfilled") or entry.get("date_updated"))
        if sent or tracking.number:
            yield Fulfillment(
                id=f"{CORE}{order_id}:{text(entry.get('id'))}",
                order_id=order_id,
                tracking=(tracking,) if tracking.number else (),
                shipped_at=local - offset if local and sent else None,
                status=TrackingStatus.UNKNOWN if sent else TrackingStatus.PENDING,
                raw=kept(entry),
            )


def shipments(
    order_id: str, items: Any, told: Mapping[int, tuple[TrackingEvent, ...]] = MappingProxyType({})
) -> Iterable[Fulfillment]:
    """Of Shipment Tracking and AST, as the order's meta holds them or as their own list answers.

    `told` is what TrackShip says of each, by its place in the list.
    """
    for place, entry in enumerate(objects(items)):
        carrier = plain(entry.get("tracking_provider")) or plain(entry.get("custom_tracking_provider"))
        link = entry.get("custom_tracking_link") or entry.get("tracking_link")
        for number in _numbers(entry.get("tracking_number")):
            yield Fulfillment(
                id=f"shipment:{order_id}:{text(entry.get('tracking_id')) or number}",
                order_id=order_id,
                tracking=(Tracking(number, carrier, _link(link, number)),),
                shipped_at=_unix(entry.get("date_shipped")) or moment(entry.get("date_shipped")),
                events=told.get(place, ()),
                raw=kept(entry),
            )


def _aftership(order_id: str, values: Mapping[str, Any]) -> Iterable[Fulfillment]:
    single = {"tracking_number": values.get(AFTERSHIP_NUMBER), "slug": values.get(AFTERSHIP_CARRIER)}
    for entry in (*objects(values.get(AFTERSHIP_ITEMS)), single):
        for number in _numbers(entry.get("tracking_number")):
            yield Fulfillment(
                id=f"aftership:{order_id}:{text(entry.get('tracking_id')) or number}",
                order_id=order_id,
                tracking=(Tracking(number, plain(entry.get("slug"))),),
                raw=kept(table(entry)),
            )


def _numbers(value: Any) -> list[str]:
    """Merchants paste several numbers into one field."""
    return [number for part in _SEPARATORS.split(plain(value)) if (number := part.strip())]


def _link(template: Any, number: str) -> str:
    link = text(template).replace("%1$s", number).replace("%number%", number)
    return link.replace(" ", "%20") if link.startswith(("https://", "http://")) and "%2$s" not in link else ""


def _unix(value: Any) -> datetime | None:
    seconds = amount(value)
    return datetime.fromtimestamp(int(seconds), UTC) if seconds and 0 < seconds < 32_503_680_000 else None


def _same(number: str) -> str:
    return "".join(number.split()).upper()


def _filled(first: Fulfillment, second: Fulfillment) -> Fulfillment:
    one, other = first.tracking[0], second.tracking[0]
    tracking = Tracking(one.number, one.carrier or other.carrier, one.url or other.url)
    events = (*first.events, *second.events)
    return replace(first, tracking=(tracking,), shipped_at=first.shipped_at or second.shipped_at, events=events)
