"""Which messages there are, and why one goes or does not, each reason with a sentence for the merchant."""

from collections.abc import Mapping
from enum import StrEnum


class NoticeKind(StrEnum):
    DELAY_BEFORE_PROMISE = "delay_before_promise"
    DELAY_ON_THE_DAY = "delay_on_the_day"
    NO_DATE_KNOWN = "no_date_known"
    SECOND_DELAY = "second_delay"
    CARRIER_EXCEPTION = "carrier_exception"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED_LATE = "delivered_late"
    COMPLAINT_RECEIVED = "complaint_received"
    REFUND_STATEMENT = "refund_statement"


ANSWERS = frozenset({NoticeKind.COMPLAINT_RECEIVED, NoticeKind.REFUND_STATEMENT})
"""Answers to what a customer said, or is owed; they tell of no delay and stop no notice of one."""

NEWS = frozenset({NoticeKind.READY_FOR_PICKUP, NoticeKind.DELIVERED_LATE})
"""They tell that the parcel has come, and so of no delay that is still to be."""


class SendReason(StrEnum):
    NEARLY_CERTAIN = "nearly_certain"
    MAIN_LOOK = "main_look"
    ON_THE_DAY = "on_the_day"
    OVERDUE = "overdue"
    CAME_LATE = "came_late"
    LAST_DAY = "last_day"
    OTHER_CHANNEL = "other_channel"
    INCIDENT = "incident_told"
    HELD_UP = "held_up"
    TOLD_DAY_PASSED = "told_day_passed"
    WAITS_AT_PICKUP = "waits_at_pickup"


class HoldReason(StrEnum):
    IMPORTED = "imported"
    DELETED = "deleted"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    DIGITAL = "digital"
    PICKUP = "pickup"
    UNPAID = "unpaid"
    ON_HOLD = "on_hold"
    HELD_AT_STORE = "held_at_store"
    NO_PROMISE = "no_promise"
    NO_ADDRESS = "no_address"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    SHOP_STOPPED = "shop_stopped"
    DELIVERED = "delivered"
    READY_FOR_PICKUP = "ready_for_pickup"
    RETURNING = "returning"
    DISPUTED = "disputed"
    UNTRACKED = "untracked"
    FEED_STOPPED = "feed_stopped"
    ALREADY_TOLD = "already_told"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    TOO_OLD = "too_old"
    TOO_EARLY = "too_early"
    LIKELY_ON_TIME = "likely_on_time"
    LOOK_PASSED = "look_passed"
    OUT_FOR_DELIVERY = "out_for_delivery"
    NEW_SCAN = "new_scan"
    STALE = "stale"
    CLAUSE_MISSING = "clause_missing"
    NOT_OWED = "not_owed"
    WANTS_OUT = "wants_out"
    COUNTS_AS_CANCELLED = "counts_as_cancelled"
    CHANNEL_CLOSED = "channel_closed"
    INCIDENT = "incident"
    INCIDENT_HELD = "incident_held"


class WaitReason(StrEnum):
    """Why a message that is ready goes later, or by a person's word only; its row keeps it until then."""

    QUIET_HOURS = "quiet_hours"
    ENOUGH_FOR_ONE = "enough_for_one"
    ENOUGH_FOR_ALL = "enough_for_all"
    UNUSUALLY_MANY = "unusually_many"
    STORE_SILENT = "store_silent"


_WORDS: Mapping[SendReason | HoldReason | WaitReason, str] = {
    WaitReason.QUIET_HOURS: "It is night where the customer lives; the message goes out in their morning.",
    WaitReason.ENOUGH_FOR_ONE: "This customer has had enough messages for one day; this one goes out tomorrow.",
    WaitReason.ENOUGH_FOR_ALL: "The shop has sent as many messages today as it wants to; this one waits its turn.",
    WaitReason.UNUSUALLY_MANY: "Unusually many customers would hear of a delay today, so this one waits for your word.",
    WaitReason.STORE_SILENT: "The store does not answer; it is asked again in minutes whether the message still holds.",
    SendReason.NEARLY_CERTAIN: "It is nearly certain that the order will be late, so the customer hears of it early.",
    SendReason.MAIN_LOOK: "Close to the promised day the chance of being late is above the limit that the shop chose.",
    SendReason.ON_THE_DAY: "The promised day is here and the order will probably not arrive on it.",
    SendReason.OVERDUE: "The promised day has passed and the order is still on its way.",
    SendReason.CAME_LATE: "The order arrived after the promised day; an apology is due.",
    SendReason.LAST_DAY: "The last day to ship is near and nothing has left; the law wants the customer told by then.",
    SendReason.OTHER_CHANNEL: "The message did not arrive, so the customer is told on another channel.",
    SendReason.INCIDENT: "One cause makes many orders late, and one decision lets their customers know.",
    SendReason.HELD_UP: "The carrier says what holds the parcel up, and it will probably not come in time by itself.",
    SendReason.TOLD_DAY_PASSED: "The last day that we named to the customer has passed, and the order has not come.",
    SendReason.WAITS_AT_PICKUP: "The parcel waits for the customer at a pickup point, and goes back if nobody comes.",
    HoldReason.IMPORTED: "The order is history from before the shop was connected; history never sends messages.",
    HoldReason.DELETED: "The order was deleted in the store.",
    HoldReason.CANCELLED: "The order is cancelled.",
    HoldReason.REFUNDED: "The order is refunded.",
    HoldReason.DIGITAL: "Nothing in the order is shipped.",
    HoldReason.PICKUP: "The customer fetches the order from the shop.",
    HoldReason.UNPAID: "The order is not paid yet.",
    HoldReason.ON_HOLD: "The order is on hold in the store.",
    HoldReason.HELD_AT_STORE: "The store holds back what is still to be sent, or a part of it.",
    HoldReason.NO_PROMISE: "No delivery day was promised, so nothing can be late.",
    HoldReason.NO_ADDRESS: "The order has no mail address to write to.",
    HoldReason.UNSUBSCRIBED: "The customer does not want messages about orders.",
    HoldReason.BOUNCED: "Mail to this address came back.",
    HoldReason.CHANNEL_CLOSED: "This customer can no longer be reached on this channel.",
    HoldReason.SHOP_STOPPED: "All messages of the shop are stopped.",
    HoldReason.DELIVERED: "The order is delivered.",
    HoldReason.READY_FOR_PICKUP: "The parcel waits for the customer at a pickup point.",
    HoldReason.RETURNING: "The parcel is on its way back; a person should look at it.",
    HoldReason.DISPUTED: "The customer disputes the payment; a person should write to them.",
    HoldReason.UNTRACKED: "The order has left and nobody reports where it is; silence is not a delay.",
    HoldReason.FEED_STOPPED: "Nothing has been heard from the store for two days; silence is not a delay.",
    HoldReason.ALREADY_TOLD: "The customer has been told already.",
    HoldReason.DECLINED: "A person decided not to send this message.",
    HoldReason.UNREACHABLE: "An earlier message about this order could not be delivered.",
    HoldReason.TOO_OLD: "The promised day is more than a month past; a person should look at it.",
    HoldReason.TOO_EARLY: "It is too early to say; we decide two days before the promised day.",
    HoldReason.LIKELY_ON_TIME: "The order will probably arrive in time.",
    HoldReason.LOOK_PASSED: "The shop warns days ahead or not at all; if the promised day passes, the customer hears.",
    HoldReason.OUT_FOR_DELIVERY: "The parcel is out for delivery today.",
    HoldReason.NEW_SCAN: "The parcel was scanned after this message was written, so it is weighed anew.",
    HoldReason.STALE: "The message waited so long that its dates may no longer hold.",
    HoldReason.CLAUSE_MISSING: "The message lacks a sentence that the law asks for, so it would count as none.",
    HoldReason.WANTS_OUT: "The customer has cancelled or asked for the money back, and waits for that.",
    HoldReason.COUNTS_AS_CANCELLED: "By US law the order counts as cancelled by now; the money is owed, not a new day.",
    HoldReason.INCIDENT: "One cause makes many orders late, this one among them; you decide once for all of them.",
    HoldReason.INCIDENT_HELD: "You decided to say nothing about the cause that makes many orders late.",
    HoldReason.NOT_OWED: "It was shipped, cancelled or paid back meanwhile, so this notice is no longer true.",
}

_BY_NAME = {reason.value: sentence for reason, sentence in _WORDS.items()}


def words(reason: str) -> str:
    """The sentence for a reason as it is kept in a row; what is no reason of ours is returned as it is."""
    return _BY_NAME.get(reason, reason)
