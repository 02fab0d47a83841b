"""Sends one message: asks its store and what is known once more whether it is true, and hands it to the channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import formataddr
from functools import partial

from sqlmodel import Session

from integration.domain.channel import ChannelKind
from integration.domain.law.record import Occasion, read_duty
from integration.domain.notice import Hold, decide
from integration.domain.reasons import ANSWERS, HoldReason, NoticeKind
from integration.languages.clauses import Choices
from integration.ports import Channel, Message, OptedOut, Permanent, Template, Temporary, Unauthorized, Uncertain
from integration.store import dispatch, incidents, shops
from integration.store.happenings import record
from integration.store.numbers import Said, note_number
from integration.store.session import write
from integration.store.tables import ConnectionRow, OrderRow, OutboxRow, ShopRow
from jobs.channels import channel_of
from jobs.choices import choice_links
from jobs.context import Context
from jobs.facts import Facts, expected, gather, scanned_since
from jobs.fresh import fresh
from jobs.lawful import day_there, lawful
from jobs.letters import clauses_missing, columns, voice_of, write_letter
from jobs.queue import ring_many
from jobs.sending import address_on, by_class, forbidden, has_to_wait
from jobs.write_back import propose_delay

LEASE_SECONDS = 300.0
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))
NO_CHANNEL_WAIT = timedelta(minutes=5)
STALE = timedelta(hours=24)
_WEIGH_ANEW = (HoldReason.NEW_SCAN, HoldReason.STALE, HoldReason.CHANNEL_CLOSED)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message that is ours to send, marked as sending. `day` is the customer's."""

    row: OutboxRow
    message: Message
    connection: ConnectionRow
    day: date


def deliver(context: Context, message_id: int) -> None:
    """Does nothing for a message that is not due, or that another sender has.

    A crash while sending leaves the row `sending`; once its lease is over it is listed as unresolved.
    """
    ready = _prepare(context, message_id) if fresh(context, message_id) else None
    if ready is None:
        return
    row, channel = ready.row, ready.connection.connector
    try:
        receipt = context.open(ready.connection, Channel).send(ready.message, row.unique_key)
    except Temporary as problem:
        _again(context, row, channel, problem)
    except Permanent as problem:
        _failed(context, row, channel, problem)
    except Uncertain as problem:
        _end(context, partial(dispatch.doubt, row=row, channel=channel, reason=str(problem)))
    except Unauthorized as problem:
        _paused(context, row, channel, str(problem))
    else:
        _end(context, partial(_sent, ready=ready, receipt_id=receipt.id))


def _prepare(context: Context, message_id: int) -> _Ready | None:
    """Claims, checks and commits, so that whatever happens from here on cannot send it a second time."""
    now = context.clock()
    anew: list[int] = []
    ready: _Ready | None = None
    with write(context.engine) as session:
        row = dispatch.claim(session, message_id, now, LEASE_SECONDS)
        if row is None:
            return None
        order = session.get_one(OrderRow, row.order_id)
        facts = by_class(row, gather(session, order, now, context.vault))
        bar = forbidden(row, facts) or _closed(row, facts) or _unlawful(context, session, row, facts)
        bar = bar or _outdated(session, row, order, facts)
        if bar is None:
            ready = _with_channel(context, session, row, facts)
        else:
            anew = [row.order_id] if bar in _WEIGH_ANEW else []
            anew += [other for other in incidents.told_in(session, row) if other != row.order_id]
            dispatch.bar(session, row, bar)
        session.flush()
        session.expunge_all()
        session.commit()
    ring_many(context, "decide", anew)
    return ready


def _closed(row: OutboxRow, facts: Facts) -> HoldReason | None:
    """Whether the channel that it was written for has closed meanwhile: a stop, a bounce, a number taken back."""
    return None if row.channel in facts.case.channels else HoldReason.CHANNEL_CLOSED


def _unlawful(context: Context, session: Session, row: OutboxRow, facts: Facts) -> HoldReason | None:
    """Whether a notice that the law asks for is no longer owed, or does not say what it has to."""
    duty = read_duty(row.duty)
    if duty is None:
        return None
    found = lawful(facts, session.get_one(OrderRow, row.order_id), None)
    if found is None or found.is_over:
        return HoldReason.NOT_OWED
    choices = _choices(context, row)
    return HoldReason.CLAUSE_MISSING if clauses_missing(facts, duty, choices, row.text, row.html) else None


def _choices(context: Context, row: OutboxRow) -> Choices:
    """The links as they stood in the letter when it was written."""
    number = int(row.unique_key.rpartition(":")[2])
    return choice_links(context, row.shop_id, row.order_id, number, row.created_at.date())


def _outdated(session: Session, row: OutboxRow, order: OrderRow, facts: Facts) -> HoldReason | None:
    """Whether what has happened since the message was written makes it untrue.

    New dates are put into a message that nobody has read; what a person approved goes as it was, or not at all.
    """
    scanned = scanned_since(session, order, row.created_at) or _no_longer(session, row, facts)
    if row.kind in (NoticeKind.DELIVERED_LATE, *ANSWERS) or not (scanned or facts.now - row.created_at > STALE):
        return None
    reason = HoldReason.NEW_SCAN if scanned else HoldReason.STALE
    if row.duty:
        return reason  # its days are printed as terms: it is written anew, never mended
    estimate = expected(session, facts, row.order_id)
    decided = decide(facts.order, facts.promise, estimate, (), facts.now, facts.settings, facts.circumstances)
    if isinstance(decided, Hold) or decided.kind != row.kind:
        return reason
    letter = write_letter(facts, row.kind, estimate, channel=ChannelKind(row.channel))
    if letter.text == row.text:
        return None
    if row.approved_by:
        return reason
    dispatch.rewrite(session, row, **columns(letter))
    session.refresh(row)
    return None


def _no_longer(session: Session, row: OutboxRow, facts: Facts) -> bool:
    """Whether the message names another order of the customer's that is not late any more."""
    named = {order_id for order_id in incidents.told_in(session, row) if order_id != row.order_id}
    return not named <= {order.id for order in facts.also}


def _with_channel(context: Context, session: Session, row: OutboxRow, facts: Facts) -> _Ready | None:
    connection = channel_of(session, row.shop_id, row.channel)
    if connection is None:
        dispatch.postpone(session, row, "the shop has no connection to send by", facts.now + NO_CHANNEL_WAIT)
        return None
    if wait := has_to_wait(session, row, facts):
        dispatch.postpone(session, row, wait.reason, wait.until)
        return None
    if row.to_address != (address := address_on(facts, row.channel)):
        dispatch.readdress(session, row, address, facts.now)
        session.refresh(row)
    return _Ready(row, _message(row, facts.shop, _choices(context, row).stop), connection, day_there(facts, facts.now))


def _way_out(stop: str) -> dict[str, str]:
    """How a mail program ends the messages for its reader (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}


def _message(row: OutboxRow, shop: ShopRow, stop: str) -> Message:
    voice = voice_of(shop)
    return Message(
        to=row.to_address,
        subject=row.subject,
        text=row.text,
        html=row.html,
        language=row.language,
        sender=formataddr((voice.name or shop.title or shop.name, shop.email)) if shop.email else "",
        reply_to=voice.reply_to or shop.email,
        headers={"Auto-Submitted": "auto-generated", **_way_out(stop)},
        template=Template(row.template["name"], tuple(row.template["parameters"])) if row.template else None,
    )


def _sent(session: Session, now: datetime, ready: _Ready, receipt_id: str) -> None:
    """A notice that the law asks for counts from the day on which it went out."""
    row, duty = ready.row, read_duty(ready.row.duty)
    if not dispatch.sent(session, row, ready.connection.connector, receipt_id, now):
        return
    propose_delay(session, row, duty.revised if duty else None, now)
    shop, order, day = row.shop_id, row.order_id, ready.day
    if duty is not None:
        key = f"notified:{row.id}"
        record(session, shop, order, Occasion.NOTIFIED, key, now, day, revised=duty.revised, outbox_id=row.id)
    elif row.kind == NoticeKind.REFUND_STATEMENT:
        record(session, shop, order, Occasion.REFUND_STATED, f"stated:{row.id}", now, day, outbox_id=row.id)


def _failed(context: Context, row: OutboxRow, channel: str, problem: Exception) -> None:
    """An undelivered message is none: the order is looked at anew, for the channels that are left."""

    def fail(session: Session, now: datetime) -> None:
        dispatch.failed(session, row, channel, str(problem), now)
        if isinstance(problem, OptedOut) and row.channel != ChannelKind.MAIL:
            kind = ChannelKind(row.channel)
            note_number(session, row.shop_id, kind, row.to_address, Said.STOPPED, now, context.vault)

    _end(context, fail)
    ring_many(context, "decide", [row.order_id])


def _again(context: Context, row: OutboxRow, channel: str, problem: Temporary) -> None:
    reason = str(problem)
    if row.attempts > len(RETRY_AFTER):
        _failed(context, row, channel, problem)
        return
    wait = max(RETRY_AFTER[row.attempts - 1], timedelta(seconds=problem.retry_after or 0))
    at = context.clock() + wait
    _end(context, partial(dispatch.retry_later, row=row, channel=channel, reason=reason, at=at))


def _paused(context: Context, row: OutboxRow, channel: str, reason: str) -> None:
    """The message waits for the merchant to connect again; it is weighed anew when its turn comes."""

    def pause(session: Session, now: datetime) -> None:
        shops.pause_connection(session, row.shop_id, channel, reason)
        dispatch.postpone(session, row, reason, now + NO_CHANNEL_WAIT)

    _end(context, pause)


def _end(context: Context, change: Callable[..., object]) -> None:
    now = context.clock()
    with write(context.engine) as session:
        change(session, now=now)
        session.commit()
