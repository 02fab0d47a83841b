"""What a merchant enters is kept exactly, and what cannot be so is refused with the reason."""

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.audit.finding import Fact
from integration.domain.audit.record import fact_row
from integration.domain.shop import ShopSettings
from integration.domain.terms import CHOICES, Opening, Terms
from integration.domain.terms_record import ENTRIES, NAMES, read_terms, with_entered, written_terms
from integration.domain.wording import CASES
from tests.domain.wording.known import about, between, facts

SETTINGS = ShopSettings()
FULL = Terms(
    SETTINGS,
    facts(
        return__window=about(30, "day", "delivery"), fee__return_shipping=about("4.50", "EUR", payer="customer"),
        fee__restocking=about(15, "percent"), return__refund_time=about(14, "day", "goods_back"),
        return__exchange=about(negated=True), order__cancellation=about(24, "hour", "order"),
        shipping__handling_time=between(1, 2, "business_day", "order"),
        shipping__delivery_time=between(3, 5, "business_day", "dispatch"), fee__duties=about(payer="shop"),
        product__warranty=about(24, "month"),
    ),
    {"return.condition": ("unused", "tags"), "shipping.tracking": ("tracked",)},
    {"shipping.method": ("DHL", "La Poste")},
    Opening((1, 2, 5), time(9), time(17, 30)),
    (1, 2, 3, 4, 5),
    time(14),
)  # fmt: skip


def test_what_is_entered_comes_back() -> None:
    assert read_terms(written_terms(FULL), SETTINGS) == FULL
    assert read_terms({}, SETTINGS) == Terms(SETTINGS)
    assert read_terms(written_terms(Terms(SETTINGS)), SETTINGS) == Terms(SETTINGS)


def test_all_that_can_be_entered_has_words() -> None:
    assert {*ENTRIES, *NAMES, *CHOICES} <= set(CASES)


def fact(**more: Any) -> dict[str, Any]:
    return {**fact_row(Fact()), **more}


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"facts": {"return.window": [fact(value="many", unit="day")]}}, "return.window"),
        ({"facts": {"return.window": [fact(value="-3", unit="day")]}}, "return.window"),
        ({"facts": {"return.window": [fact(value="NaN", unit="day")]}}, "return.window"),
        ({"facts": {"return.window": [fact(value="30", unit="EUR")]}}, "return.window"),
        ({"facts": {"return.window": [fact(unit="day")]}}, "return.window"),
        ({"facts": {"return.window": [fact(min="14", max="30", unit="day")]}}, "return.window"),
        ({"facts": {"return.window": [fact(value="30", unit="day", **{"from": "goods_back"})]}}, "return.window"),
        ({"facts": {"shipping.delivery_time": [fact(min="5", max="3", unit="day")]}}, "shipping.delivery_time"),
        ({"facts": {"shipping.delivery_time": [fact(negated=True)]}}, "shipping.delivery_time"),
        ({"facts": {"fee.duties": [fact()]}}, "fee.duties"),
        ({"facts": {"fee.duties": [fact(payer="nobody")]}}, "fee.duties"),
        ({"facts": {"fee.return_shipping": [fact(payer="shop", value="5", unit="EUR")]}}, "fee.return_shipping"),
        ({"facts": {"fee.restocking": [fact()]}}, "fee.restocking"),
        ({"facts": {"price.tax": [fact()]}}, "price.tax"),
        ({"facts": []}, "facts"),
        ({"choices": {"return.condition": ["shiny"]}}, "return.condition"),
        ({"choices": {"shipping.tracking": ["tracked", "untracked"]}}, "shipping.tracking"),
        ({"names": {"shipping.method": [" "]}}, "shipping.method"),
        ({"names": {"return.window": ["x"]}}, "return.window"),
        ({"opening": {"days": [], "opens": "09:00", "closes": "17:00"}}, "opening"),
        ({"opening": {"days": [1], "opens": "17:00", "closes": "09:00"}}, "opening"),
        ({"opening": {"days": [8], "opens": "09:00", "closes": "17:00"}}, "opening"),
        ({"opening": {"days": [1], "opens": "", "closes": "17:00"}}, "opening"),
        ({"working_days": [0]}, "working_days"),
        ({"cutoff": "noon"}, "cutoff"),
    ],
)
def test_what_cannot_be_so_is_refused(row: dict[str, Any], key: str) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        read_terms(row, SETTINGS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([*ENTRIES, *CHOICES, *NAMES]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["facts", "choices", "names", "opening", "days", "cutoff", "working_days", *ENTRIES, *CHOICES]),
        inner, max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["facts", "choices", "names", "opening", "working_days", "cutoff"]), JSON))
def test_whatever_is_sent_is_read_or_refused(row: dict[str, Any]) -> None:
    try:
        terms = read_terms(row, SETTINGS)
    except ValueError:
        return
    assert read_terms(written_terms(terms), SETTINGS) == terms


def test_what_is_entered_goes_before_what_pages_say() -> None:
    settings = ShopSettings(currency="EUR")
    said = Terms(settings, facts(return__window=about(14, "day"), fee__duties=about(payer="customer")))
    entered = Terms(SETTINGS, facts(return__window=about(30, "day")), {"return.condition": ("unused",)})
    both = with_entered(said, entered)
    assert both.settings == settings
    assert both.known("return.window") == (Fact(Decimal(30), unit="day"),)
    assert both.known("fee.duties") == (Fact(payer="customer"),)
    assert both.chosen("return.condition") == ("unused",)
