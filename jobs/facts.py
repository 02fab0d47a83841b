"""All that a decision about an order goes by, read from the store in one go."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session, col, func, select

from integration.data.incident_words import reason_in
from integration.domain.bars import Case, Circumstances
from integration.domain.channel import ChannelKind, Reach, read_channel_rules
from integration.domain.commerce import Fulfillment, Order
from integration.domain.delay.estimate import Estimate, estimate
from integration.domain.mobile import mobile
from integration.domain.notice import Told
from integration.domain.notice_settings import NoticeSettings, read_notice_settings
from integration.domain.promise import Promise
from integration.domain.reasons import ANSWERS
from integration.domain.sending import MessageClass
from integration.domain.zones import zone_of
from integration.store import incidents, notices, orders, outbox, tracking
from integration.store.happenings import wants_out
from integration.store.numbers import standings
from integration.store.order_parts import promise_settings
from integration.store.parcels import under_way
from integration.store.tables import FulfillmentRow, OrderRow, OutboxRow, ShopRow, TrackingEventRow
from integration.store.vault import Vault
from integration.store.wishes import wishes
from jobs.channels import carrier_feed, connected, keeps_carrier, telling
from jobs.learning import learnt, viewpoint_of

log = logging.getLogger(__name__)

NOWHERE = Reach()


@dataclass(frozen=True, slots=True)
class Facts:
    shop: ShopRow
    order: Order
    promise: Promise
    settings: NoticeSettings
    circumstances: Circumstances
    now: datetime
    reach: Reach = NOWHERE
    incident: incidents.Membership | None = None
    also: Sequence[OrderRow] = ()
    """The customer's other orders that the same incident makes late."""

    @property
    def case(self) -> Case:
        return Case(self.order, self.promise, self.now, self.settings, self.circumstances)

    @property
    def soon(self) -> datetime:
        """When what is let go now leaves: in between, a person can still take it back."""
        return self.now + self.settings.undo

    @property
    def goes_at(self) -> datetime | None:
        """When a message that answers this customer leaves by itself; None where a person lets each one go."""
        return self.soon if self.shop.mode == "autopilot" else None


def gather(session: Session, row: OrderRow, now: datetime, vault: Vault) -> Facts:
    shop = session.exec(select(ShopRow).where(ShopRow.id == row.shop_id)).one()
    wished = wishes(session, row.shop_id, row.customer_email, vault)
    order, reach = explained(orders.as_order(session, row)), reach_of(session, shop, row, vault)
    parcels = [each for each in tracking.fulfillments(session, row.shop_id, row.id or 0) if tracking.is_open(each)]
    member = incidents.membership(session, row.shop_id, row.id or 0)
    theirs = incidents.orders_of(session, member.incident, row) if member is not None else ()
    circumstances = Circumstances(
        imported=row.imported,
        unsubscribed=any(wish.unsubscribed_at for wish in wished),
        bounced=any(wish.bounced_at for wish in wished),
        shop_stopped=shop.messages_stopped or shop.uninstalled_at is not None,
        carrier_feed=carrier_feed(session, row.shop_id, parcels),
        wants_out=wants_out(session, row.shop_id, row.id or 0),
        feed_seen_at=_heard(session, row.shop_id, parcels),
        no_mail=bool(reach.connected) and ChannelKind.MAIL not in reach.connected,
        by_number=reach.by_number(MessageClass.SERVICE),
        incident=member.incident.decision if member is not None else None,
    )
    promise = notices.promise_of(session, row.shop_id, row.id or 0)
    also = [other for other in theirs if other.id != row.id]
    settings = notice_settings(session, shop)
    return Facts(shop, order, promise, settings, circumstances, now, reach, member, also)


def explained(order: Order) -> Order:
    """With what holds its parcels up, where a scan comes without a code and only its words can tell."""
    return replace(order, fulfillments=tuple(map(_explained, order.fulfillments)))


def _explained(parcel: Fulfillment) -> Fulfillment:
    told = (event if event.reason else replace(event, reason=reason_in(event.description)) for event in parcel.events)
    return replace(parcel, events=tuple(told))


def reach_of(session: Session, shop: ShopRow, row: OrderRow, vault: Vault) -> Reach:
    """How the customer is reached besides by mail; rules that cannot be read are logged, and nobody is texted."""
    try:
        rules = read_channel_rules(shop.settings)
    except ValueError as problem:
        log.warning("shop %s: its rules for channels cannot be read: %s", shop.id, problem)
        rules = {}
    number = mobile(row.customer_phone, row.country or shop.country) if rules else ""
    known = standings(session, row.shop_id, number, vault)
    return Reach(number, rules, known, connected(session, row.shop_id))


def _heard(session: Session, shop_id: int, parcels: Sequence[FulfillmentRow]) -> datetime | None:
    """When anybody told of the shop's orders. Of parcels that a carrier was asked about, when it last answered so.

    A store that tells of its orders day by day does not make up for a carrier whose key was refused a week ago; it does
    for one that the merchant disconnected.
    """
    told = [connection.last_seen_at or connection.created_at for connection in telling(session, shop_id)]
    asks = keeps_carrier(session, shop_id)
    answered = [row.asked_at for row in parcels if asks and row.asked_at is not None]
    return min([max(told), *answered]) if told else None


def expected(session: Session, facts: Facts, order_id: int) -> Estimate | None:
    """When the order should be complete; None when nothing was promised or nothing is under way."""
    case = facts.case
    closed = facts.order.status not in notices.OPEN
    if facts.promise.promised_by is None or closed or case.delivered or not facts.order.requires_shipping:
        return None
    viewpoint = viewpoint_of(facts.shop, facts.settings.promise, facts.now)
    waiting = list(under_way(session, viewpoint, order_id))
    there = zone_of(facts.order.ship_to, facts.shop.timezone)
    return estimate(learnt(session, facts.shop, facts.now), waiting, facts.now, there)


def told(
    messages: Sequence[OutboxRow],
    member: incidents.Membership | None = None,
    named: Mapping[int, datetime] = MappingProxyType({}),
) -> list[Told]:
    """The messages that count as told: not those which the truth held back before they went.

    One that went about another of the customer's orders in the same incident tells of this one too. `named` is the
    last day that a letter named, by its decision.
    """
    shared = [member.message] if member is not None and member.message is not None else []
    about = {message.id: message for message in (*messages, *shared)}
    return [
        Told(
            message.kind,
            declined=message.state == "held",
            failed=message.state == "failed",
            channel=message.channel,
            until=named.get(message.decision_id or 0) if message.state == "sent" else None,
        )
        for message in about.values()
        if message.kind not in ANSWERS and not (message.state == "held" and message.outcome in outbox.MACHINE_HOLDS)
    ]


def scanned_since(session: Session, row: OrderRow, moment: datetime) -> bool:
    """Whether a scan of the order's parcels has come in after `moment`."""
    query = (
        select(func.count())
        .select_from(TrackingEventRow)
        .join(FulfillmentRow, col(FulfillmentRow.id) == col(TrackingEventRow.fulfillment_id))
        .where(TrackingEventRow.shop_id == row.shop_id, FulfillmentRow.order_id == row.id)
        .where(col(TrackingEventRow.received_at) > moment)
    )
    return session.exec(query).one() > 0


def notice_settings(session: Session, shop: ShopRow) -> NoticeSettings:
    """What the merchant chose; what cannot be read is logged and the cautious house settings stand in."""
    promise = promise_settings(session, shop.id or 0)
    try:
        return read_notice_settings(shop.settings, promise)
    except ValueError as problem:
        log.warning("shop %s: its settings for notices cannot be read: %s", shop.id, problem)
        return NoticeSettings(promise)
