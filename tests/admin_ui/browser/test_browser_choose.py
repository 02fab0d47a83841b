"""A customer at a real browser, by day and by night, on a phone and without script: reads, waits, and cancels."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from integration.store.tables import ShopRow
from jobs.choices import choice_links
from jobs.context import Context
from jobs.delays import decide_order
from tests.admin_ui.browser.conftest import assert_fits
from tests.jobs.late import set_shop
from tests.jobs.test_lawful import unshipped

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_customer_chooses(page: "Page", context: Context, address: str, shop: ShopRow, tmp_path: Path) -> None:
    public = replace(context, public_url=address)
    set_shop(public, shop, title="Wren & Sons", email="shop@wren.example", country="US")
    order_id = unshipped(public, shop, promised_in=1)
    decide_order(public, order_id)
    page.goto(choice_links(public, shop.id or 0, order_id, 1).cancel)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your order 1001")
    first = page.get_by_role("button").first
    expect(first).to_have_text("Cancel and refund")
    box = first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert_fits(page)
    page.screenshot(path=tmp_path / "choose.png", full_page=True)
    page.get_by_role("button", name="I will wait").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("you told us that you will wait")
    assert_fits(page)
    page.get_by_role("button", name="Cancel and refund").click()
    expect(page.get_by_role("status")).to_contain_text("you cancelled the order")
    expect(page.get_by_role("button")).to_have_count(0)
    assert_fits(page)
