"""What a vendor meets at our webhook address."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from integration.store.session import read
from integration.store.tables import InboxRow, ShopRow
from integration.webhooks import Intake, blueprint
from jobs.context import Context
from jobs.worker import work
from tests.clock import Clock
from tests.postbox import PostboxContext, connect, headers, letter, with_postbox


@pytest.fixture
def postbox(context: Context, shop: ShopRow) -> PostboxContext:
    postbox = with_postbox(context)
    connect(postbox, shop)
    return postbox


@pytest.fixture
def intake(postbox: PostboxContext) -> Iterator[Intake]:
    intake = Intake(postbox)
    yield intake
    intake.close()


@pytest.fixture
def web(postbox: PostboxContext, intake: Intake) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(postbox, intake))
    return app.test_client()


ADDRESS = "/webhooks/postbox/wren-and-sons"


def rows(context: Context) -> list[InboxRow]:
    with read(context.engine) as session:
        return list(session.exec(select(InboxRow).order_by(InboxRow.id)))  # type: ignore[arg-type]


def test_a_delivery_is_kept_as_it_came(web: FlaskClient, postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    body = b'{"n": 1, "name": "caf\\u00e9", "url": "https:\\/\\/shop.example", "z": "\xff"}'
    assert web.post(ADDRESS, data=body, headers={**headers(body), "Cookie": "session=1"}).status_code == 200
    [row] = rows(postbox)
    assert (row.shop_id, row.connector, row.topic, row.body) == (shop.id, "postbox", "letter.arrived", body)
    assert (row.state, row.attempts, row.received_at, row.next_at) == ("waiting", 0, clock(), clock())
    assert row.headers["x-postbox-signature"] == headers(body)["X-Postbox-Signature"]
    assert "cookie" not in row.headers


def test_posted_rung_run_and_read(web: FlaskClient, intake: Intake, postbox: PostboxContext) -> None:
    body = letter(7)
    assert web.post(ADDRESS, data=body, headers=headers(body)).status_code == 200
    intake.close()
    work(lambda: postbox, threads=1, queues=("ingest",), burst=True)
    [row] = rows(postbox)
    assert (row.state, row.outcome, row.attempts) == ("done", "ignored: 7", 1)
