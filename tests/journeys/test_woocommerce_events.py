"""What a real WooCommerce sent, posted to the app as it came, becomes orders, parcels and texts in the store."""

import base64
import hmac
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlmodel import col, select

import jobs.context
from connectors.http import Http
from integration.app import create_app
from integration.settings import read_settings
from integration.store import orders, shops, tracking
from integration.store.order_files import files_of
from integration.store.session import read
from integration.store.tables import DocumentRow, InboxRow, OrderRow, PromiseRow
from jobs.connect import connect
from jobs.context import Context
from jobs.ingest import ingest
from tests.clock import Clock
from tests.connectors.store import Store, as_json

SECRETS = ("s3cr3t&<\"'>é", "abc", "labsecret")
ADDRESS = "/webhooks/woocommerce/lab"
NOWHERE = "http://127.0.0.1:1"

Sent = tuple[str, dict[str, str], bytes]


@pytest.fixture
def recorded(shared: Path) -> Sequence[Sent]:
    """Every recorded delivery in the order in which it came: its name, headers and raw body."""
    found = []
    for body in (shared / "contracts" / "woocommerce" / "webhooks").glob("*.body"):
        told = json.loads(body.with_suffix(".headers.json").read_text(encoding="utf-8"))
        headers = {name: value for name, value in told["headers"] if name not in ("Host", "Connection")}
        found.append((told["received_utc"], body.stem, headers, body.read_bytes()))
    return [(name, headers, body) for _, name, headers, body in sorted(found, key=lambda sent: sent[:2])]


@pytest.fixture
def app(context: Context, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    impatient = partial(Http, pauses=())
    monkeypatch.setattr(jobs.context, "Http", impatient)
    clock.now = clock.now.replace(year=2026, month=11, day=22, hour=2, minute=40)
    settings = read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path)})
    return create_app(context, settings).test_client()


def join(context: Context, url: str, secret: str) -> None:
    connect(context, "lab", "woocommerce", url, {"key": "ck_store", "secret": "cs_store", "webhook_secret": secret})


def post(app: FlaskClient, sent: Sent) -> int:
    return app.post(ADDRESS, headers=sent[1], data=sent[2]).status_code


def post_all(context: Context, app: FlaskClient, recorded: Sequence[Sent], url: str) -> None:
    """Posts each under the secret that the store had when it sent it, and reads what was stored."""
    for secret in SECRETS:
        join(context, url, secret)
        for sent in recorded:
            if _signed(sent, secret):
                assert post(app, sent) == 200, sent[0]
    take(context)


def _signed(sent: Sent, secret: str) -> bool:
    wanted = base64.b64encode(hmac.digest(secret.encode(), sent[2], "sha256")).decode()
    return sent[1].get("X-WC-Webhook-Signature") == wanted


def take(context: Context) -> None:
    for row in inbox(context):
        ingest(context, row.id or 0)


def inbox(context: Context) -> list[InboxRow]:
    with read(context.engine) as session:
        return list(session.exec(select(InboxRow).order_by(col(InboxRow.id))))


def signed(topic: str, order: dict[str, Any], secret: str) -> Sent:
    body = json.dumps(order).encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    return topic, {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Signature": signature}, body


def standing(context: Context) -> dict[str, tuple[str, str]]:
    with read(context.engine) as session:
        return {row.vendor_id: (row.status, str(row.total)) for row in session.exec(select(OrderRow))}


def parcels(context: Context, vendor_id: str) -> list[tuple[str, str]]:
    with read(context.engine) as session:
        row = orders.order_by_vendor_id(session, 1, vendor_id)
        assert row is not None
        return [(it.tracking_number, it.carrier) for it in tracking.fulfillments(session, 1, row.id or 0)]


def connection_state(context: Context) -> str:
    with read(context.engine) as session:
        found = shops.connection(session, 1, "woocommerce")
    assert found is not None
    return found.state


def test_what_the_deliveries_say_themselves_is_kept_though_the_store_cannot_be_reached(
    app: FlaskClient, context: Context, recorded: Sequence[Sent]
) -> None:
    post_all(context, app, recorded, NOWHERE)
    assert standing(context) == {
        "35": ("fulfilled", "20.03"), "25": ("fulfilled", "131.88"), "27": ("fulfilled", "62.40"),
        "38": ("deleted", "12.99"),
    }  # fmt: skip
    assert parcels(context, "25") == [
        ("9400111899223100012345", "usps"), ("MC 123", "my-courier"), ("JD0002", "dhl-parcel-uk"),
    ]  # fmt: skip
    with read(context.engine) as session:
        row = orders.order_by_vendor_id(session, 1, "25")
        assert row is not None
        assert {
            str(refund.amount.amount) for refund in orders.as_order(row, files_of(session, [row])[row.id or 0]).refunds
        } == {
            "1.00",
            "10.00",
            "38.87",
        }
        assert session.exec(select(DocumentRow.vendor_id)).all() == ["10"]
        assert len(session.exec(select(PromiseRow)).all()) == 4
    rows = inbox(context)
    assert len(rows) == 23, "all but the ping"
    waiting = {(row.topic, row.outcome.partition(":")[0]) for row in rows if row.state == "waiting"}
    assert {topic for topic, _ in waiting} >= {"order.deleted", "product.deleted", "order.updated"}
    assert all(row.outcome for row in rows), "what waits says why"
    assert not [row for row in rows if row.state == "failed"]
    assert connection_state(context) == "paused", "the store signed that its owner may no longer read"


def test_the_same_deliveries_again_change_nothing(app: FlaskClient, context: Context, recorded: Sequence[Sent]) -> None:
    post_all(context, app, recorded, NOWHERE)
    before, count = standing(context), len(inbox(context))
    post_all(context, app, recorded[::-1], NOWHERE)
    assert (standing(context), len(inbox(context))) == (before, count)


def test_in_reverse_they_lead_to_the_same_state(app: FlaskClient, context: Context, recorded: Sequence[Sent]) -> None:
    post_all(context, app, recorded[::-1], NOWHERE)
    assert standing(context)["35"] == ("fulfilled", "20.03")
    assert standing(context)["25"] == ("fulfilled", "131.88")
    assert len(parcels(context, "25")) == 3


@pytest.fixture
def lab(shared: Path, server: HTTPServer) -> Store:
    """A stand-in that answers what the recorded store answered when it was asked about what it had sent."""
    store = Store(server)
    rest = shared / "contracts" / "woocommerce" / "rest"
    api = "/wp-json/wc/v3/"
    store.answers |= {
        f"{api}orders/25": _answered(rest / "ast" / "order_with_ast_meta.http"),
        f"{api}orders/25/fulfillments": _answered(rest / "fulfillments_list.http"),
        f"{api}orders/26": as_json({"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID."}, 404),
        f"{api}products/50": as_json({"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."}, 404),
        f"{api}products/10": _answered(rest / "product_simple_onsale.http"),
        f"{api}products/19": _answered(rest / "product_variable.http"),
    }
    return store


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield server


def _answered(file: Path) -> Any:
    return as_json(json.loads(file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]))


def only(recorded: Sequence[Sent], *names: str) -> list[Sent]:
    return [sent for sent in recorded if sent[0].startswith(names)]


def test_a_store_that_answers_is_asked_for_what_the_hint_leaves_out(
    app: FlaskClient, context: Context, recorded: Sequence[Sent], lab: Store
) -> None:
    hints = only(recorded, "order_updated_with_real_AST", "order_deleted", "product_deleted", "product_updated")
    post_all(context, app, hints, lab.url)
    assert [row.outcome for row in inbox(context) if row.state != "done"] == []
    found = parcels(context, "25")
    assert ("1Z999AA10123456784", "ups") in found, "a parcel that only the API shows"
    assert ("9400111899223100012345", "usps") in found
    assert len(found) == len({number for number, _ in found}) >= 2
    with read(context.engine) as session:
        texts = {row.vendor_id: row for row in session.exec(select(DocumentRow))}
    assert set(texts) == {"10", "19"}, "the variation's parent, and no variation"
    assert all(text.deleted_at is None for text in texts.values()), "a page in the trash deletes no product"


def test_the_ping_is_greeted_and_the_forged_is_refused(
    app: FlaskClient, context: Context, recorded: Sequence[Sent]
) -> None:
    join(context, NOWHERE, SECRETS[0])
    [ping] = only(recorded, "ping")
    assert post(app, ping) == 200
    name, headers, body = only(recorded, "order_created")[0]
    assert post(app, (name, headers, body.replace(b"20.03", b"10.03"))) == 401
    assert app.post("/webhooks/woocommerce/unknown", headers=headers, data=body).status_code == 404
    assert inbox(context) == []


def test_three_orders_under_one_delivery_id_are_three(
    app: FlaskClient, context: Context, recorded: Sequence[Sent]
) -> None:
    batch = only(recorded, "batch_")
    assert len({sent[1]["X-WC-Webhook-Delivery-ID"] for sent in batch}) == 1
    post_all(context, app, batch, NOWHERE)
    assert set(standing(context)) == {"25", "27", "35"}


def test_deliveries_signed_with_the_secret_before_are_still_taken(
    app: FlaskClient, context: Context, recorded: Sequence[Sent]
) -> None:
    join(context, NOWHERE, SECRETS[0])
    join(context, NOWHERE, SECRETS[1])
    join(context, NOWHERE, SECRETS[1])
    assert post(app, only(recorded, "order_created")[0]) == 200


def test_deliveries_signed_with_the_secret_before_that_are_not(
    app: FlaskClient, context: Context, recorded: Sequence[Sent]
) -> None:
    for secret in SECRETS:
        join(context, NOWHERE, secret)
    assert post(app, only(recorded, "order_created")[0]) == 401


def test_hostile_words_and_numbers_become_an_order_on_every_database(app: FlaskClient, context: Context) -> None:
    """WooCommerce keeps a NUL in any field that a customer fills in, and a cart counts beyond what columns do."""
    join(context, NOWHERE, "abc")
    nul = "Zo\u00eb\u0000 \u202e"
    address = {"first_name": nul, "last_name": "<b>X</b>", "email": "z\u0000@example.com", "phone": nul,
               "postcode": nul, "city": nul, "state": nul, "country": "US"}  # fmt: skip
    order = {
        "id": 45, "number": "45\u0000", "status": "processing", "currency": "USD", "total": "12.99",
        "date_created_gmt": "2026-11-22T02:57:42", "date_paid_gmt": "2026-11-22T02:57:42",
        "date_modified_gmt": "2026-11-22T02:57:42", "billing": address, "shipping": address,
        "customer_note": f"line1\nline2 {nul}", "transaction_id": nul,
        "line_items": [{"id": 25, "name": nul, "product_id": 11, "quantity": 4_000_000_000, "total": 1e300,
                        "sku": nul, "meta_data": [{"key": nul, "value": {nul: [nul, float("inf")]}}]}],
        "shipping_lines": [{"method_id": "flat_rate", "method_title": nul}],
        "meta_data": [{"key": "_wc_shipment_tracking_items", "value": [
            {"tracking_id": nul, "tracking_number": "1Z\u0000999", "tracking_provider": nul, "date_shipped": "1e9"},
        ]}],
        "refunds": [{"id": 9, "reason": nul, "total": "-1.00"}],
    }  # fmt: skip
    assert post(app, signed("order.created", order, "abc")) == 200
    take(context)
    [delivered] = inbox(context)
    assert delivered.state == "waiting", "to be read again once the store can be reached"
    with read(context.engine) as session:
        row = orders.order_by_vendor_id(session, 1, "45")
    assert row is not None
    assert (row.number, row.customer_name, row.customer_email) == ("45", "Zo\u00eb <b>X</b>", "z@example.com")
    assert parcels(context, "45") == [("1Z999", "Zo\u00eb")]
