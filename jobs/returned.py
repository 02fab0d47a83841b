"""A message that came back: the customer was not told after all, and is not written to again that way."""

from datetime import datetime, timedelta

from sqlmodel import Session

from integration.domain.events import MessageReturned, ReturnReason
from integration.domain.redaction import redact
from integration.ports import Temporary
from integration.store import happenings, notices, sent
from integration.store.activity import log

ACTS = {
    ReturnReason.BOUNCED: "message came back",
    ReturnReason.COMPLAINED: "customer called a message unwanted",
    ReturnReason.UNSUBSCRIBED: "customer wants no more messages",
}

YOUNG = timedelta(minutes=5)
"""A mail server may refuse a message before what it was called is saved here."""


def take_back(session: Session, shop_id: int, event: MessageReturned, now: datetime) -> list[int]:
    """The orders to be looked at anew. A bounced notice counts as none; the merchant is told in the log.

    Raises Temporary for a young bounce of a message that we do not know: its receipt may be on its way to the store.
    """
    row = sent.by_receipt(session, shop_id, event.message_id)
    bounced = event.why is ReturnReason.BOUNCED
    if row is None and bounced and event.message_id and event.at and now - event.at < YOUNG:
        raise Temporary(f"no message {event.message_id} is known yet")
    if "@" in event.address:
        notices.note_wish(session, shop_id, event.address, now, bounced=bounced)
    if row is None:
        words = redact(event.words, event.address)
        log(session, shop_id, now, "forthright", ACTS[event.why], "a message not known here", reason=words)
        return []
    words = redact(event.words, row.to_address, event.address)
    if bounced and sent.returned(session, row, words or "the mail came back"):
        happenings.came_back(session, row)
    log(session, shop_id, now, "forthright", ACTS[event.why], str(row.id), reason=words)
    return [row.order_id]
