"""What customers text back: a stop word ends the messages to that number, a start word lets them come again."""

from datetime import datetime

from sqlmodel import Session

from integration.domain.events import MessageReceived
from integration.languages.speech import spoken, words_of
from integration.store import sent
from integration.store.activity import log
from integration.store.numbers import Said, note_number
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault
from jobs.channels import kind_of

ACTS = {
    Said.STOPPED: "customer wants no more messages",
    Said.AGREED: "customer agreed to messages",
    None: "customer answered a message",
}


def hear(session: Session, connection: ConnectionRow, event: MessageReceived, now: datetime, vault: Vault) -> list[int]:
    """The orders to be looked at anew. Words that are no wish are for the merchant, who reads them at the channel."""
    said, shop_id = wish_in(event.words), connection.shop_id
    row = sent.newest_to(session, shop_id, event.number)
    if said is not None:
        note_number(session, shop_id, kind_of(connection.connector), event.number, said, now, vault)
    subject = f"message {row.id}" if row is not None else "a number that was not written to"
    log(session, shop_id, now, "customer", ACTS[said], subject, channel=connection.connector)
    return [row.order_id] if row is not None and said is not None else []


def wish_in(words: str) -> Said | None:
    """The wish, in any of our languages; only where the message is that word and nothing else."""
    word = " ".join(words.casefold().strip(" \t\r\n.!。！\"'").split())
    for said, table in ((Said.STOPPED, "stop_words"), (Said.AGREED, "start_words")):
        if any(word in words_of(code, "short")[table] for code in spoken()):
            return said
    return None
