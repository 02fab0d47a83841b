"""What sold most, from orders as they stand."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import select

from integration.store.sales import best_sellers, complaints
from integration.store.session import read, write
from integration.store.tables import OrderLineRow, ShopRow
from tests.admin_ui.full_shop import add_order
from tests.clock import Clock


def sell(
    engine: Engine, shop: ShopRow, clock: Callable[[], datetime], number: str, sold: tuple[str, int], **order: object
) -> None:
    with write(engine) as session:
        order_id = add_order(session, shop.id, number, "Ann", order.pop("placed_at", clock()), **order)
        line = session.exec(select(OrderLineRow).where(OrderLineRow.order_id == order_id)).one()
        line.product_id, line.quantity = sold
        session.commit()


def test_units_by_product_the_most_first(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    sell(engine, shop, clock, "1", ("mug", 2))
    sell(engine, shop, clock, "2", ("bowl", 5))
    sell(engine, shop, clock, "3", ("mug", 1))
    sell(engine, shop, clock, "4", ("", 9))
    sell(engine, shop, clock, "5", ("jug", 9), status="cancelled")
    sell(engine, shop, clock, "6", ("jug", 9), placed_at=clock() - timedelta(days=100))
    sell(engine, other_shop, clock, "7", ("cup", 9))
    with read(engine) as session:
        since = clock() - timedelta(days=90)
        assert list(best_sellers(session, shop.id, since).items()) == [("bowl", 5), ("mug", 3)]
        assert list(best_sellers(session, shop.id, since, limit=1)) == ["bowl"]


def test_orders_that_brought_a_complaint_by_product(
    engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock
) -> None:
    sell(engine, shop, clock, "1", ("mug", 2), disputed=True)
    sell(engine, shop, clock, "2", ("mug", 2))
    sell(engine, shop, clock, "3", ("bowl", 1), disputed=True, placed_at=clock() - timedelta(days=100))
    sell(engine, other_shop, clock, "4", ("bowl", 9), disputed=True)
    with read(engine) as session:
        assert complaints(session, shop.id, clock() - timedelta(days=90), ["mug", "bowl"]) == {"mug": 1}
