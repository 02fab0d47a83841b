"""The sign-in link by mail, through a real mail server on this machine."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Keeping

from integration.auth.links import look_at
from integration.auth.mail import LinkMail
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import add_person


class Kept(Keeping):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def server() -> Iterator[Controller]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Kept(), hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    yield controller
    controller.stop()


def mail(context: Context, url: str) -> LinkMail:
    here = replace(context, public_url="https://forthright.example")
    return LinkMail(here, url, "Forthright <hello@forthright.example>", development=False)


def test_a_member_gets_the_link_and_nobody_else_does(context: Context, shop: ShopRow, server: Controller) -> None:
    add_person(context, OWNER, (shop, "owner"))
    sending = mail(context, f"smtp://127.0.0.1:{server.port}")
    sending.ask(OWNER)
    sending.ask("nobody@wren.example")
    sending.close()
    (letter,) = server.handler.letters
    assert letter["To"] == OWNER
    link = re.search(r"https://forthright\.example/sign-in/(\S+)", letter.get_payload(decode=True).decode())
    assert link is not None
    assert look_at(context, link[1]).email == OWNER


def test_a_mail_server_that_is_away_is_logged_without_the_link(
    context: Context, shop: ShopRow, caplog: pytest.LogCaptureFixture
) -> None:
    add_person(context, OWNER, (shop, "owner"))
    sending = mail(context, "smtp://127.0.0.1:1")
    sending.ask(OWNER).result(timeout=20)
    sending.close()
    assert "could not be mailed" in caplog.text
    assert "/sign-in/" not in caplog.text


def test_without_mail_and_out_of_development_the_link_is_not_shown(
    context: Context, shop: ShopRow, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    add_person(context, OWNER, (shop, "owner"))
    sending = mail(context, "")
    sending.ask(OWNER).result(timeout=20)
    sending.close()
    assert "FORTHRIGHT_SMTP_URL is not set" in caplog.text
    assert "/sign-in/" not in caplog.text + capsys.readouterr().err
