"""How a shop's Admin API is asked: bounded, patient with an empty bucket, one shop and one token a client."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from connectors.access import Access
from connectors.shopify.client import Client
from connectors.shopify.errors import Denied
from integration.data.carriers import platform_statuses
from integration.ports import Permanent, Temporary, Unauthorized
from tests.connectors.conftest import http
from tests.connectors.shopify_store import ShopifyStore, reply, throttled

SHOP = {"shop": {"name": "Lantern"}, "shopLocales": []}


def access(store: ShopifyStore, **credentials: str) -> Access:
    given = {"token": store.token, "webhook_secret": "s3cret", **credentials}
    door = http(secrets=tuple(given.values()))
    words = platform_statuses("shopify")
    return Access(
        store.url, given, {"currency": "EUR"}, door, lambda: datetime(2026, 10, 7, tzinfo=UTC), statuses=words
    )


@pytest.fixture
def lantern(server: HTTPServer) -> ShopifyStore:
    store = ShopifyStore(server)
    store.answers["Shop"] = SHOP
    return store


def client(store: ShopifyStore) -> tuple[Client, list[float]]:
    slept: list[float] = []
    return Client(access(store), sleep=slept.append), slept


def test_a_throttled_read_waits_until_the_bucket_holds_what_it_asks_for(lantern: ShopifyStore) -> None:
    lantern.faults = [throttled(20.0), throttled(60.0)]
    asking, slept = client(lantern)
    assert asking.read("shop") == SHOP
    assert slept == [0.8, 0.4]


def test_a_bucket_that_takes_too_long_is_left_for_later(lantern: ShopifyStore) -> None:
    lantern.faults = [throttled(0.0, rate=1.0)]
    asking, slept = client(lantern)
    with pytest.raises(Temporary) as busy:
        asking.read("shop")
    assert busy.value.retry_after == 100
    assert slept == []


def test_a_throttled_write_was_not_done_and_is_sent_again(lantern: ShopifyStore) -> None:
    lantern.answers["PageUpdate"] = {"pageUpdate": {"page": {"body": "x"}, "userErrors": []}}
    lantern.faults = [throttled(20.0)]
    asking, slept = client(lantern)
    assert asking.write("page_update", id="gid://shopify/Page/1", html="x")["page"] == {"body": "x"}
    assert (lantern.asked(), slept) == (["PageUpdate", "PageUpdate"], [0.8])


def test_a_write_whose_answer_was_lost_is_not_sent_again(lantern: ShopifyStore) -> None:
    lantern.faults = [Response("<html>bad gateway", 502)]
    asking, _ = client(lantern)
    with pytest.raises(Temporary):
        asking.write("page_update", id="gid://shopify/Page/1", html="x")
    assert lantern.asked() == ["PageUpdate"]


def test_a_read_is_asked_again_while_the_line_is_bad(lantern: ShopifyStore) -> None:
    lantern.faults = [Response("<html>", 502), reply({}, 429)]
    assert client(lantern)[0].read("shop") == SHOP


def test_what_a_person_filled_in_wrong_is_told_in_shopifys_words(lantern: ShopifyStore) -> None:
    error = {"field": ["body"], "message": "Body Liquid syntax error: Unknown tag 'x'"}
    lantern.answers["PageUpdate"] = {"pageUpdate": {"page": None, "userErrors": [error]}}
    with pytest.raises(Permanent, match="Liquid syntax error"):
        client(lantern)[0].write("page_update", id="gid://shopify/Page/1", html="{% x %}")


def test_a_protected_field_is_null_and_the_rest_is_used(lantern: ShopifyStore) -> None:
    error = {"message": "Access denied for email field.", "extensions": {"code": "ACCESS_DENIED"}}
    lantern.faults = [reply({"data": SHOP, "errors": [error]})]
    assert client(lantern)[0].read("shop") == SHOP


def test_a_scope_that_was_not_granted(lantern: ShopifyStore) -> None:
    error = {"message": "Access denied for shop.", "extensions": {"code": "ACCESS_DENIED"}}
    lantern.faults = [reply({"data": {"shop": None}, "errors": [error]})]
    with pytest.raises(Denied, match="Access denied for shop"):
        client(lantern)[0].read("shop")


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (reply({"errors": "[API] Invalid API key"}, 401), Unauthorized, "open the app in the store's admin again"),
        (reply({"errors": "Non-expiring access tokens are no longer accepted"}, 403), Unauthorized, "open the app"),
        (reply({"errors": "Unavailable Shop"}, 402), Temporary, "frozen"),
        (reply({"errors": "Not Found"}, 404), Permanent, "no such shop"),
        (reply({}, 423), Temporary, "locked"),
        (Response("<html>a login page", 200), Temporary, "JSON"),
        (reply({"data": None, "errors": [{"message": "Field 'x' doesn't exist"}]}), Permanent, "doesn't exist"),
        (
            reply({"errors": [{"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}),
            Temporary,
            "broke down",
        ),
    ],
)
def test_each_refusal_in_its_own_words(
    lantern: ShopifyStore, fault: Response, error: type[Exception], words: str
) -> None:
    lantern.faults = [fault]
    with pytest.raises(error, match=words) as refused:
        client(lantern)[0].read("shop")
    assert lantern.token not in str(refused.value)


def test_without_a_token_nobody_is_asked(lantern: ShopifyStore) -> None:
    with pytest.raises(Unauthorized):
        Client(access(lantern, token="")).read("shop")
    assert lantern.seen == []


def test_no_two_shops_ever_share_a_token(running_server: HTTPServer, server: HTTPServer) -> None:
    with HTTPServer("127.0.0.1", threaded=True) as other:
        shops = [ShopifyStore(server, "shpat_amber"), ShopifyStore(other, "shpat_birch")]
        for store in shops:
            store.answers["Shop"] = SHOP

        def ask(store: ShopifyStore) -> Any:
            for _ in range(4):
                Client(access(store)).read("shop")

        threads = [threading.Thread(target=ask, args=(shops[place % 2],)) for place in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        for store in shops:
            assert [token for _, _, token in store.seen] == [store.token] * 64


def test_the_token_is_not_shown(lantern: ShopifyStore) -> None:
    assert lantern.token not in repr(replace(access(lantern), url="https://lantern.example"))
