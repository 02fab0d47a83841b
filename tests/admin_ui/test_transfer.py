"""What goes over the wire: packed where the browser takes it, kept where it cannot change."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.admin_ui.full_shop import FullShop

MOST_KB = 100


def files_of(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


def test_a_file_is_kept_for_good_under_the_address_of_its_content(owner: FlaskClient) -> None:
    files = files_of(owner.get("/content/").text)
    assert len(files) == 3
    for address in files:
        assert "immutable" in owner.get(address, buffered=True).headers["Cache-Control"]
        assert owner.get(re.sub("v=.*", "v=another", address), buffered=True).headers["Cache-Control"] == "no-cache"
        assert owner.get(address.partition("?")[0], buffered=True).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/content/", "/orders/", "/static/app.css", "/api/v1/openapi.json"])
def test_what_is_packed_is_the_same_unpacked(owner: FlaskClient, path: str) -> None:
    plain = owner.get(path, buffered=True)
    packed = owner.get(path, headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    masked = [
        re.sub(rb'name="csrf_token" value="[^"]*"', b"", text) for text in (plain.data, gzip.decompress(packed.data))
    ]
    assert masked[0] == masked[1]


def test_who_refuses_gzip_is_given_none(owner: FlaskClient) -> None:
    assert "Content-Encoding" not in owner.get("/content/", headers={"Accept-Encoding": "gzip;q=0, br"}).headers


def test_a_list_that_is_downloaded_is_sent_as_it_is_read(full: FullShop, owner: FlaskClient) -> None:
    answer = owner.get("/orders/orders.csv?show=all", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_first_load_is_small(full: FullShop, owner: FlaskClient) -> None:
    page = owner.get("/content/", headers={"Accept-Encoding": "gzip"})
    files = files_of(gzip.decompress(page.data).decode())
    sent = sum(len(owner.get(file, headers={"Accept-Encoding": "gzip"}, buffered=True).data) for file in files)
    assert (len(page.data) + sent) / 1000 < MOST_KB
