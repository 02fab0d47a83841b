"""What the core asks of the outside: small structural protocols, so that nothing ever raises "not supported".

A connector plays the roles it can; its manifest.toml names them. Calls that move money, speak to a person or file
evidence take an idempotency key. All of them raise Temporary, Permanent or Unauthorized, nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from integration.domain.commerce import (
    Money,
    Refund,
    Tracking,
    TrackingEvent,
)
from integration.domain.events import Event
from integration.domain.payment import Payment
from integration.ports.errors import Changed, Denied, Exists, OptedOut, Permanent, Temporary, Unauthorized, Uncertain
from integration.ports.hints import OrderLookup, Subscriptions
from integration.ports.lent import Credentials, Lanes, Pace
from integration.ports.reading import DeepReading, Storefront, Translations
from integration.ports.values import (
    Delivery,
    DnsRecord,
    Granted,
    Guest,
    Message,
    Opinion,
    Page,
    Published,
    Receipt,
    Template,
    Translation,
)
from integration.ports.writing import Consent, Publisher, TrackingSink

__all__ = [
    "PORTS", "Account", "Carrier", "Changed", "Channel", "Consent", "Credentials", "DeepReading", "Delivery",
    "Denied", "DnsRecord", "Embedding", "Exists", "Granted", "Guest", "Handshake", "Installation", "Lanes", "Message",
    "Opinion", "OptedOut", "OrderLookup", "Pace", "Page", "PaymentProvider", "Permanent", "Published", "Publisher",
    "Receipt", "SecondReader", "Sender", "Storefront", "Subscriptions", "Template", "Temporary", "TrackingSink",
    "Translation", "Translations", "Unauthorized", "Uncertain", "Webhooks",
]  # fmt: skip


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
class Handshake(Protocol):
    """Answers a vendor that makes sure whose an address is before it calls it."""

    def challenge(self, query: Mapping[str, str]) -> str:
        """What to answer to a GET with this query; "" when it does not show that it is ours to answer."""
        ...


@runtime_checkable
class Installation(Protocol):
    """Asks a vendor for keys: the merchant says yes on a page of the vendor's, and the vendor calls us with them."""

    def obstacle(self, callback_url: str) -> str:
        """Why the vendor would not call this address, as a merchant may read it; "" if it would."""
        ...

    def grant_page(self, nonce: str, callback_url: str, return_url: str) -> str:
        """Where the merchant says yes. Raises Permanent where the vendor cannot ask, saying what to do about it."""
        ...

    def granted(self, delivery: Delivery) -> Granted:
        """The keys in a call, of which only the nonce says whose they are. Raises Permanent when there are none."""
        ...


@runtime_checkable
class Embedding(Protocol):
    """The vendor's admin shows our screens inside its own, and says with a signed token who looks at them."""

    def guest(self, token: str) -> Guest:
        """Raises Unauthorized for a token that is forged, stale or another app's."""
        ...

    def keys(self, token: str) -> Mapping[str, str]:
        """The shop's own keys, for work in its visitors' absence, in exchange for the token of one of them."""
        ...


@runtime_checkable
class Carrier(Protocol):
    """Follows parcels: a carrier itself, or a vendor who asks many of them.

    A parcel's `carrier` is the vendor's own name of it, "" where the vendor has to find that out.
    """

    def track(self, parcels: Sequence[Tracking]) -> Mapping[str, Sequence[TrackingEvent]]:
        """The scans known of each number, oldest first, none where there is no news; absent is one not followed."""
        ...

    def register(self, parcels: Sequence[Tracking]) -> Mapping[str, str]:
        """Has these followed from now on: what was refused, and why, by number. Twice is no fault."""
        ...

    def tracking_url(self, tracking_number: str) -> str: ...


@runtime_checkable
class Account(Protocol):
    """What keys open where there is no shop to read."""

    def check(self) -> None:
        """Asks for nothing that costs. Raises Unauthorized for keys that open nothing, and as all do."""
        ...


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
class Sender(Protocol):
    """Says by which entries in the domain name system receivers believe the mail that it sends."""

    def records(self) -> Sequence[DnsRecord]:
        """Calls nobody. Raises Unauthorized for a key that cannot sign."""
        ...


@runtime_checkable
class SecondReader(Protocol):
    def read(self, text: str, language: str, questions: Mapping[str, str]) -> Mapping[str, Opinion]:
        """An opinion for each question (by name) that it answers about the page's text."""
        ...


PORTS: Mapping[str, type] = {
    port.__name__: port
    for port in (
        Webhooks,
        Handshake,
        Installation,
        Embedding,
        Subscriptions,
        Storefront,
        DeepReading,
        Translations,
        OrderLookup,
        Publisher,
        Consent,
        TrackingSink,
        Carrier,
        Account,
        PaymentProvider,
        Channel,
        SecondReader,
        Sender,
    )
}
