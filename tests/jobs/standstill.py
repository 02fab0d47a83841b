"""A shop whose parcels come in time, until those that go through one hub stand still."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Order,
    OrderLine,
    OrderStatus,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.store.orders import save_orders
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.jobs.late import EUR, connect_console, set_shop

HUB = "Irun"
STUCK = 12
Scan = tuple[date, TrackingStatus, str]


def standstill(context: Context, shop: ShopRow, folder: Path, *, country: str = "FR", mode: str = "approve") -> None:
    """Three months of parcels that took four days; then twelve that reached the hub and no further.

    As many went another way and came yesterday. The first two of the twelve belong to one customer.
    """
    connect_console(context, shop, folder)
    set_shop(context, shop, timezone="UTC", mode=mode, country="ES")
    today = context.clock().date()
    past = [come(f"p{number}", today - timedelta(days=90 - number // 2), country) for number in range(150)]
    free = [come(f"f{number}", today - timedelta(days=7), country, days=6) for number in range(STUCK)]
    stuck = [stands(number, today, country) for number in range(STUCK)]
    with write(context.engine) as session:
        save_orders(session, shop.id, [*past, *free, *stuck], context.clock())
        session.commit()


def come(name: str, bought: date, country: str, days: int = 4) -> Order:
    there = bought + timedelta(days=days)
    scans = (bought, TrackingStatus.PICKED_UP, "Bilbao"), (there, TrackingStatus.DELIVERED, "Lyon")
    return an_order(name, bought, bought + timedelta(days=8), country, scans)


def stands(number: int, today: date, country: str) -> Order:
    """Bought a week ago, promised for today, at the hub for five days."""
    bought, customer = today - timedelta(days=7), f"c{max(number - 1, 0)}"
    reached = bought + timedelta(days=2)
    scans = (bought, TrackingStatus.PICKED_UP, "Bilbao"), (reached, TrackingStatus.IN_TRANSIT, HUB)
    return an_order(f"s{number}", bought, today, country, scans, customer)


def an_order(
    name: str, bought: date, promised: date, country: str, scans: tuple[Scan, ...], customer: str = "someone"
) -> Order:
    left, updated = at(bought), at(scans[-1][0])
    events = tuple(TrackingEvent(at(day), status, "", place) for day, status, place in scans)
    parcel = Fulfillment(f"f{name}", name, (Tracking(f"T{name}", "SEUR"),), left, events=events)
    return Order(
        name, name, OrderStatus.PAID, left, EUR, paid_at=left, updated_at=updated,
        lines=(OrderLine("1", "p1", "Kettle", 1, EUR),), ship_to=Address(country, "", "10115"),
        customer=Customer(customer, "Ana Silva", f"{customer}@customer.example", language="de"),
        promised_by=datetime.combine(promised, time(23, 59), UTC), fulfillments=(parcel,),
    )  # fmt: skip


def at(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)
