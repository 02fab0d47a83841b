"""Somebody who sees the demo shop for the first time is live, approving first, within a few clicks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from integration.app import create_app
from integration.auth import sign_in_link
from integration.settings import read_settings
from integration.store import shops
from integration.store.session import read
from jobs.context import Context
from jobs.queue import THREADED
from jobs.reconcile import reconcile, sweep
from jobs.seed import DEMO_EMAIL, DEMO_SHOP, seed
from jobs.worker import work
from tests.clock import Clock
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ENOUGH = 25


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture
def demo(context: Context, clock: Clock, tmp_path: Path) -> Context:
    """The demo shop a minute after its start: a message has gone out."""
    demo = replace(context, data_dir=tmp_path)
    seed(demo)
    for seconds in (0, 13, 20, 20):
        clock.advance(seconds=seconds)
        for _ in range(2):
            reconcile(demo)
            sweep(demo)
            work(lambda: demo, threads=1, queues=THREADED, burst=True)
    return demo


@pytest.fixture
def address(demo: Context) -> Iterator[str]:
    environment = {"DATA_DIR": str(demo.data_dir), "SECRET_KEYS": Fernet.generate_key().decode(), "DEVELOPMENT": "1"}
    settings = read_settings({f"FORTHRIGHT_{name}": value for name, value in environment.items()})
    server = make_server("127.0.0.1", 0, create_app(demo, settings), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(browser: "Browser") -> Iterator[Visitor]:
    surroundings = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Visitor(surroundings.new_page())
    surroundings.close()


def test_from_the_printed_link_to_live_and_approving_first(demo: Context, address: str, visitor: Visitor) -> None:
    visitor.page.goto(sign_in_link(replace(demo, public_url=address), DEMO_EMAIL))
    visitor.click("button", "Sign in")
    expect(visitor.open_steps).to_have_count(4)
    first = visitor.open_steps.first.inner_text()

    visitor.follow("Read what your customers would read")
    expect(visitor.page.frame_locator("iframe").get_by_text("Jo Reader")).to_be_visible()
    visitor.go("Home")
    visitor.follow("Look at your own past, replayed")
    expect(visitor.heading).to_contain_text("you would have told")
    visitor.go("Home")
    visitor.follow("Choose who decides")
    visitor.click("radio", "A person approves each message")
    visitor.click("button", "Save who decides")
    visitor.go("Home")
    publish_what_is_missing(visitor)
    visitor.go("Home")

    expect(visitor.open_steps).to_have_count(1)
    expect(visitor.open_steps).not_to_have_text(first)  # one thing fewer is left out
    expect(visitor.open_steps).to_contain_text("Say the ")
    assert mode(demo) == "approve"
    visitor.go("Notices")
    expect(visitor.page.locator(".kicker")).to_contain_text("you approve each one")
    assert visitor.clicks < ENOUGH


def publish_what_is_missing(visitor: Visitor) -> None:
    """The first fix: how long a refund takes, which only the shop can know."""
    visitor.follow("things your pages leave out")
    visitor.click("link", "Returns & refunds")
    visitor.write(visitor.page.locator("input[name='answer-return.refund_time-0']"), "14")
    visitor.press(visitor.page.locator("input[name=use][value='return.refund_time']"))
    visitor.click("button", "Publish on the page")
    expect(visitor.page.get_by_role("status")).to_contain_text("Published: the page says one thing more.")


def mode(demo: Context) -> str:
    with read(demo.engine) as session:
        shop = shops.shop_named(session, DEMO_SHOP)
        assert shop
        return shop.mode
