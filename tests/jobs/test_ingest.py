"""What becomes of a stored delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select, update

from integration.domain.commerce import Money, Order
from integration.domain.events import Event
from integration.store import activity, inbox
from integration.store.session import read, write
from integration.store.shops import connection, pause_connection
from integration.store.tables import ConnectionRow, InboxRow, OrderRow, ShopRow
from jobs.context import Context
from jobs.ingest import LEASE_SECONDS, RETRY_AFTER, ingest
from tests.clock import Clock
from tests.postbox import PostboxContext, connect, letter, note, with_postbox


@pytest.fixture
def postbox(context: Context, shop: ShopRow) -> PostboxContext:
    connect(context, shop)
    return with_postbox(context)


def keep(context: Context, shop: ShopRow, *bodies: bytes) -> list[int]:
    row = {"shop_id": shop.id, "connector": "postbox", "topic": "letter", "headers": {}, "received_at": context.clock()}
    with write(context.engine) as session:
        ids = inbox.record(session, [{**row, "delivery_id": body.decode(), "body": body} for body in bodies])
        session.commit()
    return ids


def row(context: Context, shop: ShopRow, row_id: int) -> InboxRow:
    with read(context.engine) as session:
        found = inbox.delivery(session, shop.id or 0, row_id)
    assert found is not None
    return found


def notes(context: Context, shop: ShopRow) -> list[str]:
    with read(context.engine) as session:
        return sorted(line.subject for line in activity.activity(session, shop.id or 0))


def state_of(context: Context, shop: ShopRow) -> str:
    with read(context.engine) as session:
        found = connection(session, shop.id or 0, "postbox")
    assert found is not None
    return found.state


def test_one_bell_reads_all_that_wait(postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    ids = keep(postbox, shop, *(letter(number) for number in range(5)))
    ingest(postbox, ids[0], note)
    assert notes(postbox, shop) == ["0", "1", "2", "3", "4"]
    done = row(postbox, shop, ids[4])
    assert (done.state, done.outcome, done.done_at, done.attempts) == ("done", "ignored: 4", clock(), 1)


def test_a_delivery_is_a_sign_of_life(postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    def seen() -> datetime | None:
        with read(postbox.engine) as session:
            found = connection(session, shop.id or 0, "postbox")
        return found.last_seen_at if found else None

    came = clock()
    late = keep(postbox, shop, letter(1, do="later"))
    ingest(postbox, late[0], note)
    assert seen() is None, "what could not be read says nothing"
    clock.advance(days=2)
    ingest(postbox, keep(postbox, shop, letter(2))[0], note)
    assert seen() == clock()
    with write(postbox.engine) as session:
        session.exec(update(InboxRow).values(state="waiting", body=letter(3), received_at=came, next_at=came))
        session.commit()
    ingest(postbox, late[0], note)
    assert seen() == clock(), "a delivery that is read late is no newer for it"


def test_temporary_trouble_is_tried_on_the_schedule_then_shown(
    postbox: PostboxContext, shop: ShopRow, clock: Clock
) -> None:
    [row_id] = keep(postbox, shop, letter(1, do="later"))
    waits: list[timedelta] = []
    for _ in range(len(RETRY_AFTER)):
        ingest(postbox, row_id, note)
        waiting = row(postbox, shop, row_id)
        assert (waiting.state, waiting.outcome) == ("waiting", "the postbox is full")
        waits.append(waiting.next_at - clock())
        clock.now = waiting.next_at
    assert waits == [timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200)]
    ingest(postbox, row_id, note)
    failed = row(postbox, shop, row_id)
    assert (failed.state, failed.outcome, failed.attempts) == ("failed", "the postbox is full", 6)
    assert notes(postbox, shop) == []


def test_the_vendors_own_wish_to_wait_longer_counts(postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    [row_id] = keep(postbox, shop, letter(1, do="later", after=45))
    ingest(postbox, row_id, note)
    assert row(postbox, shop, row_id).next_at == clock() + timedelta(seconds=45)


def test_what_cannot_be_read_fails_at_once_and_can_be_replayed(
    postbox: PostboxContext, shop: ShopRow, clock: Clock
) -> None:
    [row_id] = keep(postbox, shop, letter(1, do="fail"))
    ingest(postbox, row_id, note)
    failed = row(postbox, shop, row_id)
    assert (failed.state, failed.outcome, failed.attempts) == ("failed", "the letter is torn", 1)
    with write(postbox.engine) as session:
        assert inbox.replay(session, shop.id or 0, row_id, clock())
        session.commit()
    ingest(postbox, row_id, note)
    assert row(postbox, shop, row_id).state == "failed"


def test_a_refused_key_pauses_the_connection_and_keeps_the_delivery(
    postbox: PostboxContext, shop: ShopRow, clock: Clock
) -> None:
    [row_id] = keep(postbox, shop, letter(1, do="refuse"))
    ingest(postbox, row_id, note)
    waiting = row(postbox, shop, row_id)
    assert (waiting.state, waiting.outcome) == ("waiting", "access refused: the key was changed")
    assert state_of(postbox, shop) == "paused"


def test_a_bug_of_ours_loses_nothing(postbox: PostboxContext, shop: ShopRow, caplog: pytest.LogCaptureFixture) -> None:
    [row_id] = keep(postbox, shop, letter(1, do="crash"))
    ingest(postbox, row_id, note)
    waiting = row(postbox, shop, row_id)
    assert (waiting.state, waiting.outcome) == ("waiting", "unexpected: ZeroDivisionError: a bug of ours")
    assert "a bug of ours" in caplog.text


def test_lost_access_is_read_from_the_delivery(postbox: PostboxContext, shop: ShopRow) -> None:
    [row_id] = keep(postbox, shop, letter(1, do="lost"))
    ingest(postbox, row_id, note)
    assert row(postbox, shop, row_id).state == "done"
    assert state_of(postbox, shop) == "paused"


def test_work_after_the_lease_ran_out_is_not_kept(postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    [row_id] = keep(postbox, shop, letter(1))

    def slow(
        context: Context, session: Session, connection: ConnectionRow, event: Event, now: datetime
    ) -> Sequence[tuple[str, int]]:
        activity.log(session, connection.shop_id, now, "postbox", "letter", "by the slow one")
        clock.advance(seconds=LEASE_SECONDS + 1)
        inbox.release_lapsed(session, clock())  # what another process would have done meanwhile
        return []

    ingest(postbox, row_id, slow)
    assert notes(postbox, shop) == []
    clock.advance(seconds=LEASE_SECONDS + 1)
    with write(postbox.engine) as session:
        inbox.release_lapsed(session, clock())
        session.commit()
    ingest(postbox, row_id, note)
    assert notes(postbox, shop) == ["1"]
    assert row(postbox, shop, row_id).attempts == 2


def test_half_an_effect_is_none(postbox: PostboxContext, shop: ShopRow) -> None:
    [row_id] = keep(postbox, shop, letter(1))

    def broken(*given: Any) -> Sequence[tuple[str, int]]:
        note(*given)
        raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    ingest(postbox, row_id, broken)
    waiting = row(postbox, shop, row_id)
    assert notes(postbox, shop) == []
    assert (waiting.state, waiting.outcome) == ("waiting", "the database was busy: disk I/O error")


def test_a_row_that_is_done_is_not_read_again(postbox: PostboxContext, shop: ShopRow) -> None:
    [row_id] = keep(postbox, shop, letter(1))
    ingest(postbox, row_id, note)
    ingest(postbox, row_id, note)
    assert notes(postbox, shop) == ["1"]


@dataclass(frozen=True)
class Storefront:
    """A shop's API with one order in it."""

    orders: dict[str, Order]

    def order(self, order_id: str) -> Order | None:
        return self.orders.get(order_id)

    def shown_since(self) -> None:
        return None


def an_order(order_id: str) -> Order:
    placed = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    return Order(id=order_id, number=order_id, placed_at=placed, total=Money(Decimal("12.50"), "EUR"), status="open")


def test_a_hint_is_read_again_from_the_vendor(postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    clock.advance(hours=1)
    asked = with_postbox(postbox, storefront=Storefront({"7": an_order("7")}))
    known, gone = keep(asked, shop, letter("7", do="refetch"), letter("8", do="refetch"))
    ingest(asked, known)
    with read(asked.engine) as session:
        assert [order.vendor_id for order in session.exec(select(OrderRow))] == ["7"]
    assert row(asked, shop, known).outcome == "OrderChanged"
    assert row(asked, shop, gone).outcome == "OrderDeleted"


def test_nobody_is_asked_while_the_connection_is_paused(postbox: PostboxContext, shop: ShopRow) -> None:
    asked = with_postbox(postbox, storefront=Storefront({"7": an_order("7")}))
    [row_id] = keep(asked, shop, letter("7", do="refetch"))
    with write(asked.engine) as session:
        pause_connection(session, shop.id or 0, "postbox", "the key was changed")
        session.commit()
    ingest(asked, row_id)
    assert row(asked, shop, row_id).outcome == "the connection is paused: the key was changed"


def test_a_body_past_its_retention_is_said_to_be_gone(postbox: PostboxContext, shop: ShopRow) -> None:
    [row_id] = keep(postbox, shop, letter(1))
    with write(postbox.engine) as session:
        session.get_one(InboxRow, row_id).body = None
        session.commit()
    ingest(postbox, row_id, note)
    assert row(postbox, shop, row_id).outcome == "the raw body is past its retention and was emptied"
