"""Mail that is signed, returns to an address of its own, and whose domain can be set up to be believed."""

from email import message_from_bytes

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from connectors import build
from connectors.access import Access
from connectors.http import Http
from integration.ports import Sender, Unauthorized
from tests.connectors.test_smtp import LETTER, NOW, Box, channel, server

PEM = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
KEY = rsa.generate_private_key(65537, 2048).private_bytes(*PEM).decode()
ELLIPTIC = ec.generate_private_key(ec.SECP256R1()).private_bytes(*PEM).decode()
SIGNED = {"sender": "shop@wren.example", "dkim_selector": "mail", "dkim_key": KEY}


def records(**keys: str) -> dict[str, str]:
    found = build("smtp", Sender, Access("", keys, {}, Http(), lambda: NOW)).records()
    return {one.name: one.value for one in found}


def sent(**keys: str) -> tuple[str, bytes]:
    box = Box()
    with server(box) as url:
        channel(url, **keys).send(LETTER, "1:7:delay:1")
    [(sender, _, content)] = box.letters
    return sender, content


def verifies(content: bytes, published: dict[str, str]) -> bool:
    def look_up(name: bytes, timeout: int = 5) -> bytes:
        return published.get(name.decode().rstrip("."), "").encode()

    return bool(dkim.verify(content, dnsfunc=look_up))


@pytest.mark.parametrize("key", [KEY, " ".join(KEY.split("\n"))])
def test_what_arrives_verifies_by_the_record_that_is_shown(key):
    _, content = sent(**{**SIGNED, "dkim_key": key})
    published = records(**SIGNED)
    assert verifies(content, published)
    assert not verifies(content.replace(b"Guten", b"Gutes"), published)
    assert not verifies(content.replace(b"shop.example/u/1", b"shop.example/u/2"), published)
    assert not verifies(content, records(**{**SIGNED, "dkim_selector": "other"}))
    signature = message_from_bytes(content)["DKIM-Signature"]
    assert "d=wren.example" in signature.replace("\r\n", "").replace(" ", "")
    assert "list-unsubscribe" in signature.lower()


def test_without_a_key_nothing_is_signed():
    _, content = sent(sender="shop@wren.example")
    assert "DKIM-Signature" not in message_from_bytes(content)


@pytest.mark.parametrize(
    ("selector", "key", "says"),
    [("mail", "", "both"), ("", KEY, "both"), ("mail", "nonsense", "cannot be read"), ("mail", ELLIPTIC, "RSA"),
     ("ma il", KEY, "selector"), ("mail\r\nX", KEY, "selector")],
)  # fmt: skip
def test_a_key_that_cannot_sign_lets_nothing_out(selector, key, says):
    box = Box()
    with server(box) as url, pytest.raises(Unauthorized, match=says) as raised:
        channel(url, dkim_selector=selector, dkim_key=key).send(LETTER, "key")
    assert box.letters == []
    assert "PRIVATE" not in str(raised.value)


def test_each_mail_returns_to_an_address_of_its_own():
    sender, content = sent(sender="shop@wren.example", return_path="bounces@wren.example")
    name = message_from_bytes(content)["Message-ID"].strip("<>").partition("@")[0]
    assert sender == f"bounces+{name}@wren.example"
    assert sent(sender="shop@wren.example")[0] == "shop@wren.example"


def test_the_records_name_the_domains_they_stand_at():
    found = records(**SIGNED, return_path="bounces@mail.wren.example")
    assert list(found) == ["mail.wren.example", "mail._domainkey.wren.example", "_dmarc.wren.example"]
    assert found["mail._domainkey.wren.example"].startswith("v=DKIM1; k=rsa; p=MII")
    assert list(records(sender="Shop <shop@wren.example>")) == ["wren.example", "_dmarc.wren.example"]
