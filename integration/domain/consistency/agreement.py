"""When two statements on one topic can both be true."""

from decimal import Decimal
from typing import NamedTuple

from integration.domain.audit.finding import Fact
from integration.domain.consistency.carriers import share_one
from integration.domain.consistency.statement import Statement

_ENDLESS = Decimal(100_000)
_WEEK = Decimal("1.4")
"""Calendar days for a business day."""
_HOLIDAYS = 2
_MONTH = (Decimal(28), Decimal(31))
_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "MXN", "SGD", "HKD", "TWD", "COP", "CLP", "ARS"})
_YENS = frozenset({"JPY", "CNY"})
TIMES = frozenset({
    "return.window", "return.window:withdrawal", "return.exchange:window", "return.refund_time",
    "shipping.handling_time",
    "shipping.delivery_time", "product.warranty", "order.cancellation:window",
})  # fmt: skip
_ALWAYS_LIMITS = frozenset({
    "return.window", "return.window:withdrawal", "return.exchange:window", "product.warranty",
    "order.cancellation:window",
})  # fmt: skip
"""Of these "up to" says nothing that "within" does not."""
_PROMISES = frozenset({"return.refund_time", "shipping.handling_time"})
"""Nor of these, where both give one number."""
SUMS = frozenset({
    "fee.shipping_cost:rate", "fee.shipping_cost:threshold", "fee.restocking", "fee.return_shipping:sum",
    "order.minimum",
})  # fmt: skip


class Span(NamedTuple):
    """From so many days (or another unit) to so many."""

    least: Decimal
    most: Decimal


def agree(one: Statement, other: Statement) -> bool:
    if one.topic in TIMES:
        return _times_agree(one, other)
    if one.topic in SUMS:
        return _sums_agree(one.fact, other.fact)
    if one.topic == "shipping.method:carrier":
        return share_one(one.word, other.word)
    return one.word == other.word


def _times_agree(one: Statement, other: Statement) -> bool:
    first, second = days(one.fact), days(other.fact)
    if first is None or second is None:
        return True
    business = (one.fact.unit == "business_day", other.fact.unit == "business_day")
    if business[0] != business[1] and "hour" not in (one.fact.unit, other.fact.unit):
        working, calendar = (first, second) if business[0] else (second, first)
        return working.least <= calendar.most <= working.most * _WEEK + _HOLIDAYS
    if one.topic in _ALWAYS_LIMITS:
        return _spans_agree(first, second)
    if one.topic in _PROMISES and one.fact.value is not None and other.fact.value is not None:
        return _spans_agree(first, second)
    return _spans_agree(_bounded(first, one), _bounded(second, other))


def _bounded(span: Span, said: Statement) -> Span:
    return Span(Decimal(0), span.most) if said.limit else span


def _spans_agree(one: Span, other: Span) -> bool:
    """The same, or one within the other: "3 to 5 days" and "4 days"."""
    return (one.least <= other.least and other.most <= one.most) or (
        other.least <= one.least and one.most <= other.most
    )


def days(fact: Fact) -> Span | None:
    span = _span(fact)
    if span is None or fact.unit in ("day", "business_day"):
        return span
    if fact.unit == "hour":
        return Span(span.least / 24, span.most / 24)
    if fact.unit == "month":
        return Span(span.least * _MONTH[0], span.most * _MONTH[1])
    return None


def _span(fact: Fact) -> Span | None:
    if fact.value is not None:
        return Span(fact.value, fact.value)
    if fact.minimum is None and fact.maximum is None:
        return None
    return Span(fact.minimum or Decimal(0), fact.maximum if fact.maximum is not None else _ENDLESS)


def _sums_agree(one: Fact, other: Fact) -> bool:
    """Sums in different currencies are for different markets."""
    first, second = _span(one), _span(other)
    if first is None or second is None or not same_money(one.unit, other.unit):
        return True
    return _spans_agree(first, second)


def same_money(one: str | None, other: str | None) -> bool:
    """Whether two units may be one: "$" does not say whose dollar it is."""
    if one is None or other is None or one == other:
        return True
    return {one, other} <= _DOLLARS or {one, other} <= _YENS
