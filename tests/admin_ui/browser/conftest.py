"""A browser by day, by night, on a phone and without script; the app served to it; a merchant signed in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from integration.app import create_app
from integration.auth import sign_in_link
from integration.settings import Settings
from integration.store.session import write
from integration.store.shops import create_shop
from integration.store.tables import ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import FullShop, add_person, furnish
from tests.clock import Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def context(sqlite_engine: Engine, vault: Vault, clock: Clock) -> Context:
    return Context(sqlite_engine, vault, None, clock)


@pytest.fixture
def shop(sqlite_engine: Engine, clock: Clock) -> ShopRow:
    with write(sqlite_engine) as session:
        row = create_shop(session, "wren-and-sons", clock(), title="Wren & Sons", timezone="Europe/Lisbon")
        session.commit()
        session.refresh(row)
    return row


@pytest.fixture
def full(context: Context, shop: ShopRow) -> FullShop:
    add_person(context, OWNER, (shop, "owner"))
    return furnish(context, shop)


@pytest.fixture
def address(context: Context, settings: Settings) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(context, settings), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


LOOKS = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "narrow": {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"},
    "no script": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}


@pytest.fixture(params=LOOKS)
def page(request: pytest.FixtureRequest, browser: "Browser", address: str) -> Iterator["Page"]:
    """A page that fails the test when the browser complains about anything.

    It has all it asked for before it closes, and closes before the server does: what breaks off half-way complains too.
    """
    surroundings = browser.new_context(**LOOKS[request.param])
    page = surroundings.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield page
    page.wait_for_load_state("networkidle")
    surroundings.close()
    assert complaints == []


def sign_in(page: "Page", context: Context, address: str, email: str = OWNER) -> None:
    page.goto(sign_in_link(replace(context, public_url=address), email))
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def assert_fits(page: "Page") -> None:
    """Nothing stands out to the side: a reader scrolls in one direction only."""
    page.wait_for_load_state()
    width = page.locator("html").bounding_box()
    main = page.locator("main").bounding_box()
    assert width is not None
    assert main is not None
    size = page.viewport_size
    assert size is not None
    assert width["width"] <= size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
