"""The demo shop's contradictions at a real browser: both sides fit, by day, by night and on a phone."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from jobs.context import Context
from jobs.demo import DEMO_EMAIL
from jobs.seed import seed
from tests.admin_ui.browser.conftest import assert_fits, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_demo_shop_disagrees_with_itself(page: "Page", context: Context, address: str) -> None:
    seed(context)
    sign_in(page, context, address, DEMO_EMAIL)
    page.goto(f"{address}/content/contradictions/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your pages disagree in 3 places.")
    expect(page.locator(".versus")).to_have_count(3)
    expect(page.locator(".versus").first).to_contain_text("quatorze jours")
    assert_fits(page)
    page.get_by_text("Both sides are right").first.click()
    page.get_by_label("Why, for your own log").first.fill("One of them is about gift cards")
    assert_fits(page)
    page.get_by_role("button", name="Set it aside").first.click()
    expect(page.get_by_role("main")).to_contain_text("One of them is about gift cards")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your pages disagree in 2 places.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".versus")).to_have_count(3)
