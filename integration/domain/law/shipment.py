"""Where an order line stands under the FTC's rule on mail, internet and telephone orders (16 CFR part 435).

Days are the buyer's; the day of an event is day 0 and a last day counts in full, on a Sunday too. A period that runs
out takes effect at the midnight that ends it; refunds are counted from its last day, the stricter of two readings.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from integration.domain.calendars import add_business_days
from integration.domain.law.statute import Statute

ONE_DAY = timedelta(days=1)


class Stage(StrEnum):
    NOT_COVERED = "not_covered"
    WAIT_COMPLETE = "wait_complete"
    RUNNING = "running"
    OPT_SHORT = "opt_short"
    OPT_LONG = "opt_long"
    CONSENT_DATE = "consent_date"
    CONSENT_OPEN = "consent_open"
    RENEWED = "renewed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


OVER = frozenset({Stage.NOT_COVERED, Stage.SHIPPED, Stage.CANCELLED, Stage.REFUNDED})


class Flag(StrEnum):
    LATE_NOTICE = "late_notice"
    DEFECTIVE_NOTICE = "defective_notice"
    SHIPPED_AFTER_CANCEL = "shipped_after_cancel"
    SAME_DAY = "same_day"
    REFUND_LATE = "refund_late"
    REFUND_STATEMENT_MISSING = "refund_statement_missing"


@dataclass(frozen=True, slots=True)
class Notified:
    """A notice went out with a new date for shipping, or none. Not `sound`: it lacked a clause, or came back."""

    day: date
    revised: date | None = None
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Agreed:
    """The buyer says yes: to the date that was offered, to another (`until`), or to however long it takes."""

    day: date
    until: date | None = None
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class CancelledByBuyer:
    day: date


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The seller tells the buyer that the goods will not be shipped."""

    day: date


@dataclass(frozen=True, slots=True)
class Shipped:
    """The carrier has it in its hands; a printed label is not that."""

    day: date


@dataclass(frozen=True, slots=True)
class Refunded:
    day: date


@dataclass(frozen=True, slots=True)
class RefundStated:
    """The buyer was told what was paid back, how and when: only that completes a refund."""

    day: date


Happening = Notified | Agreed | CancelledByBuyer | GivenUp | Shipped | Refunded | RefundStated


@dataclass(frozen=True, slots=True)
class Standing:
    """`term` ends the time in which to ship, `limit` the time that a silent buyer is kept waiting after a long notice.

    `revised` is the date that binds now, `offered` one that waits for the buyer's yes. From the day `vested` on the
    buyer is owed the money, by `due`.
    """

    stage: Stage
    term: date | None = None
    limit: date | None = None
    revised: date | None = None
    offered: date | None = None
    vested: date | None = None
    due: date | None = None
    refunded: date | None = None
    stated: date | None = None
    flags: frozenset[Flag] = frozenset()

    @property
    def deadline(self) -> date | None:
        """The last day of what runs now: ship by then, or have a sound notice out, else the order is cancelled."""
        return _ends(self)


def term_of(statute: Statute, complete: date, stated: date | None = None, *, seller_credit: bool = False) -> date:
    """The last day to ship. `complete`: payment and all that is needed to ship are in. A stated time goes first."""
    days = statute.credit_days if seller_credit else statute.default_days
    return stated or complete + timedelta(days=days)


def standing(term: date | None, happened: Iterable[Happening], today: date, statute: Statute) -> Standing:
    """Where it stands on `today`, by what happened until then. `term` None: the order is not complete yet."""
    if term is None:
        return Standing(Stage.WAIT_COMPLETE)
    known = sorted((each for each in happened if each.day <= today), key=lambda each: each.day)
    state = Standing(Stage.RUNNING, term, term + timedelta(days=statute.limit_days))
    for event in known:
        state = _after(_expired(state, event.day - ONE_DAY, statute), event, statute)
    return _flagged(_expired(state, today - ONE_DAY, statute), known, today)


def _ends(state: Standing) -> date | None:
    match state.stage:
        case Stage.RUNNING:
            return state.term
        case Stage.OPT_LONG:
            return state.limit
        case Stage.OPT_SHORT | Stage.CONSENT_DATE | Stage.RENEWED:
            return state.revised
    return None


def _expired(state: Standing, through: date, statute: Statute) -> Standing:
    """With all that has run out by the end of the day `through`."""
    if state.stage is Stage.OPT_SHORT and state.term is not None and through >= state.term:
        state = replace(state, stage=Stage.CONSENT_DATE)  # silence has agreed
    ends = _ends(state)
    return _owed(state, ends, statute) if ends is not None and through >= ends else state


def _owed(state: Standing, vested: date, statute: Statute) -> Standing:
    due = add_business_days(vested, statute.refund_days or 0, statute.holidays)
    return replace(state, stage=Stage.CANCELLED, vested=vested, due=due)


def _after(state: Standing, event: Happening, statute: Statute) -> Standing:
    match event:
        case Refunded(day):
            return _settled(replace(state, refunded=state.refunded or day))
        case RefundStated(day):
            return _settled(replace(state, stated=day))
        case Notified():
            return _notified(state, event)
        case Shipped():
            return _shipped(state)
    if state.stage in OVER:
        return state
    if isinstance(event, Agreed):
        return _agreed(state, event)
    return _owed(state, event.day, statute)


def _shipped(state: Standing) -> Standing:
    if state.stage is Stage.CANCELLED:
        return _with(state, Flag.SHIPPED_AFTER_CANCEL)
    return state if state.stage in OVER else replace(state, stage=Stage.SHIPPED)


def _notified(state: Standing, notice: Notified) -> Standing:
    if state.stage in OVER:
        return _with(state, Flag.LATE_NOTICE) if state.stage is Stage.CANCELLED else state
    if not notice.sound:
        return _with(state, Flag.DEFECTIVE_NOTICE)
    match state.stage:
        case Stage.RUNNING:
            short = notice.revised is not None and state.limit is not None and notice.revised <= state.limit
            return replace(state, stage=Stage.OPT_SHORT if short else Stage.OPT_LONG, revised=notice.revised)
        case Stage.OPT_SHORT | Stage.CONSENT_DATE | Stage.RENEWED:
            return replace(state, stage=Stage.RENEWED, offered=notice.revised)
        case Stage.OPT_LONG:
            return replace(state, revised=notice.revised)
    return state


def _agreed(state: Standing, answer: Agreed) -> Standing:
    if state.stage in (Stage.RUNNING, Stage.CONSENT_OPEN):
        return state  # nothing was asked
    offered = state.offered if state.stage is Stage.RENEWED else state.revised
    until = answer.until or offered
    if answer.open_ended or until is None:
        return replace(state, stage=Stage.CONSENT_OPEN, revised=None, offered=None)
    return replace(state, stage=Stage.CONSENT_DATE, revised=until, offered=None)


def _settled(state: Standing) -> Standing:
    complete = state.stage is Stage.CANCELLED and state.refunded is not None and state.stated is not None
    return replace(state, stage=Stage.REFUNDED) if complete else state


def _flagged(state: Standing, known: Iterable[Happening], today: date) -> Standing:
    shipped = {event.day for event in known if isinstance(event, Shipped)}
    if shipped & {event.day for event in known if isinstance(event, CancelledByBuyer)}:
        state = _with(state, Flag.SAME_DAY)
    if state.due is not None and (state.refunded or today) > state.due:
        state = _with(state, Flag.REFUND_LATE)
    if state.stage is Stage.CANCELLED and state.refunded is not None:
        state = _with(state, Flag.REFUND_STATEMENT_MISSING)
    return state


def _with(state: Standing, flag: Flag) -> Standing:
    return replace(state, flags=state.flags | {flag})
