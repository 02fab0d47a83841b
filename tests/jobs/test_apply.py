"""What an event leaves in the store, and what is to be looked at anew because of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from integration.domain.commerce import (
    Fulfillment,
    Money,
    Offer,
    Order,
    OrderStatus,
    Policy,
    PolicyKind,
    Product,
    Refund,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.events import (
    AccessLost,
    Event,
    FulfillmentChanged,
    Ignored,
    OrderChanged,
    OrderDeleted,
    PolicyChanged,
    ProductChanged,
    ProductDeleted,
    Refetch,
    RefundCreated,
    TrackingUpdated,
)
from integration.ports import Temporary
from integration.store.session import write
from integration.store.shops import save_connection
from integration.store.tables import (
    ConnectionRow,
    DocumentRow,
    FulfillmentRow,
    OrderRow,
    RefundRow,
    ShopRow,
    TrackingEventRow,
)
from jobs.apply import Rings, apply
from jobs.context import Context


@pytest.fixture
def session(context: Context) -> Iterator[Session]:
    with write(context.engine) as session:
        yield session


@pytest.fixture
def connection(context: Context, session: Session, shop: ShopRow) -> ConnectionRow:
    return save_connection(session, shop.id or 0, "woocommerce", b"sealed", context.clock())


class Applying:
    def __init__(self, context: Context, session: Session, connection: ConnectionRow) -> None:
        self._context, self._session, self._connection = context, session, connection

    def __call__(self, event: Event) -> Rings:
        return apply(self._context, self._session, self._connection, event, self._context.clock())


@pytest.fixture
def applied(context: Context, session: Session, connection: ConnectionRow) -> Applying:
    return Applying(context, session, connection)


@pytest.fixture
def order(context: Context) -> Order:
    placed = context.clock() + timedelta(hours=1)
    return Order("1001", "L-1001", OrderStatus.PAID, placed, Money(Decimal("20.00"), "EUR"), paid_at=placed)


def test_an_order_is_saved_and_looked_at(session: Session, applied: Applying, order: Order) -> None:
    rings = applied(OrderChanged(order))
    row = session.exec(select(OrderRow)).one()
    assert rings == [("decide", row.id)]
    assert applied(OrderChanged(order)) == rings


def test_what_was_ordered_before_the_shop_came_is_history(session: Session, applied: Applying, order: Order) -> None:
    assert applied(OrderChanged(replace(order, placed_at=order.placed_at - timedelta(days=9)))) == []
    assert session.exec(select(OrderRow)).one().imported


def test_a_deleted_order_is_looked_at_once_more(session: Session, applied: Applying, order: Order) -> None:
    assert applied(OrderDeleted("1001")) == []
    [ring] = applied(OrderChanged(order))
    assert applied(OrderDeleted("1001")) == [ring]
    assert session.exec(select(OrderRow)).one().status == "deleted"


def test_a_parcel_and_its_scans(session: Session, applied: Applying, order: Order, context: Context) -> None:
    [ring] = applied(OrderChanged(order))
    assert applied(FulfillmentChanged(Fulfillment("f:1", "1001", (Tracking("1Z"),)))) == [ring]
    scan = TrackingEvent(context.clock(), TrackingStatus.IN_TRANSIT)
    assert applied(TrackingUpdated("1Z", (scan,))) == [ring]
    assert applied(TrackingUpdated("1Z", (scan,))) == [], "nothing new, nothing to look at"
    with pytest.raises(Temporary, match="no parcel UNKNOWN is known yet"):
        applied(TrackingUpdated("UNKNOWN", (scan,)))
    assert session.exec(select(FulfillmentRow)).one().status == "in_transit"
    assert len(session.exec(select(TrackingEventRow)).all()) == 1


def test_a_refund(session: Session, applied: Applying, order: Order) -> None:
    [ring] = applied(OrderChanged(order))
    assert applied(RefundCreated(Refund("9", "1001", Money(Decimal("5.00"), "EUR")))) == [ring]
    assert session.exec(select(RefundRow)).one().amount == Decimal("5.00")


@pytest.mark.parametrize(
    "event",
    [
        FulfillmentChanged(Fulfillment("f:1", "1001", (Tracking("1Z"),))),
        RefundCreated(Refund("9", "1001", Money(Decimal(5), "EUR"))),
    ],
)
def test_news_of_an_order_that_is_still_on_its_way_wait_for_it(applied: Applying, event: Event) -> None:
    with pytest.raises(Temporary, match="order 1001 is not known yet"):
        applied(event)


def test_texts_are_read_anew(session: Session, applied: Applying) -> None:
    offer = Offer("1", price=Money(Decimal(3), "EUR"))
    rings = [
        *applied(ProductChanged(Product("501", "Lantern", "<p>Tin</p>", offers=(offer,)))),
        *applied(PolicyChanged(Policy("9", PolicyKind.REFUND, "Returns", "<p>30 days</p>"))),
    ]
    documents = session.exec(select(DocumentRow)).all()
    assert rings == [("audit", document.id) for document in documents]
    assert len(documents) == 2
    assert applied(ProductDeleted("501")) == applied(ProductDeleted("a page's id")) == []
    assert [document.deleted_at is not None for document in documents] == [True, False]


def test_what_cannot_be_named_has_the_whole_shop_read(applied: Applying, connection: ConnectionRow) -> None:
    assert applied(Refetch("order", "", "it does not say which")) == [("sync", connection.id)]


@pytest.mark.parametrize("event", [Ignored("nothing"), AccessLost("the owner left")])
def test_the_rest_leaves_no_trace_here(applied: Applying, event: Event) -> None:
    assert applied(event) == []
