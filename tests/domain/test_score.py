"""One figure for a text, which anybody can work out with a pencil."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.score import Score, score

STATES = ("present", "vague", "placeholder", "missing")
WEIGHTS = {"return.window": "must", "fee.duties": "should", "contact.hours": "signal"}


@pytest.mark.parametrize(
    ("states", "value"),
    [
        ({}, None),
        ({"return.window": "present"}, 100),
        ({"return.window": "missing"}, 0),
        ({"return.window": "placeholder"}, 0),
        ({"return.window": "vague"}, 50),
        ({"return.window": "present", "contact.hours": "missing"}, 75),  # 3 of 3 + 1
        ({"return.window": "missing", "contact.hours": "present"}, 25),
        ({"return.window": "vague", "fee.duties": "present", "return.exchange": "missing"}, 58),  # 1.5 + 2 of 6
    ],
)
def test_what_is_asked_gravely_weighs_more(states: dict[str, str], value: int | None) -> None:
    assert score(states, WEIGHTS).value == value  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from([*WEIGHTS, "return.exchange", "product.price"]), st.sampled_from(STATES)))
def test_to_say_more_never_costs_and_only_saying_all_is_a_hundred(states: dict[str, str]) -> None:
    now: Score = score(states, WEIGHTS)  # type: ignore[arg-type]
    for code in states:
        better = score({**states, code: "present"}, WEIGHTS)  # type: ignore[arg-type]
        assert (better.value or 0) >= (now.value or 0)
    assert (now.value == 100) == (bool(states) and set(states.values()) == {"present"})
    assert now.value is None or now.value == int(100 * now.reached / now.of)
