"""A shop's settings: from what a storefront tells, to JSON and back."""

import json
from decimal import Decimal

import pytest

from integration.domain.commerce import Money, ShippingRate
from integration.domain.merchant import Merchant
from integration.domain.shop import ShopSettings, Zone
from integration.domain.shop_record import platform_settings, read_settings, written, zones_of

MERCHANT = Merchant("Lark", "hello@lark.example", "https://lark.example", "EUR", "FR", "Europe/Paris", "fr", True)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_a_way_that_is_free_from_a_total_frees_the_others_there() -> None:
    rates = [
        ShippingRate("Colissimo", ("FR",), euros("4.90")),
        ShippingRate("Free", ("FR",), euros("0"), euros("60")),
        ShippingRate("Pick up at the shop", ("FR",), euros("0"), pickup=True),
        ShippingRate("By weight", ("CH", "NO"), None),
        ShippingRate("Gift", ("MC",), euros("0")),
    ]
    assert zones_of(rates) == (
        Zone(("FR",), Decimal("4.90"), Decimal(60), "Colissimo"),
        Zone(("CH", "NO"), None, None, "By weight"),
        Zone(("MC",), Decimal(0), None, "Gift"),
    )


def test_a_way_that_is_only_free_from_a_total_has_no_known_price_below() -> None:
    assert zones_of([ShippingRate("Free", ("FR",), euros("0"), euros("60"))]) == (
        Zone(("FR",), None, Decimal(60), "Free"),
    )


def test_a_continent_is_its_countries_and_everywhere_else_the_world() -> None:
    (europe,), (world,) = (zones_of([ShippingRate("x", (place,), None)]) for place in ("continent:EU", "*"))
    assert {"FR", "CH", "GB", "NO"} <= set(europe.countries)
    assert not {"US", "MA"} & set(europe.countries)
    assert world.countries == ("world",)


def test_settings_survive_json() -> None:
    rates = [ShippingRate("Colissimo", ("FR", "BE"), euros("4.90"), euros("60")), ShippingRate("Far", ("*",), None)]
    settings = platform_settings(MERCHANT, rates)
    assert settings.zones[0].free_from == Decimal(60)
    assert read_settings(json.loads(json.dumps(written(settings)))) == settings


@pytest.mark.parametrize("row", [None, {}, {"zones": None, "contact": None, "currency": None}])
def test_what_is_not_told_is_unknown(row: object) -> None:
    assert read_settings(row) == ShopSettings()


def test_codes_are_read_however_they_are_written() -> None:
    row = {"currency": "eur", "base_country": "fr", "zones": [{"countries": ["be", "eu", "WORLD", "*"], "rate": 4.9}]}
    assert read_settings(row) == ShopSettings(
        currency="EUR", country="FR", zones=(Zone(("BE", "EU", "world", "world"), Decimal("4.9")),)
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "settings is no object"),
        ({"prices_include_tax": "yes"}, "settings.prices_include_tax is neither true nor false"),
        ({"zones": {}}, None),
        ({"zones": "FR"}, "settings.zones is no list"),
        ({"zones": ["FR"]}, r"settings.zones\[0\] is no object"),
        ({"zones": [{"countries": "FR"}]}, r"settings.zones\[0\].countries is no list of country codes"),
        ({"zones": [{}, {"rate": "4,90"}]}, r"settings.zones\[1\].rate is no amount"),
        ({"zones": [{"rate": -1}]}, r"settings.zones\[0\].rate is no amount"),
        ({"zones": [{"free_from": True}]}, r"settings.zones\[0\].free_from is no amount"),
        ({"zones": [{"rate": "NaN"}]}, r"settings.zones\[0\].rate is no amount"),
        ({"contact": {"email": 7}}, "settings.contact.email is no text"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(row: object, reason: str | None) -> None:
    if reason is None:
        assert read_settings(row) == ShopSettings()
        return
    with pytest.raises(ValueError, match=reason):
        read_settings(row)
