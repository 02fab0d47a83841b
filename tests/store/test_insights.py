"""What became of the promises, counted from orders that arrived."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from integration.domain.reasons import NoticeKind
from integration.store.insights import Effect, Insights, Kept, insights
from integration.store.session import write
from integration.store.tables import FulfillmentRow, OrderLineRow, OrderRow, OutboxRow, PromiseRow, ShopRow
from tests.clock import Clock

DAY = timedelta(days=1)


class Ledger:
    """Orders placed twenty days ago and promised within ten, kept as rows."""

    def __init__(self, session: Session, shop_id: int, now: datetime) -> None:
        self.session, self.shop_id, self.now = session, shop_id, now
        self.placed = now - 20 * DAY
        self.promised = now - 10 * DAY
        self._number = 0

    def order(
        self, *late: float | None, country: str = "FR", carrier: str = "CTT", titles: tuple[str, ...] = ("Sheet",)
    ) -> int:
        """One parcel for each of `late`: days after the promised moment, None for one still under way."""
        self._number += 1
        number = f"{self._number}"
        row = OrderRow(
            shop_id=self.shop_id, vendor_id=number, number=number, status="paid", placed_at=self.placed,
            total=1, currency="EUR", country=country,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        order_id = row.id or 0
        self.session.add(
            PromiseRow(
                shop_id=self.shop_id,
                order_id=order_id,
                promised_by=self.promised,
                basis="settings",
                made_at=self.placed,
            )
        )
        for parcel, days in enumerate(late):
            self.session.add(
                FulfillmentRow(
                    shop_id=self.shop_id,
                    order_id=order_id,
                    vendor_id=f"{parcel}",
                    carrier=carrier,
                    shipped_at=self.placed,
                    delivered_at=None if days is None else self.promised + days * DAY,
                )
            )
        for line, title in enumerate(titles):
            self.session.add(
                OrderLineRow(
                    shop_id=self.shop_id,
                    order_id=order_id,
                    vendor_id=f"{line}",
                    product_id=title,
                    title=title,
                    quantity=1,
                    total=1,
                )
            )
        self.session.flush()
        return order_id

    def tell(
        self, order_id: int, at: datetime, kind: str = NoticeKind.DELAY_BEFORE_PROMISE, state: str = "sent"
    ) -> None:
        self.session.add(
            OutboxRow(
                shop_id=self.shop_id,
                order_id=order_id,
                unique_key=f"{order_id}:{at}:{kind}",
                kind=kind,
                to_address="a@b.example",
                language="fr",
                subject="",
                text="",
                state=state,
                next_at=at,
                created_at=at,
                sent_at=at if state == "sent" else None,
            )
        )
        self.session.flush()


@pytest.fixture
def ledger(engine: Engine, shop: ShopRow, clock: Clock) -> Iterator[Ledger]:
    with write(engine) as session:
        yield Ledger(session, shop.id or 0, clock())


def since(ledger: Ledger, days: int = 30, limit: int = 9) -> Insights:
    return insights(ledger.session, ledger.shop_id, ledger.now - days * DAY, limit)


def test_an_order_is_late_when_its_last_parcel_is(ledger: Ledger) -> None:
    ledger.order(-1, 2)
    ledger.order(-1)
    ledger.order(0, country="US")
    [france, america] = since(ledger).groups["destination"]
    assert france == Kept("FR", 2, 1, 2 * DAY.total_seconds())
    assert america == Kept("US", 1, 0)


def test_what_is_still_under_way_or_came_before_is_not_counted(ledger: Ledger) -> None:
    ledger.order(1, None)
    ledger.order(1)
    assert since(ledger, 5).groups["destination"] == []
    assert [kept.arrived for kept in since(ledger, 10).groups["destination"]] == [1]


def test_carriers_and_products_each_have_their_own(ledger: Ledger) -> None:
    ledger.order(1, carrier="CTT", titles=("Sheet", "Towel", "Towel"))
    ledger.order(-1, carrier="", titles=("Towel",))
    assert since(ledger).groups["carrier"] == [Kept("CTT", 1, 1, 86_400.0), Kept("", 1, 0)]
    assert since(ledger).groups["product"] == [
        Kept("Towel", 2, 1, 86_400.0),
        Kept("Sheet", 1, 1, 86_400.0),
    ]
    assert len(since(ledger, limit=1).groups["product"]) == 1


def test_a_message_counts_where_it_came_before_the_parcel(ledger: Ledger) -> None:
    rightly, needlessly, after, unsent, silent = (ledger.order(days) for days in (2, -1, 2, 2, 2))
    ledger.tell(rightly, ledger.promised - 3 * DAY)
    ledger.tell(rightly, ledger.promised - DAY, NoticeKind.DELAY_ON_THE_DAY)
    ledger.tell(needlessly, ledger.promised - 3 * DAY)
    ledger.tell(after, ledger.promised + 3 * DAY)
    ledger.tell(unsent, ledger.promised - 3 * DAY, state="held")
    ledger.tell(silent, ledger.promised - 3 * DAY, NoticeKind.DELIVERED_LATE)
    found = since(ledger).told
    assert found == Effect(warned_late=1, unwarned_late=3, warned_in_time=1, seconds_ahead=3 * DAY.total_seconds())


def test_nothing_arrived_is_nothing(ledger: Ledger) -> None:
    assert since(ledger).told == Effect()
