"""Our screens inside a store's admin, in a real browser: a frame of another site, no cookie, a token each time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_httpserver import HTTPServer

from integration.store import orders, shops
from integration.store.session import write
from integration.store.tables import OutboxRow
from jobs.context import Context
from tests.connectors.shopify_app import DOMAIN, ShopifyApp
from tests.store.scoping import ORDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page, Route

pytestmark = pytest.mark.browser

ADMIN = "https://admin.shopify.com/store/lantern/apps/forthright"
CLEAN = "() => !/id_token|said=/.test(location.href)"  # the script takes them out once the page is there
SCRIPT = """
const fetched = window.fetch;
const token = () => fetched("https://cdn.shopify.com/token").then((answer) => answer.text());
window.fetch = async (url, options = {}) => fetched(url, {
  ...options, headers: { ...options.headers, Authorization: `Bearer ${await token()}` },
});
const wanted = new URLSearchParams(location.search).get("shopify-reload");
if (wanted) token().then((fresh) => {
  const there = new URL(wanted, location.origin);
  there.searchParams.set("id_token", fresh);
  location.replace(there);
});
"""


@pytest.fixture
def shopify() -> Iterator[ShopifyApp]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield ShopifyApp(server)


@pytest.fixture
def context(context: Context, shopify: ShopifyApp) -> Context:
    return replace(context, apps={"shopify": shopify.app}, allow_private_hosts=("127.0.0.1",))


HOST = """
customElements.define("s-app-nav", class extends HTMLElement { connectedCallback() { this.hidden = true; } });
window.asked = 0;
window.shopify = { saveBar: { async leaveConfirmation() { window.asked += 1; } } };
"""
"""What takes our places into its own menu, and asks about what was changed and not saved."""


@pytest.fixture
def script() -> str:
    return SCRIPT


@pytest.fixture
def admin(browser: "Browser", address: str, shopify: ShopifyApp, script: str) -> Iterator["Page"]:
    """The store's admin as far as we need it: its page with our frame, and its script, which knows fresh tokens."""
    surroundings = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["local-network-access"])

    def answer(route: "Route") -> None:
        url = route.request.url
        if url.endswith("/app-bridge.js"):
            route.fulfill(body=script, content_type="text/javascript")
        elif url.endswith("/token"):
            route.fulfill(body=shopify.id_token(), headers={"access-control-allow-origin": "*"})
        else:
            first = f"{address}/?embedded=1&shop={DOMAIN}&id_token={shopify.id_token()}"
            page = f'<iframe name="app" src="{first}" width="1200" height="800"></iframe>'
            route.fulfill(body=page, content_type="text/html")

    surroundings.route("https://*.shopify.com/**", answer)
    page = surroundings.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(ADMIN)
    yield page
    page.wait_for_load_state("networkidle")
    assert surroundings.cookies(address) == [], "no cookie was kept, and none was needed"
    surroundings.close()
    assert complaints == []


def inside(admin: "Page") -> "FrameLocator":
    return admin.frame_locator("iframe[name=app]")


def test_a_way_through_the_screens(admin: "Page") -> None:
    app = inside(admin)
    app.get_by_role("link", name="Orders").click()
    app.locator(".top > nav a[aria-current=page]", has_text="Orders").wait_for()
    app.get_by_role("link", name="Connections").click()
    app.get_by_role("button", name="Read now").click()
    app.get_by_text("Shopify is being read; reload in a moment.").wait_for()
    frame = admin.frame("app")
    assert frame is not None
    frame.wait_for_function(CLEAN)
    frame.evaluate("history.back()")
    app.locator(".top > nav a[aria-current=page]", has_text="Orders").wait_for()


def test_a_letter_is_shown_inside_the_frame(admin: "Page", context: Context) -> None:
    """A frame within the frame: the browser would load it with neither cookie nor token."""
    inside(admin).get_by_role("link", name="Orders").wait_for()
    now = context.clock()
    with write(context.engine) as session:
        row = shops.connection_of(session, "shopify", DOMAIN)
        assert row is not None
        [order] = orders.save_orders(session, row.shop_id, [ORDER], now)
        letter = {"kind": "delay", "language": "en", "subject": "Late", "text": "Dear Ann", "created_at": now}
        html = '<p style="color: teal">Dear Ann, it comes on Friday.</p>'
        session.add(
            OutboxRow(
                shop_id=row.shop_id, order_id=order.id or 0, unique_key="k", to_address="a@b.example", html=html,
                next_at=now, **letter,
            )
        )  # fmt: skip
        session.commit()
    inside(admin).get_by_role("link", name="Notices").click()
    words = inside(admin).frame_locator("article.mail iframe").get_by_text("it comes on Friday")
    words.wait_for()
    assert words.evaluate("it => getComputedStyle(it).color") == "rgb(0, 128, 128)"


def test_a_page_that_the_browser_loads_by_itself_comes_back_with_a_token(admin: "Page") -> None:
    frame = admin.frame("app")
    assert frame is not None
    inside(admin).get_by_role("link", name="Orders").wait_for()
    frame.evaluate("location.assign('/orders/?stage=late')")
    inside(admin).locator(".top > nav a[aria-current=page]", has_text="Orders").wait_for()
    frame.wait_for_function(CLEAN)
    frame.wait_for_function("() => location.search.includes('stage=late')")


@pytest.mark.parametrize("script", [SCRIPT + HOST])
def test_the_admin_has_our_places_in_its_menu_and_asks_before_changes_are_left(admin: "Page") -> None:
    app, frame = inside(admin), admin.frame("app")
    assert frame is not None
    orders = app.locator("s-app-nav s-link", has_text="Orders")
    orders.wait_for(state="attached")
    expect(app.locator("s-app-nav s-link")).to_have_count(10)
    expect(app.locator("header.top")).to_be_hidden()
    frame.evaluate("address => location.assign(address)", orders.get_attribute("href"))
    expect(app.locator("s-link[aria-current=page]")).to_have_text("Orders")
    app.get_by_role("link", name="Your promise").click()
    expect(app.locator("form[data-save-bar]")).to_have_count(1)
    frame.wait_for_function("() => window.asked === 1")


def test_a_preview_inside_the_frame_saves_nothing(admin: "Page") -> None:
    app, frame = inside(admin), admin.frame("app")
    assert frame is not None
    app.get_by_role("link", name="Orders").wait_for()
    there = "/notices/letters/delay_before_promise/en"
    frame.evaluate("address => location.assign(address)", there)
    app.get_by_label("Subject").fill("It comes a little later")
    app.get_by_label("Text").fill("We are sorry.")
    app.get_by_role("button", name="Preview").click()
    expect(app.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(app.frame_locator("article.mail iframe").locator("body")).to_contain_text("We are sorry.")
    frame.evaluate("address => location.assign(address)", there)
    expect(app.get_by_label("Subject")).to_have_value("")


def test_another_site_cannot_show_it(browser: "Browser", address: str, shopify: ShopifyApp) -> None:
    surroundings = browser.new_context(permissions=["local-network-access"])
    there = f"{address}/?embedded=1&id_token={shopify.id_token()}"
    frame = f'<iframe name="app" src="{there}"></iframe>'
    surroundings.route("https://evil.example/**", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page = surroundings.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto("https://evil.example/")
    page.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in words for words in told)
    surroundings.close()
