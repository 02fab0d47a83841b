"""The faults that Shopify apps are known for. Each test fails when the guard it names is taken out."""

import base64
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from pytest_httpserver import HTTPServer
from redis import Redis
from sqlmodel import select

import jobs.context
from connectors import manifests
from connectors.http import Http
from connectors.shopify.client import VERSION
from integration.app import create_app
from integration.domain.commerce import TrackingStatus
from integration.domain.reasons import HoldReason
from integration.ports import Storefront, Temporary, Webhooks
from integration.settings import Settings
from integration.store import shops, tracking
from integration.store.session import read, write
from integration.store.tables import DecisionRow, FulfillmentRow, OrderRow, ProductRow
from jobs import reread
from jobs.context import Context
from jobs.delays import decide_order
from jobs.embedding import admit
from jobs.queue import open_queue, queue_of
from jobs.reconcile import reconcile
from jobs.stock import take_stock
from jobs.watch import watch
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify_app import MERCHANT, SECRET, ShopifyApp
from tests.connectors.shopify_store import connection, cut_short, hanging, reply, throttled
from tests.connectors.test_shopify_storefront import candle

CHANGED = {"id": 5501, "name": "#1001"}


def the_order(shop: Installed) -> OrderRow:
    with read(shop.context.engine) as session:
        row = session.exec(select(OrderRow)).one()
        session.expunge_all()
    return row


def parcels(shop: Installed) -> list[FulfillmentRow]:
    with read(shop.context.engine) as session:
        rows = tracking.fulfillments(session, shop.row.shop_id, the_order(shop).id or 0)
        session.expunge_all()
    return list(rows)


def test_01_a_webhook_comes_twice_at_the_same_moment(shop: Installed) -> None:
    """Guard: an act and its content are one row (webhooks.delivery_id), written before it is answered."""
    told = shop.shopify.delivery("orders/updated", CHANGED, **{"event-id": "e-1"})
    again = replace(told, headers={**told.headers, "x-shopify-webhook-id": "another"})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(shop.post, [told, again] * 4))
    assert answers == [200] * 8
    assert len(shop.inbox()) == 1


def test_01_one_act_that_changes_two_products_is_two(shop: Installed) -> None:
    """Guard: the content counts beside the act (webhooks.delivery_id)."""
    for number in (1, 2):
        shop.tell("products/update", {"id": number}, **{"event-id": "one bulk edit"})
    assert len(shop.inbox()) == 2


def test_02_webhooks_are_missed(shop: Installed, clock: Clock) -> None:
    """Guard: what changed since the last reading is read again, with an overlap (jobs.sync.OVERLAP)."""
    shop.sync()
    clock.advance(hours=5)
    shop.node = {**shop.node, "updatedAt": "2026-10-05T09:00:00Z", "cancelledAt": "2026-10-05T09:00:00Z"}
    shop.sync()
    assert the_order(shop).status == "cancelled"
    asked = [variables["query"] for name, variables, _ in shop.shopify.seen if name == "Orders"]
    assert asked == [None, "updated_at:>='2026-10-01T07:50:00Z'"]


def test_03_the_subscriptions_are_deleted_without_a_word(shop: Installed, clock: Clock) -> None:
    """Guard: they are the app's, by its toml, and without one delivery a shop is read every quarter of an hour."""
    assert shop.context.redis is not None
    shop.sync()
    clock.advance(minutes=15)
    shop.context.redis.flushdb()
    reconcile(shop.context)
    rung = [job.description for job in open_queue(shop.context.redis, queue_of("sync")).get_jobs()]
    assert f"sync {shop.row.id}" in rung


def test_04_a_late_delivery_with_an_old_body_takes_nothing_back(shop: Installed, clock: Clock) -> None:
    """Guard: a delivery is a hint, and the order is read anew (jobs.refetch)."""
    clock.advance(days=6)
    done = {**shop.node["fulfillments"][0], "displayStatus": "DELIVERED", "deliveredAt": "2026-10-06T09:00:00Z"}
    shop.node = {**shop.node, "updatedAt": "2026-10-06T09:00:00Z", "fulfillments": [done]}
    shop.tell("fulfillments/update", {"id": 77, "order_id": 5501, "shipment_status": "delivered"})
    shop.tell("fulfillments/update", {"id": 77, "order_id": 5501, "shipment_status": "in_transit"})
    shop.work()
    assert [row.state for row in shop.inbox()] == ["done", "done"]
    assert [parcel.delivered_at is not None for parcel in parcels(shop)] == [True]


def test_04_a_second_parcel_does_not_take_the_first_ones_number(shop: Installed, clock: Clock) -> None:
    """Guard: parcels are kept by their own ids (store.tracking.save_parcels)."""
    shop.sync()
    info = [{"number": "RR482193775PT", "company": "CTT", "url": ""}]
    second = {**shop.node["fulfillments"][0], "id": "gid://shopify/Fulfillment/78", "trackingInfo": info}
    shop.node = {
        **shop.node, "updatedAt": "2026-10-06T09:00:00Z", "fulfillments": [*shop.node["fulfillments"], second],
    }  # fmt: skip
    shop.tell("fulfillments/create", {"id": 78, "order_id": 5501})
    shop.work()
    assert sorted(parcel.tracking_number for parcel in parcels(shop)) == ["RR482193774PT", "RR482193775PT"]


def test_05_a_delivery_is_answered_without_asking_anybody(shop: Installed, settings: Settings) -> None:
    """Guard: stored, answered, and only then worked on; with Redis gone it is in the row (webhooks.endpoint)."""
    gone = Redis(unix_socket_path="/nowhere", socket_connect_timeout=1)
    app = create_app(replace(shop.context, redis=gone), settings)
    shop.web = app.test_client()
    asked = len(shop.shopify.seen)
    assert shop.tell("orders/updated", CHANGED) == 200
    assert len(shop.shopify.seen) == asked
    assert [row.state for row in shop.inbox()] == ["waiting"]
    app.extensions["link_mail"].close()


def test_03_the_subscriptions_are_gone_and_nobody_says_so(shop: Installed, clock: Clock) -> None:
    """Guard: a change that was found by asking, and of which no word came, is told (jobs.watch, domain.silence)."""
    shop.context = replace(shop.context, public_url="https://forthright.example")
    clock.now = datetime(2026, 10, 3, 9, 30, tzinfo=UTC)
    _granted(shop, datetime(2026, 10, 1, 8, 0, tzinfo=UTC))
    shop.sync()
    watch(shop.context, shop.row.id or 0)
    assert shop.row.troubles["silence"]["trouble"] == "silent"
    assert shop.row.troubles["silence"]["trouble"] in manifests()["shopify"].troubles
    shop.tell("orders/updated", CHANGED)
    watch(shop.context, shop.row.id or 0)
    assert shop.row.troubles == {}


def _granted(shop: Installed, at: datetime) -> None:
    with write(shop.context.engine) as session:
        row = shop.row
        row.granted_at = at
        session.merge(row)
        session.commit()


@pytest.mark.parametrize("newer", [False, True])
def test_06_the_signature_is_over_the_bytes_as_they_came(shop: Installed, newer: bool) -> None:
    """Guard: the raw body, base64, constant time, the secret before too, both families of names (connectors.signed)."""
    raw = b'{ "id":5501 ,  "note":"Gr\\u00fc\\u00dfe, \\/ and \xc3\xa9" }'
    signed = shop.shopify.signed(raw, "orders/updated", newer=newer)
    assert shop.post(signed) == 200
    assert shop.post(replace(signed, body=json.dumps(json.loads(raw)).encode())) == 401
    assert shop.post(shop.shopify.signed(raw, "orders/updated", newer=newer, secret="shpss_another")) == 401
    name = next(name for name in signed.headers if name.endswith("hmac-sha256"))
    in_hex = base64.b64decode(signed.headers[name]).hex()
    assert shop.post(replace(signed, headers={**signed.headers, name: in_hex})) == 401


def test_06_the_secret_was_changed_a_moment_ago(shop: Installed, clock: Clock) -> None:
    """Guard: the secret before is tried too (connectors.shopify.secrets)."""
    changed = {**shop.shopify.app, "api_secret": "shpss_new_0000000000000000000000000", "previous_api_secret": SECRET}
    webhooks = replace(shop.context, apps={"shopify": changed}).open_app("shopify", Webhooks)
    assert webhooks.verify(shop.shopify.delivery("orders/updated", CHANGED))
    assert webhooks.verify(shop.shopify.delivery("orders/updated", CHANGED, secret=changed["api_secret"]))


@pytest.mark.parametrize("farewell_comes", ["before", "after", "twice"])
def test_07_removed_and_installed_again_in_any_order(shop: Installed, farewell_comes: str) -> None:
    """Guard: a farewell ends only what was given before it, by Shopify's clock (store.shops.lose_access)."""
    told = shop.shopify.delivery("app/uninstalled", {"id": 1}, **{"triggered-at": _a_minute_ago()})
    shop.shopify.remove()
    _backdate(shop)
    if farewell_comes != "after":
        shop.post(told)
        shop.work()
        assert shop.row.state == "paused"
        assert shop.context.vault.open(shop.row.credentials) == {}, "void keys are asked with no more"
    else:
        shop.sync()
    shop.open()
    if farewell_comes != "before":
        headers = {**told.headers, "x-shopify-webhook-id": "late", "x-shopify-event-id": "late"}
        shop.post(replace(told, headers=headers))
        shop.work()
    assert shop.row.state == "live"
    assert shop.context.vault.open(shop.row.credentials)["token"] == shop.shopify.token
    shop.sync()
    assert shop.row.state == "live"


def _a_minute_ago() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))


def _backdate(shop: Installed) -> None:
    """The first installation was yesterday."""
    with write(shop.context.engine) as session:
        row = shop.row
        row.granted_at = row.granted_at - timedelta(days=1) if row.granted_at else None
        session.merge(row)
        session.commit()


def test_08_two_workers_renew_at_once_and_an_answer_is_lost(shop: Installed, clock: Clock) -> None:
    """Guard: one of all renews (jobs.single_flight), keys are kept whole, the refresh token before is used again."""
    clock.advance(hours=2)
    shop.shopify.refusals = [cut_short()]
    gate = threading.Barrier(4)

    def work(_number: int) -> str:
        storefront = shop.context.open(shop.row, Storefront)
        gate.wait(10)
        return storefront.merchant().name

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(4))) == {"Lantern"}
    assert shop.shopify.exchanges == ["token-exchange", "refresh_token", "refresh_token"], "the second for the lost one"


def test_08_an_answer_is_lost_while_the_app_is_opened(ours: Context, shopify: ShopifyApp) -> None:
    """Guard: an exchange is made again while the line is bad (tokens._exchange)."""
    shopify.refusals = [cut_short()]
    assert admit(ours, "shopify", shopify.id_token()).shop.title == "Lantern"
    assert shopify.exchanges == ["token-exchange", "token-exchange"]


def test_09_throttled_is_answered_200_and_all_workers_wait_in_line(shop: Installed) -> None:
    """Guard: the error in a good answer is seen (client._throttled), and the bucket is shared (jobs.pace)."""
    shop.shopify.faults = [throttled(40.0)]
    begun = time.monotonic()
    assert shop.context.open(shop.row, Storefront).merchant().name == "Lantern"
    assert time.monotonic() - begun > 0.5
    shop.shopify.cost = {"requestedQueryCost": 60, "throttleStatus": {"currentlyAvailable": 0, "restoreRate": 100}}
    begun = time.monotonic()
    shop.context.open(shop.row, Storefront).merchant()
    shop.context.open(shop.row, Storefront).merchant()
    assert time.monotonic() - begun > 0.4, "another worker knows that nothing is left, and asks later"


def test_09_a_bucket_that_stays_empty_takes_nothing_from_those_who_gave_up(shop: Installed) -> None:
    """Guard: who does not wait takes nothing (jobs.pace)."""
    shop.shopify.cost = {"requestedQueryCost": 60, "throttleStatus": {"currentlyAvailable": 0, "restoreRate": 1}}
    shop.context.open(shop.row, Storefront).merchant()
    waits = []
    for _ in range(3):
        with pytest.raises(Temporary) as busy:
            shop.context.open(shop.row, Storefront).merchant()
        waits.append(busy.value.retry_after or 0)
    assert 55 < waits[-1] <= waits[0] <= 60


@pytest.mark.parametrize(
    ("fault", "tries"),
    [(hanging(3), 1), (cut_short(), 2), (reply({}, 429), 2), (reply({}, 502), 2)],
    ids=["hangs", "cut short", "too many requests", "bad gateway"],
)
def test_10_shopify_hangs_breaks_off_or_is_busy(
    shop: Installed, monkeypatch: pytest.MonkeyPatch, fault: object, tries: int
) -> None:
    """Guard: every call is bounded in time, and a read is made again, but not what took too long (connectors.http)."""
    monkeypatch.setattr(jobs.context, "Http", partial(Http, seconds=0.5, total=1.0, pauses=(0.0,)))
    shop.shopify.faults = [fault] * 2  # type: ignore[list-item]
    asked = len(shop.shopify.seen)
    with pytest.raises(Temporary):
        shop.context.open(shop.row, Storefront).merchant()
    assert len(shop.shopify.seen) - asked == tries


def test_11_no_shop_is_asked_with_anothers_token(shop: Installed) -> None:
    """Guard: one client, one shop, one use; nothing is remembered between them (client.Client)."""
    with HTTPServer("127.0.0.1", threaded=True) as server:
        other = ShopifyApp(server, "birch.myshopify.com")
        context = replace(shop.context, apps={"shopify": other.app})
        admit(context, "shopify", other.id_token())
        with read(context.engine) as session:
            row = shops.connection_of(session, "shopify", "birch.myshopify.com")
            session.expunge_all()
        assert row is not None
        pairs = [(shop.context, shop.row), (context, row)] * 16
        before = len(shop.shopify.seen), len(other.seen)
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda pair: pair[0].open(pair[1], Storefront).merchant(), pairs))
        for app, place in ((shop.shopify, before[0]), (other, before[1])):
            assert [token for _, _, token in app.seen[place:]] == [app.token] * 16


def test_12_a_browser_that_keeps_no_cookie_of_a_frame(shop: Installed) -> None:
    """Guard: who looks is told by the token, a stale one is asked for again, and nothing goes in circles (auth)."""
    good = {"authorization": f"Bearer {shop.shopify.id_token()}"}
    page = shop.web.get("/", headers=good)
    assert (page.status_code, page.headers.get("set-cookie")) == (200, None)
    stale = shop.web.get("/", headers={"authorization": f"Bearer {shop.shopify.id_token(age=300)}"})
    assert stale.status_code == 401
    assert stale.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"
    assert shop.web.get(f"/?id_token={shop.shopify.id_token(age=300)}").location.startswith("/embedded/shopify?")


def test_13_a_value_nobody_knew_a_protected_field_and_an_older_version(
    shop: Installed, caplog: pytest.LogCaptureFixture
) -> None:
    """Guard: unknown values stop nothing (orders), null is read as none, the answer's version is looked at (client)."""
    new = {
        "displayFinancialStatus": "BARTERED",
        "displayFulfillmentStatus": "BEAMED_UP",
        "email": None,
        "customer": None,
    }
    error = {"message": "Access denied for email field.", "extensions": {"code": "ACCESS_DENIED"}}
    shop.node = {**shop.node, **new, "shippingAddress": None}
    answer = reply({"data": {"order": shop.node}, "errors": [error]})
    answer.headers["x-shopify-api-version"] = "2026-07"
    shop.shopify.faults = [answer, answer]
    read_order = shop.context.open(shop.row, Storefront).order("5501")
    assert read_order is not None
    assert (read_order.customer.email, read_order.customer.name) == ("", "")
    assert f"asked for version {VERSION} of Shopify's API, answered in 2026-07" in caplog.text


def test_14_a_long_listing_breaks_off_on_the_way(shop: Installed) -> None:
    """Guard: a page and its cursor are saved together, and the next run goes on there (jobs.sync._save)."""

    broken = [reply({}, 500)]

    def page(variables: dict[str, object]) -> object:
        number = int(str(variables["after"] or "0"))
        if number == 3 and broken:
            return broken.pop()
        node = {**shop.node, "id": f"gid://shopify/Order/{number}"} if number else shop.node
        return {"orders": connection([node], str(number + 1) if number < 4 else None)}

    shop.shopify.answers["Orders"] = page
    shop.sync()
    with read(shop.context.engine) as session:
        assert len(session.exec(select(OrderRow)).all()) == 3
    shop.shopify.seen.clear()
    shop.sync()
    assert [variables["after"] for name, variables, _ in shop.shopify.seen if name == "Orders"] == ["3", "4"]
    with read(shop.context.engine) as session:
        assert len(session.exec(select(OrderRow)).all()) == 5


def test_14_a_product_is_deleted_and_nobody_tells(shop: Installed, clock: Clock) -> None:
    """Guard: once a night what the store has is compared with what we hold, by id (jobs.stock)."""
    shop.shopify.answers["Products"] = {"products": connection([candle(1), candle(2)])}
    shop.sync()
    clock.advance(days=1)
    shop.shopify.answers["Products"] = {"products": connection([candle(1)])}
    shop.shopify.answers["Product"] = {"product": None}
    take_stock(shop.context, shop.row.id or 0)
    with read(shop.context.engine) as session:
        held = {row.vendor_id: row.deleted_at is not None for row in session.exec(select(ProductRow))}
    assert held == {"1": False, "2": True}


@pytest.mark.parametrize(
    ("days", "scopes", "status"),
    [
        (61, ["read_orders"], "paid"),
        (61, ["read_orders", "read_all_orders"], "deleted"),
        (58, ["read_orders"], "deleted"),
    ],
    ids=["too old to be shown", "old, and all are shown", "young, and gone"],
)
@pytest.mark.parametrize("reading", ["told of it", "read again"])
def test_14_an_order_that_is_older_than_what_an_app_is_shown(
    shop: Installed, clock: Clock, days: int, scopes: list[str], status: str, reading: str
) -> None:
    """Guard: what is not shown is gone only where it would be shown (storefront.shown_since, orders.mark_deleted)."""
    shop.sync()
    clock.now = the_order(shop).placed_at + timedelta(days=days)
    held = {"currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in scopes]}}
    shop.shopify.answers |= {"Order": {"order": None}, "AccessScopes": held}
    if reading == "told of it":
        shop.tell("orders/updated", CHANGED)
        shop.work()
        assert [row.state for row in shop.inbox()] == ["done"]
    else:
        assert sum(reread.every(shop.context, shop.row, shop.context.open(shop.row, Storefront))) == 1
    assert the_order(shop).status == status


def test_15_nobody_is_written_to_about_an_order_that_was_refunded(shop: Installed, clock: Clock) -> None:
    """Guard: what became of the order is read before it is decided on, and the reason is kept (domain.notice)."""
    shop.sync()
    clock.advance(days=30)
    shop.node = {**shop.node, "updatedAt": "2026-10-30T09:00:00Z", "displayFinancialStatus": "REFUNDED"}
    shop.tell("refunds/create", {"id": 3, "order_id": 5501})
    shop.work()
    decide_order(shop.context, the_order(shop).id or 0)
    with read(shop.context.engine) as session:
        decided = session.exec(select(DecisionRow)).all()
    assert [(row.decision, row.reason) for row in decided][-1] == ("hold", HoldReason.REFUNDED)


def test_15_a_parcel_that_was_delivered_is_not_called_late(shop: Installed, clock: Clock) -> None:
    """Guard: all scans ever heard of count, and a stray one after delivery takes nothing back (tracking.status_of)."""
    parcel = shop.node["fulfillments"][0]
    scans = parcel["events"]["nodes"]
    arrived = {**scans[0], "status": "DELIVERED", "happenedAt": "2026-10-04T09:00:00Z"}
    shop.node = {**shop.node, "fulfillments": [{**parcel, "events": connection([arrived])}]}
    clock.advance(days=20)
    shop.sync()
    shop.node = {**shop.node, "updatedAt": "2026-10-05T09:00:00Z"}
    stray = {**scans[0], "happenedAt": "2026-10-05T08:00:00Z"}
    shop.node["fulfillments"] = [{**parcel, "events": connection([stray])}]
    shop.sync()
    assert parcels(shop)[0].status == TrackingStatus.DELIVERED
    decide_order(shop.context, the_order(shop).id or 0)
    with read(shop.context.engine) as session:
        assert {row.decision for row in session.exec(select(DecisionRow))} <= {"hold"}


def test_15_what_was_ordered_while_the_app_was_away_is_history(shop: Installed, clock: Clock) -> None:
    """Guard: a store that comes back begins anew (jobs.connect._save): no letter about orders that nobody followed."""
    shop.shopify.remove()
    _backdate(shop)
    shop.tell("app/uninstalled", {"id": 1}, **{"triggered-at": _a_minute_ago()})
    shop.work()
    clock.advance(days=30)
    shop.open()
    shop.sync()
    assert the_order(shop).imported


def test_a_whole_life(shop: Installed, clock: Clock) -> None:
    """Installed, read, told of a change, removed, back: one shop, one order, keys that work."""
    shop.sync()
    clock.advance(hours=3)
    shop.node = {**shop.node, "updatedAt": "2026-10-03T11:00:00Z", "cancelledAt": "2026-10-03T11:00:00Z"}
    assert shop.tell("orders/cancelled", CHANGED) == 200
    shop.work()
    assert the_order(shop).status == "cancelled"
    shop.shopify.remove()
    _backdate(shop)
    shop.tell("app/uninstalled", {"id": 1}, **{"triggered-at": _a_minute_ago()})
    shop.work()
    assert shop.row.state == "paused"
    assert shop.row.troubles["access"]["trouble"] in manifests()["shopify"].troubles, "with the merchant's next step"
    before = shop.row.shop_id
    shop.open()
    shop.sync()
    assert (shop.row.shop_id, shop.row.state, shop.row.troubles) == (before, "live", {})
    assert shop.context.open(shop.row, Storefront).merchant().name == MERCHANT["shop"]["name"]  # type: ignore[index]
