"""Times in different units, set beside each other: a week is seven days, a month thirty."""

from decimal import Decimal

from integration.domain.audit.quantity import Quantity

DAYS = {"week": 7, "fortnight": 14}
_IN_MONTHS = {"month": 1, "year": 12}
_IN_HOURS = {"hour": 1, "day": 24, "business_day": 24, "week": 168, "fortnight": 336, "month": 720, "year": 8760}
_HOURS = {"hour": (1, 1), "day": (24, 24), "business_day": (24, 36), "month": (28 * 24, 31 * 24)}


def in_one_unit(lower: str, low: Decimal, upper: str, high: Decimal, unit: str) -> tuple[Decimal, Decimal, str]:
    """The ends of a range in one unit, though each may have its own: "from one week to ten days" are 7 to 10 days."""
    if (lower == upper or {lower, upper} <= _IN_MONTHS.keys()) and (unit == "month" or upper != "month"):
        times = DAYS | _IN_MONTHS
        return low * times.get(lower, 1), high * times.get(upper, 1), unit
    return low * _IN_HOURS[lower] / 24, high * _IN_HOURS[upper] / 24, "day" if unit in ("month", "hour") else unit


def as_long(one: Quantity, other: Quantity) -> bool:
    """Whether two times may be the same, end by end: a month has 28 to 31 days, and a week five working days."""
    return all(
        (here is None) == (there is None)
        and (here is None or there is None or _overlap(here, one.unit, there, other.unit))
        for here, there in zip(one[3:6], other[3:6], strict=True)
    )


def _overlap(here: Decimal, unit: str, there: Decimal, other: str) -> bool:
    (low, high), (least, most) = _HOURS[unit], _HOURS[other]
    return here * low <= there * most and there * least <= here * high


def whole(number: Decimal) -> Decimal:
    """15 for 15.0, which is what half a month makes."""
    rounded = number.to_integral_value()
    return rounded if rounded == number else number
