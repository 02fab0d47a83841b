"""How fast one shop's API may be asked, shared by all workers: a leaky bucket in Redis, as its vendor keeps one."""

from typing import Any

from redis import Redis
from redis.exceptions import RedisError

LIFE_MS = 60_000
"""What nobody reported of for so long is full again at any vendor."""

_TAKE = """
local bucket, known = redis.call('HMGET', KEYS[1], 'left', 'at', 'rate', 'most'), tonumber(ARGV[3])
if not bucket[1] and known == 0 then return '0' end
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local rate = tonumber(bucket[3] or known)
local left = (bucket[1] or math.max(known, 1)) + (now - (bucket[2] or now)) * rate
local most = known > 0 and math.max(known, 1) or tonumber(bucket[4])
left = math.min(left, most or left)
left = left - ARGV[1]
local wait = left < 0 and -left / rate or 0
if wait <= tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], 'left', left, 'at', now, 'rate', rate)
  if known > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
end
return tostring(wait)
"""
_TELL = """
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'left', ARGV[1], 'at', time[1] + time[2] / 1e6, 'rate', ARGV[2], 'most', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
"""


class SharedPace:
    """Plays the port Pace. While Redis is away nobody waits: the vendor itself then says when it is too much.

    `per_second` is the limit that a vendor publishes and never reports: one second's worth may go at once.
    """

    def __init__(self, redis: Redis | None, connector: str, shop_id: int, per_second: float = 0.0) -> None:
        self._redis, self._key = redis, f"forthright:pace:{connector}:{shop_id}"
        self._per_second = per_second

    def acquire(self, cost: float, patience: float) -> float:
        return float(self._run(_TAKE, cost, patience, self._per_second, LIFE_MS) or 0)

    def report(self, available: float, rate: float, most: float) -> None:
        if rate > 0:
            self._run(_TELL, available, rate, max(most, available), LIFE_MS)

    def _run(self, script: str, *values: float) -> Any:
        if self._redis is None:
            return None
        try:
            return self._redis.eval(script, 1, self._key, *values)
        except RedisError:
            return None
