"""Returns, refunds, exchanges, cancelling: what to say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from integration.domain.terms import Terms
from integration.domain.wording.said import ASK, Detail, Said, detail, email_of, time_of
from integration.domain.wording.values import Choices, Money, Percent, Time, Value


def window_of(terms: Terms) -> Time | None:
    """The window that every buyer has: of a range the shorter end."""
    fact = terms.agreed("return.window")
    if fact is not None and fact.minimum is not None:
        fact = replace(fact, value=fact.minimum, minimum=None, maximum=None)
    return time_of(fact, "day", "business_day", "month")


def window(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("return.window")
    if fact is not None and fact.negated:
        return (Said("refused"),)
    time = window_of(terms)
    if time is None:
        return ASK
    start = time.fact.counted_from
    return (Said(start if start in ("delivery", "order", "dispatch") else "plain", {"time": time}),)


def chosen(code: str, slot: str, terms: Terms) -> Sequence[Said]:
    said = terms.chosen(code)
    return (Said("said", {slot: Choices(code, said)}),) if said else ASK


def condition(terms: Terms) -> Sequence[Said]:
    return chosen("return.condition", "condition", terms)


def exclusions(terms: Terms) -> Sequence[Said]:
    return chosen("return.exclusions", "goods", terms)


def procedure(terms: Terms) -> Sequence[Said]:
    email = email_of(terms)
    return (Said("email", {"email": email}),) if email else ASK


def refund_method(terms: Terms) -> Sequence[Said]:
    said = terms.chosen("return.refund_method")
    return (Said("both" if len(said) > 1 else said[0]),) if said else ASK


def refund_time(terms: Terms) -> Sequence[Said]:
    time = time_of(terms.agreed("return.refund_time"))
    if time is None:
        return ASK
    start = time.fact.counted_from
    return (Said(start if start in ("goods_back", "notice") else "plain", {"time": time}),)


def damaged(terms: Terms) -> Sequence[Said]:
    email = email_of(terms)
    return (Said("email", {"email": email}),) if email else ASK


def exchange(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("return.exchange")
    return ASK if fact is None else (Said("refused" if fact.negated else "possible"),)


def cancellation(terms: Terms) -> Sequence[Said]:
    if terms.chosen("order.cancellation"):
        return (Said("until_dispatch"),)
    fact = terms.agreed("order.cancellation")
    if fact is not None and fact.negated:
        return (Said("refused"),)
    time = time_of(fact)
    return ASK if time is None else (Said("time", {"time": time}),)


def return_shipping(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("fee.return_shipping")
    if fact is None or fact.payer not in ("shop", "customer"):
        return ASK
    if fact.value and fact.unit not in (None, "percent") and fact.payer == "customer":
        return (Said("rate", {"rate": Money(fact.value, fact.unit or "")}),)
    return (Said(fact.payer),)


def restocking(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("fee.restocking")
    if fact is None:
        return ASK
    if fact.negated or fact.value == 0:
        return (Said("none"),)
    if fact.value is None or fact.unit is None:
        return ASK
    slots: dict[str, Value] = {"fee": Percent(fact.value) if fact.unit == "percent" else Money(fact.value, fact.unit)}
    return (Said("fee", slots),)


DETAILS: Mapping[str, Detail] = {
    "fee.restocking": detail(restocking, "none", "fee fee"),
    "fee.return_shipping": detail(return_shipping, "shop", "customer", "rate rate"),
    "return.window": detail(
        window, "delivery time", "order time", "dispatch time", "plain time", "refused"
    ),
    "return.condition": detail(condition, "said condition"),
    "return.exclusions": detail(exclusions, "said goods"),
    "return.procedure": detail(procedure, "email email"),
    "return.refund_method": detail(refund_method, "original", "credit", "both"),
    "return.refund_time": detail(refund_time, "goods_back time", "notice time", "plain time"),
    "return.damaged": detail(damaged, "email email"),
    "return.exchange": detail(exchange, "possible", "refused"),
    "order.cancellation": detail(cancellation, "until_dispatch", "time time", "refused"),
}  # fmt: skip
