"""The same exam on shops nobody thought of: times, fees, zones and choices drawn by lot, the same lot each time."""

from datetime import time
from decimal import Decimal
from random import Random

import pytest

from integration.domain.audit.finding import Fact
from integration.domain.shop import ShopSettings, Zone
from integration.domain.terms import CHOICES, Opening, Terms
from integration.domain.wording import CASES, propose
from integration.languages.wording import wording
from tests.domain.wording.known import about, between, facts
from tests.domain.wording.test_exam import ENOUGH, LANGUAGES, state

NUMBERS = (1, 2, 3, 5, 7, 10, 14, 15, 20, 21, 28, 30, 45, 60, 90)
COUNTRIES = ("FR", "DE", "US", "GB", "BR", "JP", "ES", "CH", "CA", "IT", "CN", "PT", "NL")
SHOPS = 6


def drawn_time(lot: Random, units: list[str], starts: list[str | None], *, ranges: bool = False) -> Fact:
    low, unit, start = lot.choice(NUMBERS), lot.choice(units), lot.choice(starts)
    if ranges and lot.random() < 0.6:
        return between(low, low + lot.randint(1, 9), unit, start)
    return about(low, unit, start)


def drawn_zone(lot: Random) -> Zone:
    rate = lot.choice([None, Decimal(0), Decimal(lot.randint(100, 2500)) / 100])
    places = tuple(lot.sample(COUNTRIES, lot.randint(1, 3)))
    return Zone(places, rate, lot.choice([None, Decimal(lot.randint(20, 150))]))


def drawn_shop(lot: Random) -> Terms:
    currency = lot.choice(["EUR", "USD", "GBP", "BRL", "CHF", "JPY"])
    payers = [about(payer="shop"), about(payer="customer"), about(lot.randint(3, 20), currency, payer="customer")]
    said = facts(
        return__window=drawn_time(lot, ["day", "business_day", "month"], ["delivery", "order", "dispatch", None]),
        return__refund_time=drawn_time(lot, ["day", "business_day"], ["goods_back", "notice", None]),
        shipping__handling_time=drawn_time(lot, ["day", "business_day", "hour"], ["order", None], ranges=True),
        shipping__delivery_time=drawn_time(lot, ["day", "business_day"], ["dispatch", "order", None], ranges=True),
        order__cancellation=about(lot.choice([1, 2, 12, 24, 48]), "hour"), fee__return_shipping=lot.choice(payers),
        fee__restocking=about(lot.randint(3, 30), lot.choice(["percent", currency])),
        fee__duties=payers[lot.random() < 0.5],
        product__warranty=about(lot.choice([6, 12, 24, 36]), "month"),
        return__exchange=about(negated=lot.random() < 0.5),
        product__price=about(lot.randint(5, 5000), currency),
    )  # fmt: skip
    chosen = {code: tuple(lot.sample(those, lot.randint(1, len(those)))) for code, those in CHOICES.items()}
    chosen |= {"shipping.tracking": chosen["shipping.tracking"][:1], "order.cancellation": ()}
    settings = ShopSettings(
        email="shop@lark-and-co.com", phone=lot.choice(["", "+49 30 1234567"]), currency=currency,
        prices_include_tax=lot.random() < 0.5, zones=tuple(drawn_zone(lot) for _ in range(lot.randint(1, 3))),
    )  # fmt: skip
    days = tuple(sorted(lot.sample(range(1, 8), lot.randint(1, 6))))
    opening = Opening(days, time(lot.randint(7, 11)), time(lot.randint(14, 20), 30))
    return Terms(settings, said, chosen, {"shipping.method": tuple(lot.sample(["DHL", "UPS", "GLS"], 2))}, opening)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_is_known_reads_as_present(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    lot = Random(7)
    shops = [drawn_shop(lot) for _ in range(SHOPS)]
    clauses = [propose(code, terms, wording(tag)) for terms in shops for code in CASES]
    asked = [
        (clause, page)
        for clause in clauses
        if not clause.questions
        for page in (f"<p>{clause.text}</p>", f"<h2>{clause.heading}</h2>\n<p>{clause.text}</p>")
    ]
    failed = [f"{clause.code}: {clause.text}" for clause, page in asked if state(tag, clause, page) != "present"]
    with capsys.disabled():
        print(f"\n{tag}: {len(asked) - len(failed)} of {len(asked)} present")
    assert Decimal(len(asked) - len(failed)) / len(asked) >= ENOUGH, failed
