"""The EU's and the UK's law of delivery: possession counts, and silence never decides."""

from datetime import date, timedelta

import pytest

from integration.data.delay_law import statute_of, statutes
from integration.domain.law.possession import (
    Ended,
    ExtraSet,
    PaidBack,
    Received,
    Refused,
    Stage,
    agreed_day,
    standing,
)

NOW = date(2026, 11, 22)
FR, GB, DE = (statute_of(country, NOW) for country in ("FR", "GB", "DE"))
CONTRACT = date(2026, 11, 2)
AGREED = date(2026, 12, 2)


def test_which_law_is_whose():
    assert (FR.id, GB.id, DE.id) == ("FR-L216", "UK-CRA-28", "EU-CRD-18")
    assert statute_of("us", NOW).id == "US-FTC-435"
    assert statute_of("JP", NOW) is None
    assert statute_of("US", date(2014, 12, 7)) is None


def test_every_figure_names_its_source():
    for one in statutes():
        assert one.citations["default_days"].section
        assert one.source_url.startswith("https://")
        assert all(one.is_sure(figure) for figure in one.citations), one.id
        assert not one.is_sure("a figure that nobody wrote down")


def test_thirty_days_where_nothing_was_agreed():
    assert agreed_day(DE, CONTRACT) == AGREED
    assert agreed_day(DE, CONTRACT, date(2026, 11, 9)) == date(2026, 11, 9)


def test_the_buyer_sets_a_period_and_then_ends_it():
    happened = [ExtraSet(date(2026, 12, 4), date(2026, 12, 14)), Ended(date(2026, 12, 15))]
    stages = [
        standing(AGREED, happened, day, FR).stage
        for day in (AGREED, date(2026, 12, 3), date(2026, 12, 14), date(2026, 12, 15))
    ]
    assert stages == [Stage.DUE, Stage.LATE, Stage.EXTRA, Stage.TERMINATED]
    ended = standing(AGREED, happened, date(2026, 12, 20), FR)
    assert (ended.due, ended.pay_by, ended.surcharge) == (date(2026, 12, 29), date(2026, 12, 29), 0)


@pytest.mark.parametrize(
    ("paid", "percent"),
    [("2026-12-29", 0), ("2027-01-05", 10), ("2027-01-12", 10), ("2027-01-13", 20), ("2027-01-29", 50)],
)
def test_france_adds_to_a_late_refund(paid, percent):
    happened = [Refused(date(2026, 12, 3)), Ended(date(2026, 12, 15)), PaidBack(date.fromisoformat(paid))]
    found = standing(AGREED, happened, date(2027, 2, 1), FR)
    assert (found.stage, found.surcharge) == (Stage.REIMBURSED, percent)


def test_a_day_that_matters_needs_no_extra_period():
    wedding = date(2026, 12, 18)
    after = wedding + timedelta(days=1)
    assert standing(wedding, [], after, GB, essential=True).stage is Stage.TERMINABLE
    assert standing(wedding, [], after, GB).stage is Stage.LATE
    assert standing(wedding, [Ended(after)], after, GB, essential=True).due is None
    assert standing(wedding, [Refused(wedding)], wedding, GB).stage is Stage.TERMINABLE


def test_silence_never_decides():
    assert standing(AGREED, [], AGREED + timedelta(days=900), DE).stage is Stage.LATE
    assert standing(AGREED, [Ended(AGREED)], AGREED, DE).stage is Stage.DUE


def test_possession_ends_it():
    happened = [Received(date(2026, 12, 8)), Ended(date(2026, 12, 9))]
    assert standing(AGREED, happened, date(2026, 12, 10), FR).stage is Stage.DELIVERED


def test_money_that_is_due_on_a_sunday_is_paid_before():
    happened = [Refused(date(2026, 12, 3)), Ended(date(2026, 12, 20))]
    found = standing(AGREED, happened, date(2026, 12, 21), FR)
    assert (found.due, found.pay_by) == (date(2027, 1, 3), date(2026, 12, 31))
