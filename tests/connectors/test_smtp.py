import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from connectors import build, manifests
from connectors.access import Access
from connectors.http import Http
from integration.ports import Channel, Message, Permanent, Temporary, Unauthorized, Uncertain

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LETTER = Message(
    to="ana@customer.example",
    subject="Ihre Bestellung 1001 verspätet sich",
    text="Guten Tag,\n\n.ein Punkt am Anfang\n\nFreundliche Grüße\n",
    html="<p>Guten Tag</p>",
    language="de",
    sender="Wren & Söhne <shop@wren.example>",
    reply_to="shop@wren.example",
    headers={"Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://shop.example/u/1>"},
)


class Box:
    """A mailbox whose answer to each step can be set."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.letters: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 aiosmtpd's name
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" not in self.answers:
            self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.answers.get("DATA", "250 taken")


@contextmanager
def server(box: Box, **options) -> Iterator[str]:
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), ready_timeout=10, **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def channel(url: str, allowed: tuple[str, ...] = ("127.0.0.1",), **credentials: str) -> Channel:
    known = {"server": url, "sender": "mailer@relay.example", **credentials}
    return build("smtp", Channel, Access("", known, {"answer_seconds": 1}, Http(allowed), lambda: NOW))


@pytest.fixture
def secure(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def signs_in(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"shop", b"right"), handled=False)


def test_the_letter_arrives_whole():
    box = Box()
    with server(box) as url:
        receipt = channel(url).send(LETTER, "1:7:delay_on_the_day:1")
    [(sender, to, content)] = box.letters
    mail = message_from_bytes(content, policy=policy.default)
    assert (sender, to) == ("mailer@relay.example", ["ana@customer.example"])
    assert mail["From"] == "Wren & Söhne <mailer@relay.example>"
    assert mail["To"] == "ana@customer.example"
    assert mail["Subject"] == LETTER.subject
    assert mail["Reply-To"] == "shop@wren.example"
    assert mail["List-Unsubscribe"] == "<https://shop.example/u/1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "de"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert mail.get_body(("html",)).get_content().strip() == LETTER.html
    assert content.isascii()
    assert (receipt.id, receipt.accepted_at) == (mail["Message-ID"], NOW)


def test_the_same_key_is_the_same_message_id():
    box = Box()
    with server(box) as url:
        ids = [channel(url).send(LETTER, key).id for key in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]


def test_starttls_and_sign_in(secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Box()
    with server(box, tls_context=secure, require_starttls=True, authenticator=signs_in, auth_required=True) as url:
        channel(url, username="shop", password="right").send(LETTER, "k")
        with pytest.raises(Unauthorized, match="535"):
            channel(url, username="shop", password="wrong").send(LETTER, "k")
        with pytest.raises(Unauthorized, match="530"):
            channel(url).send(LETTER, "k")
        with pytest.raises(Unauthorized, match="outside of ASCII"):
            channel(url, username="shop", password="schlüssel").send(LETTER, "k")
    assert len(box.letters) == 1


def test_encrypted_from_the_start(secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Box()
    with server(box, ssl_context=secure) as url:
        channel(url.replace("smtp:", "smtps:")).send(LETTER, "k")
    assert len(box.letters) == 1


def test_a_certificate_nobody_vouches_for(secure):
    box = Box()
    with server(box, tls_context=secure) as url, pytest.raises(Temporary, match=r"certificate .* is not valid"):
        channel(url).send(LETTER, "k")
    assert box.letters == []


@pytest.mark.parametrize(
    ("step", "answer", "error"),
    [
        ("RCPT", "550 no such user", Permanent),
        ("RCPT", "450 mailbox busy", Temporary),
        ("DATA", "554 refused as spam", Permanent),
        ("DATA", "451 try later", Temporary),
    ],
)
def test_what_the_server_answers(step, answer, error):
    box = Box(**{step: answer})
    with server(box) as url, pytest.raises(error, match=answer) as told:
        channel(url).send(LETTER, "k")
    assert type(told.value) is error
    assert box.letters == []


@contextmanager
def script(*lines: bytes) -> Iterator[str]:
    """A server that says a line after each command it hears, and then nothing more; b"" hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            with listener.accept()[0] as peer:
                peer.settimeout(5)
                for line in lines:
                    if not line:
                        return
                    peer.sendall(line + b"\r\n")
                    peer.recv(65536)
                with_nothing = peer.recv(65536)
                assert isinstance(with_nothing, bytes)

        thread = Thread(target=speak)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


TALK = (b"220 hello", b"250 box", b"250 sender", b"250 recipient", b"354 go on")


@pytest.mark.parametrize(
    ("lines", "error", "words"),
    [
        ((), Temporary, "did not answer in time"),
        (TALK[:1], Temporary, "did not answer in time"),
        ((*TALK[:3], b""), Temporary, "broke off the connection"),
        ((b"421 too busy",), Temporary, "421 too busy"),
        (TALK, Uncertain, "broke off after it was given the mail"),
        ((*TALK, b""), Uncertain, "broke off after it was given the mail"),
    ],
)
def test_a_server_that_hangs_or_hangs_up(lines, error, words):
    with script(*lines) as url, pytest.raises(error, match=words):
        channel(url).send(LETTER, "k")


def test_nobody_there():
    with pytest.raises(Temporary, match="cannot be reached: Connection refused"):
        channel(f"smtp://127.0.0.1:{_free_port()}").send(LETTER, "k")


def test_a_merchants_server_may_not_be_our_own_machine():
    box = Box()
    with server(box) as url:
        with pytest.raises(Permanent, match="private address"):
            channel(url, allowed=()).send(LETTER, "k")
        operators = Access(url, {}, {"from": "Forthright <app@wren.example>"}, Http(), lambda: NOW)
        build("smtp", Channel, operators).send(replace(LETTER, sender=""), "k")
    assert [letter[0] for letter in box.letters] == ["app@wren.example"]


@pytest.mark.parametrize(
    "change",
    [
        {"to": "nobody"},
        {"to": "ana@customer.example\nBcc: all@customer.example"},
        {"to": "müller@customer.example"},
        {"subject": "two\nlines"},
        {"headers": {"List-Unsubscribe": "<a>\r\nBcc: b@c.example"}},
    ],
)
def test_what_cannot_be_written_is_not_sent(change):
    box = Box()
    with server(box) as url, pytest.raises(Permanent, match="cannot be written as mail"):
        channel(url).send(replace(LETTER, **change), "k")
    assert box.letters == []


@pytest.mark.parametrize("url", ["https://mail.example", "smtp://", "smtp://mail.example:99999", "", "smtp://h:x"])
def test_an_address_that_is_none(url):
    with pytest.raises(Permanent, match=r"smtp://mail\.example:587"):
        channel(url).send(LETTER, "k")


def test_its_manifest():
    manifest = manifests()["smtp"]
    assert manifest.roles == ("Channel", "Sender", "Webhooks")
    assert set(manifest.help) == set(manifest.credentials)
