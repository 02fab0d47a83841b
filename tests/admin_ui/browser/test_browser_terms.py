"""A merchant enters terms at a real browser, with script and without, on a desk and on a phone."""

from typing import TYPE_CHECKING

import pytest

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
    assert "Your terms answer" in page.get_by_role("heading", level=1).inner_text()
    assert_fits(page)
    window = page.get_by_role("group", name="Time to return")
    window.get_by_role("textbox").fill("45")
    window.get_by_label("counted from").select_option(label="from delivery")
    page.get_by_role("checkbox", name="unused").check()
    page.get_by_role("button", name="Save your terms").click()
    assert page.get_by_role("status").inner_text().startswith("Saved as version 1.")
    assert page.get_by_text("within 45 days of receiving it").first.is_visible()
    assert_fits(page)
    page.get_by_text("Source, to copy").first.click()
    assert "<h2>Returns and refunds</h2>" in page.get_by_role("textbox", name="Returns page, source").input_value()


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
    assert "written anew from your terms" in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_text("within 45 days of receiving it").first.is_visible()
    assert page.get_by_role("checkbox").is_visible()
    assert_fits(page)
