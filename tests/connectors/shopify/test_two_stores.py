"""A shop that sells in two stores tells each of its own parcels."""

from integration.domain.commerce import Fulfillment, Tracking
from integration.store import orders, outbox, shops
from integration.store.session import write
from integration.store.tables import OrderRow, OutboxRow
from jobs.write_back import propose_delay
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.test_faults import the_order
from tests.connectors.shopify.test_journey import Shop, late
from tests.jobs.late import the_order as an_order

__all__ = ["late"]
OTHER = "woocommerce"


def bought_there(shop: Installed) -> OrderRow:
    sent = Fulfillment("w9", "w1", (Tracking("TN-W", "DHL"),), shop.context.clock())
    told = an_order(shop.context, vendor_id="w1", fulfillments=(sent,))
    with write(shop.context.engine) as session:
        row = orders.save_orders(session, shop.row.shop_id, [told], shop.context.clock(), connector=OTHER)[0]
        session.commit()
        session.refresh(row)
        session.expunge_all()
    return row


def test_each_store_is_told_of_its_own_parcels(late: Shop, shop: Installed, clock: Clock) -> None:
    with write(shop.context.engine) as session:
        sealed, url = shop.context.vault.seal({}), "https://lantern.example"
        shops.save_connection(session, shop.row.shop_id, OTHER, sealed, clock(), url=url)
        session.commit()
    late.parcel.scopes |= {"write_fulfillments", "write_merchant_managed_fulfillment_orders"}
    late.settings(tells=True)
    late.hear()
    late.decide_and_send()
    here, there = the_order(shop), bought_there(shop)
    with write(shop.context.engine) as session:
        [sent] = outbox.messages(session, there.shop_id, "sent")
        likewise = OutboxRow(**{**sent.model_dump(), "order_id": there.id})
        propose_delay(session, likewise, clock().date(), clock())
        session.commit()
    assert {row.order_id: row.connector for row in late.rows} == {here.id: "shopify", there.id: OTHER}
    clock.advance(seconds=20)
    late.sweep()
    assert late.parcel.told[0][0] == "DELAYED"
