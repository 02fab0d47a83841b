"""Whether a message that is ready may go now, by the shop's rules and the recipient's clock."""

import logging
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from integration.domain.channel import ChannelKind
from integration.domain.law.press import YIELDING
from integration.domain.notice import forbids
from integration.domain.reasons import ANSWERS, HoldReason
from integration.domain.sending import FEW, MessageClass, SendingRules, Wait, consents, read_sending_rules, wait_for
from integration.domain.zones import zone_of
from integration.store.sent import by_itself_since, open_orders_of, sent_since
from integration.store.tables import OutboxRow
from jobs.facts import Facts

log = logging.getLogger(__name__)

A_DAY = timedelta(hours=24)


def class_of(row: OutboxRow) -> MessageClass:
    return MessageClass.LEGAL if row.duty or row.kind in ANSWERS else MessageClass.SERVICE


def by_class(row: OutboxRow, facts: Facts) -> Facts:
    """The facts with the customer's wish as far as this class of message heeds it, and the channels open to it."""
    kind = class_of(row)
    refuses = not consents(kind, unsubscribed=facts.circumstances.unsubscribed)
    return reaching(replace(facts, circumstances=replace(facts.circumstances, unsubscribed=refuses)), kind)


def forbidden(row: OutboxRow, facts: Facts) -> HoldReason | None:
    """What stands against the message by now. What gave way to the law when it was written gives way here too."""
    bar = forbids(row.kind, facts.case)
    return None if row.duty and bar in YIELDING else bar


def has_to_wait(session: Session, row: OutboxRow, facts: Facts) -> Wait | None:
    """None when it may go now. An answer to what a customer has asked for goes like what the law asks for."""
    since = facts.now - A_DAY
    return wait_for(
        class_of(row),
        facts.now,
        zone_of(facts.order.ship_to, facts.shop.timezone),
        _rules(facts),
        to_customer=sent_since(session, row.shop_id, since, _addresses(facts)),
        by_shop=sent_since(session, row.shop_id, since),
    )


def unusually_many(session: Session, facts: Facts) -> bool:
    """Whether as many customers heard of a delay in a day, without a person's word, as are to hear of it so at most."""
    shop_id = facts.shop.id or 0
    told = by_itself_since(session, shop_id, facts.now - A_DAY)
    return told >= FEW and told >= _rules(facts).by_itself(open_orders_of(session, shop_id))


def reaching(facts: Facts, kind: MessageClass) -> Facts:
    """The facts with the channels that are open to a message of this class."""
    around = replace(facts.circumstances, by_number=facts.reach.by_number(kind))
    return replace(facts, circumstances=around)


def address_on(facts: Facts, channel: str) -> str:
    """Where the customer is on this channel."""
    return facts.order.customer.email if channel == ChannelKind.MAIL else facts.reach.mobile


def _addresses(facts: Facts) -> list[str]:
    return [address for address in (facts.order.customer.email, facts.reach.mobile) if address]


def _rules(facts: Facts) -> SendingRules:
    """What the merchant chose; what cannot be read is logged and the house rules stand in."""
    try:
        return read_sending_rules(facts.shop.settings)
    except ValueError as problem:
        log.warning("shop %s: its rules for sending cannot be read: %s", facts.shop.id, problem)
        return SendingRules()
