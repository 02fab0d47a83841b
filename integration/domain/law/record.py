"""What happened to an order and what it was owed, as rows keep it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Any

from integration.domain.law import possession, shipment
from integration.domain.law.duty import Duty, Silence
from integration.domain.law.statute import Clause, Form


class Occasion(StrEnum):
    """What we hear of an order besides its parcels and refunds, which the store tells."""

    NOTIFIED = "notified"
    AGREED = "agreed"
    CANCELLED = "cancelled"
    GIVEN_UP = "given_up"
    REFUND_STATED = "refund_stated"
    REFUND_REQUESTED = "refund_requested"


def us_happening(
    occasion: str, day: date, revised: date | None, sound: bool, open_ended: bool
) -> shipment.Happening | None:
    """What a kept occasion means under the FTC's rule; None when it means nothing there."""
    match occasion:
        case Occasion.NOTIFIED:
            return shipment.Notified(day, revised, sound)
        case Occasion.AGREED:
            return shipment.Agreed(day, revised, open_ended)
        case Occasion.CANCELLED:
            return shipment.CancelledByBuyer(day)
        case Occasion.GIVEN_UP:
            return shipment.GivenUp(day)
        case Occasion.REFUND_STATED:
            return shipment.RefundStated(day) if sound else None
    return None


def european_happening(occasion: str, day: date) -> possession.Happening | None:
    """What a kept occasion means in the EU and the UK. A wish for the money back ends nothing by itself there."""
    return possession.Refused(day) if occasion == Occasion.GIVEN_UP else None


def written_duty(duty: Duty) -> dict[str, Any]:
    """Ready for JSON."""
    kept = asdict(duty)
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in kept.items()
    }


def read_duty(kept: Mapping[str, Any]) -> Duty | None:
    """As `written_duty` wrote it; None where none was kept."""
    if not kept:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("by", "told", "answer_by")}
    revised = date.fromisoformat(kept["revised"]) if kept["revised"] else None
    clauses = tuple(Clause(name) for name in kept["clauses"])
    return Duty(Form(kept["form"]), silence=Silence(kept["silence"]), revised=revised, clauses=clauses, **days)
