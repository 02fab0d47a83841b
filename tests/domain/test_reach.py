"""Of the countries that orders went to, those for which no page says a detail."""

from decimal import Decimal

from integration.domain.audit.finding import Fact
from integration.domain.reach import Reach, Sent, unsaid_destinations

TIME, COST, PLACES = "shipping.delivery_time", "fee.shipping_cost", "shipping.destinations"
SENT = [Sent("DE")] * 5 + [Sent("AT")] * 3 + [Sent("CH"), Sent("CH", complained=True)]


def days(*places: str) -> Fact:
    return Fact(Decimal(3), unit="day", places=places)


def told(code: str, *facts: Fact) -> list[tuple[str, int, int]]:
    return [(one.country, one.orders, one.complaints) for one in unsaid_destinations({code: facts}, SENT)]


def test_what_brought_complaints_comes_before_what_most_orders_went_to() -> None:
    assert told(TIME, days("FR")) == [("CH", 2, 1), ("DE", 5, 0), ("AT", 3, 0)]
    assert unsaid_destinations({TIME: [days("DE", "CH")]}, SENT) == [Reach(TIME, "AT", 3, 0, 10)]


def test_a_statement_for_all_or_for_the_union_is_one_for_each() -> None:
    assert told(TIME, days("FR"), days()) == []
    assert told(TIME, days("EU")) == [("CH", 2, 1)]
    assert told(PLACES, Fact(places=("world",))) == []


def test_what_nobody_says_at_all_is_told_elsewhere() -> None:
    assert unsaid_destinations({}, SENT) == []
    assert unsaid_destinations({TIME: []}, SENT) == []
    assert unsaid_destinations({TIME: [days("FR")]}, []) == []


def test_a_country_that_is_refused_and_sent_to_is_told_as_such() -> None:
    refused = [Fact(places=("EU",)), Fact(places=("CH",), negated=True)]
    assert unsaid_destinations({PLACES: refused}, SENT) == [Reach(PLACES, "CH", 2, 1, 10, denied=True)]
    both = [*refused, Fact(places=("CH",))]
    assert unsaid_destinations({PLACES: both}, SENT) == []


def test_a_refusal_is_no_statement_of_cost() -> None:
    assert told(COST, Fact(places=("CH",), negated=True), Fact(Decimal(5), unit="EUR", places=("DE", "AT"))) == [
        ("CH", 2, 1)
    ]
