"""The demo shop's payments: paid back at most once for a key, at most what was paid, and told of each parcel once."""

from decimal import Decimal
from pathlib import Path

import pytest

from connectors.access import Access
from connectors.console.till import ConsolePayments
from connectors.http import Http
from integration.domain.commerce import Money, Tracking
from integration.ports import Permanent
from tests.clock import Clock


@pytest.fixture
def payments(clock: Clock, tmp_path: Path) -> ConsolePayments:
    config = {"started_at": clock().isoformat(), "mail_dir": str(tmp_path / "mail")}
    return ConsolePayments(Access("", {}, config, Http(()), clock))


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_a_paid_order_has_a_payment(payments: ConsolePayments) -> None:
    payment = payments.payment("pay_2318")
    assert payment is not None
    assert (payment.order_id, payment.amount.currency) == ("2318", "EUR")
    assert payment.amount.amount > 0
    assert payments.payment("pay_0000") is None


def test_the_same_key_pays_once(payments: ConsolePayments) -> None:
    first = payments.refund("pay_2318", euros("10.00"), "late", "key-1")
    assert payments.refund("pay_2318", euros("10.00"), "late", "key-1") == first
    assert payments.refund("pay_2318", euros("10.00"), "late", "key-2") != first


def test_never_more_than_was_paid(payments: ConsolePayments) -> None:
    payment = payments.payment("pay_2318")
    assert payment is not None
    payments.refund("pay_2318", payment.amount, "cancelled", "all")
    with pytest.raises(Permanent, match=r"0\.00 EUR is left"):
        payments.refund("pay_2318", euros("0.01"), "late", "more")


@pytest.mark.parametrize("amount", [euros("0"), euros("-1"), Money(Decimal(1), "USD")])
def test_amounts_that_make_no_sense_are_refused(payments: ConsolePayments, amount: Money) -> None:
    with pytest.raises(Permanent, match="left to refund"):
        payments.refund("pay_2318", amount, "", "key")


def test_parcels_are_told_once(payments: ConsolePayments) -> None:
    parcel = Tracking("RR000231817PT", "CTT")
    for key in ("a", "a", "b"):
        payments.add_tracking("pay_2318", parcel, key)
    assert payments.tracking("pay_2318") == [parcel]
    assert payments.tracking("pay_2319") == []
    with pytest.raises(Permanent, match="no payment is called pay_0000"):
        payments.add_tracking("pay_0000", parcel, "c")
