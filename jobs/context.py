"""What every act needs of the process it runs in; made once, at the roof, and passed down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from redis import Redis
from sqlalchemy import Engine

from integration.store.vault import Vault


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """`redis` is None where nothing is queued (a command line that only reads). `clock` gives aware UTC."""

    engine: Engine
    vault: Vault
    redis: Redis | None = None
    clock: Callable[[], datetime] = utc_now
    public_url: str = ""
    allow_private_hosts: tuple[str, ...] = ()
    keep_raw_days: int = 30
    keep_customer_days: int = 730
