"""A shop connected to a stand-in store, with the app's own address behind the store's webhooks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.serving import make_server

import jobs.context
from connectors.http import Http
from integration.app import create_app
from integration.settings import read_settings
from integration.store import orders, shops, tracking
from integration.store.session import read
from integration.store.tables import ActivityRow, ConnectionRow, InboxRow, OrderRow
from jobs.connect import connect
from jobs.context import Context
from jobs.ingest import ingest
from jobs.subscribe import subscribe
from jobs.sync import sync_connection
from jobs.watch import watch
from tests.clock import Clock
from tests.woocommerce.server import StandIn, standing_in

PUBLIC = "https://forthright.example"
PATIENCE_SECONDS = 8.0


@dataclass
class Connected:
    """A shop of ours and its store."""

    context: Context
    clock: Clock
    woo: StandIn

    @property
    def row(self) -> ConnectionRow:
        with read(self.context.engine) as session:
            found = shops.connection(session, 1, "woocommerce")
            session.expunge_all()
        assert found is not None
        return found

    def sync(self) -> None:
        sync_connection(self.context, self.row.id or 0)

    def subscribe(self) -> None:
        subscribe(self.context, self.row.id or 0)

    def watch(self) -> None:
        watch(self.context, self.row.id or 0)

    def deliver(self) -> list[InboxRow]:
        """The store sends what waits, and we read it; every delivery so far."""
        self.woo.shop.run_cron()
        for row in self.inbox():
            ingest(self.context, row.id or 0)
        return self.inbox()

    def inbox(self) -> list[InboxRow]:
        with read(self.context.engine) as session:
            return list(session.exec(select(InboxRow).order_by(col(InboxRow.id))))

    def statuses(self) -> dict[str, str]:
        with read(self.context.engine) as session:
            return {row.vendor_id: row.status for row in session.exec(select(OrderRow))}

    def parcels(self, vendor_id: str) -> list[str]:
        with read(self.context.engine) as session:
            row = orders.order_by_vendor_id(session, 1, vendor_id)
            assert row is not None
            return [it.tracking_number for it in tracking.fulfillments(session, 1, row.id or 0)]

    def acts(self) -> list[str]:
        with read(self.context.engine) as session:
            rows = session.exec(select(ActivityRow).order_by(col(ActivityRow.id)))
            return [f"{row.act} {' '.join(map(str, row.detail.values()))}".strip() for row in rows]

    def advance(self, minutes: float) -> None:
        """For us and for the store alike."""
        self.clock.advance(minutes=minutes)


@pytest.fixture
def woo(request: pytest.FixtureRequest, clock: Clock) -> Iterator[StandIn]:
    """Nine hours ahead of UTC, or as many as a test asks for."""
    hours = getattr(request, "param", 9)
    with standing_in(clock=lambda: clock().replace(tzinfo=None, microsecond=0), offset_hours=hours) as store:
        yield store


@contextmanager
def reached(context: Context, woo: StandIn, folder: str) -> Iterator[tuple[Context, Flask]]:
    """The app at a public address, where the store's calls really arrive."""
    public = replace(context, public_url=PUBLIC)
    app = create_app(public, read_settings({"FORTHRIGHT_DATA_DIR": folder, "FORTHRIGHT_PUBLIC_URL": PUBLIC}))
    ours = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=ours.serve_forever)
    thread.start()
    woo.shop.hooks.app = f"http://127.0.0.1:{ours.server_port}"
    yield public, app
    ours.shutdown()
    thread.join()
    ours.server_close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses between tries."""
    quick: Callable[..., Http] = partial(Http, pauses=())
    monkeypatch.setattr(jobs.context, "Http", quick)


@pytest.fixture
def short_of_patience(impatient: None, monkeypatch: pytest.MonkeyPatch, woo: StandIn) -> None:
    """A store that hangs is given up after a while that even a laden machine does not need to answer."""
    monkeypatch.setattr(jobs.context, "Http", partial(Http, pauses=(), seconds=PATIENCE_SECONDS))
    woo.hang_seconds = 2 * PATIENCE_SECONDS


@pytest.fixture
def connected(context: Context, clock: Clock, woo: StandIn, tmp_path: Path) -> Iterator[Connected]:
    """Connected a minute after the store's first order was placed; nothing is read yet."""
    with reached(context, woo, str(tmp_path)) as (public, _):
        woo.shop.place_order(1)
        woo.shop.edit_product(501)
        clock.advance(minutes=1)
        connect(public, "lab", "woocommerce", woo.url, {"key": "ck_store", "secret": "cs_store"})
        yield Connected(public, clock, woo)


@pytest.fixture
def told(connected: Connected) -> Connected:
    """Read once, and subscribed to."""
    connected.sync()
    connected.subscribe()
    connected.advance(2)
    return connected
