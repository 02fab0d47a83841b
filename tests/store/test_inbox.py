"""Rows of the inbox: written once, claimed by one, round the shops, never another shop's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from integration.store import inbox
from integration.store.session import read, write
from integration.store.tables import InboxRow, ShopRow
from tests.clock import Clock

LEASE = 60.0


def rows(shop: ShopRow, clock: Clock, *names: str, **fields: object) -> list[dict[str, object]]:
    return [
        {
            "shop_id": shop.id,
            "connector": "postbox",
            "delivery_id": name,
            "topic": "letter",
            "headers": {"x-name": name},
            "body": name.encode(),
            "received_at": clock(),
            **fields,
        }
        for name in names
    ]


@pytest.fixture
def ids(engine: Engine, shop: ShopRow, clock: Clock) -> list[int]:
    return recorded(engine, rows(shop, clock, "a", "b", "c"))


def recorded(engine: Engine, new: list[dict[str, object]]) -> list[int]:
    with write(engine) as session:
        ids = inbox.record(session, new)
        session.commit()
    return ids


def claimed(engine: Engine, clock: Clock, limit: int = 1, after_shop: int = 0) -> list[InboxRow]:
    with write(engine) as session:
        found = inbox.claim(session, limit, clock(), LEASE, after_shop)
        session.expunge_all()
        session.commit()
    return found


def one(engine: Engine, shop: ShopRow, row_id: int) -> InboxRow:
    with read(engine) as session:
        row = inbox.delivery(session, shop.id or 0, row_id)
    assert row is not None
    return row


def test_only_new_deliveries_get_an_id(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    first = recorded(engine, rows(shop, clock, "a", "b"))
    again = recorded(engine, rows(shop, clock, "b", "c", "c", "a"))
    elsewhere = recorded(engine, rows(other_shop, clock, "a"))
    assert [len(first), len(again), len(elsewhere)] == [2, 1, 1]
    assert len({*first, *again, *elsewhere}) == 4
    assert one(engine, shop, again[0]).body == b"c"


def test_claims_go_round_the_shops(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    recorded(engine, rows(shop, clock, *(f"flood {n}" for n in range(50))))
    clock.advance(seconds=1)
    recorded(engine, rows(other_shop, clock, "single"))
    found = claimed(engine, clock, 4)
    assert [row.shop_id for row in found] == [shop.id, other_shop.id, shop.id, shop.id]
    assert [row.delivery_id for row in found] == ["flood 0", "single", "flood 1", "flood 2"]
    assert claimed(engine, clock, 1, after_shop=shop.id or 0)[0].shop_id == shop.id


def test_a_claim_says_who_holds_what(engine: Engine, shop: ShopRow, ids: list[int], clock: Clock) -> None:
    [row] = claimed(engine, clock)
    assert (row.id, row.state, row.attempts) == (ids[0], "working", 1)
    assert row.lease_until == clock() + timedelta(seconds=LEASE)
    assert (row.headers, row.body, row.received_at) == ({"x-name": "a"}, b"a", clock())


def test_many_hands_never_take_the_same_row(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    names = [str(number) for number in range(20)]
    recorded(engine, rows(shop, clock, *names) + rows(other_shop, clock, *names))
    with ThreadPoolExecutor(8) as hands:
        taken = [row.id for found in hands.map(lambda _: claimed(engine, clock, 5), range(8)) for row in found]
    assert len(taken) == len(set(taken)) == 40


def test_what_is_not_due_is_not_claimed(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    recorded(engine, rows(shop, clock, "later", next_at=clock() + timedelta(minutes=5)))
    assert claimed(engine, clock) == []
    clock.advance(minutes=5)
    assert [row.delivery_id for row in claimed(engine, clock)] == ["later"]


def test_only_the_holder_of_the_claim_ends_it(engine: Engine, shop: ShopRow, ids: list[int], clock: Clock) -> None:
    [row] = claimed(engine, clock)
    clock.advance(seconds=LEASE + 1)
    with write(engine) as session:
        assert inbox.release_lapsed(session, clock()) == 1
        session.commit()
    with write(engine) as session:
        second = inbox.claim(session, 3, clock(), LEASE)[-1]
        assert second.id == ids[0], "what came back waits behind those that never went"
        assert second.attempts == 2
        assert not inbox.finish(session, ids[0], clock(), "late", row.attempts)
        assert inbox.finish(session, ids[0], clock(), "read", second.attempts)
        assert not inbox.finish(session, ids[0], clock(), "twice", second.attempts)
        session.commit()
    done = one(engine, shop, ids[0])
    assert (done.state, done.outcome, done.done_at, done.lease_until) == ("done", "read", clock(), None)


def test_a_row_that_ends_its_workers_is_put_aside(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    [row_id] = recorded(engine, rows(shop, clock, "poison"))
    for _ in range(inbox.MAX_CLAIMS):
        assert len(claimed(engine, clock)) == 1
        clock.advance(seconds=LEASE + 1)
        with write(engine) as session:
            inbox.release_lapsed(session, clock())
            session.commit()
    assert claimed(engine, clock) == []
    row = one(engine, shop, row_id)
    assert (row.state, row.attempts) == ("failed", inbox.MAX_CLAIMS)
    assert "the worker ended" in row.outcome


def test_retry_later_and_due(engine: Engine, shop: ShopRow, ids: list[int], clock: Clock) -> None:
    [row] = claimed(engine, clock)
    with write(engine) as session:
        assert inbox.retry_later(session, ids[0], clock() + timedelta(minutes=1), "busy", row.attempts)
        session.commit()
        assert inbox.due(session, clock(), 10) == ids[1:]
        assert inbox.due(session, clock() + timedelta(minutes=1), 10) == [*ids[1:], ids[0]]
        assert inbox.due(session, clock(), 1) == ids[1:2]


def test_lists_and_counts_are_the_shops_own(
    engine: Engine, shop: ShopRow, other_shop: ShopRow, ids: list[int], clock: Clock
) -> None:
    [foreign] = recorded(engine, rows(other_shop, clock, "theirs"))
    mine, theirs = shop.id or 0, other_shop.id or 0
    with write(engine) as session:
        assert [row.id for row in inbox.deliveries(session, mine)] == ids[::-1]
        assert [row.id for row in inbox.deliveries(session, mine, limit=2)] == ids[:0:-1]
        assert [row.id for row in inbox.deliveries(session, mine, before_id=ids[1])] == ids[:1]
        assert inbox.deliveries(session, mine, state="failed") == []
        assert inbox.delivery(session, mine, foreign) is None
        assert inbox.counts(session, mine) == {"waiting": 3}
        inbox.claim(session, 1, clock(), LEASE, after_shop=theirs - 1)
        inbox.fail(session, foreign, clock(), "unreadable")
        assert not inbox.replay(session, mine, foreign, clock())
        assert [row.id for row in inbox.deliveries(session, theirs, state="failed")] == [foreign]


def test_replay_puts_a_failed_row_back_with_all_its_tries(
    engine: Engine, shop: ShopRow, ids: list[int], clock: Clock
) -> None:
    mine = shop.id or 0
    [row] = claimed(engine, clock)
    with write(engine) as session:
        assert not inbox.replay(session, mine, ids[0], clock()), "it is under way"
        assert inbox.fail(session, ids[0], clock(), "unreadable", row.attempts)
        assert inbox.replay(session, mine, ids[0], clock())
        assert not inbox.replay(session, mine, ids[0], clock()), "it is in line already"
        session.commit()
    again = one(engine, shop, ids[0])
    assert (again.state, again.attempts, again.outcome, again.done_at) == ("waiting", 0, "", None)


def test_old_bodies_are_forgotten_but_not_unread_ones(
    engine: Engine, shop: ShopRow, ids: list[int], clock: Clock
) -> None:
    with write(engine) as session:
        inbox.claim(session, 2, clock(), LEASE)
        for row_id in ids[:2]:
            inbox.finish(session, row_id, clock(), "read")
        later = clock.advance(days=31)
        assert inbox.forget_bodies(session, later - timedelta(days=40), 10) == 0
        assert [inbox.forget_bodies(session, later, 1) for _ in range(3)] == [1, 1, 0]
        session.commit()
    assert [one(engine, shop, row_id).body for row_id in ids] == [None, None, b"c"]
    assert one(engine, shop, ids[0]).headers == {}
    with write(engine) as session:
        assert not inbox.replay(session, shop.id or 0, ids[0], clock()), "there is nothing to read again"


def test_a_claim_looks_at_one_shop_not_at_all_rows(sqlite_engine: Engine) -> None:
    """With 100,000 rows waiting a claim must stay an index look-up."""
    query = (
        "EXPLAIN QUERY PLAN SELECT id FROM inbox WHERE state = 'waiting' AND next_at <= '2026' AND shop_id > 3 "
        "ORDER BY shop_id, next_at, id LIMIT 1"
    )
    with Session(sqlite_engine) as session:
        plan = " ".join(str(row) for row in session.connection().execute(text(query)))
    assert "ix_inbox_turn" in plan
    assert "TEMP B-TREE" not in plan
