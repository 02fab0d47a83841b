"""What a shop is made of, in its own trade's words; every connector reads its vendor's JSON into these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from integration.domain.incident_reason import HoldCause, IncidentReason
from integration.domain.returns import Return

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217); never a float."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a buyer can put in the cart: a variant with its price; None is a price nobody stated."""

    id: str
    title: str = ""
    sku: str = ""
    price: Money | None = None
    compare_at: Money | None = None
    requires_shipping: bool = True


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    title: str
    html: str
    language: str | None = None
    url: str = ""
    offers: tuple[Offer, ...] = ()
    published: bool = True
    updated_at: datetime | None = None
    raw: Raw = field(default_factory=dict, compare=False, repr=False)


class PolicyKind(StrEnum):
    REFUND = "refund"
    SHIPPING = "shipping"
    TERMS = "terms"
    PRIVACY = "privacy"
    CONTACT = "contact"
    FAQ = "faq"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Policy:
    """A page on which the shop says how it trades."""

    id: str
    kind: PolicyKind
    title: str
    html: str
    language: str | None = None
    url: str = ""
    published: bool = True
    updated_at: datetime | None = None
    raw: Raw = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ShippingRate:
    """What one way of shipping to some countries costs; `free_from` is the cart total that makes it free. A country is
    an ISO 3166 code, "continent:EU" or the like, or "*": all others. `pickup`: the customer fetches it."""

    name: str
    countries: tuple[str, ...]
    price: Money | None
    free_from: Money | None = None
    pickup: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a message would reach. `language` is a BCP 47 tag."""

    id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    country: str = ""
    region: str = ""
    postcode: str = ""
    city: str = ""


class OrderStatus(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    ON_HOLD = "on_hold"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A `preordered` one is sent from `available_on` on; `unsent` of it are in no parcel yet. None: nobody says."""

    id: str
    product_id: str
    title: str
    quantity: int
    total: Money
    sku: str = ""
    requires_shipping: bool = True
    preordered: bool = False
    available_on: date | None = None
    unsent: int | None = None


class TrackingStatus(StrEnum):
    """Where a parcel is; the words are those of the carrier trade (karrio's twelve)."""

    PENDING = "pending"
    PICKED_UP = "picked_up"
    ON_HOLD = "on_hold"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERY_DELAYED = "delivery_delayed"
    RETURN_TO_SENDER = "return_to_sender"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One scan: what the carrier says happened, where, and when (UTC). `reason` None: only its words can tell.
    `expected_at` is when the parcel is expected since then, where the event says it."""

    at: datetime
    status: TrackingStatus
    description: str = ""
    place: str = ""
    reason: IncidentReason | None = None
    expected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tracking:
    """A parcel's number, and the carrier that the store names for it."""

    number: str
    carrier: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """One parcel (or one hand-over) of an order."""

    id: str
    order_id: str
    tracking: tuple[Tracking, ...] = ()
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    status: TrackingStatus = TrackingStatus.UNKNOWN
    events: tuple[TrackingEvent, ...] = ()
    raw: Raw = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Refund:
    id: str
    order_id: str
    amount: Money
    reason: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the store shows it now, times in UTC. `total` was charged, before refunds; the store means to send it
    all until `ships_by`; `disputed`: the payment is called back, unsettled; `held_for`: why it holds something back."""

    id: str
    number: str
    status: OrderStatus
    placed_at: datetime
    total: Money
    lines: tuple[OrderLine, ...] = ()
    customer: Customer = field(default_factory=Customer)
    ship_to: Address = field(default_factory=Address)
    paid_at: datetime | None = None
    updated_at: datetime | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    ships_by: datetime | None = None
    disputed: bool = False
    held_for: tuple[HoldCause, ...] = ()
    shipping_method: str = ""
    fulfillments: tuple[Fulfillment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    raw: Raw = field(default_factory=dict, compare=False, repr=False)

    @property
    def requires_shipping(self) -> bool:
        return any(line.requires_shipping for line in self.lines)

    @property
    def to_send(self) -> tuple[OrderLine, ...]:
        """What the store says is in no parcel yet; nothing of an order that it calls sent."""
        lines = () if self.status is OrderStatus.FULFILLED else self.lines
        return tuple(line for line in lines if line.requires_shipping and line.unsent)

    @property
    def sent_in_part(self) -> bool:
        return bool(self.fulfillments and self.to_send)
