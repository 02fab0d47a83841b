"""As much of schema.org's vocabulary as shopping results read of returns and shipping, and what Google requires."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

CONTEXT = "https://schema.org"
ENUMERATIONS: Mapping[str, frozenset[str]] = {
    name: frozenset(values.split())
    for name, values in {
        "MerchantReturnEnumeration": """MerchantReturnFiniteReturnWindow MerchantReturnUnlimitedWindow
            MerchantReturnNotPermitted MerchantReturnUnspecified""",
        "ReturnFeesEnumeration": """FreeReturn OriginalShippingFees RestockingFees ReturnFeesCustomerResponsibility
            ReturnShippingFees""",
        "RefundTypeEnumeration": "ExchangeRefund FullRefund StoreCreditRefund",
        "ReturnMethodEnumeration": "KeepProduct ReturnAtKiosk ReturnByMail ReturnInStore",
        "OfferItemCondition": "DamagedCondition NewCondition RefurbishedCondition UsedCondition",
        "DayOfWeek": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday PublicHolidays",
    }.items()
}
TYPES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "MerchantReturnPolicy": {
        "applicableCountry": ("CountryCode",), "returnPolicyCountry": ("CountryCode",),
        "returnPolicyCategory": ("MerchantReturnEnumeration",), "merchantReturnDays": ("Integer",),
        "merchantReturnLink": ("URL",), "returnMethod": ("ReturnMethodEnumeration",),
        "returnFees": ("ReturnFeesEnumeration",), "returnShippingFeesAmount": ("MonetaryAmount",),
        "refundType": ("RefundTypeEnumeration",), "restockingFee": ("Number", "MonetaryAmount"),
        "itemCondition": ("OfferItemCondition",),
    },
    "OfferShippingDetails": {
        "shippingRate": ("MonetaryAmount",), "shippingDestination": ("DefinedRegion",),
        "deliveryTime": ("ShippingDeliveryTime",), "doesNotShip": ("Boolean",),
    },
    "ShippingDeliveryTime": {
        "handlingTime": ("QuantitativeValue",), "transitTime": ("QuantitativeValue",),
        "businessDays": ("OpeningHoursSpecification",), "cutoffTime": ("Time",),
    },
    "QuantitativeValue": {"minValue": ("Whole",), "maxValue": ("Whole",), "unitCode": ("Day",)},
    "OpeningHoursSpecification": {"dayOfWeek": ("DayOfWeek",)},
    "DefinedRegion": {"addressCountry": ("CountryCode",)},
    "MonetaryAmount": {"value": ("Number",), "currency": ("CurrencyCode",)},
}  # fmt: skip
REQUIRED: Mapping[str, frozenset[str]] = {
    "MerchantReturnPolicy": frozenset({"applicableCountry", "returnPolicyCategory"}),
    "OfferShippingDetails": frozenset({"shippingRate", "shippingDestination", "deliveryTime"}),
    "ShippingDeliveryTime": frozenset({"handlingTime", "transitTime"}),
    "QuantitativeValue": frozenset({"maxValue", "unitCode"}),
    "OpeningHoursSpecification": frozenset({"dayOfWeek"}),
    "DefinedRegion": frozenset({"addressCountry"}),
    "MonetaryAmount": frozenset({"value", "currency"}),
}
SINGLE = {"merchantReturnDays", "deliveryTime", "shippingRate", "returnPolicyCategory", "minValue", "maxValue"}
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "CountryCode": re.compile(r"[A-Z]{2}"),
    "CurrencyCode": re.compile(r"[A-Z]{3}"),
    "Day": re.compile("DAY"),
    "Time": re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?([+-]\d\d:\d\d|Z)?"),
    "URL": re.compile(r"https?://\S+"),
}


def faults(thing: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """What a validator would say against a JSON-LD object; nothing when it is valid."""
    if not path and thing.get("@context") != CONTEXT:
        yield "no context"
    kind = thing.get("@type", "")
    known = TYPES.get(kind)
    if known is None:
        yield f"{path}: no type {kind!r}"
        return
    yield from (f"{path}{kind} lacks {name}" for name in sorted(REQUIRED[kind] - thing.keys()))
    for name, value in thing.items():
        if name in ("@context", "@type"):
            continue
        if name not in known:
            yield f"{path}{kind} has no {name}"
            continue
        if isinstance(value, list) and (name in SINGLE or not value or len(value) != len({str(one) for one in value})):
            yield f"{path}{name} is a list"
        for one in value if isinstance(value, list) else [value]:
            yield from _fault(one, known[name], f"{path}{kind}.{name} ")
    yield from _together(thing, path)


def _fault(value: Any, ranges: tuple[str, ...], path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("@type") not in ranges:
            yield f"{path}is a {value.get('@type')}"
        else:
            yield from faults(value, path)
    elif not any(_is(value, one) for one in ranges):
        yield f"{path}is {value!r}"


def _is(value: Any, kind: str) -> bool:
    if kind in ENUMERATIONS:
        return isinstance(value, str) and value.removeprefix(f"{CONTEXT}/") in ENUMERATIONS[kind]
    if kind in PATTERNS:
        return isinstance(value, str) and PATTERNS[kind].fullmatch(value) is not None
    if kind == "Integer":
        return type(value) is int and value > 0
    if kind == "Whole":
        return type(value) is int and value >= 0
    if kind == "Number":
        return _number(value) is not None
    return kind == "Boolean" and isinstance(value, bool)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", str(value)) else None


def _together(thing: Mapping[str, Any], path: str) -> Iterator[str]:
    """What one property asks of another."""
    finite = str(thing.get("returnPolicyCategory", "")).endswith("FiniteReturnWindow")
    if finite != ("merchantReturnDays" in thing) and thing["@type"] == "MerchantReturnPolicy":
        yield f"{path}merchantReturnDays goes with a finite window"
    if str(thing.get("returnFees", "")).endswith("ReturnShippingFees") != ("returnShippingFeesAmount" in thing):
        yield f"{path}returnShippingFeesAmount goes with ReturnShippingFees"
    low, high = _number(thing.get("minValue", 0)), _number(thing.get("maxValue", 10**6))
    if low is not None and high is not None and low > high:
        yield f"{path}more at least than at most"
