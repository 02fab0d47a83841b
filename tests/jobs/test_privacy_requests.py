"""A customer asks what is held, is erased, a shop is erased: in rows, letters and deliveries, with a record."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import text, update
from sqlmodel import Session, SQLModel, col, select

from integration.app import create_app
from integration.domain.channel import ChannelKind
from integration.settings import Settings
from integration.store import inbox, notices, orders, shops
from integration.store.numbers import Said, note_number
from integration.store.people import add_member, add_person
from integration.store.session import read, write
from integration.store.tables import (
    ConnectionRow,
    InboxRow,
    OrderRow,
    OutboxRow,
    PersonRow,
    PrivacyRequestRow,
    ShopRow,
)
from integration.store.wishes import wishes
from jobs.context import Context
from jobs.embedding import admit
from jobs.ingest import ingest
from tests.admin_ui.conftest import settings  # noqa: F401
from tests.clock import Clock
from tests.connectors.shopify_app import DOMAIN, ShopifyApp
from tests.store.scoping import ORDER

EMAIL = "Ann@Example.com"
ORDERS = ("4501234567890", "4501234567891")


@pytest.fixture
def shopify() -> Iterator[ShopifyApp]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield ShopifyApp(server)


@pytest.fixture
def ours(context: Context, shopify: ShopifyApp) -> Context:
    return replace(context, apps={"shopify": shopify.app})


@pytest.fixture
def staff(ours: Context, settings: Settings) -> Iterator[FlaskClient]:  # noqa: F811
    app = create_app(ours, settings)
    yield app.test_client(use_cookies=False)
    app.extensions["link_mail"].close()


@pytest.fixture
def shop_id(ours: Context, shopify: ShopifyApp, clock: Clock) -> int:
    """An installed shop with a letter about the first of Ann's two orders, and one order of Bob's."""
    found = admit(ours, "shopify", shopify.id_token()).shop.id or 0
    ann = replace(ORDER.customer, id="7001234567890", name="Ann Ash", email="ann@example.com")
    bob = replace(ann, id="7009999999999", name="Bob Birch", email="bob@example.com")
    named = [replace(ORDER, id=one, number=one, customer=ann) for one in ORDERS]
    with write(ours.engine) as session:
        known = orders.save_orders(session, found, [*named, replace(ORDER, id="99", customer=bob)], clock())
        letter = {"kind": "delay", "language": "en", "subject": "Late", "text": "Dear Ann", "created_at": clock()}
        session.add(
            OutboxRow(
                shop_id=found, order_id=known[0].id or 0, unique_key="k", to_address=EMAIL, next_at=clock(), **letter
            )
        )
        session.commit()
    return found


def tell(context: Context, shop_id: int, shopify: ShopifyApp, topic: str, body: object, **headers: str) -> int:
    """As the endpoint stores it, and as a worker reads it."""
    told = shopify.delivery(topic, body, **headers)
    values = {"connector": "shopify", "delivery_id": told.headers["x-shopify-webhook-id"], "topic": topic}
    values |= {"headers": dict(told.headers), "body": told.body, "received_at": context.clock()}
    with write(context.engine) as session:
        [row_id] = inbox.record(session, [{"shop_id": shop_id, **values}])
        session.commit()
    ingest(context, row_id)
    return row_id


def everything(session: Session) -> str:
    """Every value in every table, as one text."""
    tables = SQLModel.metadata.sorted_tables
    return " ".join(str(tuple(row)) for table in tables for row in session.execute(table.select()))


CUSTOMER = {"id": 7001234567890, "email": EMAIL, "phone": None}


def test_a_customer_is_erased_everywhere(ours: Context, shopify: ShopifyApp, shop_id: int, clock: Clock) -> None:
    waiting = {"connector": "shopify", "delivery_id": "w", "topic": "orders/updated", "headers": {}, "state": "waiting"}
    about = json.dumps({"id": int(ORDERS[1]), "email": "ann@example.com"}).encode()
    with write(ours.engine) as session:
        later = clock() + timedelta(hours=1)
        inbox.record(
            session, [{"shop_id": shop_id, **waiting, "body": about, "received_at": clock(), "next_at": later}]
        )
        session.commit()
    body = {"shop_domain": DOMAIN, "customer": CUSTOMER, "orders_to_redact": [int(one) for one in ORDERS]}
    row_id = tell(ours, shop_id, shopify, "customers/redact", body)
    with read(ours.engine) as session:
        held = everything(session)
        for word in ("Ann Ash", "ann@example.com", EMAIL, "Dear Ann", "7001234567890"):
            assert word not in held, word
        assert "Bob Birch" in held
        row = session.get_one(InboxRow, row_id)
        assert (row.state, row.body) == ("done", None), "the request itself names the customer"
        [record] = session.exec(select(PrivacyRequestRow)).all()
        assert (record.act, record.person, record.outcome) == ("erase", {}, {"orders": 2, "deliveries": 2})
        assert session.exec(select(OutboxRow.state)).all() == ["held"], "nobody is written to any more"
    assert ours.redis is not None
    told = b" ".join(ours.redis.dump(key) or b"" for key in ours.redis.scan_iter())
    assert b"ann@example.com" not in told.lower()


def redact(context: Context, shop_id: int, shopify: ShopifyApp, **customer: str) -> None:
    body = {"shop_domain": DOMAIN, "customer": {**CUSTOMER, **customer}, "orders_to_redact": []}
    tell(context, shop_id, shopify, "customers/redact", body)


def test_the_wish_of_who_is_erased_is_kept_without_the_address(
    ours: Context, shopify: ShopifyApp, shop_id: int, clock: Clock
) -> None:
    for bounced in (False, True):
        with write(ours.engine) as session:
            notices.note_wish(session, shop_id, EMAIL, clock(), bounced=bounced)
            notices.note_wish(session, shop_id, "bob@example.com", clock(), bounced=bounced)
            session.commit()
        redact(ours, shop_id, shopify)
        with read(ours.engine) as session:
            assert "ann@example" not in everything(session).lower()
            [wish] = wishes(session, shop_id, EMAIL, ours.vault)
            assert (wish.unsubscribed_at, wish.bounced_at) == (clock(), clock() if bounced else None)
            assert notices.preference(session, shop_id, "bob@example.com") is not None


def test_an_open_export_of_who_is_erased_ends(ours: Context, shopify: ShopifyApp, shop_id: int, clock: Clock) -> None:
    bob = {"id": 7009999999999, "email": "bob@example.com", "phone": None}
    for number, customer in enumerate((CUSTOMER, bob)):
        body = {"customer": customer, "data_request": {"id": number + 1}}
        tell(ours, shop_id, shopify, "customers/data_request", body)
    redact(ours, shop_id, shopify)
    with read(ours.engine) as session:
        anns, bobs, _ = session.exec(select(PrivacyRequestRow).order_by(col(PrivacyRequestRow.id))).all()
        assert (anns.person, anns.done_at, anns.done_by) == ({}, clock(), "forthright")
        assert (bobs.person["email"], bobs.done_at) == ("bob@example.com", None)


def test_deliveries_with_the_address_in_another_case_or_the_phone_are_emptied(
    ours: Context, shopify: ShopifyApp, shop_id: int, clock: Clock
) -> None:
    bodies = {
        "case": b'{"email": "ANN@example.COM"}',
        "umlaut": '{"email": "ann@ärger.example"}'.encode(),
        "escape": b'{"email": "ANN@\\u00E4rger.example"}',
        "phone": b'{"phone": "+49301234567"}',
        "bytes": b"\xff\\ Ann@Example.com",
        "other": b'{"email": "joann@example.org", "phone": "+4930123456"}',
    }
    with write(ours.engine) as session:
        same = {"shop_id": shop_id, "connector": "shopify", "topic": "t", "headers": {}, "received_at": clock()}
        later = clock() + timedelta(hours=1)
        inbox.record(session, [{**same, "delivery_id": n, "body": b, "next_at": later} for n, b in bodies.items()])
        session.commit()
    redact(ours, shop_id, shopify, email="Ann@Example.com", phone="+49 30 1234567")
    redact(ours, shop_id, shopify, email="Ann@Ärger.example")
    with read(ours.engine) as session:
        kept = [row.delivery_id for row in inbox.deliveries(session, shop_id) if row.body is not None]
    assert kept == ["other"]


def test_what_is_held_is_handed_over_by_the_merchant(
    ours: Context, shopify: ShopifyApp, shop_id: int, staff: FlaskClient
) -> None:
    with write(ours.engine) as session:
        notices.note_wish(session, shop_id, EMAIL, ours.clock(), bounced=False)
        mine = ("+491711234567", "+491711234568", "+491711234569")
        for number in mine:
            note_number(session, shop_id, ChannelKind.SMS, number, Said.AGREED, ours.clock(), ours.vault)
        session.exec(
            update(OrderRow).where(col(OrderRow.vendor_id) == ORDERS[0]).values(customer_phone="+49 171 1234568")
        )
        session.commit()
    ann = {**CUSTOMER, "phone": mine[0]}
    body = {"customer": ann, "orders_requested": [int(ORDERS[0])], "data_request": {"id": 9999}}
    tell(ours, shop_id, shopify, "customers/data_request", body)
    tell(ours, shop_id, shopify, "customers/data_request", body)

    def headers() -> dict[str, str]:
        return {"authorization": f"Bearer {shopify.id_token()}"}

    assert "One customer asks what you hold" in staff.get("/", headers=headers()).text
    page = staff.get("/privacy/", headers=headers())
    assert page.text.count("Download what we hold") == 1, "asked twice, it is one request"
    with read(ours.engine) as session:
        request_id = session.exec(select(PrivacyRequestRow.id)).one()
    file = staff.get(f"/privacy/{request_id}/data.json", headers=headers())
    told = json.loads(file.data)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert [order["customer_name"] for order in told["orders"]] == ["Ann Ash", "Ann Ash"]
    assert told["letters"][0]["text"] == "Dear Ann"
    assert [wish["address"] for wish in told["wishes"] if wish["channel"] == "email"] == ["ann@example.com"]
    assert len([wish for wish in told["wishes"] if wish["channel"] == "sms"]) == 2, "the third is somebody else's"
    assert "Bob" not in file.text
    done = staff.post(f"/privacy/{request_id}/done", headers=headers())
    assert "forgotten here" in staff.get(done.location, headers=headers()).text
    assert staff.get(f"/privacy/{request_id}/data.json", headers=headers()).status_code == 404
    with read(ours.engine) as session:
        assert session.get_one(PrivacyRequestRow, request_id).person == {}


def test_another_shop_cannot_fetch_it(ours: Context, shopify: ShopifyApp, shop_id: int, staff: FlaskClient) -> None:
    tell(ours, shop_id, shopify, "customers/data_request", {"customer": CUSTOMER, "data_request": {"id": 1}})
    with read(ours.engine) as session:
        request_id = session.exec(select(PrivacyRequestRow.id)).one()
    shopify.domain = "birch.myshopify.com"
    headers = {"authorization": f"Bearer {shopify.id_token()}"}
    assert staff.get(f"/privacy/{request_id}/data.json", headers=headers).status_code == 404


def test_a_shop_that_left_is_erased_whole(
    ours: Context, shopify: ShopifyApp, shop_id: int, other_shop: ShopRow, clock: Clock
) -> None:
    with write(ours.engine) as session:
        for email, places in (("only@here.example", (shop_id,)), ("both@here.example", (shop_id, other_shop.id or 0))):
            person = add_person(session, email, clock())
            for place in places:
                add_member(session, person.id or 0, place, "owner")
        session.commit()
    tell(ours, shop_id, shopify, "customers/data_request", {"customer": CUSTOMER, "data_request": {"id": 1}})
    gone = "2099-01-01T00:00:00Z"
    tell(ours, shop_id, shopify, "app/uninstalled", {"id": 1}, **{"triggered-at": gone})
    tell(ours, shop_id, shopify, "shop/redact", {"shop_id": 1, "shop_domain": DOMAIN}, **{"triggered-at": gone})
    with read(ours.engine) as session:
        held = everything(session)
        assert "ann" not in held.lower()
        assert session.exec(select(ShopRow.id)).all() == [other_shop.id]
        assert session.exec(select(ConnectionRow)).all() == []
        assert session.exec(select(InboxRow)).all() == []
        assert session.exec(select(PersonRow.email)).all() == ["both@here.example"]
        asked, record = session.exec(select(PrivacyRequestRow).order_by(col(PrivacyRequestRow.id))).all()
        assert (asked.act, asked.person, asked.shop_id) == ("export", {}, None)
        assert (record.act, record.account, record.shop_id) == ("erase_shop", DOMAIN, None)
        assert record.outcome["orders"] == 3
        assert session.execute(text("SELECT count(*) FROM activity WHERE shop_id = :id"), {"id": shop_id}).scalar() == 0


def test_a_shop_that_is_back_is_not_erased(ours: Context, shopify: ShopifyApp, shop_id: int) -> None:
    tell(ours, shop_id, shopify, "shop/redact", {"shop_id": 1}, **{"triggered-at": "2020-01-01T00:00:00Z"})
    with read(ours.engine) as session:
        assert session.exec(select(OrderRow)).all() != []


def test_a_shop_with_another_store_is_left_to_a_person(ours: Context, shopify: ShopifyApp, shop_id: int) -> None:
    with write(ours.engine) as session:
        shops.save_connection(session, shop_id, "woocommerce", ours.vault.seal({}), ours.clock())
        session.commit()
    row_id = tell(ours, shop_id, shopify, "shop/redact", {}, **{"triggered-at": "2099-01-01T00:00:00Z"})
    with read(ours.engine) as session:
        row = session.get_one(InboxRow, row_id)
        assert row.state == "failed"
        assert "connected to woocommerce too" in row.outcome


def send(staff: FlaskClient, shopify: ShopifyApp, secret: str, topic: str = "shop/redact") -> int:
    told = shopify.delivery(topic, {"shop_domain": shopify.domain}, secret=secret)
    return staff.post("/webhooks/shopify", data=told.body, headers=dict(told.headers)).status_code


def test_a_forged_request_is_401_whichever_shop_it_names(
    ours: Context, shopify: ShopifyApp, shop_id: int, staff: FlaskClient
) -> None:
    """Shopify's own check of an app sends one for a shop that was never here."""
    forged, right = "shpss_ffffffffffffffffffffffffffffffff", shopify.app["api_secret"]
    assert [send(staff, shopify, forged), send(staff, shopify, right)] == [401, 200]
    shopify.domain = "never-here.myshopify.com"
    assert [send(staff, shopify, forged), send(staff, shopify, right)] == [401, 200]
    with read(ours.engine) as session:
        assert len(session.exec(select(InboxRow)).all()) == 1


def test_without_an_app_an_unknown_shop_is_not_found(context: Context, shopify: ShopifyApp, settings: Settings) -> None:  # noqa: F811
    app = create_app(context, settings)
    assert send(app.test_client(), shopify, "any") == 404
    app.extensions["link_mail"].close()
