"""An installation into which a stand-in of Shopify has installed its store, with one order on its way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlmodel import select

from integration.app import create_app
from integration.ports import Delivery
from integration.settings import Settings
from integration.store import shops
from integration.store.session import read
from integration.store.tables import ConnectionRow, InboxRow
from jobs.context import Context
from jobs.embedding import admit
from jobs.ingest import ingest
from jobs.sync import sync_connection
from tests.admin_ui.conftest import settings  # noqa: F401
from tests.clock import Clock
from tests.connectors.shopify_app import DOMAIN, ShopifyApp
from tests.connectors.shopify_store import connection
from tests.connectors.test_shopify_storefront import order


class Installed:
    """`node` is the order as the store has it; tests change it there."""

    def __init__(self, context: Context, shopify: ShopifyApp, web: FlaskClient) -> None:
        self.context, self.shopify, self.web = context, shopify, web
        self.node: dict[str, Any] = order()
        shopify.answers["Order"] = lambda _: {"order": self.node}
        shopify.answers["Orders"] = lambda _: {"orders": connection([self.node])}

    @property
    def row(self) -> ConnectionRow:
        with read(self.context.engine) as session:
            found = shops.connection_of(session, "shopify", DOMAIN)
            session.expunge_all()
        assert found is not None
        return found

    def open(self, account: str = DOMAIN) -> None:
        """Somebody of the store opens the app."""
        self.shopify.domain = account
        admit(self.context, "shopify", self.shopify.id_token())

    def sync(self) -> None:
        sync_connection(self.context, self.row.id or 0)

    def post(self, delivery: Delivery) -> int:
        answer = self.web.post("/webhooks/shopify", data=delivery.body, headers=dict(delivery.headers))
        return answer.status_code

    def tell(self, topic: str, body: Any, **headers: str) -> int:
        return self.post(self.shopify.delivery(topic, body, **headers))

    def work(self) -> None:
        ingest(self.context, 0)

    def inbox(self) -> list[InboxRow]:
        with read(self.context.engine) as session:
            rows = list(session.exec(select(InboxRow).order_by(InboxRow.id)))
            session.expunge_all()
        return rows


@pytest.fixture
def shopify() -> Iterator[ShopifyApp]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield ShopifyApp(server)


@pytest.fixture
def ours(context: Context, shopify: ShopifyApp, clock: Clock) -> Context:
    clock.now = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
    return replace(context, apps={"shopify": shopify.app})


@pytest.fixture
def shop(ours: Context, shopify: ShopifyApp, settings: Settings) -> Iterator[Installed]:  # noqa: F811
    app = create_app(ours, settings)
    installed = Installed(ours, shopify, app.test_client(use_cookies=False))
    installed.open()
    yield installed
    app.extensions["link_mail"].close()
