"""What the shop takes back as a schema.org MerchantReturnPolicy, with what Google's merchant listings require."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from integration.domain.audit.finding import Fact
from integration.domain.outputs.structured import CONTEXT, Structured, countries, destinations, money
from integration.domain.terms import Terms

_REFUNDS: Mapping[str, str] = {"original": "FullRefund", "credit": "StoreCreditRefund"}
_NEW = frozenset(("unused", "packaging", "tags"))


def return_policy(terms: Terms) -> Structured:
    """The policy; without a window in days, or a country where it holds, only what lacks."""
    window = terms.agreed("return.window")
    refused = window is not None and window.negated
    days = None if window is None else _days(window)
    where = countries(destinations(terms)) or tuple(filter(None, [terms.settings.country]))
    lacking = [*([] if days or refused else ["return.window"]), *([] if where else ["shipping.destinations"])]
    if lacking:
        return Structured(lacking=tuple(lacking))
    policy: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "MerchantReturnPolicy",
        "applicableCountry": where[0] if len(where) == 1 else list(where),
    }
    if refused:
        policy["returnPolicyCategory"] = f"{CONTEXT}/MerchantReturnNotPermitted"
        return Structured((policy,))
    policy["returnPolicyCategory"] = f"{CONTEXT}/MerchantReturnFiniteReturnWindow"
    policy["merchantReturnDays"] = days
    return Structured(({**policy, **_fees(terms), **_refund(terms), **_condition(terms)},))


def _days(fact: Fact) -> int | None:
    """Whole calendar days, of a range the fewer; business days and months are no fixed number of them."""
    amount = fact.value if fact.value is not None else fact.minimum
    if amount is not None and fact.unit == "hour":
        amount = amount / 24
    if amount is None or fact.unit not in ("day", "hour") or amount != amount.to_integral_value() or amount <= 0:
        return None
    return int(amount)


def _fees(terms: Terms) -> dict[str, Any]:
    found: dict[str, Any] = {}
    cost = terms.agreed("fee.return_shipping")
    if cost is not None and cost.payer == "shop":
        found["returnFees"] = f"{CONTEXT}/FreeReturn"
    elif cost is not None and cost.payer == "customer" and cost.value and _is_currency(cost.unit):
        found["returnFees"] = f"{CONTEXT}/ReturnShippingFees"
        found["returnShippingFeesAmount"] = money(cost.value, cost.unit or "")
    elif cost is not None and cost.payer == "customer":
        found["returnFees"] = f"{CONTEXT}/ReturnFeesCustomerResponsibility"
    restocking = terms.agreed("fee.restocking")
    if restocking is not None and restocking.value and not restocking.negated:
        found["restockingFee"] = _restocking(restocking.value, restocking.unit)
    return found


def _restocking(amount: Decimal, unit: str | None) -> Any:
    """A number is a share of the price in per cent."""
    return money(amount, unit or "") if _is_currency(unit) else float(amount)


def _is_currency(unit: str | None) -> bool:
    return unit is not None and len(unit) == 3 and unit.isupper()


def _refund(terms: Terms) -> dict[str, Any]:
    types = [_REFUNDS[choice] for choice in terms.chosen("return.refund_method") if choice in _REFUNDS]
    exchange = terms.agreed("return.exchange")
    if exchange is not None and not exchange.negated:
        types.append("ExchangeRefund")
    return _one_or_all("refundType", types)


def _condition(terms: Terms) -> dict[str, Any]:
    """What must come back unused, with tags or in its packaging, comes back as new."""
    return _one_or_all("itemCondition", ["NewCondition"] if _NEW & set(terms.chosen("return.condition")) else [])


def _one_or_all(name: str, values: list[str]) -> dict[str, Any]:
    written = [f"{CONTEXT}/{value}" for value in values]
    return {} if not written else {name: written[0] if len(written) == 1 else written}
