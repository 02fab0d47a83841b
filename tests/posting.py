"""A shop that writes to its customers, into a list."""

from dataclasses import dataclass, field
from typing import Any

from integration.ports import Channel, Message, Receipt
from integration.store.tables import ConnectionRow
from jobs.context import Context, Port


@dataclass(frozen=True, slots=True)
class Posting(Context):
    """A Context whose letters go into a list."""

    letters: list[Message] = field(default_factory=list)

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        channel: Any = self
        return channel if port is Channel else Context.open(self, connection, port)

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        self.letters.append(message)
        return Receipt(idempotency_key, self.clock())


def posting(context: Context) -> Posting:
    return Posting(**{name: getattr(context, name) for name in Context.__dataclass_fields__})
