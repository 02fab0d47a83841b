"""What a channel says of a message afterwards: that it arrived, or came back, so that the customer was not told."""

from datetime import datetime, timedelta

from sqlmodel import Session

from integration.domain.channel import ChannelKind
from integration.domain.events import MessageDelivered, MessageReturned, ReturnReason
from integration.domain.redaction import redact
from integration.ports import Temporary
from integration.store import happenings, notices, sent
from integration.store.activity import log
from integration.store.numbers import Said, note_number
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault
from jobs.channels import kind_of

ACTS = {
    ReturnReason.BOUNCED: "message came back",
    ReturnReason.UNDELIVERED: "message did not arrive",
    ReturnReason.COMPLAINED: "customer called a message unwanted",
    ReturnReason.UNSUBSCRIBED: "customer wants no more messages",
}
UNTOLD = frozenset({ReturnReason.BOUNCED, ReturnReason.UNDELIVERED})

YOUNG = timedelta(minutes=5)
"""A channel may speak of a message before what it was called is saved here."""


def take_back(
    session: Session, connection: ConnectionRow, event: MessageReturned, now: datetime, vault: Vault
) -> list[int]:
    """The orders to be looked at anew. A message that came back counts as none; the merchant is told in the log.

    Raises Temporary for a young return of a message that we do not know: its receipt may be on its way to the store.
    """
    shop_id, untold = connection.shop_id, event.why in UNTOLD
    row = sent.by_receipt(session, shop_id, event.message_id)
    if row is None and untold:
        _wait_for_receipt(event.message_id, event.at, now)
    _note(session, connection, event, now, vault)
    if row is None:
        words = redact(event.words, event.address)
        log(session, shop_id, now, "forthright", ACTS[event.why], "a message not known here", reason=words)
        return []
    words = redact(event.words, row.to_address, event.address)
    if untold and sent.returned(session, row, words or ACTS[event.why]):
        happenings.came_back(session, row)
    log(session, shop_id, now, "forthright", ACTS[event.why], str(row.id), reason=words)
    return [row.order_id]


def arrived(session: Session, connection: ConnectionRow, event: MessageDelivered, now: datetime) -> None:
    """Kept beside the message as what its channel said. Raises Temporary as `take_back` does."""
    row = sent.by_receipt(session, connection.shop_id, event.message_id)
    if row is not None:
        sent.delivered(session, row, connection.connector, event.at or now)
    else:
        _wait_for_receipt(event.message_id, event.at, now)


def _wait_for_receipt(message_id: str, at: datetime | None, now: datetime) -> None:
    if message_id and at and now - at < YOUNG:
        raise Temporary(f"no message {message_id} is known yet")


def _note(session: Session, connection: ConnectionRow, event: MessageReturned, now: datetime, vault: Vault) -> None:
    """What it says of the address: not that one message was lost."""
    if event.why is ReturnReason.UNDELIVERED:
        return
    bounced = event.why is ReturnReason.BOUNCED
    if "@" in event.address:
        notices.note_wish(session, connection.shop_id, event.address, now, bounced=bounced)
    elif event.address and (channel := kind_of(connection.connector)) is not ChannelKind.MAIL:
        said = Said.BOUNCED if bounced else Said.STOPPED
        note_number(session, connection.shop_id, channel, event.address, said, now, vault)
