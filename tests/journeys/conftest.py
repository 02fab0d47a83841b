"""The app at its public https address, as a browser here finds it, and a mail server that takes letters."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import col, select
from werkzeug.serving import BaseWSGIServer, make_server

from integration.store.session import read
from integration.store.tables import DocumentRow
from jobs.audit import audit_document
from jobs.context import Context
from jobs.queue import THREADED
from jobs.reconcile import reconcile, sweep
from jobs.worker import work
from tests.clock import Clock
from tests.connectors.conftest import certificate  # noqa: F401 a fixture
from tests.connectors.test_smtp import Box
from tests.connectors.test_smtp import server as mail_server
from tests.fixtures_surroundings import CHROMIUM_ARGUMENTS, chromium
from tests.postbox_app import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PUBLIC = "https://forthright.example"


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture(scope="module")
def port() -> int:
    """Behind the public address, in this module's browser."""
    return free_port()


@pytest.fixture(scope="module")
def browser(port: int) -> Iterator["Browser"]:
    """Keeps no cookies for what stands inside another site."""
    *others, rules = CHROMIUM_ARGUMENTS
    assert rules.startswith("--host-resolver-rules=")
    ours = rules.replace("=", f"=MAP forthright.example:443 127.0.0.1:{port}, ", 1)
    with chromium([*others, ours, "--test-third-party-cookie-phaseout"]) as found:
        yield found


@dataclass
class Mailbox:
    """`address` is the mail server's; `box.letters` are sender, recipients and the bytes of each letter."""

    address: str
    box: Box


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Box()
    with mail_server(box) as address:
        yield Mailbox(address, box)


class Front:
    """Serves an app at the public address over TLS while the block runs."""

    def __init__(self, app: Flask, port: int, certificate: "Path") -> None:  # noqa: F811
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True, ssl_context=context)
        self._thread = Thread(target=self._server.serve_forever)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def do_what_is_due(context: Context, clock: Clock) -> None:
    """What the scheduler and a worker do, until nothing more follows from it."""
    for _ in range(3):
        clock.advance(seconds=15)  # no bell has to be heard for it: the scheduler looks for what came by now
        reconcile(context)
        sweep(context)
        work(lambda: context, threads=1, queues=THREADED, burst=True)
    with read(context.engine) as session:
        unread = session.exec(select(DocumentRow.id).where(col(DocumentRow.audit_id).is_(None))).all()
    for document_id in unread:
        audit_document(context, document_id or 0)  # here, not in the child that a worker forks for it
