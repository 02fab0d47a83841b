"""Where the law wants a notice that our own judgement would have kept back, or sent without saying all it must."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from integration.domain.law.duty import Duty
from integration.domain.law.record import written_duty
from integration.domain.law.statute import Form
from integration.domain.notice import Hold, Send
from integration.domain.reasons import NEWS, HoldReason, NoticeKind, SendReason

YIELDING = frozenset({
    HoldReason.ALREADY_TOLD, HoldReason.TOO_EARLY, HoldReason.LIKELY_ON_TIME, HoldReason.UNSUBSCRIBED,
    HoldReason.TOO_OLD, HoldReason.INCIDENT, HoldReason.INCIDENT_HELD, HoldReason.DISPUTED, HoldReason.NO_PROMISE,
    HoldReason.HELD_AT_STORE,
})  # fmt: skip
"""Reasons of ours or the shop's, and wishes of the customer's, which give way to a duty; facts of the order do not."""

_RENEWALS = frozenset({Form.RENEWED, Form.RENEWED_UNDATED})


def pressed(
    decided: Send | Hold, duty: Duty | None, today: date, *, ended: bool = False, pending: bool = False, ahead: int = 0
) -> Send | Hold:
    """The decision as it stands once the law has spoken: on the last day a notice that is owed goes all the same.

    `ended`: by law the order counts as cancelled, so that no new day can be told any more. `pending`: a message about
    it is written and has not gone. `ahead`: so many days before the last one, for a shop whose people read it first.
    """
    if ended and isinstance(decided, Send):
        return Hold(HoldReason.COUNTS_AS_CANCELLED, decided.weighed)
    if duty is None or (isinstance(decided, Send) and decided.kind in NEWS):
        return decided
    weighed: Mapping[str, Any] = {**decided.weighed, "law": written_duty(duty)}
    kind = _kind(duty)
    if isinstance(decided, Send):
        return Send(kind, decided.reason, weighed)
    near = today + timedelta(days=ahead) >= duty.told
    if decided.reason in YIELDING and near and not pending:
        return Send(kind, SendReason.LAST_DAY, weighed)
    return Hold(decided.reason, weighed)


def _kind(duty: Duty) -> NoticeKind:
    if duty.revised is None:
        return NoticeKind.NO_DATE_KNOWN
    return NoticeKind.SECOND_DELAY if duty.form in _RENEWALS else NoticeKind.DELAY_BEFORE_PROMISE
