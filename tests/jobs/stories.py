"""What truly happens to orders, and how the news of it comes: late, twice and out of order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Refund,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.events import Event, OrderChanged, RefundCreated, TrackingUpdated
from tests.jobs.late import EUR

FATES = ("late", "late", "late", "in_time", "cancelled", "refunded", "digital", "pickup", "lost", "delivered_early")
PRODUCTS = 40


@dataclass(frozen=True, slots=True)
class News:
    at: datetime
    order: str
    event: Event
    means: str = ""


def stories(draw: random.Random, begin: datetime, count: int) -> Iterator[News]:
    """Each order's true story; the order's own state travels with every later telling of it."""
    for number in range(count):
        product, fate = f"p{number % PRODUCTS}", draw.choice(FATES)
        yield from _story(draw, f"o{number}", product, fate, begin + timedelta(hours=draw.randrange(48)))


def as_it_stands(happened: list[News]) -> Order:
    """What the store shows after all this, the first of it being the order itself."""
    order: Order | None = None
    for one in happened:
        match one.event:
            case OrderChanged(changed):
                order = changed
            case RefundCreated(refund) if order is not None:
                order = replace(order, refunds=(refund,))
            case TrackingUpdated(_, scans) if order is not None:
                parcels = (replace(parcel, events=(*parcel.events, *scans)) for parcel in order.fulfillments)
                order = replace(order, fulfillments=tuple(parcels))
    assert order is not None, "asked about an order that was not placed yet"
    return order


def _story(draw: random.Random, name: str, product: str, fate: str, placed: datetime) -> Iterator[News]:
    shipped = fate != "digital"
    line = OrderLine("1", product, "Kettle", 1, EUR, requires_shipping=shipped)
    promised = placed + timedelta(days=draw.choice((4, 5, 6)))
    order = Order(
        name, name, OrderStatus.PAID, placed, EUR, (line,), Customer("", "Ana", f"{name}@customer.example"),
        Address("DE", draw.choice(("BE", "BY"))), paid_at=placed, updated_at=placed, promised_by=promised,
        shipping_method="local_pickup" if fate == "pickup" else "Standard",
    )  # fmt: skip
    yield News(placed, name, OrderChanged(order), fate if fate in ("digital", "pickup") else "")
    left = placed + timedelta(days=1)
    if fate in ("cancelled", "refunded"):
        over = placed + timedelta(days=draw.choice((1, 3, 5)))
        status = OrderStatus.CANCELLED if fate == "cancelled" else OrderStatus.PAID
        if fate == "refunded":
            yield News(
                over, name, RefundCreated(Refund(f"r{name}", name, Money(EUR.amount, "EUR"), created_at=over)), fate
            )
        else:
            yield News(over, name, OrderChanged(replace(order, status=status, updated_at=over)), fate)
        return
    if fate in ("digital", "pickup"):
        return
    scan = TrackingEvent(left, TrackingStatus.IN_TRANSIT)
    parcel = Fulfillment(f"f{name}", name, (Tracking(f"T{name}", "DHL"),), left, events=(scan,))
    yield News(left, name, OrderChanged(replace(order, fulfillments=(parcel,), updated_at=left)))
    arrived = {"in_time": promised - timedelta(days=1), "late": promised + timedelta(days=draw.choice((1, 3))),
               "delivered_early": left + timedelta(days=1)}.get(fate)  # fmt: skip
    if arrived is not None:
        yield News(
            arrived, name, TrackingUpdated(f"T{name}", (TrackingEvent(arrived, TrackingStatus.DELIVERED),)), "delivered"
        )


def with_faults(draw: random.Random, news: list[News]) -> list[tuple[datetime, News]]:
    """When each comes to us: mostly at once, some hours late (and so out of order), some twice."""
    coming = []
    for one in news:
        for _ in range(2 if draw.random() < 0.2 else 1):
            late = timedelta(hours=draw.choice((0, 0, 0, 1, 9, 30)))
            coming.append((one.at + late, one))
    return sorted(coming, key=lambda each: each[0])
