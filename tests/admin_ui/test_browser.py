"""A merchant at a real browser: signs in, reads, approves, changes their mind; by day, by night, on a phone."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine
from werkzeug.serving import make_server

from integration.app import create_app
from integration.auth import sign_in_link
from integration.settings import Settings
from integration.store.session import read, write
from integration.store.shops import create_shop
from integration.store.tables import OutboxRow, ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import FullShop, add_person, furnish
from tests.clock import Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


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
def page(request: pytest.FixtureRequest, browser: "Browser") -> Iterator["Page"]:
    """A page that fails the test when the browser complains about anything."""
    surroundings = browser.new_context(**LOOKS[request.param])
    page = surroundings.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield page
    surroundings.close()
    assert complaints == []


def sign_in(page: "Page", context: Context, address: str) -> None:
    page.goto(sign_in_link(replace(context, public_url=address), OWNER))
    page.get_by_role("button", name="Sign in").click()


def assert_fits(page: "Page") -> None:
    """Nothing stands out to the side: a reader scrolls in one direction only."""
    width = page.locator("html").bounding_box()
    main = page.locator("main").bounding_box()
    assert width is not None
    assert main is not None
    size = page.viewport_size
    assert size is not None
    assert width["width"] <= size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_morning_at_the_shop(page: "Page", context: Context, address: str, full: FullShop) -> None:
    sign_in(page, context, address)
    assert page.get_by_role("heading", level=1).inner_text() == "4 things need you today."
    assert_fits(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Content").click()
    assert "Your shop answers" in page.get_by_role("heading", level=1).inner_text()
    assert_fits(page)
    page.goto(f"{address}/content/{full.page}")
    assert page.locator("mark.m-vague").inner_text() == "Return postage may be charged."
    assert_fits(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Orders").click()
    page.get_by_role("link", name="2318").click()
    assert "Camille Roussel" in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_role("img").locator("visible=true").count() == 1
    assert_fits(page)
    page.get_by_role("link", name="Read the message").click()
    assert page.frame_locator("iframe").get_by_text("Bonjour Camille").is_visible()
    assert_fits(page)
    page.get_by_role("button", name="Approve this message").click()
    assert page.get_by_role("status").inner_text().startswith("Approved; it goes out in a minute.")
    assert _state(context, full) == "waiting"
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    assert page.get_by_role("status").inner_text() == "Taken back; it waits for you again."
    assert _state(context, full) == "proposed"
    for place in ("deliveries/", f"deliveries/{full.failed_delivery}", "activity/", "inbox/", "content/products"):
        page.goto(f"{address}/{place}")
        assert_fits(page)


def _state(context: Context, full: FullShop) -> str:
    with read(context.engine) as session:
        return session.get_one(OutboxRow, full.proposed).state


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_everything_is_reached_by_keyboard(page: "Page", context: Context, address: str, full: FullShop) -> None:
    sign_in(page, context, address)
    page.goto(f"{address}/notices/")
    wanted = page.locator("a[href], button, input:not([type=hidden]), summary, iframe").locator("visible=true").count()
    seen: set[str] = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return e === document.body ? null : [e.outerHTML.slice(0, 200), s.outlineStyle] }"
        )
        if found:
            seen.add(found[0])
            assert found[1] != "none" or found[0].startswith("<iframe"), found[0]
    assert any("Approve this message" in each for each in seen)
    assert any('class="pick"' in each for each in seen)
    assert len(seen) >= wanted - 2


HOSTILE = """<p>Bonjour<script>document.body.textContent = 'taken over'</script>
<img src="https://elsewhere.example/pixel.gif" onerror="document.body.textContent = 'taken over'">
<a href="javascript:document.body.textContent='taken over'">here</a></p>"""


def test_a_letter_can_neither_run_script_nor_reach_out(
    browser: "Browser", context: Context, address: str, full: FullShop
) -> None:
    with write(context.engine) as session:
        session.get_one(OutboxRow, full.proposed).html = HOSTILE
        session.commit()
    surroundings = browser.new_context()
    page = surroundings.new_page()
    sign_in(page, context, address)
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(urlsplit(answer.url).netloc))
    page.goto(f"{address}/notices/?message={full.proposed}")
    framed = page.frame_locator("iframe")
    framed.get_by_role("link", name="here").click()
    assert framed.locator("body").inner_text().startswith("Bonjour")
    page.goto(f"{address}/notices/{full.proposed}/letter")
    assert page.locator("body").inner_text().startswith("Bonjour")
    assert set(asked) == {urlsplit(address).netloc}
    surroundings.close()
