"""Rings what stands unprocessed in rows: bells that Redis lost, tries whose time has come, work whose worker died."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import chain

from redis.exceptions import RedisError
from sqlmodel import Session

from connectors import manifests
from integration.domain.audit import RULES_VERSION
from integration.store import (
    audits,
    contradictions,
    dispatch,
    inbox,
    learnt,
    legal_lines,
    notices,
    publications,
    replays,
    second_readings,
    shops,
    write_backs,
)
from integration.store.session import read, write
from jobs.context import Context
from jobs.queue import ring_many, waiting
from jobs.second_reading import readers

LIMIT = 1000
GRACE = timedelta(seconds=5)
SYNC_EVERY = timedelta(minutes=5)
WATCH_EVERY = timedelta(hours=1)
STOCK_EVERY = timedelta(hours=24)

Find = Callable[[Session, datetime, int], list[int]]


def _to_track(session: Session, now: datetime, limit: int) -> list[int]:
    """Connections whose carrier is to be asked for scans: how often, each connector says itself."""
    due = (
        shops.connections_due(session, now, timedelta(seconds=manifest.track_every), "tracked_at", name)
        for name, manifest in manifests().items()
        if "Carrier" in manifest.roles
    )
    return list(chain.from_iterable(due))[:limit]


def _to_visit(role: str, visit: shops.Visit, every: timedelta) -> Find:
    """Connections that play this role and had no such visit for so long."""

    def find(session: Session, now: datetime, limit: int) -> list[int]:
        names = [name for name, manifest in manifests().items() if role in manifest.roles]
        due = (shops.connections_due(session, now, every, visit, name) for name in names)
        return list(chain.from_iterable(due))[:limit]

    return find


SOON: Mapping[str, Find] = {
    "ingest": lambda session, now, limit: inbox.due(session, now - GRACE, limit),
    "deliver": lambda session, now, limit: dispatch.due(session, now - GRACE, limit),
    "track": _to_track,
    "publish": publications.lapsed,
    "write_back": write_backs.due,
}
"""What a person waits for: looked for every few seconds. Rows younger than GRACE have only just been rung."""

ALL: Mapping[str, Find] = {
    **SOON,
    "audit": lambda session, _now, limit: audits.unread(session, RULES_VERSION, limit),
    "compare": lambda session, _now, limit: contradictions.due(session, limit),
    "read_again": lambda session, _now, limit: second_readings.unasked(session, readers(), limit),
    "decide": lambda session, now, limit: [
        *notices.due_orders(session, now, limit),
        *notices.undecided(session, now, limit),
        *legal_lines.due_by_law(session, now, limit),
    ],
    "watch": _to_visit("Webhooks", "watched_at", WATCH_EVERY),
    "take_stock": _to_visit("Storefront", "counted_at", STOCK_EVERY),
    "estimate": learnt.due_shops,
    "replay": lambda session, _now, limit: replays.due(session, limit),
    "sync": lambda session, now, limit: shops.connections_due(session, now, SYNC_EVERY)[:limit],
}


def sweep(context: Context, _row_id: int = 0) -> None:
    """Puts back what dead workers held, sets aside what they were sending, and rings what a person waits for."""
    with write(context.engine) as session:
        inbox.release_lapsed(session, context.clock())
        dispatch.unresolved(session, context.clock())
        session.commit()
    _ring(context, SOON)


def reconcile(context: Context, _row_id: int = 0) -> None:
    """Rings everything unprocessed. Ringing twice does no harm: the one who comes second finds nothing to do."""
    with write(context.engine) as session:
        inbox.release_lapsed(session, context.clock())
        dispatch.unresolved(session, context.clock())
        session.commit()
    _ring(context, ALL)


def _ring(context: Context, finds: Mapping[str, Find]) -> None:
    for name, find in finds.items():
        try:
            room = LIMIT - waiting(context, name)
        except RedisError:
            return
        if room > 0:
            with read(context.engine) as session:
                ids = find(session, context.clock(), room)
            if ids:
                ring_many(context, name, ids)
