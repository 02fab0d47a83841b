"""The facts of a message in a language's own words: days, money, how late, whom it is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.numbers import format_currency

from integration.domain.commerce import Money
from integration.languages.speech import count, day, one_line, say, words_of

FACTS = frozenset({
    "customer_name", "order_number", "shop_title", "promised_by", "expected_from", "expected_to", "delivered_on",
    "tracking_url", "signature", "reply_to", "fault", "pickup_place", "pickup_until", "case_number", "answer_by",
    "refund_amount", "refund_day", "cause", "also", "part",
})  # fmt: skip

_DAYS = ("pickup_until", "answer_by", "refund_day")


def fact_words(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in the language's own words, each of them "" when it is missing."""
    parts = words_of(code)
    known = {name: one_line(str(facts.get(name) or "")) for name in FACTS}
    words = known | {
        "greeting": say(parts["greeting" if known["customer_name"] else "greeting_nameless"], known),
        "order": say(parts["order" if known["order_number"] else "order_unnumbered"], known),
        "promised": day(facts.get("promised_by"), code),
        "delivered": day(facts.get("delivered_on"), code),
        "days_late": _days_late(facts.get("promised_by"), facts.get("delivered_on"), code),
        "when": _when(facts.get("expected_from"), facts.get("expected_to"), code),
        "act": say(parts["act" if known["reply_to"] else "act_unaddressed"], known),
        "tracking_url": _link(known["tracking_url"]),
        "fault": parts["fault"].get(known["fault"], ""),
        "part": parts["part"].get(known["part"], ""),
        **{name: day(facts.get(name), code) for name in _DAYS},
        "refund_amount": _money(facts.get("refund_amount"), code),
        "signature": _signature(str(facts.get("signature") or ""), known["shop_title"]),
    }
    return words | {name: parts[name] for name in ("estimate", "track", "closing")}


def _when(first: date | None, last: date | None, code: str) -> str:
    ends = sorted(moment for moment in (first, last) if moment is not None)
    if not ends:
        return ""
    days = {"first": day(ends[0], code), "last": day(ends[-1], code)}
    return say(words_of(code)["one_day" if ends[0] == ends[-1] else "some_days"], days)


def _days_late(promised: date | None, delivered: date | None, code: str) -> str:
    if promised is None or delivered is None or delivered <= promised:
        return ""
    return count((delivered - promised).days, "days", code)


def _money(amount: Money | None, code: str) -> str:
    return "" if amount is None else str(format_currency(amount.amount, amount.currency, locale=code))


def _signature(given: str, shop_title: str) -> list[str]:
    lines = [one_line(line) for line in given.splitlines() if line.strip()]
    return lines or ([shop_title] if shop_title else [])


def _link(address: str) -> str:
    """Only what a browser opens as a page; a link of another kind has no place in a letter."""
    return address if address.startswith(("https://", "http://")) else ""
