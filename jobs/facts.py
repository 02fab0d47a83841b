"""All that a decision about an order goes by, read from the store in one go."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from integration.store import incidents, notices, orders, outbox, shops, tracking
from integration.store.happenings import wants_out
from integration.store.numbers import standings
from integration.store.order_files import OrderFile, files_of
from integration.store.order_parts import promise_settings
from integration.store.parcels import under_way
from integration.store.tables import (
    ConnectionRow,
    FulfillmentRow,
    HappeningRow,
    OrderRow,
    OutboxRow,
    PreferenceRow,
    ShopRow,
    TrackingEventRow,
)
from integration.store.vault import Vault
from integration.store.wishes import wishes_of
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

    happenings: Sequence[HappeningRow] = ()
    messages: Sequence[OutboxRow] = ()
    """Those about the order, whatever became of them."""

    named: Mapping[int, datetime] = field(default_factory=dict)
    """The last day that a letter named, by the decision to write it."""

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


@dataclass(frozen=True, slots=True)
class _Around:
    """What is the same for every order of a shop; `wished` is by mail address."""

    shop: ShopRow
    settings: NoticeSettings
    connections: Sequence[ConnectionRow]
    wished: Mapping[str, Sequence[PreferenceRow]]


def gather(session: Session, row: OrderRow, now: datetime, vault: Vault) -> Facts:
    return gather_all(session, [row], now, vault)[row.id or 0]


def gather_all(session: Session, rows: Sequence[OrderRow], now: datetime, vault: Vault) -> Mapping[int, Facts]:
    """Of some orders of one shop, by our id of each."""
    shop = session.exec(select(ShopRow).where(ShopRow.id == rows[0].shop_id)).one()
    around = _Around(
        shop,
        notice_settings(shop),
        shops.connections(session, shop.id or 0),
        wishes_of(session, shop.id or 0, {row.customer_email for row in rows}, vault),
    )
    files = files_of(session, rows)
    return {row.id or 0: _facts(session, row, files[row.id or 0], around, now, vault) for row in rows}


def _facts(session: Session, row: OrderRow, file: OrderFile, around: _Around, now: datetime, vault: Vault) -> Facts:
    shop, wished, member = around.shop, around.wished[row.customer_email], file.incident
    order, reach = explained(orders.as_order(row, file)), reach_of(session, shop, row, vault, around.connections)
    parcels = [parcel for parcel in file.parcels if tracking.is_open(parcel)]
    theirs = incidents.orders_of(session, member.incident, row) if member is not None else ()
    circumstances = Circumstances(
        imported=row.imported,
        unsubscribed=any(wish.unsubscribed_at for wish in wished),
        bounced=any(wish.bounced_at for wish in wished),
        shop_stopped=shop.messages_stopped or shop.uninstalled_at is not None,
        carrier_feed=carrier_feed(around.connections, parcels),
        wants_out=wants_out(file.happenings),
        feed_seen_at=_heard(around.connections, parcels),
        no_mail=bool(reach.connected) and ChannelKind.MAIL not in reach.connected,
        by_number=reach.by_number(MessageClass.SERVICE),
        incident=member.incident.decision if member is not None else None,
    )
    return Facts(
        shop, order, file.promise, around.settings, circumstances, now, reach, member,
        also=[other for other in theirs if other.id != row.id],
        happenings=file.happenings, messages=file.messages, named=file.named,
    )  # fmt: skip


def explained(order: Order) -> Order:
    """With what holds its parcels up, where a scan comes without a code and only its words can tell."""
    return replace(order, fulfillments=tuple(map(_explained, order.fulfillments)))


def _explained(parcel: Fulfillment) -> Fulfillment:
    told = (event if event.reason else replace(event, reason=reason_in(event.description)) for event in parcel.events)
    return replace(parcel, events=tuple(told))


def reach_of(
    session: Session, shop: ShopRow, row: OrderRow, vault: Vault, connections: Sequence[ConnectionRow]
) -> Reach:
    """How the customer is reached besides by mail; rules that cannot be read are logged, and nobody is texted."""
    try:
        rules = read_channel_rules(shop.settings)
    except ValueError as problem:
        log.warning("shop %s: its rules for channels cannot be read: %s", shop.id, problem)
        rules = {}
    number = mobile(row.customer_phone, row.country or shop.country) if rules else ""
    known = standings(session, row.shop_id, number, vault)
    return Reach(number, rules, known, connected(connections))


def _heard(connections: Sequence[ConnectionRow], parcels: Sequence[FulfillmentRow]) -> datetime | None:
    """When anybody told of the shop's orders. Of parcels that a carrier was asked about, when it last answered so.

    A store that tells of its orders day by day does not make up for a carrier whose key was refused a week ago; it does
    for one that the merchant disconnected.
    """
    told = [connection.last_seen_at or connection.created_at for connection in telling(connections)]
    asks = keeps_carrier(connections)
    answered = [row.asked_at for row in parcels if asks and row.asked_at is not None]
    return min([max(told), *answered]) if told else None


def expected(session: Session, facts: Facts, order_id: int) -> Estimate | None:
    """When the order should be complete; None when nothing was promised or nothing is under way."""
    return all_expected(session, {order_id: facts}).get(order_id)


def all_expected(session: Session, facts: Mapping[int, Facts]) -> Mapping[int, Estimate]:
    """The same of some orders of one shop, by our id of each."""
    waits = [order_id for order_id, each in facts.items() if _is_waited_for(each)]
    if not waits:
        return {}
    one = facts[waits[0]]
    model = learnt(session, one.shop, one.now)
    waiting = under_way(session, viewpoint_of(one.shop, one.settings.promise, one.now), waits)
    zones = {each: zone_of(facts[each].order.ship_to, one.shop.timezone) for each in waits}
    found = {each: estimate(model, waiting.get(each, ()), one.now, zones[each]) for each in waits}
    return {order_id: each for order_id, each in found.items() if each is not None}


def _is_waited_for(facts: Facts) -> bool:
    promised, is_open = facts.promise.promised_by is not None, facts.order.status in notices.OPEN
    return promised and is_open and not facts.case.delivered and facts.order.requires_shipping


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


def notice_settings(shop: ShopRow) -> NoticeSettings:
    """What the merchant chose; what cannot be read is logged and the cautious house settings stand in."""
    promise = promise_settings(shop)
    try:
        return read_notice_settings(shop.settings, promise)
    except ValueError as problem:
        log.warning("shop %s: its settings for notices cannot be read: %s", shop.id, problem)
        return NoticeSettings(promise)
