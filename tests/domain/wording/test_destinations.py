"""A time that some destinations do not share is not said of all of them."""

import pytest

from integration.domain.audit.finding import Fact
from integration.domain.outputs import shipping_details
from integration.domain.shop import ShopSettings
from integration.domain.terms import Terms
from integration.domain.wording import propose
from integration.languages.wording import wording
from tests.domain.wording.known import about, between, facts, zone

FIVE, AUSTRIA = between(3, 5, "day"), between(6, 8, "day", places=("AT",))
GERMANY, SAME = between(4, 9, "day", places=("DE",)), between(3, 5, "day", places=("DE",))


def said(*times: Fact, zones: str = "DE AT", code: str = "shipping.delivery_time") -> str:
    known = facts(shipping__delivery_time=times, shipping__destinations=about(places=tuple(zones.split())))
    terms = Terms(ShopSettings(), known)
    return propose(code, terms, wording("en")).text


@pytest.mark.parametrize("code", ["shipping.delivery_time", "product.delivery"])
def test_each_destination_has_its_own_and_the_others_that_of_all(code: str) -> None:
    assert said(FIVE, AUSTRIA, code=code) == (
        "Delivery to Austria takes 6 to 8 days. Delivery to all other destinations takes 3 to 5 days."
    )


def test_nothing_is_left_for_others_where_there_are_none() -> None:
    assert (
        said(FIVE, AUSTRIA, GERMANY) == "Delivery to Austria takes 6 to 8 days. Delivery to Germany takes 4 to 9 days."
    )


def test_what_repeats_the_time_of_one_destination_was_said_of_that_one() -> None:
    told = said(FIVE, SAME, AUSTRIA, zones="DE AT CH")
    assert told == "Delivery to Germany takes 3 to 5 days. Delivery to Austria takes 6 to 8 days."


def test_one_time_is_said_of_all() -> None:
    assert said(FIVE) == "Delivery takes 3 to 5 days."
    assert "[how many?]" in said(FIVE, between(2, 3, "day"))
    assert said(between(2, 3, "day"), FIVE, AUSTRIA) == "Delivery to Austria takes 6 to 8 days."


def test_no_zone_is_given_the_time_of_another_in_structured_data() -> None:
    settings = ShopSettings(currency="EUR", zones=(zone("CH", "9"),))
    handled = facts(shipping__handling_time=about(1, "day"), shipping__delivery_time=(FIVE, SAME, AUSTRIA))
    found = shipping_details(Terms(settings, handled))
    assert (found.objects, found.lacking) == ((), ("shipping.delivery_time",))
    others = facts(shipping__handling_time=about(1, "day"), shipping__delivery_time=(FIVE, AUSTRIA))
    assert shipping_details(Terms(settings, others)).objects[0]["deliveryTime"]["transitTime"]["maxValue"] == 5
