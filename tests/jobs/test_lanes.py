"""So many calls to one store at a time, over all workers; a lane that was left alone gets free by itself."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest
from pytest_httpserver import HTTPServer
from redis import Redis
from werkzeug import Request, Response

from connectors.http import Http
from connectors.turns import lane
from integration.ports import Storefront, Temporary
from integration.store import shops
from integration.store.session import read, write
from jobs import lanes
from jobs.lanes import SharedLanes


def test_so_many_and_no_more_go_at_a_time(redis: Redis) -> None:
    one, other = (SharedLanes(redis, "woocommerce", 1, 2) for _ in range(2))
    first, second = one.enter(), other.enter()
    assert "" not in {first, second}
    assert first != second
    assert (one.enter(), SharedLanes(redis, "woocommerce", 2, 2).enter() != "") == ("", True), "another shop's are free"
    other.leave(second)
    assert one.enter()


def test_the_lane_of_a_worker_that_was_killed_gets_free(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LEASE_MS", 1)
    only = SharedLanes(redis, "woocommerce", 1, 1)
    assert only.enter()
    for _ in range(1000):
        if only.enter():
            return
    raise AssertionError("the lane stays taken")


def test_without_redis_there_is_room_for_everybody() -> None:
    for redis in (None, Redis(unix_socket_path="/nowhere")):
        only = SharedLanes(redis, "woocommerce", 1, 1)
        assert "" not in {only.enter(), only.enter()}


def test_who_waits_too_long_comes_again_later(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.turns.LONGEST_WAIT", 0.0)
    only = SharedLanes(redis, "woocommerce", 1, 1)
    with lane(only), pytest.raises(Temporary, match="as much as may be asked"), lane(only, lambda _: None):
        pass
    assert only.enter(), "the one who had it has left it"


def test_a_store_of_its_own_host_is_never_asked_by_three_at_once(redis: Redis, httpserver: HTTPServer) -> None:
    under_way, most, lock = 0, 0, Lock()

    def answer(_: Request) -> Response:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        try:
            return Response("{}")
        finally:
            with lock:
                under_way -= 1

    httpserver.expect_request("/").respond_with_handler(answer)

    def ask(_: int) -> int:
        door = Http(("localhost", "127.0.0.1"), lanes=SharedLanes(redis, "woocommerce", 1, 2))
        return door.get(httpserver.url_for("/")).status

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(40))) == {200}
    assert most <= 2


def test_a_woocommerce_store_is_opened_with_two(context, shop, redis) -> None:
    keys = {"key": "ck_1", "secret": "cs_1", "webhook_secret": "w"}
    with write(context.engine) as session:
        sealed = context.vault.seal(keys)
        shops.save_connection(session, shop.id, "woocommerce", sealed, context.clock(), url="https://127.0.0.1:9")
        session.commit()
    taken = [SharedLanes(redis, "woocommerce", shop.id, 2).enter() for _ in range(2)]
    with read(context.engine) as session:
        connection = shops.connection(session, shop.id, "woocommerce")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("connectors.turns.LONGEST_WAIT", 0.0)
        with pytest.raises(Temporary, match="as much as may be asked"):
            context.open(connection, Storefront).order("1")
    assert all(taken)
