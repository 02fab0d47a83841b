"""How many calls to one shop's vendor are under way at a time, counted in Redis for all workers."""

from typing import Any
from uuid import uuid4

from redis import Redis
from redis.exceptions import RedisError

LEASE_MS = 75_000
"""Longer than any call may take: a lane whose worker was killed is free again after it."""

_ENTER = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""


class SharedLanes:
    """Plays the port Lanes, with `most` lanes. While Redis is away there is room for everybody."""

    def __init__(self, redis: Redis | None, connector: str, shop_id: int, most: int) -> None:
        self._redis, self._key, self._most = redis, f"forthright:lanes:{connector}:{shop_id}", most

    def enter(self) -> str:
        lane = uuid4().hex
        return lane if self._run("eval", _ENTER, 1, self._key, lane, self._most, LEASE_MS) != 0 else ""

    def leave(self, lane: str) -> None:
        self._run("zrem", self._key, lane)

    def _run(self, command: str, *values: Any) -> Any:
        if self._redis is None:
            return None
        try:
            return getattr(self._redis, command)(*values)
        except RedisError:
            return None
