"""Of all processes that want the same thing at the same moment one gets it, and the others find what it left."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Engine

from integration.ports import Temporary
from integration.store import leases
from integration.store.session import write

Found = TypeVar("Found")

LEASE_SECONDS = 90.0
"""Longer than a call takes that ends, short enough that nobody waits long for a process that died. Where a vendor is so
slow that a second one begins meanwhile, no harm is done: whoever keeps what it got compares first with what it knew."""
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.1


def single_flight(
    engine: Engine,
    clock: Callable[[], datetime],
    name: str,
    look: Callable[[], Found | None],
    get: Callable[[], Found],
) -> Found:
    """What `look` finds, else what `get` gets while it alone holds the lease `name`. Never in a transaction.

    Raises what `get` raises, and Temporary when another holds the lease for longer than anybody waits.
    """
    owner, ends = uuid4().hex, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if (found := look()) is not None:
            return found
        if _acquire(engine, clock, name, owner):
            try:
                found = look()
                return get() if found is None else found
            finally:
                _release(engine, name, owner)
        time.sleep(PAUSE_SECONDS)
    raise Temporary("another process is at it, and takes long")


def _acquire(engine: Engine, clock: Callable[[], datetime], name: str, owner: str) -> bool:
    with write(engine) as session:
        ours = leases.acquire(session, name, owner, clock(), LEASE_SECONDS)
        session.commit()
    return ours


def _release(engine: Engine, name: str, owner: str) -> None:
    with write(engine) as session:
        leases.release(session, name, owner)
        session.commit()
