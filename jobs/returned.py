"""A message that came back: the customer was not told after all, and is not written to again that way."""

from datetime import datetime

from sqlmodel import Session

from integration.domain.events import MessageReturned, ReturnReason
from integration.domain.redaction import redact
from integration.store import happenings, notices, sent
from integration.store.activity import log

ACTS = {
    ReturnReason.BOUNCED: "message came back",
    ReturnReason.COMPLAINED: "customer called a message unwanted",
    ReturnReason.UNSUBSCRIBED: "customer wants no more messages",
}


def take_back(session: Session, shop_id: int, event: MessageReturned, now: datetime) -> list[int]:
    """The orders to be looked at anew. A bounced notice counts as none; the merchant is told in the log."""
    if "@" in event.address:
        notices.note_wish(session, shop_id, event.address, now, bounced=event.why is ReturnReason.BOUNCED)
    row = sent.by_receipt(session, shop_id, event.message_id)
    if row is None:
        return []
    words = redact(event.words, row.to_address, event.address)
    if event.why is ReturnReason.BOUNCED and sent.returned(session, row, words or "the mail came back"):
        happenings.came_back(session, row)
    log(session, shop_id, now, "forthright", ACTS[event.why], str(row.id), reason=words)
    return [row.order_id]
