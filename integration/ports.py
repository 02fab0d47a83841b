"""What the core asks of the outside: small structural protocols, so that nothing ever raises "not supported".

A connector plays the roles it can; its manifest.toml names them. Calls that move money, speak to a person or file
evidence take an idempotency key. All of them raise Temporary, Permanent or Unauthorized, nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar, runtime_checkable

from integration.domain.commerce import (
    Fulfillment,
    Merchant,
    Money,
    Order,
    Payment,
    Policy,
    Product,
    Refund,
    ShippingRate,
    Tracking,
    TrackingEvent,
)
from integration.domain.events import Event

Item = TypeVar("Item")


class Temporary(Exception):
    """Worth trying again. `retry_after` is the vendor's own wish in seconds, if it gave one."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Permanent(Exception):
    """Will fail the same way again: shown to the merchant, not retried."""


class Unauthorized(Exception):
    """Our key is refused: the connection pauses, and the checklist says how to reconnect."""


class Uncertain(Exception):
    """A channel broke off after the message had left: it may have arrived. For a person to look at, never resent."""


class Changed(Permanent):
    """What stands in the shop is not what was read there: nothing was written. `current` is what stands now."""

    def __init__(self, current: str) -> None:
        super().__init__("the text was changed in the shop since it was read")
        self.current = current


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook request as it arrived: raw body, headers with lower-case names, and the address it came to."""

    connector: str
    headers: Mapping[str, str]
    body: bytes
    shop: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A page of a listing; `cursor` asks for the next one, None at the end."""

    items: Sequence[Item]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to a customer, ready to send."""

    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "en"
    sender: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel took the message; `id` is the channel's own name for it."""

    id: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """`html` is what buyers read now. `kept` is what the vendor held before, in its own writing, for `restore`."""

    html: str
    kept: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second reader claims of one detail; the quote is what makes it checkable."""

    stated: bool
    quote: str = ""


@runtime_checkable
class Webhooks(Protocol):
    """Reads deliveries. Built with the secrets to try, the current one first."""

    def shop_of(self, delivery: Delivery) -> str:
        """The shop that the delivery claims to come from; untrusted until verified. "" when it names none."""
        ...

    def verify(self, delivery: Delivery) -> bool:
        """Whether the signature over the raw body is ours, compared in constant time."""
        ...

    def is_ping(self, delivery: Delivery) -> bool:
        """Whether this is the vendor's unsigned hello, to be answered 200 and not stored."""
        ...

    def delivery_id(self, delivery: Delivery) -> str:
        """What makes two deliveries the same; by content where the vendor's own ids are not unique."""
        ...

    def topic(self, delivery: Delivery) -> str:
        """The vendor's word for what happened, for lists and logs."""
        ...

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        """The events in a verified delivery. Raises Permanent with a reason when it cannot be read."""
        ...


@runtime_checkable
class Storefront(Protocol):
    """Reads a shop. The job keeps the cursor, so that a killed import resumes."""

    def merchant(self) -> Merchant: ...

    def products(self, updated_since: datetime | None, cursor: str | None) -> Page[Product]: ...

    def product(self, product_id: str) -> Product | None:
        """The product as it stands now; None when it is gone."""
        ...

    def policies(self) -> Sequence[Policy]: ...

    def shipping_rates(self) -> Sequence[ShippingRate]: ...

    def orders(self, updated_since: datetime | None, cursor: str | None) -> Page[Order]: ...

    def order(self, order_id: str) -> Order | None:
        """The order as it stands now, None when it is gone: the truth that a hint sends us to read."""
        ...

    def fulfillments(self, order_id: str) -> Sequence[Fulfillment]: ...


@runtime_checkable
class Publisher(Protocol):
    """Writes the shop's words: compares with `expected`, the text as Storefront reads it, writes, and reads back.

    Raises Changed where something else stands, and Permanent where the vendor would not keep the words as they were
    sent; what was written is then taken back. After Temporary nobody knows whether it was written: read it.
    """

    def publish_policy(self, policy_id: str, html: str, locale: str, expected: str) -> Published: ...

    def publish_product(self, product_id: str, html: str, locale: str, expected: str) -> Published: ...

    def restore_policy(self, policy_id: str, kept: str, locale: str, expected: str) -> Published:
        """Sends back what an earlier Published kept, byte for byte, under the same guard."""
        ...

    def restore_product(self, product_id: str, kept: str, locale: str, expected: str) -> Published: ...


@runtime_checkable
class TrackingSink(Protocol):
    def create_fulfillment_event(self, fulfillment_id: str, event: TrackingEvent, idempotency_key: str) -> None: ...

    def update_tracking(self, fulfillment_id: str, tracking: Tracking, idempotency_key: str) -> None: ...


@runtime_checkable
class Carrier(Protocol):
    def track(self, tracking_numbers: Sequence[str]) -> Mapping[str, Sequence[TrackingEvent]]:
        """The scans known of each number, oldest first; a number the carrier does not know is absent."""
        ...

    def tracking_url(self, tracking_number: str) -> str: ...


@runtime_checkable
class PaymentProvider(Protocol):
    def payment(self, payment_id: str) -> Payment | None:
        """The payment as the provider has it; None for one that it does not know."""
        ...

    def refund(self, payment_id: str, amount: Money, reason: str, idempotency_key: str) -> Refund:
        """Pays back so much; the same key again returns the first refund and pays nothing."""
        ...

    def add_tracking(self, payment_id: str, tracking: Tracking, idempotency_key: str) -> None: ...

    def tracking(self, payment_id: str) -> Sequence[Tracking]: ...


@runtime_checkable
class Channel(Protocol):
    def send(self, message: Message, idempotency_key: str) -> Receipt:
        """Hands the message over once; the same key again returns the first receipt where the channel can know.

        Raises Uncertain, besides the three, when it cannot know whether the message was taken.
        """
        ...


@runtime_checkable
class SecondReader(Protocol):
    def read(self, text: str, language: str, questions: Mapping[str, str]) -> Mapping[str, Opinion]:
        """An opinion for each question (by name) that it answers about the page's text."""
        ...


PORTS: Mapping[str, type] = {
    port.__name__: port
    for port in (Webhooks, Storefront, Publisher, TrackingSink, Carrier, PaymentProvider, Channel, SecondReader)
}
