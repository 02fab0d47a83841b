"""A message to the merchant themselves, to see that a channel works and what customers will read."""

from collections.abc import Sequence
from uuid import uuid4

from connectors import manifests
from integration.ports import Channel, DnsRecord, Message, Permanent, Receipt, Sender, Unauthorized
from integration.ports.sentences import Sentence
from integration.store.activity import log
from integration.store.session import read, write
from jobs.channels import channel_of
from jobs.context import Context

_NO_CHANNEL = Sentence("nothing that is connected brings such messages")


def dns_records(context: Context, shop_id: int) -> Sequence[DnsRecord]:
    """What is to stand in the domain name system for the shop's mail; none where its connection says nothing of it."""
    with read(context.engine) as session:
        connection = channel_of(session, shop_id)
        session.expunge_all()
    if connection is None or Sender.__name__ not in manifests()[connection.connector].roles:
        return ()
    try:
        return context.open(connection, Sender).records()
    except Unauthorized:
        return ()  # whoever tries it out is told why


def try_channel(context: Context, shop_id: int, kind: str, message: Message, by: str) -> Receipt:
    """Sends it at once and says so in the log; it counts as no message to a customer.

    Raises what a channel raises, and Permanent where the shop has no live connection of this kind.
    """
    with read(context.engine) as session:
        connection = channel_of(session, shop_id, kind)
        session.expunge_all()
    if connection is None:
        raise Permanent(_NO_CHANNEL())
    receipt = context.open(connection, Channel).send(message, f"trial:{shop_id}:{uuid4().hex}")
    with write(context.engine) as session:
        log(session, shop_id, context.clock(), by, "sent a test message", connection.connector)
        session.commit()
    return receipt
