"""Whether a customer is told of a delay, how, and why: one pure decision, kept whether a message goes or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from integration.domain.bars import (
    Case,
    Circumstances,
    against_answer,
    against_any_message,
    against_delay_notice,
    against_pickup_letter,
)
from integration.domain.channel import ChannelKind, next_channel
from integration.domain.commerce import Order, TrackingStatus
from integration.domain.delay.estimate import Estimate
from integration.domain.delay.policy import verdict
from integration.domain.held_up import UNMENDED, held_up_by, holding_up, is_fresh
from integration.domain.notice_settings import NoticeSettings
from integration.domain.promise import Promise
from integration.domain.reasons import ANSWERS, HoldReason, NoticeKind, SendReason
from integration.domain.tracking import is_stalled
from integration.domain.zones import zone_of

LONGEST_OVERDUE = 30
APOLOGY_WITHIN = 3

VAGUE_DAYS = 21
"""A span wider than this is told as "no date known": so vague a date would look like knowledge."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was written before. `declined`: a person kept it back; `failed`: it could not be delivered.

    `until` is the last day that it named; None where it named none.
    """

    kind: str
    declined: bool = False
    failed: bool = False
    channel: str = ChannelKind.MAIL
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    kind: NoticeKind
    reason: SendReason
    weighed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hold:
    reason: HoldReason
    weighed: Mapping[str, Any]


def decide(
    order: Order,
    promise: Promise,
    estimate: Estimate | None,
    sent: Sequence[Told],
    now: datetime,
    settings: NoticeSettings,
    circumstances: Circumstances,
) -> Send | Hold:
    """`estimate` None: nothing of the order is under way any more, or nothing was promised.

    `weighed` is ready for JSON and holds what the decision went by.
    """
    case = Case(order, promise, now, settings, circumstances)
    weighed = _weighed(case, estimate)
    if case.delivered and settings.apologise:
        return _apology(case, sent, weighed)
    if case.waits_at_pickup and settings.pickup_letter:
        return _to_be_fetched(case, sent, weighed)
    told = [one for one in sent if one.kind != NoticeKind.READY_FOR_PICKUP]
    if bar := against_delay_notice(case):
        return Hold(bar, weighed)
    if _is_broken(told, case):
        return Send(NoticeKind.SECOND_DELAY, SendReason.TOLD_DAY_PASSED, weighed)
    if bar := _told(told, case):
        return Hold(bar, weighed)
    if estimate is None:
        return Hold(HoldReason.NO_PROMISE, weighed)
    return _by_day(case, estimate, weighed, anew=bool(told))


def forbids(kind: str, case: Case) -> HoldReason | None:
    """What stands against sending a message of this kind now, whoever wrote or approved it."""
    if kind in ANSWERS:
        return against_answer(case)
    if kind == NoticeKind.READY_FOR_PICKUP:
        return against_pickup_letter(case)
    if kind == NoticeKind.DELIVERED_LATE:
        return against_any_message(case) or (None if case.delivered else HoldReason.NEW_SCAN)
    return against_delay_notice(case)


def channel_for(case: Case, sent: Sequence[Told]) -> ChannelKind:
    """On which channel the next message goes: the first that did not fail; mail where nothing is left to choose."""
    failed = {told.channel for told in sent if told.failed}
    return next_channel(case.channels, failed) or ChannelKind.MAIL


def days_to_promise(case: Case) -> int | None:
    """From the customer's today to the promised day; negative when it has passed, None when nothing was promised."""
    if case.promise.promised_by is None:
        return None
    return (_day(case, case.promise.promised_by) - _day(case, case.now)).days


def _to_be_fetched(case: Case, sent: Sequence[Told], weighed: Mapping[str, Any]) -> Send | Hold:
    """Once, and while it is news: an old scan must not write to somebody who has long been there."""
    if bar := against_pickup_letter(case):
        return Hold(bar, weighed)
    before = next((told for told in sent if told.kind == NoticeKind.READY_FOR_PICKUP), None)
    if before is not None:
        return Hold(HoldReason.DECLINED if before.declined else HoldReason.READY_FOR_PICKUP, weighed)
    if not all(is_fresh(parcel.events, case.now) for parcel in case.open_parcels):
        return Hold(HoldReason.READY_FOR_PICKUP, weighed)
    return Send(NoticeKind.READY_FOR_PICKUP, SendReason.WAITS_AT_PICKUP, weighed)


def _is_broken(told: Sequence[Told], case: Case) -> bool:
    """Whether the one notice that went named days which are over by now: who waited for them hears once more."""
    if len(told) != 1 or told[0].declined or told[0].failed or told[0].until is None:
        return False
    late = (_day(case, case.now) - _day(case, told[0].until)).days
    return told[0].kind != NoticeKind.SECOND_DELAY and 0 < late <= LONGEST_OVERDUE


def _told(sent: Sequence[Told], case: Case) -> HoldReason | None:
    """One notice of delay an order; only one that did not arrive is told again, on a channel that has not failed."""
    if not sent:
        return None
    if any(told.declined for told in sent):
        return HoldReason.DECLINED
    if not all(told.failed for told in sent):
        return HoldReason.ALREADY_TOLD
    left = next_channel(case.channels, {told.channel for told in sent})
    return HoldReason.UNREACHABLE if left is None else None


def _by_day(case: Case, estimate: Estimate, weighed: Mapping[str, Any], *, anew: bool) -> Send | Hold:
    """`anew`: what was to be told did not arrive, so that the look for it has not passed."""
    days_left = days_to_promise(case) or 0
    if days_left < -LONGEST_OVERDUE:
        return Hold(HoldReason.TOO_OLD, weighed)
    if case.circumstances.incident is not None and estimate.probability_late >= case.settings.threshold:
        return _by_incident(case.circumstances.incident, _kind(_by_date(days_left), estimate), weighed)
    if _is_held_up(case, estimate):
        return Send(NoticeKind.CARRIER_EXCEPTION, SendReason.HELD_UP, weighed)
    found = verdict(
        case.settings.limits, days_left, estimate.probability_late, seen_before=not anew and _seen_before(case)
    )
    if isinstance(found, HoldReason):
        return Hold(_why_quiet(case) if found is HoldReason.LIKELY_ON_TIME else found, weighed)
    held_up = holding_up(case.open_parcels, case.now)
    kind = NoticeKind.CARRIER_EXCEPTION if held_up else _kind(_by_date(days_left), estimate)
    return Send(kind, SendReason.OTHER_CHANNEL if anew else found, weighed)


def _is_held_up(case: Case, estimate: Estimate) -> bool:
    """Whether a fresh scan names what will not mend itself, or what makes a parcel that was doubtful late."""
    named = holding_up(case.open_parcels, case.now)
    if named & UNMENDED:
        return True
    return bool(named) and estimate.probability_late >= case.settings.threshold


def _by_incident(decision: str, kind: NoticeKind, weighed: Mapping[str, Any]) -> Send | Hold:
    """Where many orders are late for one cause, a person decides once, and earlier than the day of each order."""
    match decision:
        case "approved":
            return Send(kind, SendReason.INCIDENT, weighed)
        case "held":
            return Hold(HoldReason.INCIDENT_HELD, weighed)
    return Hold(HoldReason.INCIDENT, weighed)


def _by_date(days_left: int) -> NoticeKind:
    return NoticeKind.DELAY_ON_THE_DAY if days_left <= 0 else NoticeKind.DELAY_BEFORE_PROMISE


def _seen_before(case: Case) -> bool:
    """Whether the order was there on a morning before this one."""
    return _day(case, case.order.paid_at or case.order.placed_at) < _day(case, case.now) - timedelta(days=1)


def _why_quiet(case: Case) -> HoldReason:
    on_the_van = any(parcel.status is TrackingStatus.OUT_FOR_DELIVERY for parcel in case.open_parcels)
    return HoldReason.OUT_FOR_DELIVERY if on_the_van else HoldReason.LIKELY_ON_TIME


def _kind(kind: NoticeKind, estimate: Estimate) -> NoticeKind:
    vague = estimate.latest - estimate.earliest > timedelta(days=VAGUE_DAYS)
    return NoticeKind.NO_DATE_KNOWN if vague else kind


def _apology(case: Case, sent: Sequence[Told], weighed: Mapping[str, Any]) -> Send | Hold:
    if bar := forbids(NoticeKind.DELIVERED_LATE, case):
        return Hold(bar, weighed)
    apologies = [told for told in sent if told.kind == NoticeKind.DELIVERED_LATE]
    if bar := _told(apologies, case):
        return Hold(bar, weighed)
    moments = [parcel.delivered_at for parcel in case.parcels if parcel.delivered_at is not None]
    promised_by = case.promise.promised_by
    if not moments or promised_by is None or _day(case, max(moments)) <= _day(case, promised_by):
        return Hold(HoldReason.DELIVERED, weighed)
    if case.now - max(moments) > timedelta(days=APOLOGY_WITHIN):
        return Hold(HoldReason.DELIVERED, weighed)
    return Send(NoticeKind.DELIVERED_LATE, SendReason.OTHER_CHANNEL if apologies else SendReason.CAME_LATE, weighed)


def _weighed(case: Case, estimate: Estimate | None) -> dict[str, Any]:
    weighed: dict[str, Any] = {
        "order_status": case.order.status.value,
        "parcels": [parcel.status.value for parcel in case.parcels],
        "days_to_promise": days_to_promise(case),
        "promised_by": case.promise.promised_by.isoformat() if case.promise.promised_by else None,
        "promise_basis": case.promise.basis.value,
        "sensitivity": case.settings.sensitivity.value,
        "threshold": round(case.settings.threshold, 3),
        "early_threshold": case.settings.early_threshold,
    }
    if case.order.held_for:
        weighed["held_for"] = [cause.value for cause in case.order.held_for]
    if incidents := [reason.value for parcel in case.open_parcels if (reason := held_up_by(parcel.events))]:
        weighed["incidents"] = incidents
    if any(is_stalled(parcel.events, case.now) for parcel in case.open_parcels):
        weighed["stalled"] = True
    if estimate is not None:
        weighed |= {
            "probability_late": round(estimate.probability_late, 3),
            "earliest": estimate.earliest.isoformat(),
            "expected": estimate.expected.isoformat(),
            "latest": estimate.latest.isoformat(),
            "basis": dict(estimate.basis),
        }
    return weighed


def _day(case: Case, moment: datetime) -> date:
    return moment.astimezone(zone_of(case.order.ship_to, case.settings.promise.timezone)).date()
