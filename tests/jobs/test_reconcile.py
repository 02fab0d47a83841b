"""What Redis lost is rung again from rows; what is regular is rung by the scheduler."""

import os
import signal
import time
from datetime import timedelta
from multiprocessing import get_context

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import update
from sqlmodel import select

from integration.domain.audit import RULES_VERSION
from integration.domain.commerce import Policy, PolicyKind
from integration.store import inbox
from integration.store.audits import findings, unread
from integration.store.catalogue import save_policy
from integration.store.session import read, write
from integration.store.tables import AuditRow, DocumentRow, InboxRow, ShopRow
from integration.store.vault import Vault
from jobs import queue
from jobs.audit import audit_document, audit_waiting
from jobs.context import Context
from jobs.ingest import LEASE_SECONDS
from jobs.reconcile import GRACE, LIMIT, reconcile, sweep
from jobs.schedule import schedule
from tests.clock import Clock
from tests.postbox import connect


def keep(context: Context, shop: ShopRow, count: int) -> list[int]:
    row = {"shop_id": shop.id, "connector": "postbox", "topic": "", "headers": {}, "received_at": context.clock()}
    with write(context.engine) as session:
        ids = inbox.record(session, [{**row, "delivery_id": str(n), "body": b"{}"} for n in range(count)])
        session.commit()
    return ids


def rung(context: Context, name: str) -> list[int]:
    bells = [job.args for job in queue.open_queue(context.redis, queue.queue_of(name)).jobs]
    return [row_id for act, *row_ids in bells if act == name for row_id in row_ids]


def test_what_waits_is_rung_when_nobody_did(context: Context, shop: ShopRow, clock: Clock) -> None:
    keep(context, shop, 3)
    sweep(context)
    assert queue.waiting(context, "ingest") == 0, "the web process has only just rung it"
    clock.advance(seconds=GRACE.total_seconds())
    sweep(context)
    assert queue.waiting(context, "ingest") == 3


def test_under_new_rules_every_text_is_read_again_by_a_worker(context: Context, shop: ShopRow) -> None:
    page = Policy("7", PolicyKind.REFUND, "Returns", "<p>You may return anything within 30 days of delivery.</p>", "en")
    with write(context.engine) as session:
        row = save_policy(session, shop.id, page, context.clock())
        session.commit()
        document_id = row.id
    audit_document(context, document_id)
    reconcile(context)
    assert rung(context, "audit") == []
    with write(context.engine) as session:
        session.execute(update(AuditRow).values(rules_version="of last year"))
        session.execute(update(DocumentRow).values(read_under="of last year"))
        session.commit()
    reconcile(context)
    assert rung(context, "audit") == [document_id]
    audit_waiting(context, document_id)
    with read(context.engine) as session:
        assert [found.rules_version for found in session.exec(select(AuditRow).order_by(AuditRow.id))] == [
            "of last year", RULES_VERSION,
        ]  # fmt: skip
        assert {one.change for one in findings(session, shop.id, document_id=document_id)} == {"same"}
        assert unread(session, RULES_VERSION, 10) == []


def test_a_full_queue_is_not_filled_further(context: Context, shop: ShopRow, clock: Clock) -> None:
    keep(context, shop, 5)
    clock.advance(minutes=1)
    queue.ring_many(context, "ingest", range(LIMIT - 2))
    sweep(context)
    sweep(context)
    assert queue.waiting(context, "ingest") == LIMIT


def test_a_dead_workers_row_is_rung_after_its_lease(context: Context, shop: ShopRow, clock: Clock) -> None:
    [row_id] = keep(context, shop, 1)
    with write(context.engine) as session:
        inbox.claim(session, 1, clock(), LEASE_SECONDS)
        session.commit()
    clock.advance(seconds=LEASE_SECONDS - 1)
    sweep(context)
    assert queue.waiting(context, "ingest") == 0
    clock.advance(seconds=2)
    sweep(context)
    clock.advance(seconds=GRACE.total_seconds())
    sweep(context)
    assert queue.waiting(context, "ingest") == 1
    with write(context.engine) as session:
        assert session.get_one(InboxRow, row_id).state == "waiting"


def test_reconcile_rings_a_connection_never_read(context: Context, shop: ShopRow, clock: Clock) -> None:
    connect(context, shop)
    reconcile(context)
    assert queue.waiting(context, "sync") == 1


def test_with_redis_away_nothing_breaks(context: Context, shop: ShopRow, clock: Clock) -> None:
    keep(context, shop, 1)
    clock.advance(minutes=1)
    gone = Redis(unix_socket_path="/nowhere/redis.sock", retry=Retry(NoBackoff(), 0))
    sweep(Context(context.engine, context.vault, gone, clock))
    sweep(Context(context.engine, context.vault, None, clock))
    assert queue.waiting(context, "ingest") == 0
    sweep(context)
    assert queue.waiting(context, "ingest") == 1, "it waited in its row until Redis was back"


def _schedule(context: Context, redis_url: str) -> None:
    own = Context(context.engine, context.vault, Redis.from_url(redis_url))
    schedule(own, {"sweep": 1, "reconcile": 3600})


def test_the_scheduler_rings_everything_at_its_start_then_in_its_time(
    sqlite_engine, vault: Vault, redis: Redis, redis_url: str
) -> None:
    context = Context(sqlite_engine, vault, redis)
    process = get_context("fork").Process(target=_schedule, args=(context, redis_url))
    process.start()
    try:
        deadline = time.monotonic() + 20
        while queue.waiting(context, "sweep") < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        rung = sorted(redis.hget(key, "description").decode() for key in redis.keys("rq:job:*"))
        assert rung[:1] == ["reconcile 0"]
        assert set(rung[1:]) == {"sweep 0"}
        assert len(rung) >= 4
    finally:
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join(20)
    assert process.exitcode == 0


@pytest.mark.parametrize(("name", "rung"), [("sweep", "ingest"), ("reconcile", "sync")])
def test_regular_acts_take_the_id_that_the_queue_gives(
    context: Context, shop: ShopRow, clock: Clock, name: str, rung: str
) -> None:
    connect(context, shop)
    keep(context, shop, 1)
    clock.advance(minutes=1)
    queue.serve(context)
    queue.run(name, 0)
    assert queue.waiting(context, rung) == 1


def test_the_retry_schedule_is_not_cut_short_by_the_sweep(context: Context, shop: ShopRow, clock: Clock) -> None:
    [row_id] = keep(context, shop, 1)
    with write(context.engine) as session:
        inbox.claim(session, 1, clock(), LEASE_SECONDS)
        inbox.retry_later(session, row_id, clock() + timedelta(minutes=5), "busy")
        session.commit()
    clock.advance(minutes=4)
    sweep(context)
    assert queue.waiting(context, "ingest") == 0
