"""What shops may know of themselves: much, something, one thing, nothing."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal

from integration.domain.audit.finding import Fact
from integration.domain.shop import ShopSettings, Zone
from integration.domain.terms import CHOICES, Opening, Terms


def about(value: int | str | None = None, unit: str | None = None, start: str | None = None, **more: object) -> Fact:
    number = None if value is None else Decimal(value)
    return Fact(number, unit=unit, counted_from=start, **more)  # type: ignore[arg-type]


def between(low: int, high: int, unit: str, start: str | None = None, places: tuple[str, ...] = ()) -> Fact:
    return Fact(minimum=Decimal(low), maximum=Decimal(high), unit=unit, counted_from=start, places=places)


def zone(places: str, rate: str | None = None, free_from: str | None = None) -> Zone:
    rates = [None if amount is None else Decimal(amount) for amount in (rate, free_from)]
    return Zone(tuple(places.split()), *rates)


def facts(**said: Fact | tuple[Fact, ...]) -> Mapping[str, tuple[Fact, ...]]:
    """By code, with "__" for its dot."""
    return {code.replace("__", "."): said if isinstance(said, tuple) else (said,) for code, said in said.items()}


EMAIL, PHONE = "hello@linenhouse.com", "+33 1 44 55 66 77"
_MUCH = Terms(
    ShopSettings(
        email=EMAIL, phone=PHONE, country="FR", currency="EUR", prices_include_tax=True,
        zones=(zone("FR", "4.90", "50"), zone("BE ES", "7.90")),
    ),
    facts(
        fee__duties=about(payer="shop"), fee__restocking=about(15, "percent", payer="customer"),
        fee__return_shipping=about(payer="customer"), return__window=about(30, "day", "delivery"),
        return__refund_time=about(14, "day", "goods_back"), return__exchange=about(),
        shipping__handling_time=between(1, 2, "business_day", "order"),
        shipping__delivery_time=between(3, 5, "business_day", "dispatch"),
        order__cancellation=about(24, "hour", "order"), product__price=about("29.90", "EUR"),
        product__warranty=about(24, "month"),
    ),
    {code: choices for code, choices in CHOICES.items() if code != "order.cancellation"},
    {
        "shipping.method": ("DHL", "GLS"), "dispute.process": ("ODR",), "product.material": ("100 % linen",),
        "product.dimensions": ("30 × 20 × 10 cm", "450 g"), "product.features": ("IPX4", "USB-C", "1200 W"),
        "product.care_or_usage": ("30 °C",),
    },
    Opening((1, 2, 3, 4, 5), time(9), time(17)),
)  # fmt: skip
_SOME = Terms(
    ShopSettings(phone=PHONE, currency="USD", prices_include_tax=False, zones=(zone("US", "4.95", "50"),)),
    facts(
        fee__duties=about(payer="customer"), fee__restocking=about(negated=True),
        fee__return_shipping=about(payer="shop"), return__window=about(14, "day", "order"),
        return__refund_time=about(5, "business_day", "notice"), return__exchange=about(negated=True),
        shipping__handling_time=about(24, "hour"), shipping__delivery_time=between(7, 14, "day", "order"),
        order__cancellation=about(negated=True), product__price=about("1299", "USD"),
    ),
    {
        "return.condition": ("unused",), "return.exclusions": ("custom",), "return.refund_method": ("original",),
        "shipping.tracking": ("untracked",), "product.warranty": ("legal",),
        "order.cancellation": ("until_dispatch",),
    },
    {"shipping.method": ("UPS",)},
    Opening((1, 3), time(10), time(18, 30)),
)  # fmt: skip
_OTHER = Terms(
    ShopSettings(email=EMAIL, currency="GBP", zones=(zone("GB", "3"),)),
    facts(
        fee__restocking=about("5", "EUR"), fee__return_shipping=about("4.5", "EUR", payer="customer"),
        return__window=about(21, "day"), return__refund_time=about(10, "day"),
        shipping__handling_time=about(1, "business_day"), order__cancellation=about(negated=True),
        shipping__delivery_time=(between(2, 4, "day", places=("FR",)), between(5, 8, "business_day", places=("ES",))),
    ),
    {
        "return.condition": ("packaging", "tags"), "return.refund_method": ("credit",),
        "return.exclusions": ("hygiene", "digital"),
    },
    opening=Opening((6,), time(8, 30), time(12)),
)  # fmt: skip
_LITTLE = Terms(
    ShopSettings(currency="EUR", zones=(zone("world", "0"),)),
    facts(shipping__delivery_time=about(5, "day"), return__window=about(60, "day", "dispatch")),
)
_ZONES = Terms(
    ShopSettings(
        currency="EUR",
        zones=(
            zone("DE", None, "60"), zone("CH US", "9.5", "100"), zone("EU", None, "80"), zone("AT", "0"),
            zone("IT", "5"), zone("IT", "9"),
        ),
    ),
    facts(return__window=about(30, "day", "delivery"), fee__return_shipping=about(payer="shop")),
)  # fmt: skip
_RANGE = Terms(ShopSettings(currency="EUR", zones=(zone("IT", "5"), zone("IT", "9"))))
_FREE_FROM = Terms(ShopSettings(currency="EUR", zones=(zone("IT", None, "60"),)))

_REST = Terms(
    ShopSettings(currency="EUR", zones=(zone("DE", "4"), zone("AT", "6"))),
    facts(shipping__delivery_time=(between(2, 4, "day"), between(5, 7, "day", places=("AT",)))),
)

SHOPS: Mapping[str, Terms] = {
    "much": _MUCH, "some": _SOME, "other": _OTHER, "little": _LITTLE, "zones": _ZONES, "range": _RANGE,
    "free from": _FREE_FROM, "rest": _REST, "nothing": Terms(ShopSettings()),
}  # fmt: skip
