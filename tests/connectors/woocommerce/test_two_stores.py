"""A shop that sells in two stores: neither is asked about, or blamed for, what the other has."""

from dataclasses import replace
from decimal import Decimal

from sqlmodel import col, select

from integration.domain.commerce import Money, Order, OrderStatus, Product
from integration.store import catalogue, orders
from integration.store.session import read, write
from integration.store.tables import OrderRow
from jobs.stock import take_stock
from tests.connectors.woocommerce.conftest import Connected


def test_what_another_store_of_the_shop_has_is_not_missed_here(told: Connected) -> None:
    """Neither asked of this store, which would deny it, nor changed by what this store calls by the same id."""
    told.woo.shop.place_order(50)
    told.woo.shop.edit_product(550)
    told.sync()
    theirs = Order("50", "theirs", OrderStatus.PAID, told.clock(), Money(Decimal(9), "EUR"))
    listed = Product("550", "Their lamp", "<p>Theirs.</p>"), Product("551", "Their stool", "<p>Theirs.</p>")
    with write(told.context.engine) as session:
        orders.save_orders(session, 1, [theirs, replace(theirs, id="51")], told.clock(), connector="shopify")
        catalogue.save_products(session, 1, listed, told.clock(), "shopify")
        session.commit()
    told.advance(5)
    told.sync()
    told.woo.shop.trash_order(50)
    told.woo.shop.products.drop(550)
    told.sync()
    take_stock(told.context, told.row.id or 0)
    asked = {endpoint for _, endpoint, _ in told.woo.asked}
    assert "products/550" in asked, "it was missed"
    assert not asked & {"orders/51", "products/551"}, "what it never had"
    with read(told.context.engine) as session:
        rows = session.exec(select(OrderRow).where(col(OrderRow.vendor_id).in_(["50", "51"]))).all()
        kept = catalogue.documents(session, 1, "product")
    assert {(row.connector, row.vendor_id, row.status) for row in rows} == {
        ("woocommerce", "50", "deleted"), ("shopify", "50", "paid"), ("shopify", "51", "paid"),
    }  # fmt: skip
    assert {(it.connector, it.vendor_id) for it in kept} >= {("shopify", "550"), ("shopify", "551")}
    assert ("woocommerce", "550") not in {(it.connector, it.vendor_id) for it in kept}
