"""Carriers: which numbers they give, what each platform calls them, and what their scans mean.

number_rules.csv      shapes of tracking numbers with their check digits; each row names its source
carrier_map.csv       one carrier a row: its name in each platform's list, and by country where the list asks for that
status_map.csv        our words for a parcel's state beside each platform's
carrier_event_status.csv   what the codes of a carrier's own feed mean, and who caused what went wrong
"""

import csv
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from integration.domain.carriers import NumberRule
from integration.domain.commerce import TrackingStatus
from integration.domain.incident_reason import IncidentReason
from integration.domain.tracking import Meaning

HERE = Path(__file__).parent
OTHER = "OTHER"
INITIALS = 3


class CarrierList(StrEnum):
    """Whose list of names; PayPal has two that differ."""

    SHOPIFY = "shopify_company"
    WOOCOMMERCE = "woo_core"
    PAYPAL_TRACKERS = "paypal_trackers_v1"
    PAYPAL_ORDERS = "paypal_orders_v2"
    AMAZON_PAY = "amazon_pay"
    AFTERSHIP = "aftership"


_STATUS: Mapping[str, TrackingStatus | None] = {
    "pending": TrackingStatus.PENDING,
    "label_created": TrackingStatus.PENDING,
    "picked_up": TrackingStatus.PICKED_UP,
    "in_transit": TrackingStatus.IN_TRANSIT,
    "delayed": TrackingStatus.DELIVERY_DELAYED,
    "out_for_delivery": TrackingStatus.OUT_FOR_DELIVERY,
    "ready_for_pickup": TrackingStatus.READY_FOR_PICKUP,
    "attempted": TrackingStatus.DELIVERY_FAILED,
    "delivered": TrackingStatus.DELIVERED,
    "failed": TrackingStatus.ON_HOLD,
    "returned": TrackingStatus.RETURN_TO_SENDER,
    "cancelled": TrackingStatus.CANCELLED,
    "expired": TrackingStatus.UNKNOWN,
    "keep": None,
}
"""The tables' words in ours. What has failed for good is held until a person decides."""


@cache
def number_rules() -> tuple[NumberRule, ...]:
    return tuple(
        NumberRule(row["carrier"], row["service"], re.compile(row["regex"]), row["check"], row["strength"] == "strong")
        for row in _rows("number_rules.csv")
    )


def carrier_slug(name: str) -> str | None:
    """Our name of the carrier that a shop or a platform calls so; None for one that no list has."""
    return _slugs().get(_plain(name))


def carrier_name(slug: str) -> str:
    """What people call the carrier that we call so."""
    row = _by_slug().get(slug)
    if row is not None:
        return row[CarrierList.SHOPIFY]
    return " ".join(word.upper() if len(word) <= INITIALS else word.capitalize() for word in slug.split("-"))


def carrier_in(wanted: CarrierList, name: str, country: str = "") -> str:
    """What `wanted` calls this carrier for a parcel sent from `country`; "" (PayPal: "OTHER") where it has none."""
    row = _by_slug().get(carrier_slug(name) or "")
    if row is None:
        return OTHER if wanted in _PAYPAL else ""
    return (
        _by_country(row["country_overrides"], wanted, country.upper())
        or row[wanted]
        or (OTHER if wanted in _PAYPAL else "")
    )


@cache
def scan_meanings(feed: str) -> Mapping[str, Meaning]:
    """What each code means in the feed of a carrier or of a vendor who follows many, by our name of it."""
    return MappingProxyType(
        {
            code: Meaning(_STATUS[row["our_status"]], _reason(row["culprit"], row["reason"]))
            for row in _rows("carrier_event_status.csv")
            if row["carrier"] == feed
            for code in row["raw_code"].split(" / ")
        }
    )


def _reason(culprit: str, reason: str) -> IncidentReason | None:
    """By who caused it; where nobody knows, the scan's words are left to tell."""
    if not culprit:
        return IncidentReason.NONE
    return _REASONS.get((culprit, reason)) or _REASONS.get((culprit, ""))


_REASONS: Mapping[tuple[str, str], IncidentReason] = {
    ("carrier", ""): IncidentReason.CARRIER_LATE,
    ("carrier", "damaged"): IncidentReason.CARRIER_DAMAGED,
    ("carrier", "lost"): IncidentReason.CARRIER_LOST,
    ("carrier", "misrouted"): IncidentReason.CARRIER_MISSORTED,
    ("customer", ""): IncidentReason.CONSIGNEE_ABSENT,
    ("customer", "bad_address"): IncidentReason.CONSIGNEE_ADDRESS,
    ("customer", "duties_unpaid"): IncidentReason.CONSIGNEE_DUTIES,
    ("customer", "redirected"): IncidentReason.CONSIGNEE_WISH,
    ("customer", "refused"): IncidentReason.CONSIGNEE_REFUSED,
    ("customer", "rescheduled"): IncidentReason.CONSIGNEE_WISH,
    ("customs", ""): IncidentReason.CUSTOMS,
    ("shop", ""): IncidentReason.SHOP,
    ("weather", ""): IncidentReason.WEATHER,
}


@cache
def platform_statuses(platform: str) -> Mapping[str, TrackingStatus]:
    """Our state for each word of a platform's (shopify, paypal, aftership, seventeentrack); the least that it can mean.

    Empty for a platform that has no words of its own.
    """
    found: dict[str, TrackingStatus] = {}
    for row in _rows("status_map.csv"):
        status = _STATUS[row["forthright"]]
        for word in filter(None, row.get(platform, "").split("|")):
            if status is not None:
                found.setdefault(word, status)
    return MappingProxyType(found)


_PAYPAL = (CarrierList.PAYPAL_TRACKERS, CarrierList.PAYPAL_ORDERS)


def _by_country(overrides: str, wanted: CarrierList, country: str) -> str:
    """Written as "GB:UK_DPD|DPD_UK/dpd-uk;...": PayPal's two names (or one for both), then AfterShip's."""
    for entry in filter(None, overrides.split(";")):
        place, _, names = entry.partition(":")
        if place != country:
            continue
        paypal, _, aftership = names.partition("/")
        trackers, _, orders = paypal.partition("|")
        known = {
            CarrierList.PAYPAL_TRACKERS: trackers,
            CarrierList.PAYPAL_ORDERS: orders or trackers,
            CarrierList.AFTERSHIP: aftership.partition("|")[0],
        }
        return known.get(wanted, "")
    return ""


@cache
def _by_slug() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for row in _rows("carrier_map.csv"):
        found.setdefault(row["slug"], row)
    return found


@cache
def _slugs() -> Mapping[str, str]:
    """By every name that a list has; a name that two carriers share is nobody's."""
    found: dict[str, set[str]] = {}
    for row in _rows("carrier_map.csv"):
        for name in {_plain(row[each]) for each in ("slug", *CarrierList)} - {""}:
            found.setdefault(name, set()).add(row["slug"])
    exact = {_plain(row[each]): row["slug"] for each in ("shopify_company", "slug") for row in _rows("carrier_map.csv")}
    return {name: next(iter(slugs)) for name, slugs in found.items() if len(slugs) == 1} | exact


def _plain(name: str) -> str:
    """Letters of any script and digits, lower case: a Japanese name is not an empty one."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
