"""Returns and shipping as structured data: valid against the vocabulary, or not said at all."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.audit.finding import Fact
from integration.domain.outputs import Structured, return_policy, shipping_details, written
from integration.domain.places import EU
from integration.domain.shop import ShopSettings, Zone
from integration.domain.terms import CHOICES, Terms
from integration.languages.wording import wording
from integration.languages.wording import written as written_languages
from tests.domain.outputs.vocabulary import faults
from tests.domain.wording.known import about, between, facts, zone
from tests.domain.wording.test_exam import DAYS, NUMBER, TIME

FRANCE = ShopSettings(country="FR", currency="EUR", zones=(zone("FR", "4.90", "50"), zone("BE ES", "7.90")))
KNOWN = Terms(
    FRANCE,
    facts(
        return__window=about(30, "day", "delivery"), fee__return_shipping=about("4.50", "EUR", payer="customer"),
        fee__restocking=about(15, "percent", payer="customer"), return__exchange=about(),
        shipping__destinations=about(places=("FR", "BE", "ES")), shipping__handling_time=about(24, "hour"),
        shipping__delivery_time=between(3, 5, "day", "dispatch"),
    ),
    {"return.refund_method": ("original",), "return.condition": ("unused", "packaging")},
)  # fmt: skip


def test_a_return_policy_says_all_that_is_known() -> None:
    assert return_policy(KNOWN) == Structured(({
        "@context": "https://schema.org",
        "@type": "MerchantReturnPolicy",
        "applicableCountry": ["BE", "ES", "FR"],
        "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": 30,
        "returnFees": "https://schema.org/ReturnShippingFees",
        "returnShippingFeesAmount": {"@type": "MonetaryAmount", "value": "4.50", "currency": "EUR"},
        "restockingFee": 15.0,
        "refundType": ["https://schema.org/FullRefund", "https://schema.org/ExchangeRefund"],
        "itemCondition": "https://schema.org/NewCondition",
    },))  # fmt: skip


def test_shipping_has_one_object_a_zone() -> None:
    found = shipping_details(KNOWN)
    assert found.lacking == ()
    assert [each["shippingRate"]["value"] for each in found.objects] == ["4.90", "7.90"]
    assert found.objects[0] == {
        "@context": "https://schema.org",
        "@type": "OfferShippingDetails",
        "shippingRate": {"@type": "MonetaryAmount", "value": "4.90", "currency": "EUR"},
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "FR"},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": {"@type": "QuantitativeValue", "maxValue": 1, "unitCode": "DAY"},
            "transitTime": {"@type": "QuantitativeValue", "minValue": 3, "maxValue": 5, "unitCode": "DAY"},
        },
    }


def with_facts(**said: Fact | tuple[Fact, ...]) -> Terms:
    return replace(KNOWN, facts={**KNOWN.facts, **facts(**said)})


def test_business_days_need_the_days_on_which_the_shop_works() -> None:
    terms = with_facts(shipping__handling_time=between(1, 2, "business_day"))
    assert shipping_details(terms) == Structured((), ("shipping.working_days",))
    told = shipping_details(replace(terms, working_days=(1, 2, 3, 4, 5), cutoff=time(14))).objects[0]["deliveryTime"]
    assert told["businessDays"]["dayOfWeek"][0] == "https://schema.org/Monday"
    assert told["cutoffTime"] == "14:00:00"


def test_a_zone_has_the_time_of_its_own_destination() -> None:
    times = (between(2, 3, "day", places=("FR",)), between(5, 9, "day", places=("EU",)))
    found = shipping_details(with_facts(shipping__delivery_time=times)).objects
    assert [each["deliveryTime"]["transitTime"]["maxValue"] for each in found] == [3, 9]


@pytest.mark.parametrize(
    ("said", "lacking"),
    [
        ({"return__window": about(2, "month")}, ("return.window",)),
        ({"return__window": about(10, "business_day")}, ("return.window",)),
        ({"return__window": ()}, ("return.window",)),
        ({"return__window": (about(30, "day"), about(14, "day"))}, ("return.window",)),
    ],
)
def test_a_window_that_is_no_number_of_days_is_not_said(said: dict[str, Any], lacking: tuple[str, ...]) -> None:
    assert return_policy(with_facts(**said)) == Structured(lacking=lacking)


def test_a_shop_that_takes_nothing_back_says_so_and_no_more() -> None:
    found = return_policy(with_facts(return__window=about(negated=True)))
    assert found.objects[0]["returnPolicyCategory"].endswith("/MerchantReturnNotPermitted")
    assert "refundType" not in found.objects[0]


def test_the_world_is_not_a_country() -> None:
    terms = replace(with_facts(shipping__destinations=about(places=("world",))), settings=ShopSettings())
    assert return_policy(terms).lacking == ("shipping.destinations",)
    assert return_policy(replace(terms, settings=FRANCE)).objects[0]["applicableCountry"] == "FR"
    world = replace(KNOWN, settings=replace(FRANCE, zones=(zone("world", "9"),)))
    assert shipping_details(world) == Structured((), ("shipping.destinations",))


def test_the_union_is_its_countries() -> None:
    found = return_policy(with_facts(shipping__destinations=about(places=("EU",)))).objects[0]
    assert found["applicableCountry"] == sorted(EU)


def test_what_lacks_is_named() -> None:
    nothing = Terms(ShopSettings())
    assert return_policy(nothing).lacking == ("return.window", "shipping.destinations")
    assert shipping_details(nothing).lacking == (
        "price.currency", "fee.shipping_cost", "shipping.destinations", "shipping.handling_time",
    )  # fmt: skip


PLACES = st.lists(st.sampled_from(["FR", "US", "EU", "world", "JP", "XX"]), max_size=3, unique=True).map(tuple)
ZONES = st.lists(st.builds(Zone, PLACES, st.none() | NUMBER, st.none() | NUMBER), max_size=3).map(tuple)
PAID = st.builds(
    Fact, value=st.none() | NUMBER, unit=st.sampled_from([None, "EUR", "percent"]),
    payer=st.sampled_from([None, "shop", "customer"]), negated=st.booleans(),
)  # fmt: skip
ANY = st.fixed_dictionaries(
    {},
    optional={
        **{code: st.lists(TIME, max_size=2).map(tuple) for code in (
            "return.window", "shipping.handling_time", "shipping.delivery_time")},
        **{code: st.tuples(PAID) for code in ("fee.return_shipping", "fee.restocking", "return.exchange")},
        "shipping.destinations": st.tuples(st.builds(Fact, places=PLACES)),
    },
)  # fmt: skip
CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        code: st.lists(st.sampled_from(CHOICES[code]), max_size=2, unique=True).map(tuple)
        for code in ("return.refund_method", "return.condition")
    },
)


@settings(max_examples=300, deadline=None)
@given(ANY, CHOSEN, ZONES, st.sampled_from(["EUR", ""]), st.sampled_from([(), (1, 2, 3, 4, 5)]))
def test_whatever_is_known_the_objects_are_valid(
    said: dict[str, tuple[Fact, ...]],
    chosen: dict[str, tuple[str, ...]],
    zones: tuple[Zone, ...],
    currency: str,
    days: tuple[int, ...],
) -> None:
    shop = ShopSettings(country="FR", currency=currency, zones=zones)
    terms = Terms(shop, said, chosen, working_days=days, cutoff=time(12) if days else None)
    for found in (return_policy(terms), shipping_details(terms)):
        assert [fault for each in found.objects for fault in faults(each)] == []
        assert found.objects or found.lacking


def test_the_validator_sees_faults() -> None:
    good = return_policy(KNOWN).objects[0]
    assert list(faults(good)) == []
    for change in (
        {"applicableCountry": "France"}, {"merchantReturnDays": "30"}, {"merchantReturnDays": 2.5},
        {"returnPolicyCategory": "https://schema.org/Finite"}, {"returnFees": "https://schema.org/FreeReturn"},
        {"restockingFee": {"@type": "MonetaryAmount", "value": "5"}}, {"colour": "red"}, {"refundType": "Full"},
    ):  # fmt: skip
        assert list(faults({**good, **change})), change
    for name in ("applicableCountry", "returnPolicyCategory", "merchantReturnDays", "returnShippingFeesAmount"):
        assert list(faults({key: value for key, value in good.items() if key != name})), name
    assert list(faults({**good, "@type": "ReturnPolicy"}))


def without(thing: Any, path: tuple[str, ...], put: Any = None) -> dict[str, Any]:
    """A copy that lacks what stands at the path, or has `put` there."""
    name, *deeper = path
    if deeper:
        return {**thing, name: without(thing[name], tuple(deeper), put)}
    return {key: value for key, value in thing.items() if key != name} | ({} if put is None else {name: put})


RATE, PLACE, TIMES = "shippingRate", "shippingDestination", "deliveryTime"


@pytest.mark.parametrize(
    "path",
    [
        (RATE,), (RATE, "value"), (RATE, "currency"), (PLACE,), (PLACE, "addressCountry"), (TIMES,),
        (TIMES, "handlingTime"), (TIMES, "transitTime"), (TIMES, "handlingTime", "maxValue"),
        (TIMES, "transitTime", "maxValue"), (TIMES, "transitTime", "unitCode"),
    ],
)  # fmt: skip
def test_the_validator_misses_what_google_requires_of_shipping(path: tuple[str, ...]) -> None:
    good = shipping_details(KNOWN).objects[0]
    assert list(faults(good)) == []
    assert list(faults(without(good, path))), path


@pytest.mark.parametrize(
    ("path", "put"),
    [
        ((RATE, "currency"), "euro"), ((RATE, "value"), "4,90"), ((PLACE, "addressCountry"), "France"),
        ((TIMES, "handlingTime", "maxValue"), 1.5), ((TIMES, "transitTime", "minValue"), -1),
        ((TIMES, "transitTime", "unitCode"), "week"), ((TIMES,), []), ((RATE,), []),
    ],
)  # fmt: skip
def test_the_validator_sees_what_google_would_not_take_of_shipping(path: tuple[str, ...], put: Any) -> None:
    assert list(faults(without(shipping_details(KNOWN).objects[0], path, put))), path


def test_each_zone_names_all_its_countries_and_is_paid_in_the_shops_currency() -> None:
    found = shipping_details(KNOWN).objects
    regions = [one["shippingDestination"] for one in found]
    assert [region["addressCountry"] for region in regions[1]] == ["BE", "ES"]
    assert {one["shippingRate"]["currency"] for one in found} == {FRANCE.currency}


def test_structured_data_is_the_same_in_every_language() -> None:
    for name in ("return-policy", "shipping-details"):
        said = {
            one.source
            for language in written_languages()
            for one in written(KNOWN, wording(language))
            if one.name == name
        }
        assert len(said) == 1, name
        assert said != {""}


@given(DAYS)
def test_days_are_kept_exactly(days: Decimal) -> None:
    terms = with_facts(return__window=Fact(days, unit="day"))
    assert return_policy(terms).objects[0]["merchantReturnDays"] == days
