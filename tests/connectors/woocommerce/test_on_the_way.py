"""What can go wrong while a store is connected: each failure names its cause and the merchant's next step."""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors import manifests
from tests.connectors.woocommerce.conftest import PUBLIC
from tests.connectors.woocommerce.test_life import Life, life  # noqa: F401 a fixture

KEYS = {"key": "ck_store", "secret": "cs_store"}
TROUBLES = manifests()["woocommerce"].troubles
FORM, ASKED = "/connections/woocommerce", "/install/woocommerce"


def told(life: Life, place: str, url: str) -> str:  # noqa: F811
    """What stands in the red banner."""
    page = life.press(place, url=url, **(KEYS if place == FORM else {}))
    found = re.search(r'<div class="banner bad" role="alert">(.*?)</div></div>', page, re.DOTALL)
    assert found, page
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[1])))


@pytest.mark.parametrize(
    ("fault", "cause", "trouble"),
    [
        ("html403", "A firewall before the store answered", "firewall"),
        ("html202", "A firewall before the store answered", "firewall"),
        ("503", "The store is in maintenance mode", "maintenance"),
        ("html500", "The store broke down while answering", "breakdown"),
    ],
)
def test_what_the_store_answers_has_its_own_next_step(life: Life, fault: str, cause: str, trouble: str) -> None:  # noqa: F811
    life.store.faults = [fault] * 9
    said = told(life, FORM, life.store.url)
    assert cause in said
    assert TROUBLES[trouble].next in said
    assert "We go on asking" not in said, "nobody asks a store that is not connected"


@pytest.mark.parametrize(
    ("owner", "cause", "step"),
    [
        ("demoted", "The person who made the keys may no longer read the store", TROUBLES["key_owner"].next),
        ("deleted", "The store answered 401 Unauthorized", "Look at the address and the keys, and try again."),
    ],
)
def test_keys_whose_owner_changed(life: Life, owner: str, cause: str, step: str) -> None:  # noqa: F811
    life.store.shop.keys.owner = owner
    said = told(life, FORM, life.store.url)
    assert cause in said
    assert step in said


@pytest.mark.parametrize("place", [FORM, ASKED])
@pytest.mark.parametrize(
    ("url", "cause", "step"),
    [
        ("https://no-such-shop.example", "the name no-such-shop.example is not known", "again"),
        ("http://127.0.0.1:1", "cannot be reached", "again"),
        ("http://shop.example", "would be called without encryption", "use https://"),
        ("no address!", "is no address of a shop", "it looks like https://shop.example"),
    ],
)
def test_a_wrong_address(life: Life, place: str, url: str, cause: str, step: str) -> None:  # noqa: F811
    said = told(life, place, url)
    assert cause in said
    assert step in said


@pytest.mark.parametrize("place", [FORM, ASKED])
def test_a_certificate_of_its_own_making_and_an_address_in_a_circle(
    life: Life,  # noqa: F811
    certificate: Path,
    place: str,
) -> None:
    trusted_by_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted_by_nobody.load_cert_chain(certificate)
    with site(lambda _: Response(""), trusted_by_nobody) as url:
        said = told(life, place, url)
        assert "its certificate is not valid" in said
        assert TROUBLES["certificate"].next in said
    with site(lambda asked: Response("", 301, {"Location": asked.url})) as url:
        said = told(life, place, url)
        assert "redirects in a circle" in said
        assert TROUBLES["circle"].next in said
    with site(lambda _: Response("", 301, {"Location": "https://www.shop.example/x"})) as url:
        assert "redirects to https://www.shop.example/x: connect with that address" in told(life, place, url)


def test_the_page_that_asks_is_looked_at_before_the_merchant_is_sent_there(life: Life) -> None:  # noqa: F811
    life.store.permalinks = "plain"
    assert "choose Settings > Permalinks > Post name and save" in told(life, ASKED, life.store.url)
    answers = {
        200: "either WooCommerce is not at this address",
        403: TROUBLES["firewall"].next,
        503: TROUBLES["maintenance"].next,
    }
    for status, words in answers.items():
        with site(lambda _, status=status: Response("<html>hello</html>", status)) as url:  # type: ignore[misc]
            assert words in told(life, ASKED, url)


def test_no_is_told_as_no(life: Life) -> None:  # noqa: F811
    page = life.owner.post(ASKED, data={"url": life.store.url}, base_url=PUBLIC).text
    found = re.search(r"user_id=([\w-]+)", page)
    assert found
    back = life.owner.get(
        f"{ASKED}/return", query_string={"success": "0", "user_id": found[1]}, base_url=PUBLIC, follow_redirects=True
    )
    assert "The store was told no, so it made no keys." in back.text
    assert "Try again, or enter keys by hand." in back.text


@contextmanager
def site(answer: Callable[[Request], Response], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Something that is no WooCommerce, at an address that may be called."""
    with HTTPServer("127.0.0.1", ssl_context=tls) as server:
        server.expect_request(re.compile("^/")).respond_with_handler(answer)
        yield server.url_for("").rstrip("/")
