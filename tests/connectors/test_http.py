"""The one door out: bounded in time and size, closed to private machines, silent about secrets."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors.addresses import GuardedNetwork, is_public
from connectors.errors import from_status, retry_after
from connectors.http import Http, _transport, place
from connectors.through_requests import session
from integration.ports import Permanent, Temporary, Unauthorized
from tests.connectors.conftest import http

Answerer = Callable[[Request], Response]


def serve(server: HTTPServer, path: str, *answers: Response) -> list[Request]:
    """Gives the answers in turn, the last one for good; what was asked."""
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return answers[min(len(seen), len(answers)) - 1]

    server.expect_request(path).respond_with_handler(answer)
    return seen


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes a connection and then says nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "0.0.0.1", "224.0.0.1", "::7f00:1", "fec0::1",
     "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1"],
)  # fmt: skip
def test_an_address_of_a_private_network(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "64:ff9b::5db8:d70e", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://localhost/", "https://[::1]/"])
def test_a_private_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(Permanent, match="FORTHRIGHT_ALLOW_PRIVATE_HOSTS does not name it"):
        Http(pauses=()).get(url)


def test_a_public_name_that_points_to_a_private_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch, server: HTTPServer
) -> None:
    seen = serve(server, "/", Response("secrets"))
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Permanent, match=r"shop\.example is a private address"):
        Http(pauses=()).get(f"https://shop.example:{server.port}/")
    assert not seen


def test_plain_http_is_for_hosts_that_are_named(server: HTTPServer) -> None:
    serve(server, "/", Response("hello"))
    with pytest.raises(Permanent, match="is not https"):
        Http(pauses=()).get(server.url_for("/"))
    assert http().get(server.url_for("/")).body == b"hello"


def test_the_guard_stands_in_the_pool_that_httpx_uses() -> None:
    transport = _transport(os.getpid(), ("held",))
    assert isinstance(transport, httpx.HTTPTransport)
    assert isinstance(transport._pool._network_backend, GuardedNetwork)  # type: ignore[attr-defined]


def test_the_pool_is_not_shared_over_a_fork() -> None:
    assert _transport(os.getpid(), ()) is _transport(os.getpid(), ())
    assert _transport(os.getpid() + 1, ()) is not _transport(os.getpid(), ())


def test_a_server_that_says_nothing_is_waited_for_only_so_long(silent: str) -> None:
    with pytest.raises(Temporary, match="did not answer in time"):
        http(seconds=0.2).get(silent)


def test_and_it_is_not_asked_a_second_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with pytest.raises(Temporary):
            http(seconds=0.2).get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        listener.setblocking(False)
        listener.accept()[0].close()
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_an_answer_that_drips_ends(server: HTTPServer) -> None:
    def drip(_: Request) -> Response:
        return Response((time.sleep(0.05) or b"x" for _ in range(100)), content_type="text/plain")

    server.expect_request("/").respond_with_handler(drip)
    with pytest.raises(Temporary, match=r"did not finish its answer within 0\.2 seconds"):
        http(total=0.2).get(server.url_for("/"))


def test_an_answer_without_end_is_cut_off(server: HTTPServer) -> None:
    serve(server, "/", Response(b"x" * 5000))
    with pytest.raises(Permanent, match="more than 4,000 bytes"):
        http(most_bytes=4000).get(server.url_for("/"))


def test_a_read_is_made_again_while_the_vendor_is_busy(server: HTTPServer) -> None:
    seen = serve(server, "/", Response(status=502), Response(status=503), Response("there"))
    assert http().get(server.url_for("/")).body == b"there"
    assert len(seen) == 3


def test_a_busy_vendor_is_waited_for_as_it_asks(server: HTTPServer) -> None:
    serve(server, "/", Response(status=429, headers={"Retry-After": "3"}), Response("there"))
    waits: list[float] = []
    http(sleep=waits.append).get(server.url_for("/"))
    assert waits == [3.0]


def test_a_long_wait_is_left_to_the_job(server: HTTPServer) -> None:
    seen = serve(server, "/", Response(status=503, headers={"Retry-After": "600"}))
    answer = http().get(server.url_for("/"))
    assert (answer.status, retry_after(answer.headers), len(seen)) == (503, 600.0, 1)


def test_what_may_have_been_done_is_never_sent_twice(server: HTTPServer) -> None:
    seen = serve(server, "/", Response(status=503))
    assert http().request("POST", server.url_for("/"), json={"n": 1}).status == 503
    assert len(seen) == 1


def test_a_redirect_on_the_same_host_is_followed_without_doubling_the_query(server: HTTPServer) -> None:
    serve(server, "/old", Response(status=301, headers={"Location": "/new?page=2"}))
    seen = serve(server, "/new", Response("moved"))
    answer = http().get(server.url_for("/old"), params={"page": 2})
    assert (answer.body, answer.place) == (b"moved", server.url_for("/new"))
    assert seen[0].query_string == b"page=2"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_to_another_host_is_refused_by_its_name(server: HTTPServer, method: str) -> None:
    serve(server, "/", Response(status=301, headers={"Location": "https://elsewhere.example/x?token=1"}))
    with pytest.raises(Permanent, match=r"redirects to https://elsewhere\.example/x: connect with that address"):
        http().request(method, server.url_for("/"))


def test_a_post_is_not_redirected_at_all(server: HTTPServer) -> None:
    serve(server, "/", Response(status=302, headers={"Location": "/there"}))
    with pytest.raises(Permanent, match="redirects to"):
        http().request("POST", server.url_for("/"))


def test_a_circle_of_redirects_ends(server: HTTPServer) -> None:
    serve(server, "/", Response(status=302, headers={"Location": "/"}))
    with pytest.raises(Permanent, match="in a circle"):
        http().get(server.url_for("/"))


def test_no_secret_leaves_in_a_message_a_log_or_a_context(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    door = http(secrets=("cs_very&secret",), pauses=())
    with pytest.raises(Temporary) as refused:
        door.get("http://127.0.0.1:1/cs_very%26secret/x", params={"consumer_secret": "cs_very&secret"})
    assert "/***/x" in str(refused.value)
    assert refused.value.__context__ is None, "httpx's own error holds the request and its headers"
    assert "cs_very" not in str(refused.value) + caplog.text


def test_cookies_of_one_use_are_not_those_of_another(server: HTTPServer) -> None:
    seen = serve(server, "/", Response("hello", headers={"Set-Cookie": "session=1; Path=/"}))
    http().get(server.url_for("/"))
    http().get(server.url_for("/"))
    assert not seen[1].cookies


def test_an_unknown_name_and_a_refused_connection_are_worth_another_try() -> None:
    with pytest.raises(Temporary, match=r"the name nowhere\.invalid is not known"):
        http(pauses=()).get("https://nowhere.invalid/")
    with pytest.raises(Temporary, match="Connection refused"):
        http(pauses=()).get("http://127.0.0.1:1/")


def test_a_certificate_nobody_vouches_for(tls_store: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Temporary, match="its certificate is not valid"):
        http("untrusting", pauses=()).get(f"{tls_store.url}/")  # type: ignore[attr-defined]


def test_a_line_that_breaks_is_worth_another_try(server: HTTPServer) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def half() -> None:
        connection, _ = listener.accept()
        connection.recv(10_000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        connection.close()

    thread = threading.Thread(target=half)
    thread.start()
    with pytest.raises(Temporary, match="broke off its answer"):
        http(pauses=()).get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    thread.join()
    listener.close()


def test_requests_has_no_other_way_out(server: HTTPServer) -> None:
    serve(server, "/", Response("hello", headers={"X-Wp-Total": "3"}))
    guarded = session(http())
    answer = guarded.get(server.url_for("/"), params={"a": "1"}, timeout=1)
    assert (answer.status_code, answer.text, answer.headers["x-wp-total"]) == (200, "hello", "3")
    with pytest.raises(Permanent, match="private address"):
        session(Http(pauses=())).get("https://127.0.0.1/", timeout=1)
    with pytest.raises(Exception, match="No connection adapters"):
        guarded.get("ftp://127.0.0.1/", timeout=1)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, type(None)), (201, type(None)), (301, Permanent), (400, Permanent), (401, Unauthorized),
     (403, Unauthorized), (404, Permanent), (408, Temporary), (422, Permanent), (429, Temporary), (500, Temporary),
     (503, Temporary), (521, Temporary), (599, Temporary)],
)  # fmt: skip
def test_what_a_status_means(status: int, kind: type) -> None:
    assert type(from_status(status, "message")) is kind


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, None), ({"retry-after": "7"}, 7.0), ({"retry-after": "soon"}, None),
     ({"retry-after": "Wed, 07 Oct 2026 10:00:30 GMT", "date": "Wed, 07 Oct 2026 10:00:00 GMT"}, 30.0),
     ({"retry-after": "Wed, 07 Oct 2026 09:00:00 GMT", "date": "Wed, 07 Oct 2026 10:00:00 GMT"}, 0.0)],
)  # fmt: skip
def test_how_long_a_vendor_asks_us_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_what_may_be_shown_of_an_address() -> None:
    assert place("https://user:pass@shop.example:8443/a/b?token=1#x") == "https://shop.example:8443/a/b"
