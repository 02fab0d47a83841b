"""What a connector can tell us has happened. A webhook is a hint: an event carries the vendor's word, not the truth."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integration.domain.commerce import Fulfillment, Order, Policy, Product, Refund, TrackingEvent


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """An order was placed or changed: the whole order as the vendor shows it now, its parcels within."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderDeleted:
    """The store shows the order no more; one placed before `shown_since` it would not show in any case."""

    order_id: str
    shown_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentChanged:
    fulfillment: Fulfillment


@dataclass(frozen=True, slots=True)
class TrackingUpdated:
    """New scans of a parcel, found by its number."""

    tracking_number: str
    events: tuple[TrackingEvent, ...]


@dataclass(frozen=True, slots=True)
class RefundCreated:
    refund: Refund


@dataclass(frozen=True, slots=True)
class ProductChanged:
    product: Product


@dataclass(frozen=True, slots=True)
class ProductDeleted:
    product_id: str


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    policy: Policy


@dataclass(frozen=True, slots=True)
class Refetch:
    """The delivery names a thing but cannot be trusted to describe it: read it again from the vendor's API.

    `kind` is order, product, policy, or a part of an order: return, dispute, fulfillment_order. `id` is "" when the
    delivery does not say which: the whole shop is read anew; of kind access, what the vendor lets us do as well.
    """

    kind: str
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class AccessLost:
    """The vendor says our key may no longer read: the connection is to be paused and shown.

    `trouble` names the state in the connector's manifest, as the errors of a call do. Since `at`, where the vendor says
    so: the keys given until then are void, and those given later are not meant.
    """

    why: str
    trouble: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A customer by everything that a vendor knows them by: its own id, addresses, and the ids of their orders."""

    id: str = ""
    email: str = ""
    phone: str = ""
    orders: tuple[str, ...] = ()

    def may_be(self, other: "Person") -> bool:
        """Whether both go by the same id, mail address (in any case), phone number, or one of their orders."""
        names = (self.id, other.id), (self.email.casefold(), other.email.casefold()), (self.phone, other.phone)
        return any(one and one == another for one, another in names) or not {*self.orders}.isdisjoint(other.orders)


@dataclass(frozen=True, slots=True)
class DataAsked:
    """A customer wants to know what is held of them: the merchant is to hand it over. `request` is the vendor's id."""

    person: Person
    request: str


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """All that is held of this customer is to be erased."""

    person: Person


@dataclass(frozen=True, slots=True)
class ShopErasureAsked:
    """The merchant left, at the latest at `at`: all that is held of the shop is to be erased."""

    at: datetime | None = None


class ReturnReason(StrEnum):
    """BOUNCED: the address takes nothing. UNDELIVERED: this message did not arrive; the next one may."""

    BOUNCED = "bounced"
    UNDELIVERED = "undelivered"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class MessageReturned:
    """A message of ours did not arrive for good, or was not wanted. `message_id` is the channel's own name for it."""

    message_id: str
    address: str
    why: ReturnReason
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageDelivered:
    """The channel says that a message of ours arrived; `message_id` is its own name for it."""

    message_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """What the owner of a number, in E.164, wrote back. `id` is the channel's own name for it."""

    id: str
    number: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A delivery that says nothing to act on; kept with the reason."""

    why: str


Event = (
    OrderChanged
    | OrderDeleted
    | FulfillmentChanged
    | TrackingUpdated
    | RefundCreated
    | ProductChanged
    | ProductDeleted
    | PolicyChanged
    | Refetch
    | AccessLost
    | DataAsked
    | ErasureAsked
    | ShopErasureAsked
    | MessageReturned
    | MessageDelivered
    | MessageReceived
    | Ignored
)
