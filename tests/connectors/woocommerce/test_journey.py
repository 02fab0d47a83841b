"""A store that fails in the middle of a reading, and two stores that are read at once, over real HTTP."""

import threading

import pytest

from integration.ports import Storefront
from integration.store import shops
from integration.store.session import read
from jobs.connect import connect
from jobs.context import Context
from tests.connectors.woocommerce.conftest import Connected
from tests.woocommerce.server import standing_in


@pytest.mark.usefixtures("short_of_patience")
@pytest.mark.parametrize("fault", ["hang", "429", "502", "html200", "html202", "truncated", "bom"])
def test_a_reading_goes_on_after_each_fault(connected: Connected, fault: str) -> None:
    """Whatever happens in the middle of a first reading, the next one ends it, and nothing is there twice."""
    for number in range(10, 15):
        connected.woo.shop.place_order(number)
    connected.woo.faults = ["", "", "", "", fault, "", fault]
    connected.sync()
    assert bool(connected.row.troubles) == (fault != "bom"), "what is printed before the data stops nothing"
    connected.woo.faults = []
    connected.sync()
    assert set(connected.statuses()) == {"1", *map(str, range(10, 15))}
    assert connected.row.troubles == {}


def test_two_shops_in_many_threads_never_share_a_key(context: Context) -> None:
    with standing_in() as one, standing_in() as other:
        stores = {"one": one, "other": other}
        rows = {}
        for name, woo in stores.items():
            woo.shop.keys.secrets = {f"ck_{name}": f"cs_{name}"}
            woo.shop.place_order(1)
            keys = {"key": f"ck_{name}", "secret": f"cs_{name}"}
            connect(context, name, "woocommerce", woo.url, keys)
            with read(context.engine) as session:
                shop = shops.shop_named(session, name)
                rows[name] = shops.connection(session, shop.id or 0, "woocommerce") if shop else None
                session.expunge_all()
        for woo in stores.values():
            woo.asked.clear()
        problems: list[BaseException] = []

        def ask(number: int) -> None:
            try:
                for turn in range(5):
                    row = rows["one" if (number + turn) % 2 else "other"]
                    assert row is not None
                    storefront = context.open(row, Storefront)
                    assert storefront.order("1") is not None
                    storefront.orders(None, None)
            except BaseException as problem:  # noqa: BLE001 a thread's failure is the test's
                problems.append(problem)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not problems
        for name, woo in stores.items():
            assert len(woo.asked) >= 32 * 5
            assert {key for _, _, key in woo.asked} == {f"ck_{name}"}
