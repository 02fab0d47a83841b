"""How often something may be asked for: counted in Redis for all processes, or in this one while Redis is away."""

import time
from threading import Lock

from redis import Redis
from redis.exceptions import RedisError

MANY = 10_000


class Limits:
    """Counts per name in windows that begin with the first call."""

    def __init__(self, redis: Redis | None) -> None:
        self._redis = redis
        self._lock = Lock()
        self._counts: dict[str, tuple[int, float]] = {}

    def take(self, name: str, limit: int, seconds: int) -> bool:
        """Whether one more is within `limit` a window of `seconds`."""
        if self._redis is not None:
            try:
                return self._take_shared(self._redis, f"forthright:limit:{name}", seconds) <= limit
            except RedisError:
                pass
        return self._take_here(name, seconds) <= limit

    @staticmethod
    def _take_shared(redis: Redis, key: str, seconds: int) -> int:
        with redis.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, seconds, nx=True)
            return int(pipe.execute()[0])

    def _take_here(self, name: str, seconds: int) -> int:
        now = time.monotonic()
        with self._lock:
            if len(self._counts) > MANY:
                self._counts = {key: entry for key, entry in self._counts.items() if entry[1] > now}
            count, until = self._counts.get(name, (0, now + seconds))
            if until <= now:
                count, until = 0, now + seconds
            self._counts[name] = (count + 1, until)
            return count + 1
