"""Looks at one order: what is expected of it, whether its customer is told, and the message if so."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlmodel import Session, select

from integration.domain.channel import ChannelKind
from integration.domain.delay.estimate import Estimate
from integration.domain.law.press import pressed
from integration.domain.notice import Hold, Send, channel_for, decide
from integration.domain.reasons import NEWS, HoldReason, SendReason, WaitReason
from integration.domain.sending import MessageClass
from integration.languages.render import Letter
from integration.store import incidents, notices, outbox
from integration.store.sent import ITSELF
from integration.store.session import read, write
from integration.store.tables import OrderRow
from jobs.choices import choice_links
from jobs.context import Context
from jobs.facts import Facts, expected, gather, told
from jobs.lawful import Lawful, ahead_of, keep_lawful, lawful
from jobs.letters import drafted, write_letter
from jobs.refund_statement import state_refund
from jobs.sending import address_on, reaching, unusually_many


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found at one look; `messages` is how many there were about the order at the time."""

    facts: Facts
    estimate: Estimate | None
    decided: Send | Hold
    letter: Letter | None
    messages: int
    legal: Lawful | None
    channel: ChannelKind


def decide_order(context: Context, order_id: int) -> None:
    """Keeps the estimate and the decision; a message is written in the same transaction, once.

    In "approve" mode it waits for a person, on autopilot for as long as the shop wants to be able to undo it.
    """
    now = context.clock()
    with read(context.engine) as session:
        row = session.get(OrderRow, order_id)
        if row is None or row.erased_at is not None:
            return
        look = _look(context, session, row, now)
        session.expunge_all()
    with write(context.engine) as session:
        # Two looks at one order are kept one after the other; the second finds the first one's message.
        session.exec(select(OrderRow.id).where(OrderRow.id == order_id).with_for_update()).one_or_none()
        if len(outbox.about(session, row.shop_id, order_id)) == look.messages:
            _keep(session, row, look)
        session.commit()


def _look(context: Context, session: Session, row: OrderRow, now: datetime) -> _Look:
    facts = gather(session, row, now, context.vault)
    messages = outbox.about(session, row.shop_id, row.id or 0)
    estimate = expected(session, facts, row.id or 0)
    legal = lawful(session, facts, row, estimate)
    duty = legal.duty if legal else None
    facts = reaching(facts, MessageClass.LEGAL if duty else MessageClass.SERVICE)
    before = told(messages, facts.incident, notices.days_named(session, row.shop_id, row.id or 0))
    decided = decide(facts.order, facts.promise, estimate, before, now, facts.settings, facts.circumstances)
    channel = channel_for(facts.case, before)
    if legal is not None:
        pending = any(message.state in outbox.PENDING for message in messages)
        decided = pressed(decided, duty, legal.today, ended=legal.is_cancelled, pending=pending, ahead=ahead_of(facts))
    letter = None
    if isinstance(decided, Send):
        choices = choice_links(context, row.shop_id, row.id or 0, len(messages) + 1)
        letter = write_letter(facts, decided.kind, estimate, duty, choices, channel=channel)
    return _Look(facts, estimate, decided, letter, len(messages), legal, channel)


def _keep(session: Session, row: OrderRow, look: _Look) -> None:
    shop_id, order_id, now = row.shop_id, row.id or 0, look.facts.now
    if look.estimate is not None:
        notices.save_estimate(session, shop_id, order_id, look.estimate, now)
    keep_lawful(session, look.facts, row, look.legal)
    state_refund(session, row, look.facts, look.legal)
    decided = _once_a_customer(session, row, look)
    decision = notices.save_decision(session, shop_id, order_id, decided, now)
    if isinstance(decided, Send) and look.letter is not None:
        duty = look.legal.duty if look.legal else None
        to_address = address_on(look.facts, look.channel)
        draft = drafted(look.letter, decided.kind, look.messages + 1, to_address, look.channel, duty)
        leave = _leave(session, look, decided)
        message = outbox.propose(session, row, draft, now, decision_id=decision.id, **leave)
        if message is not None and look.facts.incident is not None:
            also = () if message.duty else look.facts.also
            orders = [order_id, *(order.id or 0 for order in also)]
            incidents.told_by(session, look.facts.incident.incident, orders, message.id or 0)


class _Leave(TypedDict, total=False):
    """When a message goes by itself, and who let it; or why it waits for a person."""

    goes_at: datetime
    approved_by: str
    reason: str


def _leave(session: Session, look: _Look, decided: Send) -> _Leave:
    member = look.facts.incident if decided.reason is SendReason.INCIDENT else None
    approved_by = member.incident.decided_by if member else ""
    if member is None and look.facts.shop.mode != "autopilot":
        return {}
    lawful = look.legal is not None and look.legal.duty is not None
    if lawful or decided.kind in NEWS or approved_by not in ("", ITSELF) or not unusually_many(session, look.facts):
        return {"goes_at": look.facts.soon, "approved_by": approved_by}
    return {"reason": WaitReason.UNUSUALLY_MANY}


def _once_a_customer(session: Session, row: OrderRow, look: _Look) -> Send | Hold:
    """Of an incident a customer is told once, whichever of their orders is looked at first; the law asks for more."""
    decided, member = look.decided, look.facts.incident
    if member is None or not isinstance(decided, Send) or decided.reason is not SendReason.INCIDENT:
        return decided
    if incidents.lock(session, member.incident).decision != "approved":
        return Hold(HoldReason.INCIDENT, decided.weighed)
    if look.legal is not None and look.legal.duty is not None:
        return decided
    letter = incidents.letter_to(session, member.incident, address_on(look.facts, look.channel))
    if letter is None:
        return decided
    incidents.told_by(session, member.incident, [row.id or 0], letter.id or 0)
    return Hold(HoldReason.ALREADY_TOLD, decided.weighed)
