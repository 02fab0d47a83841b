"""What stands against a message to a customer: asked when it is decided, and again at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from integration.domain.channel import ChannelKind, open_channels
from integration.domain.commerce import Fulfillment, Order, OrderStatus, TrackingStatus
from integration.domain.incident_reason import HoldCause
from integration.domain.notice_settings import NoticeSettings
from integration.domain.promise import Promise, is_pickup
from integration.domain.reasons import HoldReason
from integration.domain.tracking import has_arrived

FEED_QUIET = timedelta(hours=48)

_BY_STATUS = {
    OrderStatus.DELETED: HoldReason.DELETED,
    OrderStatus.CANCELLED: HoldReason.CANCELLED,
    OrderStatus.REFUNDED: HoldReason.REFUNDED,
    OrderStatus.PENDING: HoldReason.UNPAID,
    OrderStatus.ON_HOLD: HoldReason.ON_HOLD,
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is true around an order. `feed_seen_at`: when store or carrier was last heard; None is never.

    `carrier_feed`: somebody reports the scans of this shop's parcels, so that a delivery would be known. `wants_out`:
    the customer has cancelled, or asked for the money back. `by_number`: the channels that may carry the
    message in hand to their number. `no_mail`: the shop is connected to send on these channels and not by mail.
    `incident`: what was decided once for all orders that one cause makes late, this one among them ("" nothing yet);
    None: it is late by itself.
    """

    imported: bool = False
    unsubscribed: bool = False
    bounced: bool = False
    shop_stopped: bool = False
    carrier_feed: bool = False
    wants_out: bool = False
    feed_seen_at: datetime | None = None
    by_number: tuple[ChannelKind, ...] = ()
    no_mail: bool = False
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An order as it stands at one moment, with all that a message about it depends on."""

    order: Order
    promise: Promise
    now: datetime
    settings: NoticeSettings
    circumstances: Circumstances

    @property
    def parcels(self) -> Sequence[Fulfillment]:
        """The order's parcels; a label that was voided is none."""
        return [parcel for parcel in self.order.fulfillments if parcel.status is not TrackingStatus.CANCELLED]

    @property
    def open_parcels(self) -> Sequence[Fulfillment]:
        return [parcel for parcel in self.parcels if not has_arrived(parcel)]

    @property
    def channels(self) -> Sequence[ChannelKind]:
        """By which the customer may be told, the first choice first; none when nothing leads to them."""
        around = self.circumstances
        email = self.order.customer.email
        return open_channels(email, around.by_number, bounced=around.bounced, no_mail=around.no_mail)

    @property
    def waits_at_pickup(self) -> bool:
        """Whether all that is still to come waits for the customer at a pickup point."""
        waits = {parcel.status for parcel in self.open_parcels} == {TrackingStatus.READY_FOR_PICKUP}
        return waits and not self.order.sent_in_part

    @property
    def delivered(self) -> bool:
        """Whether all of it has been sent, and every parcel has arrived; one of which nothing was sent has not."""
        return bool(self.parcels) and not self.open_parcels and not self.order.sent_in_part


def against_any_message(case: Case) -> HoldReason | None:
    """What forbids writing to this customer about this order at all."""
    return _order(case) or _customer(case) or _unpromised(case)


def against_answer(case: Case) -> HoldReason | None:
    """What forbids even an answer to what the customer has said or asked for."""
    around = case.circumstances
    bars = (
        (HoldReason.NO_ADDRESS, _unaddressed(case)),
        (HoldReason.BOUNCED, around.bounced and not around.by_number),
        (HoldReason.SHOP_STOPPED, around.shop_stopped),
    )
    return next((reason for reason, holds in bars if holds), None)


def against_pickup_letter(case: Case) -> HoldReason | None:
    """What forbids telling the customer to fetch it: no promise is needed for that, but a parcel that waits."""
    gone = HoldReason.DELIVERED if case.delivered else HoldReason.NEW_SCAN
    return _order(case) or _customer(case) or (None if case.waits_at_pickup else gone)


def against_delay_notice(case: Case) -> HoldReason | None:
    """What forbids saying that the order is late, whatever was estimated."""
    return _order(case) or _customer(case) or _parcels(case) or _unpromised(case)


def _order(case: Case) -> HoldReason | None:
    order = case.order
    bar = _BY_STATUS.get(order.status)
    if order.held_for and bar in (None, HoldReason.ON_HOLD):
        return _held(order)
    if bar:
        return bar
    if order.refunds and sum(refund.amount.amount for refund in order.refunds) >= order.total.amount:
        return HoldReason.REFUNDED
    if order.disputed:
        return HoldReason.DISPUTED
    if not order.requires_shipping:
        return HoldReason.DIGITAL
    return HoldReason.PICKUP if is_pickup(order, case.settings.promise) else None


def _held(order: Order) -> HoldReason:
    """An order that is paid and complete has only been put off by its shop, which owes its customer word of that."""
    if HoldCause.AWAITING_PAYMENT in order.held_for:
        return HoldReason.UNPAID
    unsure = {HoldCause.FRAUD, HoldCause.ADDRESS}.intersection(order.held_for)
    return HoldReason.ON_HOLD if unsure else HoldReason.HELD_AT_STORE


def _unpromised(case: Case) -> HoldReason | None:
    """Asked last: what no day was promised for may still have to leave by one."""
    return HoldReason.NO_PROMISE if case.promise.promised_by is None else None


def _customer(case: Case) -> HoldReason | None:
    around = case.circumstances
    bars = (
        (HoldReason.IMPORTED, around.imported),
        (HoldReason.NO_ADDRESS, _unaddressed(case)),
        (HoldReason.UNSUBSCRIBED, around.unsubscribed),
        (HoldReason.BOUNCED, around.bounced and not around.by_number),
        (HoldReason.SHOP_STOPPED, around.shop_stopped),
        (HoldReason.WANTS_OUT, around.wants_out),
    )
    return next((reason for reason, holds in bars if holds), None)


def _unaddressed(case: Case) -> bool:
    return "@" not in case.order.customer.email and not case.circumstances.by_number


def _parcels(case: Case) -> HoldReason | None:
    statuses = {parcel.status for parcel in case.open_parcels}
    seen = case.circumstances.feed_seen_at
    bars = (
        (HoldReason.DELIVERED, case.delivered),
        (HoldReason.RETURNING, TrackingStatus.RETURN_TO_SENDER in statuses),
        (HoldReason.READY_FOR_PICKUP, case.waits_at_pickup),
        (HoldReason.UNTRACKED, _untracked(case)),
        (HoldReason.FEED_STOPPED, seen is None or case.now - seen > FEED_QUIET),
    )
    return next((reason for reason, holds in bars if holds), None)


def _untracked(case: Case) -> bool:
    """Whether goods have left and nobody would tell us of their delivery."""
    if case.circumstances.carrier_feed:
        return False
    left_unseen = case.order.status is OrderStatus.FULFILLED and not case.parcels
    return left_unseen or any(not parcel.events for parcel in case.open_parcels)
