"""A merchant enters terms at a real browser, with script and without, on a desk and on a phone."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from jobs.context import Context
from tests.admin_ui.browser.conftest import assert_fits, sign_in
from tests.admin_ui.full_shop import FullShop

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_terms_are_entered_and_written_out(page: "Page", context: Context, address: str, full: FullShop) -> None:
    sign_in(page, context, address)
    page.goto(f"{address}/content/")
    page.get_by_role("link", name="Your terms").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your terms answer")
    assert_fits(page)
    window = page.get_by_role("group", name="Time to return")
    window.get_by_role("textbox").fill("45")
    window.get_by_label("counted from").select_option(label="from delivery")
    page.get_by_role("checkbox", name="unused").check()
    page.get_by_role("button", name="Save your terms").click()
    expect(page.get_by_role("status")).to_contain_text("Saved as version 1.")
    expect(page.get_by_text("within 45 days of receiving it").first).to_be_visible()
    assert_fits(page)
    page.get_by_text("Source, to copy").first.click()
    source = page.get_by_role("textbox", name="Returns page, source")
    expect(source).to_have_value(re.compile("<h2>Returns and refunds</h2>"))


def test_terms_are_looked_at_on_the_shops_own_page(
    page: "Page", context: Context, address: str, full: FullShop
) -> None:
    sign_in(page, context, address)
    page.goto(f"{address}/content/terms")
    window = page.get_by_role("group", name="Time to return")
    window.get_by_role("textbox").fill("45")
    window.get_by_label("counted from").select_option(label="from delivery")
    page.get_by_role("button", name="Save your terms").click()
    page.get_by_role("link", name="Put on your page: Returns page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("written anew from your terms")
    expect(page.get_by_text("within 45 days of receiving it").first).to_be_visible()
    expect(page.get_by_role("checkbox")).to_be_visible()
    assert_fits(page)


def test_a_page_that_the_shop_lacks_is_seen_whole_before_it_is_created(
    page: "Page", context: Context, address: str, full: FullShop
) -> None:
    sign_in(page, context, address)
    page.goto(f"{address}/content/terms/faq/pages")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your terms can write")
    expect(page.get_by_role("heading", name="Frequently asked questions")).to_be_visible()
    expect(page.get_by_role("button", name="Create this page in Demo shop").first).to_be_visible()
    assert_fits(page)
