"""An order on its way, promised for a day that a test chooses, in a shop that writes to a folder."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.store import dispatch, notices, orders, outbox, scans, shops, tracking
from integration.store.session import read, write
from integration.store.tables import DecisionRow, FulfillmentRow, OrderRow, OutboxRow, ShopRow
from jobs.context import Context
from jobs.delays import decide_order
from jobs.deliver import deliver
from tests.clock import Clock

EUR = Money(Decimal(50), "EUR")


def connect_console(context: Context, shop: ShopRow, folder: Path) -> None:
    config = {"started_at": context.clock().isoformat(), "mail_dir": str(folder)}
    with write(context.engine) as session:
        shops.save_connection(session, shop.id, "console", context.vault.seal({}), context.clock(), config=config)
        session.commit()


def the_order(context: Context, promised_in: float = -1, vendor_id: str = "1001", **fields) -> Order:
    now = context.clock()
    left = now - timedelta(days=6)
    parcel = Fulfillment(
        f"f{vendor_id}", vendor_id, (Tracking(f"TN{vendor_id}", "DHL", "https://carrier.example/1"),), left,
        events=(TrackingEvent(left, TrackingStatus.IN_TRANSIT),),
    )  # fmt: skip
    known = {
        "id": vendor_id, "number": vendor_id, "status": OrderStatus.PAID, "placed_at": now - timedelta(days=8),
        "paid_at": now - timedelta(days=8), "updated_at": now, "total": EUR,
        "lines": (OrderLine("1", "p1", "Kettle", 1, EUR),), "ship_to": Address("DE", "BE", "10115", "Berlin"),
        "customer": Customer("c1", "Ana Silva", "ana@customer.example", language="de"),
        "promised_by": now + timedelta(days=promised_in), "fulfillments": (parcel,),
    }  # fmt: skip
    return Order(**{**known, **fields})


def place(context: Context, shop: ShopRow, order: Order, imported: bool = False) -> int:
    with write(context.engine) as session:
        row = orders.save_orders(session, shop.id, [order], context.clock(), imported=imported)[0]
        session.commit()
        return row.id


def set_shop(context: Context, shop: ShopRow, **fields) -> None:
    with write(context.engine) as session:
        row = shops.shop(session, shop.id)
        for name, value in fields.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()


def scan(context: Context, shop: ShopRow, order_id: int, status: TrackingStatus) -> None:
    with write(context.engine) as session:
        parcel: FulfillmentRow = tracking.fulfillments(session, shop.id, order_id)[0]
        event = TrackingEvent(context.clock(), status)
        assert scans.add_events(session, shop.id, parcel.id, [event], context.clock()) == 1
        session.commit()


def set_order(context: Context, order_id: int, **fields) -> None:
    with write(context.engine) as session:
        row = session.get(OrderRow, order_id)
        for name, value in fields.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()


def messages(context: Context, shop: ShopRow) -> list[OutboxRow]:
    with read(context.engine) as session:
        return list(reversed(outbox.messages(session, shop.id)))


def decisions(context: Context, shop: ShopRow) -> list[DecisionRow]:
    with read(context.engine) as session:
        return list(reversed(notices.decisions(session, shop.id)))


def look_and_send(context: Context, clock: Clock, order_id: int) -> None:
    """Decides, lets the minute for undoing pass, and sends what is due."""
    decide_order(context, order_id)
    clock.advance(minutes=2)
    with read(context.engine) as session:
        due = dispatch.due(session, clock(), 10)
    for message_id in due:
        deliver(context, message_id)


def written(context: Context, shop: ShopRow, **order) -> OutboxRow:
    """A message about a late order, approved by the machine's own minute if the shop is on autopilot."""
    decide_order(context, place(context, shop, the_order(context, **order)))
    return messages(context, shop)[-1]
