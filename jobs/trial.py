"""A message to the merchant themselves, to see that a channel works and what customers will read."""

from uuid import uuid4

from integration.ports import Channel, Message, Permanent, Receipt
from integration.store.activity import log
from integration.store.session import read, write
from jobs.channels import channel_of
from jobs.context import Context


def try_channel(context: Context, shop_id: int, kind: str, message: Message, by: str) -> Receipt:
    """Sends it at once and says so in the log; it counts as no message to a customer.

    Raises what a channel raises, and Permanent where the shop has no live connection of this kind.
    """
    with read(context.engine) as session:
        connection = channel_of(session, shop_id, kind)
        session.expunge_all()
    if connection is None:
        raise Permanent("nothing that is connected brings such messages")
    receipt = context.open(connection, Channel).send(message, f"trial:{shop_id}:{uuid4().hex}")
    with write(context.engine) as session:
        log(session, shop_id, context.clock(), by, "sent a test message", connection.connector)
        session.commit()
    return receipt
