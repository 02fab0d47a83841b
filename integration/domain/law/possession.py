"""Where a sale stands under the EU's and the UK's law of delivery (Directive 2011/83 art. 18; CRA 2015 s. 28).

Possession counts, not shipment. Silence never decides: only the buyer sets an extra period, and only the buyer ends
the contract.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from integration.domain.calendars import is_business_day
from integration.domain.law.statute import Statute

ONE_DAY = timedelta(days=1)


class Stage(StrEnum):
    DUE = "due"
    LATE = "late"
    EXTRA = "extra"
    TERMINABLE = "terminable"
    TERMINATED = "terminated"
    REIMBURSED = "reimbursed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class ExtraSet:
    """The buyer sets a further period, to the end of the day `until`."""

    day: date
    until: date


@dataclass(frozen=True, slots=True)
class Refused:
    """The trader refuses to deliver."""

    day: date


@dataclass(frozen=True, slots=True)
class Ended:
    """The buyer says that the contract is at an end."""

    day: date


@dataclass(frozen=True, slots=True)
class Received:
    """The buyer, or whom the buyer named, has the goods in hand."""

    day: date


@dataclass(frozen=True, slots=True)
class PaidBack:
    day: date


Happening = ExtraSet | Refused | Ended | Received | PaidBack


@dataclass(frozen=True, slots=True)
class Standing:
    """`agreed` is the last day for delivery. `due` ends the time to pay back; None: without undue delay.

    `pay_by` is the working day to plan for. `surcharge` is the percentage that is owed on top by now.
    """

    stage: Stage
    agreed: date
    extra: date | None = None
    ended: date | None = None
    due: date | None = None
    pay_by: date | None = None
    surcharge: int = 0


def agreed_day(statute: Statute, contract: date, agreed: date | None = None) -> date:
    """The last day for delivery: the one agreed on, else so many days after the contract."""
    return agreed or contract + timedelta(days=statute.default_days)


def standing(
    agreed: date, happened: Iterable[Happening], today: date, statute: Statute, *, essential: bool = False
) -> Standing:
    """Where it stands on `today`. `essential`: the buyer had said, or everybody could see, that the day matters."""
    state = Standing(Stage.DUE, agreed)
    paid: date | None = None
    for event in sorted((each for each in happened if each.day <= today), key=lambda each: each.day):
        state = _after(_passed(state, event.day, essential), event, statute)
        paid = paid or (event.day if isinstance(event, PaidBack) else None)
    state = _passed(state, today, essential)
    return replace(state, surcharge=_surcharge(state.due, paid or today, statute))


def _passed(state: Standing, today: date, essential: bool) -> Standing:
    if state.stage is Stage.DUE and today > state.agreed:
        return replace(state, stage=Stage.TERMINABLE if essential else Stage.LATE)
    if state.stage is Stage.EXTRA and state.extra is not None and today > state.extra:
        return replace(state, stage=Stage.TERMINABLE)
    return state


def _after(state: Standing, event: Happening, statute: Statute) -> Standing:
    match state.stage, event:
        case Stage.TERMINATED, PaidBack():
            return replace(state, stage=Stage.REIMBURSED)
        case ((Stage.TERMINATED | Stage.REIMBURSED | Stage.DELIVERED), _):
            return state
        case _, Received():
            return replace(state, stage=Stage.DELIVERED)
        case _, Refused():
            return replace(state, stage=Stage.TERMINABLE)
        case Stage.LATE, ExtraSet(_, until):
            return replace(state, stage=Stage.EXTRA, extra=until)
        case Stage.TERMINABLE, Ended(day):
            return _ended(state, day, statute)
    return state


def _ended(state: Standing, day: date, statute: Statute) -> Standing:
    if statute.refund_days is None:
        return replace(state, stage=Stage.TERMINATED, ended=day)
    due = day + timedelta(days=statute.refund_days)
    return replace(state, stage=Stage.TERMINATED, ended=day, due=due, pay_by=working_day_before(due, statute))


def working_day_before(day: date, statute: Statute) -> date:
    """`day` itself when banks work on it, else the last one before: a weekend is no excuse towards the buyer."""
    while not is_business_day(day, statute.holidays):
        day -= ONE_DAY
    return day


def _surcharge(due: date | None, paid: date, statute: Statute) -> int:
    if due is None or paid <= due:
        return 0
    late = (paid - due).days
    fits = (step.percent for step in statute.surcharges if step.days_late is None or late <= step.days_late)
    return next(fits, 0)
