"""Shops, connections, people, leases and the activity log on real databases."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from integration.store import activity, leases, people, shops, sign_ins
from integration.store.session import read, write
from integration.store.tables import ShopRow
from tests.clock import Clock


def connect(engine: Engine, shop: ShopRow, clock: Clock, connector: str = "woocommerce", **fields: object) -> int:
    with write(engine) as session:
        row = shops.save_connection(session, shop.id, connector, b"sealed", clock(), **fields)
        session.commit()
        return row.id


def test_a_shop_is_found_by_its_name(engine: Engine, shop: ShopRow, other_shop: ShopRow) -> None:
    with read(engine) as session:
        assert shops.shop_named(session, shop.name).id == shop.id
        assert shops.shop_named(session, "nobody") is None
        assert shops.shop(session, other_shop.id).name == other_shop.name
        assert [row.name for row in shops.shops(session)] == sorted([shop.name, other_shop.name])


def test_two_shops_cannot_share_a_name(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session, pytest.raises(IntegrityError):
        shops.create_shop(session, shop.name, clock())


def test_connecting_again_keeps_cursors_and_wakes_a_paused_connection(
    engine: Engine, shop: ShopRow, clock: Clock
) -> None:
    first = connect(engine, shop, clock, url="https://old.example", config={"a": 1})
    with write(engine) as session:
        shops.set_cursor(session, shop.id, "woocommerce", "orders", "7")
        shops.set_cursor(session, shop.id, "woocommerce", "products", "9")
        shops.pause_connection(session, shop.id, "woocommerce", "the key is refused")
        session.commit()
    with read(engine) as session:
        assert shops.connection(session, shop.id, "woocommerce").state_reason == "the key is refused"
    assert connect(engine, shop, clock, url="https://old.example") == first
    with read(engine) as session:
        row = shops.connection_by_id(session, first)
        assert (row.state, row.state_reason, row.url, row.config) == ("live", "", "https://old.example", {})
        assert row.cursors == {"orders": "7", "products": "9"}
        assert [found.id for found in shops.connections(session, shop.id)] == [first]


def test_a_store_at_another_address_is_read_from_its_beginning(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    first = connect(engine, shop, clock, url="https://old.example")
    with write(engine) as session:
        shops.set_cursor(session, shop.id, "woocommerce", "orders", "7")
        shops.visited(session, first, "synced_at", clock())
        session.commit()
    assert connect(engine, shop, clock, url="https://new.example") == first
    with read(engine) as session:
        row = shops.connection_by_id(session, first)
        assert (row.url, row.cursors, row.synced_at) == ("https://new.example", {}, None)


def test_a_connection_is_due_when_nobody_looked_for_a_while(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    first, second, paused = (connect(engine, shop, clock, name) for name in ("woocommerce", "console", "files"))
    hour = timedelta(hours=1)
    with write(engine) as session:
        shops.pause_connection(session, shop.id, "files", "paused by its owner")
        shops.visited(session, first, "synced_at", clock())
        assert shops.connections_due(session, clock(), hour) == [second]
        assert shops.connections_due(session, clock(), hour, "tracked_at") == [first, second]
        clock.advance(hours=1)
        assert shops.connections_due(session, clock(), hour) == [second, first]
        assert paused not in shops.connections_due(session, clock(), hour)


def test_an_uninstalled_shop_is_left_alone(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    connect(engine, shop, clock)
    with write(engine) as session:
        shops.shop(session, shop.id).uninstalled_at = clock()
        session.flush()
        assert shops.connections_due(session, clock(), timedelta(0)) == []


def test_a_sign_of_life_is_noted(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    connect(engine, shop, clock)
    with write(engine) as session:
        shops.seen(session, shop.id, "woocommerce", clock.advance(minutes=5))
        session.commit()
        assert shops.connection(session, shop.id, "woocommerce").last_seen_at == clock()


def test_only_one_holds_a_lease_until_it_lapses(engine: Engine, clock: Clock) -> None:
    with write(engine) as session:
        assert leases.acquire(session, "token", "one", clock(), 30)
        assert not leases.acquire(session, "token", "two", clock(), 30)
        assert leases.acquire(session, "token", "one", clock.advance(seconds=20), 30)
        assert not leases.acquire(session, "token", "two", clock.advance(seconds=20), 30)
        assert leases.acquire(session, "token", "two", clock.advance(seconds=10), 30)
        leases.release(session, "token", "one")
        assert not leases.acquire(session, "token", "one", clock(), 30)
        leases.release(session, "token", "two")
        assert leases.acquire(session, "token", "one", clock(), 30)


def test_the_log_reads_newest_first_and_pages(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        for number in range(5):
            activity.log(session, shop.id, clock.advance(minutes=1), "forthright", "noted", f"#{number}", count=number)
        newest = activity.activity(session, shop.id, 2)
        assert [(line.subject, line.detail) for line in newest] == [("#4", {"count": 4}), ("#3", {"count": 3})]
        older = activity.activity(session, shop.id, 9, before_id=newest[-1].id)
        assert [line.subject for line in older] == ["#2", "#1", "#0"]


def test_a_person_is_known_by_an_address_in_any_case(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        ann = people.add_person(session, " Ann@Example.com ", clock(), "Ann")
        assert people.add_person(session, "ann@example.com", clock()).id == ann.id
        assert people.person_by_email(session, "ANN@example.com").name == "Ann"
        assert people.person(session, ann.id).email == "ann@example.com"
        assert people.person_by_email(session, "bob@example.com") is None


def test_a_role_holds_in_one_shop(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        ann = people.add_person(session, "ann@example.com", clock())
        people.add_member(session, ann.id, shop.id, "reader")
        people.add_member(session, ann.id, shop.id, "owner")
        assert [(seat.shop.id, seat.role) for seat in sign_ins.seats(session, ann.id)] == [(shop.id, "owner")]
