"""A merchant fills a gap at a real browser: answers the question, looks, publishes, puts it back."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.browser.conftest import assert_fits, sign_in
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.demo_page import GAP, DemoPage, open_demo_page
from tests.admin_ui.full_shop import add_person

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(context: Context, shop: ShopRow, tmp_path: Path) -> DemoPage:
    add_person(context, OWNER, (shop, "owner"))
    return open_demo_page(context, shop, tmp_path)


def test_a_gap_is_filled_looked_at_published_and_put_back(
    page: "Page", context: Context, address: str, demo: DemoPage
) -> None:
    sign_in(page, context, address)
    page.goto(f"{address}/content/{demo.id}")
    assert_fits(page)
    clause = page.locator(f'[id="p-{GAP}"]')
    clause.get_by_role("textbox").first.fill("6 days")
    expect(page.get_by_role("button", name="Publish on the page")).to_be_visible()  # an answer is a change, too
    clause.get_by_role("checkbox").check()
    page.get_by_role("button", name="Look at the page with them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("says the one thing")
    expect(page.locator(".quote ins").first).to_contain_text("6 days")
    assert_fits(page)
    page.goto(f"{address}/orders/")
    page.go_back()
    expect(page.locator(".quote ins").first).to_contain_text("6 days")
    page.get_by_role("button", name="Publish on the page").click()
    expect(page.get_by_role("status")).to_contain_text("Published: the page says one thing more.")
    assert demo.stands() != demo.html
    assert_fits(page)
    page.get_by_role("link", name="Refund").first.click()
    expect(page.locator("ins").first).to_be_attached()
    assert_fits(page)
    page.go_back()
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("status")).to_have_text("Put back: the page reads as it did before.")
    assert demo.stands() == demo.html
