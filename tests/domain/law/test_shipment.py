"""The FTC's rule, case by case: ours, and those that were worked out by hand elsewhere."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.data.delay_law import us
from integration.domain.law.duty import Silence, duty
from integration.domain.law.shipment import (
    Agreed,
    CancelledByBuyer,
    Flag,
    GivenUp,
    Happening,
    Notified,
    Refunded,
    RefundStated,
    Shipped,
    Stage,
    standing,
    term_of,
)
from integration.domain.law.statute import Clause, Form

OURS = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
T = date(2026, 3, 6)
US = us()
SOON = date(2026, 3, 20)
FIRST = [Notified(date(2026, 2, 27), SOON)]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def happening(told: dict[str, Any]) -> Happening:
    at = date.fromisoformat(told["day"])
    match told["k"]:
        case "notice":
            return Notified(at, day(told.get("R")), told.get("sound", True))
        case "consent":
            return Agreed(at, day(told.get("to")), told.get("open", False))
    plain = {"ship": Shipped, "cancel": CancelledByBuyer, "giveup": GivenUp, "refund": Refunded}
    return {**plain, "statement": RefundStated}[told["k"]](at)


def check(case: dict[str, Any]) -> None:
    found = standing(day(case["T"]), map(happening, case["events"]), date.fromisoformat(case["today"]), US)
    stage, vested, due = case["expect"]
    assert (found.stage.name, found.vested, found.due) == (stage, day(vested), day(due)), case["name"]


@pytest.mark.parametrize("case", OURS, ids=lambda case: case["name"])
def test_our_cases(case):
    check(case)


def test_the_cases_that_were_worked_out_by_hand(shared):
    cases = json.loads((shared / "law" / "delay_notice_cases.json").read_text(encoding="utf-8"))
    assert len(cases) >= 18
    for case in cases:
        check(case)


def test_how_long_the_shop_has():
    ordered = date(2026, 10, 20)
    assert term_of(US, ordered) == date(2026, 11, 19)
    assert term_of(US, ordered, seller_credit=True) == date(2026, 12, 9)
    assert term_of(US, ordered, date(2026, 10, 26), seller_credit=True) == date(2026, 10, 26)
    assert standing(None, [], ordered, US).stage is Stage.WAIT_COMPLETE


@pytest.mark.parametrize(
    ("before", "revised", "form", "silence", "answer_by"),
    [
        ([], T + timedelta(days=30), Form.SHORT, Silence.AGREES, T + timedelta(days=30)),
        ([], T + timedelta(days=31), Form.LONG, Silence.CANCELS, T + timedelta(days=30)),
        ([], None, Form.UNDATED, Silence.CANCELS, T + timedelta(days=30)),
        (FIRST, date(2026, 4, 9), Form.RENEWED, Silence.REFUSES, SOON),
        (FIRST, None, Form.RENEWED_UNDATED, Silence.REFUSES, SOON),
    ],
)
def test_which_notice_and_what_silence_means(before, revised, form, silence, answer_by):
    today = date(2026, 3, 3)
    owed = duty(standing(T, before, today, US), revised, today, US)
    assert owed is not None
    assert (owed.form, owed.silence, owed.answer_by) == (form, silence, answer_by)
    assert owed.by == date(2026, 3, 4)
    assert {Clause.CANCEL_RIGHT, Clause.ANSWER} < set(owed.clauses)
    assert (Clause.NO_DATE in owed.clauses) == (revised is None)


def test_a_notice_is_due_the_next_working_day_and_never_after_the_deadline():
    friday = date(2026, 2, 27)
    assert duty(standing(T, [], friday, US), None, friday, US).by == date(2026, 3, 2)
    assert duty(standing(T, [], T, US), None, T, US).by == T


def test_no_notice_is_owed_where_nothing_moves_or_nothing_runs():
    today = date(2026, 3, 3)
    assert duty(standing(T, [], today, US), T, today, US) is None
    for event in (Shipped(today), CancelledByBuyer(today)):
        assert duty(standing(T, [event], today, US), None, today, US) is None
    agreed = [Notified(today), Agreed(today, open_ended=True)]
    assert duty(standing(T, agreed, today, US), None, today, US) is None


def test_what_a_person_has_to_look_at():
    today = date(2026, 3, 31)
    shipped_late = standing(T, [Shipped(date(2026, 3, 9))], today, US)
    assert shipped_late.flags == {Flag.SHIPPED_AFTER_CANCEL, Flag.REFUND_LATE}
    both = standing(T, [CancelledByBuyer(date(2026, 3, 2)), Shipped(date(2026, 3, 2))], date(2026, 3, 3), US)
    assert Flag.SAME_DAY in both.flags
    untold = standing(T, [Refunded(date(2026, 3, 10))], date(2026, 3, 11), US)
    assert untold.flags == {Flag.REFUND_STATEMENT_MISSING}
    late = standing(T, [Refunded(date(2026, 3, 18)), RefundStated(date(2026, 3, 18))], date(2026, 3, 18), US)
    assert (late.stage, late.flags) == (Stage.REFUNDED, {Flag.REFUND_LATE})


DAYS = st.integers(-5, 60).map(lambda offset: T + timedelta(days=offset))
HAPPENINGS = st.one_of(
    st.builds(Notified, DAYS, st.none() | DAYS, st.booleans()),
    st.builds(Agreed, DAYS, st.none() | DAYS, st.booleans()),
    *(st.builds(kind, DAYS) for kind in (CancelledByBuyer, GivenUp, Shipped, Refunded, RefundStated)),
)


@given(st.lists(HAPPENINGS, max_size=6), DAYS)
def test_whatever_happens_money_is_owed_exactly_when_the_order_is_cancelled(happened, today):
    found = standing(T, happened, today, US)
    assert (found.vested is not None) == (found.stage in (Stage.CANCELLED, Stage.REFUNDED))
    assert (found.due is not None) == (found.vested is not None)
    if found.due is not None:
        assert found.due > found.vested
    # What is settled on one day does not come apart the next, whatever is yet to come.
    assert standing(T, [each for each in happened if each.day <= today], today, US) == found


@given(st.lists(HAPPENINGS.filter(lambda each: not isinstance(each, Shipped)), max_size=6))
def test_without_shipment_or_consent_nobody_waits_for_ever(happened):
    silent = [each for each in happened if not isinstance(each, Agreed)]
    assert standing(T, silent, T + timedelta(days=120), US).stage in (Stage.CANCELLED, Stage.REFUNDED)
