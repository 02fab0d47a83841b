"""Looks at orders: what is expected of each, whether its customer is told, and the message if so."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlmodel import Session, col, select

from integration.domain.channel import ChannelKind
from integration.domain.delay.estimate import Estimate
from integration.domain.law.press import pressed
from integration.domain.notice import Hold, Send, channel_for, decide
from integration.domain.reasons import NEWS, HoldReason, SendReason, WaitReason
from integration.domain.sending import MessageClass
from integration.languages.render import Letter
from integration.store import incidents, notices, outbox
from integration.store.legal_lines import save_legal_lines
from integration.store.sent import ITSELF
from integration.store.session import read, write
from integration.store.tables import OrderRow
from jobs.choices import choice_links
from jobs.context import Context
from jobs.facts import Facts, all_expected, gather_all, told
from jobs.lawful import Lawful, ahead_of, lawful, lines_of
from jobs.letters import drafted, write_letter
from jobs.refund_statement import state_refund
from jobs.sending import address_on, reaching, unusually_many

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Orders looked at together: more would keep other writers of a SQLite file waiting for too long."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found at one look."""

    row: OrderRow
    facts: Facts
    estimate: Estimate | None
    decided: Send | Hold
    letter: Letter | None
    legal: Lawful | None
    channel: ChannelKind

    @property
    def messages(self) -> int:
        """How many there were about the order at the time."""
        return len(self.facts.messages)


def decide_orders(context: Context, order_ids: Collection[int]) -> None:
    """As `decide_order` each, some at a time. One that cannot be looked at is logged, and keeps none of the others."""
    with read(context.engine) as session:
        found = session.exec(select(OrderRow.shop_id, OrderRow.id).where(col(OrderRow.id).in_(order_ids)))
        by_shop: dict[int, list[int]] = defaultdict(list)
        for shop_id, order_id in found:
            by_shop[shop_id].append(order_id or 0)
    for ids in by_shop.values():
        for place in range(0, len(ids), AT_ONCE):
            _decide_some(context, ids[place : place + AT_ONCE])


def _decide_some(context: Context, order_ids: Sequence[int]) -> None:
    try:
        _decide(context, order_ids)
    except Exception:
        if len(order_ids) == 1:
            log.exception("nothing could be decided about order %s", order_ids[0])
            return
        for order_id in order_ids:
            _decide_some(context, [order_id])


def decide_order(context: Context, order_id: int) -> None:
    """Keeps the estimate and the decision; a message is written in the same transaction, once.

    In "approve" mode it waits for a person, on autopilot for as long as the shop wants to be able to undo it.
    """
    _decide(context, [order_id])


def _decide(context: Context, order_ids: Sequence[int]) -> None:
    """Of orders of one shop."""
    now = context.clock()
    with read(context.engine) as session:
        query = select(OrderRow).where(col(OrderRow.id).in_(order_ids), col(OrderRow.erased_at).is_(None))
        rows = session.exec(query.order_by(col(OrderRow.id))).all()
        looks = _look_at(context, session, rows, now) if rows else []
        session.expunge_all()
    if not looks:
        return
    shop_id, ids = rows[0].shop_id, [row.id or 0 for row in rows]
    with write(context.engine) as session:
        # Two looks at one order are kept one after the other; the second finds the first one's message.
        session.exec(
            select(OrderRow.id)
            .where(col(OrderRow.id).in_(ids))
            .order_by(col(OrderRow.id))
            .with_for_update(key_share=True)
        ).all()
        written = outbox.how_many(session, shop_id, ids)
        _keep(session, shop_id, [look for look in looks if written.get(look.row.id or 0, 0) == look.messages], now)
        session.commit()


def _look_at(context: Context, session: Session, rows: Sequence[OrderRow], now: datetime) -> list[_Look]:
    facts = gather_all(session, rows, now, context.vault)
    estimates = all_expected(session, facts)
    return [_look(context, row, facts[row.id or 0], estimates.get(row.id or 0)) for row in rows]


def _look(context: Context, row: OrderRow, facts: Facts, estimate: Estimate | None) -> _Look:
    legal = lawful(facts, row, estimate)
    duty = legal.duty if legal else None
    facts = reaching(facts, MessageClass.LEGAL if duty else MessageClass.SERVICE)
    before = told(facts.messages, facts.incident, facts.named)
    decided = decide(facts.order, facts.promise, estimate, before, facts.now, facts.settings, facts.circumstances)
    channel = channel_for(facts.case, before)
    if legal is not None:
        pending = any(message.state in outbox.PENDING for message in facts.messages)
        decided = pressed(decided, duty, legal.today, ended=legal.is_cancelled, pending=pending, ahead=ahead_of(facts))
    letter = None
    if isinstance(decided, Send):
        choices = choice_links(context, row.shop_id, row.id or 0, len(facts.messages) + 1)
        letter = write_letter(facts, decided.kind, estimate, duty, choices, channel=channel)
    return _Look(row, facts, estimate, decided, letter, legal, channel)


def _keep(session: Session, shop_id: int, looks: Sequence[_Look], now: datetime) -> None:
    """All of one shop."""
    by_order = {look.row.id or 0: look for look in looks}
    estimates = {order_id: look.estimate for order_id, look in by_order.items() if look.estimate is not None}
    notices.save_estimates(session, shop_id, estimates, now)
    lines = {order_id: lines_of(look.facts, look.legal) for order_id, look in by_order.items() if look.legal}
    save_legal_lines(session, shop_id, lines, now)
    for look in looks:
        state_refund(session, look.row, look.facts, look.legal)
    held = {order_id: look.decided for order_id, look in by_order.items() if look.letter is None}
    notices.save_decisions(session, shop_id, held, now)
    for order_id, look in by_order.items():
        if look.letter is None:
            continue
        decided = _once_a_customer(session, look.row, look)  # one after the other: each finds the letters before it
        decision = notices.save_decisions(session, shop_id, {order_id: decided}, now)[order_id]
        if isinstance(decided, Send):
            _propose(session, look, look.letter, decided, decision.id)


def _propose(session: Session, look: _Look, letter: Letter, decided: Send, decision_id: int | None) -> None:
    order_id, facts = look.row.id or 0, look.facts
    duty = look.legal.duty if look.legal else None
    draft = drafted(letter, decided.kind, look.messages + 1, address_on(facts, look.channel), look.channel, duty)
    leave = _leave(session, look, decided)
    message = outbox.propose(session, look.row, draft, facts.now, decision_id=decision_id, **leave)
    if message is not None and facts.incident is not None:
        orders = [order_id, *(order.id or 0 for order in (() if message.duty else facts.also))]
        incidents.told_by(session, facts.incident.incident, orders, message.id or 0)


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
