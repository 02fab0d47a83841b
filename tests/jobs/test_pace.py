"""One bucket for all workers: filled by what the vendor says, emptied by everybody, and no hindrance without Redis."""

import time

import pytest
from redis import Redis

from jobs.pace import SharedPace


def test_what_is_left_is_shared_and_comes_back(redis: Redis) -> None:
    one, other = (SharedPace(redis, "shopify", 1) for _ in range(2))
    assert one.acquire(50, 10) == 0, "nobody has reported yet"
    one.report(100, 50, 1000)
    assert other.acquire(80, 10) == 0
    assert one.acquire(80, 10) == pytest.approx(1.2, abs=0.1)
    assert other.acquire(50, 10) == pytest.approx(2.2, abs=0.1), "they stand in line"


def test_no_more_gathers_than_the_bucket_holds(redis: Redis) -> None:
    pace = SharedPace(redis, "shopify", 1)
    pace.report(90, 100, 100)
    time.sleep(0.5)  # fifty come back meanwhile, of which ten have room
    assert pace.acquire(150, 10) > 0.4


def test_who_gives_up_takes_nothing(redis: Redis) -> None:
    pace = SharedPace(redis, "shopify", 1)
    pace.report(0, 1, 100)
    assert [round(pace.acquire(60, 10)) for _ in range(3)] == [60, 60, 60]


def test_shops_do_not_share(redis: Redis) -> None:
    SharedPace(redis, "shopify", 1).report(0, 1, 100)
    assert SharedPace(redis, "shopify", 2).acquire(60, 10) == 0


def test_without_redis_nobody_waits() -> None:
    for redis in (None, Redis(unix_socket_path="/nowhere")):
        pace = SharedPace(redis, "shopify", 1)
        pace.report(0, 1, 100)
        assert pace.acquire(60, 10) == 0
