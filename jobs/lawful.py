"""Where an order stands under the law of its destination, from what the store tells and what we wrote ourselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from integration.data.delay_law import statute_of
from integration.data.transit import transit_prior
from integration.domain.calendars import add_business_days
from integration.domain.commerce import OrderStatus
from integration.domain.delay.estimate import Estimate
from integration.domain.law import possession, shipment
from integration.domain.law.duty import Duty, duty
from integration.domain.law.record import european_happening, us_happening
from integration.domain.law.statute import Statute
from integration.domain.notice import VAGUE_DAYS
from integration.domain.promise import Basis
from integration.domain.tracking import handed_over_at
from integration.domain.zones import zone_of
from integration.store.legal_lines import save_legal_lines
from integration.store.tables import HappeningRow, OrderRow
from jobs.facts import Facts

DAYS_TO_APPROVE = 2

Standing = shipment.Standing | possession.Standing


@dataclass(frozen=True, slots=True)
class Lawful:
    """`standing` is that of every line that is shipped; `duty` the notice that is owed, None when none is.

    `today` is the buyer's day.
    """

    statute: Statute
    standing: Standing
    duty: Duty | None
    today: date

    @property
    def is_over(self) -> bool:
        """Whether no notice of delay makes sense any more."""
        return isinstance(self.standing, shipment.Standing) and self.standing.stage in shipment.OVER

    @property
    def is_cancelled(self) -> bool:
        """Whether the order counts as cancelled, with nothing shipped."""
        return isinstance(self.standing, shipment.Standing) and self.standing.stage is shipment.Stage.CANCELLED


def lawful(
    facts: Facts, row: OrderRow, estimate: Estimate | None, happened: Sequence[HappeningRow] | None = None
) -> Lawful | None:
    """None for goods that are not shipped, for history, and for a destination whose law we have not read.

    `happened`: what has by now, where that may be more than when the facts were gathered.
    """
    today = day_there(facts, facts.now)
    statute = statute_of(facts.order.ship_to.country, day_there(facts, facts.order.placed_at))
    if statute is None or row.imported or not facts.order.requires_shipping:
        return None
    rows = facts.happenings if happened is None else happened
    if not statute.clauses:
        return Lawful(statute, _in_europe(facts, rows, today, statute), None, today)
    state = _in_the_us(facts, rows, today, statute)
    revised = _ship_by(facts, estimate, today)
    told = state.deadline
    if revised is not None and told is not None and (told - today).days <= ahead_of(facts):
        revised = max(revised, add_business_days(told, 1, facts.shop.country))  # nothing will leave by then
    return Lawful(statute, state, duty(state, revised, today, statute), today)


def ahead_of(facts: Facts) -> int:
    """How many days before the last one a notice is written: a person who approves it needs time to read it."""
    return 0 if facts.shop.mode == "autopilot" else DAYS_TO_APPROVE


def keep_lawful(session: Session, facts: Facts, row: OrderRow, found: Lawful | None) -> None:
    """Keeps the standing of each line."""
    if found is not None:
        save_legal_lines(session, row.shop_id, {row.id or 0: lines_of(facts, found)}, facts.now)


def lines_of(facts: Facts, found: Lawful) -> Mapping[str, Mapping[str, Any]]:
    """The standing of each line; goods that never ship are not covered, and what has left is shipped."""
    state = _columns(found.standing) | {"statute": found.statute.id}
    none: dict[str, Any] = {
        **dict.fromkeys(state),
        "statute": found.statute.id,
        "stage": shipment.Stage.NOT_COVERED,
        "flags": [],
    }
    rest = {line.id for line in facts.order.to_send}
    by_shipment = isinstance(found.standing, shipment.Standing) and facts.order.sent_in_part
    sent = {**none, "stage": shipment.Stage.SHIPPED} if by_shipment else state
    shipped = (line for line in facts.order.lines if line.requires_shipping)
    lines = dict.fromkeys((line.id for line in facts.order.lines), none)
    return lines | {line.id: state if line.id in rest else sent for line in shipped}


def day_there(facts: Facts, moment: datetime) -> date:
    """The buyer's day."""
    return moment.astimezone(zone_of(facts.order.ship_to, facts.shop.timezone)).date()


def _in_the_us(facts: Facts, rows: Sequence[HappeningRow], today: date, statute: Statute) -> shipment.Standing:
    found = [us_happening(row.occasion, row.day, row.revised, row.sound, row.open_ended) for row in rows]
    happened = [one for one in found if one is not None]
    if shipped := _shipped_on(facts):
        happened.append(shipment.Shipped(shipped))
    happened += [
        shipment.Refunded(day_there(facts, refund.created_at)) for refund in facts.order.refunds if refund.created_at
    ]
    return shipment.standing(_term(facts, statute), happened, today, statute)


def _in_europe(facts: Facts, rows: Sequence[HappeningRow], today: date, statute: Statute) -> possession.Standing:
    found = [european_happening(row.occasion, row.day) for row in rows]
    happened = [one for one in found if one is not None]
    arrivals = [parcel.delivered_at for parcel in facts.case.parcels if parcel.delivered_at is not None]
    if facts.case.delivered and arrivals:
        happened.append(possession.Received(day_there(facts, max(arrivals))))
    told = facts.promise.promised_by if facts.promise.basis is not Basis.DERIVED else None
    contract = day_there(facts, facts.order.placed_at)
    agreed = possession.agreed_day(statute, contract, day_there(facts, told) if told else None)
    return possession.standing(agreed, happened, today, statute)


def _term(facts: Facts, statute: Statute) -> date | None:
    """The last day to ship. What the shop has told of handling or of delivery counts as stated; a guess of ours not.

    A delivery day that was told is taken to promise shipping on the day before at the latest.
    """
    if facts.order.paid_at is None:
        return None
    complete = day_there(facts, facts.order.paid_at)
    stated: date | None = None
    handling = facts.settings.promise.handling
    if facts.promise.basis is Basis.STATED and facts.promise.promised_by is not None:
        stated = max(complete, day_there(facts, facts.promise.promised_by) - timedelta(days=1))
    elif handling is not None:
        said = facts.settings.promise
        stated = add_business_days(complete, handling[1], said.country, said.working_days)
    return shipment.term_of(statute, complete, stated)


def _shipped_on(facts: Facts) -> date | None:
    """The day on which the carrier had the last of it: scans where there are any, else the store's word."""
    moments = [
        handed_over_at(parcel.events) if parcel.events else parcel.shipped_at or parcel.delivered_at
        for parcel in facts.case.parcels
    ]
    known = [moment for moment in moments if moment is not None]
    if facts.order.sent_in_part:
        return None
    if known and len(known) == len(moments):
        return day_there(facts, max(known))
    if facts.order.status is OrderStatus.FULFILLED:
        return day_there(facts, max(known, default=facts.order.updated_at or facts.now))
    return None


def has_shipped(facts: Facts) -> bool:
    """Whether all of it is on its way: by scans, else by the store's word."""
    return _shipped_on(facts) is not None


def _ship_by(facts: Facts, estimate: Estimate | None, today: date) -> date | None:
    """By when it should leave, if the order is to come within its estimate; None where that is too vague to say."""
    if estimate is None or estimate.latest - estimate.earliest > timedelta(days=VAGUE_DAYS):
        return None
    place = facts.order.ship_to.country
    said = facts.settings.promise
    stated = said.transit_to(place.upper(), facts.order.shipping_method)
    fewest = (stated or transit_prior(facts.shop.country, place))[0]
    day = day_there(facts, estimate.latest)
    for _ in range(fewest):
        day = _business_day_before(day, place)
    return max(day, add_business_days(today, 1, facts.shop.country))


def _business_day_before(day: date, place: str) -> date:
    day -= timedelta(days=1)
    while add_business_days(day - timedelta(days=1), 1, place) != day:
        day -= timedelta(days=1)
    return day


def _columns(state: Standing) -> dict[str, Any]:
    if isinstance(state, shipment.Standing):
        flags = sorted(state.flags)
        dates = {"term": state.term, "deadline": state.deadline, "revised": state.revised, "vested": state.vested}
        return {"stage": state.stage, **dates, "due": state.due, "flags": flags}
    raised = [f"surcharge_{state.surcharge}"] if state.surcharge else []
    return {
        "stage": state.stage, "term": state.agreed, "deadline": state.extra or state.agreed, "revised": state.extra,
        "vested": state.ended, "due": state.pay_by, "flags": raised,
    }  # fmt: skip
