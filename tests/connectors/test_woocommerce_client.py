"""How a store is read over the line, against a stand-in that checks keys and breaks as the real ones do."""

import threading
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from connectors.http import Redirected
from connectors.woocommerce.answers import (
    ApiOff,
    Breakdown,
    Firewall,
    Gone,
    KeyOwner,
    Limited,
    Maintenance,
    NoApi,
    NoRoute,
    decode,
)
from connectors.woocommerce.client import Client
from integration.ports import Permanent, Temporary, Unauthorized
from tests.connectors.conftest import Open
from tests.connectors.store import Store, as_json, as_page

API = "/wp-json/wc/v3/"


def test_over_http_the_query_is_signed_and_sent_once(store: Store, opened: Open) -> None:
    params = {"modified_after": "2026-10-01T08:00:00", "include_meta": "_a,_b", "page": 1, "search": "O'Neil & ñ"}
    assert Client(opened(store)).get("orders/1001", **params)["id"] == 1001
    [(_, query, _)] = store.seen
    assert {name: query[name] for name in params} == {name: str(value) for name, value in params.items()}
    assert "consumer_secret" not in query


def test_each_try_is_signed_anew_since_a_nonce_is_good_once(store: Store, opened: Open) -> None:
    store.faults = [as_page(502), Response(status=503)]
    assert Client(opened(store)).get("orders/1001")["id"] == 1001
    assert len({query["oauth_nonce"] for _, query, _ in store.seen}) == 3


def test_over_https_the_keys_are_in_the_header(tls_store: Store, opened: Open) -> None:
    assert Client(opened(tls_store)).get("orders/1001")["id"] == 1001
    [(_, query, key)] = tls_store.seen
    assert (query, key) == ({}, "ck_store")


def test_a_host_that_strips_the_header_is_found_out_and_remembered(tls_store: Store, opened: Open) -> None:
    tls_store.strips_the_header = True
    client = Client(opened(tls_store))
    assert client.get("orders/1001")["id"] == client.get("orders/1001")["id"] == 1001
    assert client.by_query
    assert ["consumer_key" in query for _, query, _ in tls_store.seen] == [False, True, True]


def test_a_store_known_to_strip_the_header_is_asked_by_query_at_once(tls_store: Store, opened: Open) -> None:
    tls_store.strips_the_header = True
    Client(opened(tls_store, {"auth": "query"})).get("orders/1001")
    assert len(tls_store.seen) == 1


def test_wrong_keys_are_refused_in_words_without_them(tls_store: Store, opened: Open) -> None:
    with pytest.raises(Unauthorized, match="cannot view this resource") as refused:
        Client(opened(tls_store, key="ck_wrong", secret="cs_wrong_secret")).get("orders/1001")
    assert "wrong" not in str(refused.value)


def test_the_callers_params_are_left_alone(tls_store: Store, opened: Open) -> None:
    params = {"page": 1}
    Client(opened(tls_store, {"auth": "query"})).get("orders/1001", **params)
    assert params == {"page": 1}


def test_without_keys_nothing_is_asked(store: Store, opened: Open) -> None:
    with pytest.raises(Unauthorized, match="no keys"):
        Client(opened(store, secret="")).get("orders/1001")
    assert not store.seen


def test_strangers_questions_carry_no_keys(tls_store: Store, opened: Open) -> None:
    assert Client(opened(tls_store)).public("wp-json/")["home"] == "https://lantern.example"
    assert tls_store.seen == [("/wp-json/", {}, "")]


def test_a_store_in_a_folder_of_its_site(server: HTTPServer, opened: Open) -> None:
    store = Store(server)
    store.answers["/shop/wp-json/wc/v3/orders/1"] = as_json({"id": 1})
    assert Client(replace(opened(store), url=f"{store.url}/shop/")).get("/orders/1") == {"id": 1}


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (as_page(200), Firewall, "web page instead of data"),
        (as_page(202, {"SG-Captcha": "challenge"}), Firewall, "firewall"),
        (as_page(403), Firewall, "firewall"),
        (as_page(500), Breakdown, "broke down while answering"),
        (as_page(503, {"Retry-After": "600"}), Maintenance, "maintenance"),
        (as_page(404), NoApi, "permalinks"),
        (Response(b"", 200), Firewall, "web page instead of data"),
        (Response(b'{"id": 10, "na', 200, content_type="application/json"), Breakdown, "in the middle"),
        (as_json({"code": "rest_disabled", "message": "No.", "data": {"status": 401}}, 401), ApiOff, "plugin"),
        (as_json({"code": "woocommerce_rest_cannot_view", "message": "No."}, 403), KeyOwner, "may no longer"),
        (as_json({"code": "internal", "message": "No.", "data": 500}, 500), Temporary, "No."),
        (as_page(429, {"Retry-After": "30"}), Limited, "less often"),
        (as_json({"code": 0, "message": "No items"}, 400), Permanent, "No items"),
        (as_json({"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID."}, 404), Gone, "Invalid"),
        (as_json({"code": "rest_no_route", "message": "No route"}, 404), NoRoute, "No route"),
        (Response(status=301, headers={"Location": "https://www.lantern.example/x"}), Redirected, r"www\.lantern"),
    ],
)  # fmt: skip
def test_each_way_a_store_breaks_has_a_name_of_its_own(
    store: Store, opened: Open, fault: Response, kind: type[Exception], says: str
) -> None:
    store.faults = [fault] * 3
    with pytest.raises(kind, match=says) as refused:
        Client(opened(store)).get("orders/1001")
    assert type(refused.value) is kind
    assert "cs_store" not in str(refused.value)


def test_maintenance_says_when_to_come_back(store: Store, opened: Open) -> None:
    store.faults = [as_page(503, {"Retry-After": "600"})]
    with pytest.raises(Temporary) as refused:
        Client(opened(store)).get("orders/1001")
    assert refused.value.retry_after == 600.0


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbf",
        b"\n\n\n",
        b"<br />\n<b>Warning</b>: Undefined index [foo] in {x} on line <b>6</b><br />\n",
        b" ",
    ],
)
def test_junk_before_the_json_is_looked_behind(store: Store, opened: Open, before: bytes) -> None:
    store.faults = [Response(before + b'{"id": 10}\n', content_type="application/json")]
    assert Client(opened(store)).get("orders/10") == {"id": 10}


@pytest.mark.parametrize("body", [b"", b"null", b"17", b"<html>{}</html>", b"[" * 200_000, b"{\n" * 9_000])
def test_what_holds_no_data(body: bytes) -> None:
    assert decode(body) is None


def test_two_shops_in_many_threads_never_meet(opened: Open) -> None:
    with HTTPServer("127.0.0.1", threaded=True) as one, HTTPServer("127.0.0.1", threaded=True) as other:
        stores = [Store(one, "ck_one", "cs_one"), Store(other, "ck_other", "cs_other")]
        problems: list[BaseException] = []

        def ask(number: int) -> None:
            try:
                for turn in range(10):
                    Client(opened(stores[(number + turn) % 2])).get("orders/1001")
            except BaseException as problem:  # noqa: BLE001 a thread's failure is the test's
                problems.append(problem)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not problems
        assert [len(store.seen) for store in stores] == [160, 160]
        assert [{key for _, _, key in store.seen} for store in stores] == [{"ck_one"}, {"ck_other"}]
