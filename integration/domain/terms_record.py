"""The terms that a merchant enters, as JSON: what of each detail can be said, checked before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from integration.domain.audit.finding import Fact
from integration.domain.audit.record import fact_row
from integration.domain.shop import ShopSettings
from integration.domain.terms import CHOICES, Opening, Terms

_DAYS = ("day", "business_day", "month")
_HOURS = ("hour", "day", "business_day")


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be entered for a detail: a time in `units` from one of `starts`, who pays, a fee, or that it is not."""

    units: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ranges: bool = False
    payer: bool = False
    fee: tuple[str, ...] = ()
    refusable: bool = False


ENTRIES: Mapping[str, Entry] = {
    "return.window": Entry(_DAYS, ("delivery", "order", "dispatch"), refusable=True),
    "fee.return_shipping": Entry(payer=True, fee=("money",)),
    "fee.restocking": Entry(fee=("percent", "money"), refusable=True),
    "return.refund_time": Entry(("day", "business_day"), ("goods_back", "notice")),
    "return.exchange": Entry(refusable=True),
    "order.cancellation": Entry(_HOURS, ("order",), refusable=True),
    "shipping.handling_time": Entry(_HOURS, ("order",), ranges=True),
    "shipping.delivery_time": Entry(("day", "business_day"), ("dispatch", "order"), ranges=True),
    "fee.duties": Entry(payer=True),
    "product.warranty": Entry(("month",)),
}
NAMES = ("shipping.method", "dispute.process")
_LONGEST_NAME = 120
_MOST = Decimal(100_000)


def written_terms(terms: Terms) -> dict[str, Any]:
    """What the merchant entered, without the platform's settings; `read_terms` reads it back."""
    opening = terms.opening
    return {
        "facts": {code: [fact_row(fact) for fact in facts] for code, facts in terms.facts.items()},
        "choices": {code: list(chosen) for code, chosen in terms.choices.items()},
        "names": {code: list(names) for code, names in terms.names.items()},
        "opening": opening and {
            "days": list(opening.days), "opens": f"{opening.opens:%H:%M}", "closes": f"{opening.closes:%H:%M}",
        },
        "working_days": list(terms.working_days),
        "cutoff": terms.cutoff and f"{terms.cutoff:%H:%M}",
    }  # fmt: skip


NOTHING: Mapping[str, Any] = written_terms(Terms(ShopSettings()))
"""The record before anything was entered."""


def read_terms(row: Mapping[str, Any], settings: ShopSettings) -> Terms:
    """The terms entered. Raises ValueError beginning with the detail, or the key, that cannot be so."""
    for key in row:
        _check(key in NOTHING, key, "nothing that can be entered")
    return Terms(
        settings,
        {code: tuple(_fact(code, fact) for fact in facts) for code, facts in _part(row, "facts").items() if facts},
        {code: _chosen(code, chosen) for code, chosen in _part(row, "choices").items() if chosen},
        {code: _names(code, names) for code, names in _part(row, "names").items() if names},
        _opening(row.get("opening")),
        _weekdays("working_days", row.get("working_days") or ()),
        _clock("cutoff", row["cutoff"]) if row.get("cutoff") else None,
    )


def with_entered(known: Terms, entered: Terms) -> Terms:
    """What is known of a shop with what its merchant entered, which goes before what its pages say."""
    return replace(
        entered,
        settings=known.settings,
        facts={**known.facts, **entered.facts},
        choices={**{code: it for code, it in known.choices.items() if code not in entered.facts}, **entered.choices},
        names={**known.names, **entered.names},
    )


def _part(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = row.get(key)
    if part is None:
        return {}
    _check(
        isinstance(part, Mapping) and all(isinstance(each, list) for each in part.values()), key, "no lists by detail"
    )
    return dict(part)


def _fact(code: str, row: Any) -> Fact:
    entry = ENTRIES.get(code)
    if entry is None or not isinstance(row, Mapping):
        raise ValueError(f"{code}: nothing that can be entered")
    if row.get("negated"):
        return _refused(code, entry)
    value, minimum, maximum = (_number(code, row.get(name)) for name in ("value", "min", "max"))
    unit, payer = row.get("unit") or None, row.get("payer") or None
    amounts = [amount for amount in (value, minimum, maximum) if amount is not None]
    if payer is not None or entry.payer:
        _check(payer in ("shop", "customer"), code, "who pays is not said")
    if amounts and (entry.fee or entry.units):
        _check(_is_unit(unit, entry), code, "the unit does not fit")
        _check(payer != "shop" or not any(amounts), code, "the shop pays, so the buyer pays nothing")
    else:
        _check(not amounts, code, "takes no number")
        _check(not entry.units and (not entry.fee or entry.payer), code, "a number is missing")
    if entry.units:
        _check_time(code, entry, value, minimum, maximum)
    return Fact(value, minimum, maximum, unit if amounts else None, _start(code, entry, row.get("from")), payer)


def _refused(code: str, entry: Entry) -> Fact:
    _check(entry.refusable, code, "cannot be refused")
    return Fact(negated=True)


def _check_time(
    code: str, entry: Entry, value: Decimal | None, minimum: Decimal | None, maximum: Decimal | None
) -> None:
    if minimum is None and maximum is None:
        return
    _check(entry.ranges and value is None, code, "takes one number")
    _check(minimum is not None and maximum is not None and minimum < maximum, code, "from must be less than to")


def _start(code: str, entry: Entry, start: Any) -> str | None:
    _check(not start or start in entry.starts, code, "cannot be counted from that")
    return start or None


def _is_unit(unit: Any, entry: Entry) -> bool:
    currency = isinstance(unit, str) and len(unit) == 3 and unit.isascii() and unit.isupper()
    return unit in entry.units or ("money" in entry.fee and currency) or (unit == "percent" and unit in entry.fee)


def _number(code: str, value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{code}: {value!r} is no number") from None
    _check(number.is_finite() and 0 <= number <= _MOST, code, f"{value!r} is no number that can be meant")
    return number


def _chosen(code: str, chosen: Any) -> tuple[str, ...]:
    known = CHOICES.get(code, ())
    _check(all(choice in known for choice in chosen), code, "no such choice")
    _check(len(chosen) == 1 or code != "shipping.tracking", code, "one or the other")
    return tuple(choice for choice in known if choice in chosen)


def _names(code: str, names: Any) -> tuple[str, ...]:
    _check(code in NAMES, code, "takes no names")
    found = [" ".join(str(name).split()) for name in names]
    _check(all(0 < len(name) <= _LONGEST_NAME for name in found), code, "a name is empty or too long")
    return tuple(dict.fromkeys(found))


def _opening(row: Any) -> Opening | None:
    if not row:
        return None
    _check(isinstance(row, Mapping), "opening", "not an object")
    days = _weekdays("opening", row.get("days") or ())
    _check(bool(days), "opening", "no day is named")
    opens, closes = (_clock("opening", row.get(name)) for name in ("opens", "closes"))
    _check(opens < closes, "opening", "closes before it opens")
    return Opening(days, opens, closes)


def _weekdays(key: str, days: Any) -> tuple[int, ...]:
    _check(
        isinstance(days, (list, tuple)) and all(type(day) is int and 0 < day < 8 for day in days),
        key,
        "days are 1 to 7",
    )
    return tuple(sorted(set(days)))


def _clock(key: str, value: Any) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{key}: {value!r} is no time of day") from None


def _check(so: bool, key: str, otherwise: str) -> None:
    if not so:
        raise ValueError(f"{key}: {otherwise}")
