"""What chance does not explain is an incident, and is laid at its narrowest cause; all else is none."""

import random

import pytest

from integration.domain.incident import Cause, CauseKind, Watched, groups, recognise

IRUN, PORTO = Cause(CauseKind.HUB, "Irun"), Cause(CauseKind.HUB, "Porto")
CTT, CTT_FR = Cause(CauseKind.CARRIER, "ctt"), Cause(CauseKind.CARRIER, "ctt", "FR")


def orders(count: int, before: float, now: float, *causes: Cause, start: int = 0) -> list[Watched]:
    return [Watched(start + number, before, now, frozenset(causes)) for number in range(count)]


def test_a_hub_that_stands_still_is_recognised_and_its_carrier_is_not_blamed() -> None:
    stuck = orders(12, 0.08, 0.9, CTT, CTT_FR, IRUN, PORTO)
    free = orders(60, 0.08, 0.06, CTT, CTT_FR, PORTO, start=100)
    found = recognise([*stuck, *free])
    assert [group.cause for group in found] == [IRUN]
    assert (found[0].orders, round(found[0].foreseen, 2), round(found[0].late, 2)) == (12, 0.96, 10.8)


def test_of_two_names_for_the_same_orders_the_narrower_is_said() -> None:
    found = recognise(orders(12, 0.08, 0.9, CTT, CTT_FR, IRUN))
    assert [group.cause for group in found] == [IRUN]
    assert [group.cause for group in recognise(orders(12, 0.08, 0.9, CTT, CTT_FR))] == [CTT_FR]


def test_two_causes_at_once_are_two_incidents() -> None:
    kettle = Cause(CauseKind.PRODUCT, "p1")
    found = recognise([*orders(10, 0.05, 0.9, IRUN), *orders(14, 0.05, 0.9, kettle, start=50)])
    assert {group.cause for group in found} == {IRUN, kettle}


def test_few_late_orders_are_none_nor_many_that_were_foreseen() -> None:
    assert recognise(orders(4, 0.02, 1.0, IRUN)) == []
    assert recognise(orders(40, 0.45, 0.6, IRUN)) == []
    assert recognise(orders(400, 0.02, 0.1, IRUN)) == []


def test_chance_alone_makes_none() -> None:
    """A thousand mornings of orders that are late as often as was said: independent, and so is what they share."""
    draw = random.Random(11)
    hubs = [Cause(CauseKind.HUB, str(number)) for number in range(20)]
    seen = 0
    for _ in range(1000):
        watched = []
        for number in range(150):
            before = draw.choice((0.03, 0.1, 0.3))
            late = float(draw.random() < before)
            watched.append(Watched(number, before, late, frozenset({draw.choice(hubs), CTT})))
        seen += bool(recognise(watched))
    assert seen <= 2


@pytest.mark.parametrize(("late", "goes_on"), [(0.9, True), (0.12, False), (0.05, False)])
def test_it_is_over_when_no_more_are_late_than_was_foreseen(late: float, goes_on: bool) -> None:
    assert groups(orders(30, 0.1, late, IRUN))[IRUN].goes_on is goes_on


def test_hardly_any_late_order_is_no_incident_any_more() -> None:
    assert not groups(orders(2, 0.01, 1.0, IRUN))[IRUN].goes_on


def test_of_two_hubs_that_the_same_parcels_came_through_the_one_where_they_stand():
    hubs = frozenset({Cause(CauseKind.HUB, "Adra"), Cause(CauseKind.HUB, "Irun")})
    stuck = [Watched(number, 0.1, 0.9, hubs, "Irun" if number < 15 else "Adra") for number in range(20)]
    assert [group.cause.name for group in recognise(stuck)] == ["Irun"]
