"""The letter about an order: which language, which facts, and the words that the language's templates make of them."""

from datetime import date, datetime

from integration.domain.delay.estimate import Estimate
from integration.domain.zones import zone_of
from integration.languages.render import Letter, render
from jobs.facts import Facts


def write_letter(facts: Facts, kind: str, estimate: Estimate | None) -> Letter:
    """In the customer's language where we have it, else in the shop's. Days are the customer's."""
    parcels = facts.case.open_parcels or facts.case.parcels
    arrivals = [parcel.delivered_at for parcel in facts.case.parcels if parcel.delivered_at is not None]
    known = {
        "customer_name": facts.order.customer.name,
        "order_number": facts.order.number,
        "shop_title": facts.shop.title or facts.shop.name,
        "promised_by": _day(facts, facts.promise.promised_by),
        "expected_from": _day(facts, estimate.earliest if estimate else None),
        "expected_to": _day(facts, estimate.latest if estimate else None),
        "delivered_on": _day(facts, max(arrivals, default=None)),
        "tracking_url": next((it.url for parcel in parcels for it in parcel.tracking if it.url), ""),
        "signature": str(facts.shop.settings.get("notices", {}).get("signature", "")),
        "reply_to": facts.shop.email,
    }
    return render(kind, facts.order.customer.language or facts.shop.language, known)


def _day(facts: Facts, moment: datetime | None) -> date | None:
    there = zone_of(facts.order.ship_to, facts.shop.timezone)
    return None if moment is None else moment.astimezone(there).date()
