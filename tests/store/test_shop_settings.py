"""What the shop's platforms are set to, on real databases."""

from decimal import Decimal

from sqlalchemy import Engine

from integration.domain.shop import ShopSettings, Zone
from integration.store import shops
from integration.store.session import read, write
from integration.store.shop_settings import save_settings, shop_settings
from integration.store.tables import ShopRow
from tests.clock import Clock

FRANCE = Zone(("FR",), Decimal("4.90"), Decimal(60), "Colissimo")
SWISS = Zone(("CH",), Decimal(9))


def test_the_settings_are_those_of_the_platform_as_it_is_now(
    engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock
) -> None:
    now = ShopSettings(
        name="Lark", email="hello@lark.example", country="FR", currency="EUR", prices_include_tax=True, zones=(FRANCE,)
    )
    with write(engine) as session:
        for of in (shop, other_shop):
            shops.save_connection(session, of.id, "woocommerce", b"sealed", clock())
        save_settings(session, shop.id, "woocommerce", ShopSettings(currency="GBP", zones=(SWISS,)))
        save_settings(session, shop.id, "woocommerce", now)
        session.commit()
    with read(engine) as session:
        found = shop_settings(session, shop.id)
        assert (found.name, found.email, found.country, found.currency) == ("Lark", "hello@lark.example", "FR", "EUR")
        assert found.prices_include_tax is True
        assert found.zones == (FRANCE,)
        assert shop_settings(session, other_shop.id).zones == ()


def test_two_platforms_complete_each_other_and_the_shop_itself_the_rest(
    engine: Engine, shop: ShopRow, clock: Clock
) -> None:
    with write(engine) as session:
        described = session.get_one(ShopRow, shop.id)
        described.email, described.currency = "owner@lark.example", "CHF"
        for connector in ("shopify", "woocommerce"):
            shops.save_connection(session, shop.id, connector, b"sealed", clock())
        save_settings(session, shop.id, "woocommerce", ShopSettings(prices_include_tax=False, zones=(SWISS,)))
        save_settings(session, shop.id, "shopify", ShopSettings(currency="EUR", zones=(FRANCE,)))
        session.commit()
    with read(engine) as session:
        found = shop_settings(session, shop.id)
    assert (found.email, found.currency, found.prices_include_tax) == ("owner@lark.example", "EUR", False)
    assert found.zones == (FRANCE, SWISS)


def test_a_store_at_another_address_is_set_to_nothing_yet(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        for url in ("https://old.example", "https://new.example"):
            shops.save_connection(session, shop.id, "woocommerce", b"sealed", clock(), url)
            if "old" in url:
                save_settings(session, shop.id, "woocommerce", ShopSettings(zones=(FRANCE,)))
        session.commit()
    with read(engine) as session:
        assert shop_settings(session, shop.id).zones == ()
