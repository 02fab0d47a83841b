"""When a message may go, by its class: what the law asks for, what serves an order, and what sells."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from integration.domain.reasons import WaitReason

FEW = 10
"""So many a day look like nothing unusual, however small the shop is."""


class MessageClass(StrEnum):
    """LEGAL goes whatever the customer wishes; SERVICE unless they unsubscribed; MARKETING only to who asked for it."""

    LEGAL = "legal"
    SERVICE = "service"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class SendingRules:
    """Between `quiet_from` and `quiet_to` (the recipient's hours) nothing but the pressing goes out.

    `per_customer` and `per_shop` are the most service messages of one day, in 24 hours. Above `share` percent of the
    open orders a day, no delay is told of without a person's word: so many at once may be a carrier's outage.
    """

    quiet_from: int = 21
    quiet_to: int = 8
    per_customer: int = 2
    per_shop: int = 1000
    share: int = 5

    def by_itself(self, open_orders: int) -> int:
        """How many delays of one day may be told of without a person's word; 100 percent is all of them."""
        return max(FEW, math.ceil(open_orders * self.share / 100)) if self.share < 100 else self.per_shop


@dataclass(frozen=True, slots=True)
class Wait:
    reason: WaitReason
    until: datetime


def consents(kind: MessageClass, *, unsubscribed: bool, asked_for_offers: bool = False) -> bool:
    """Whether this customer may be written to at all."""
    match kind:
        case MessageClass.LEGAL:
            return True
        case MessageClass.SERVICE:
            return not unsubscribed
    return asked_for_offers and not unsubscribed


def wait_for(
    kind: MessageClass, now: datetime, zone: tzinfo, rules: SendingRules, *, to_customer: int, by_shop: int
) -> Wait | None:
    """Whether it has to wait; `to_customer` and `by_shop` were sent in the last 24 hours.

    What the law asks for waits for the morning of the same day only: another day may be one too late.
    """
    morning = _quiet_until(now, zone, rules)
    if morning is not None and (kind is not MessageClass.LEGAL or _same_day(morning, now, zone)):
        return Wait(WaitReason.QUIET_HOURS, morning)
    if kind is MessageClass.LEGAL:
        return None
    tomorrow = now + timedelta(hours=24)
    if to_customer >= rules.per_customer:
        return Wait(WaitReason.ENOUGH_FOR_ONE, tomorrow)
    return Wait(WaitReason.ENOUGH_FOR_ALL, now + timedelta(hours=1)) if by_shop >= rules.per_shop else None


def read_sending_rules(settings: Mapping[str, Any]) -> SendingRules:
    """From a shop's own settings, under "sending". Raises ValueError naming the entry that cannot be read."""
    given = settings.get("sending") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"sending: a table of settings is wanted, not {given!r}")
    plain = SendingRules()
    return SendingRules(
        _whole("quiet_from", given.get("quiet_from", plain.quiet_from), 0, 23),
        _whole("quiet_to", given.get("quiet_to", plain.quiet_to), 0, 23),
        _whole("per_customer", given.get("per_customer", plain.per_customer), 1, 20),
        _whole("per_shop", given.get("per_shop", plain.per_shop), 1, 1_000_000),
        _whole("share", given.get("share", plain.share), 1, 100),
    )


def _quiet_until(now: datetime, zone: tzinfo, rules: SendingRules) -> datetime | None:
    """When the quiet hours end, if it is quiet there now."""
    there = now.astimezone(zone)
    begin, end = rules.quiet_from, rules.quiet_to
    quiet = begin <= there.hour < end if begin <= end else there.hour >= begin or there.hour < end
    if not quiet:
        return None
    day = there.date() + timedelta(days=1 if there.hour >= end else 0)
    return datetime.combine(day, time(end), zone).astimezone(now.tzinfo)


def _same_day(one: datetime, other: datetime, zone: tzinfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _whole(name: str, value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name}: a whole number from {least} to {most} is wanted, not {value!r}")
    return value
