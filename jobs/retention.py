"""Rung often, works once a day: whoever takes the lease keeps the periods."""

from datetime import datetime, timedelta
from uuid import uuid4

from integration.store import leases
from integration.store.session import write
from jobs.context import Context
from jobs.privacy import keep_periods

ONCE_IN = timedelta(hours=20)


def retain(context: Context, _row_id: int = 0) -> None:
    """Keeps the periods; does nothing when that was done in the last hours. A run that fails is tried again."""
    now = context.clock()
    owner = uuid4().hex
    with write(context.engine) as session:
        ours = leases.acquire(session, "retain", owner, now, ONCE_IN.total_seconds())
        session.commit()
    if ours:
        try:
            keep_periods(context)
            _forget_leases(context, now - ONCE_IN)
        except Exception:
            with write(context.engine) as session:
                leases.release(session, "retain", owner)
                session.commit()
            raise


def _forget_leases(context: Context, before: datetime) -> None:
    with write(context.engine) as session:
        leases.forget_lapsed(session, before)
        session.commit()
