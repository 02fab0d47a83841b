"""Every screen there is, by day, by night and on a phone: what axe-core finds, and what a keyboard reaches."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from integration.app import create_app
from integration.settings import Settings
from jobs.context import Context
from tests.admin_ui.browser.conftest import sign_in as enter
from tests.admin_ui.every_screen import paths
from tests.admin_ui.full_shop import FullShop

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def screens(context: Context, settings: Settings, full: FullShop) -> list[str]:
    app = create_app(context, settings)
    found = paths(app, full)
    app.extensions["link_mail"].close()
    return found


@pytest.mark.parametrize("page", ["desk", "dark", "phone"], indirect=True)
def test_axe_finds_nothing(page: "Page", context: Context, settings: Settings, address: str, full: FullShop) -> None:
    enter(page, context, address)
    found = {}
    for path in screens(context, settings, full):
        page.goto(address + path)
        answer = Axe().run(page, options={"runOnly": RULES, "iframes": False})
        found[path] = [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in answer.response["violations"]
            for node in violation["nodes"]
        ]
    assert len(found) >= 19
    assert {path: each for path, each in found.items() if each} == {}


REACHABLE = "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary):not([tabindex='-1'])"


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_a_keyboard_reaches_every_act(
    page: "Page", context: Context, settings: Settings, address: str, full: FullShop
) -> None:
    enter(page, context, address)
    for path in screens(context, settings, full):
        page.goto(address + path)
        wanted = page.locator(REACHABLE).locator("visible=true")
        if not wanted.count():
            continue
        wanted.evaluate_all("them => them.forEach((each, at) => each.dataset.walked = at)")
        reached = _walked(page, wanted.count())
        missed = [
            html
            for at, html in enumerate(wanted.evaluate_all("them => them.map(each => each.outerHTML.slice(0, 160))"))
            if str(at) not in reached and 'type="radio"' not in html  # a group of radio buttons is one stop
        ]
        assert missed == [], path


def _walked(page: "Page", wanted: int) -> set[str]:
    """Twice around, if once is not enough: on the way out of a frame, a process of its own, no place is told."""
    reached: set[str] = set()
    for _ in range(2 * wanted + 40):
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement.dataset.walked ?? null")
        if stop is not None:
            reached.add(stop)
        if len(reached) == wanted:
            break
    return reached


@pytest.mark.parametrize("page", ["phone", "narrow"], indirect=True)
def test_the_menu_of_a_phone_opens_by_keyboard_and_axe_finds_nothing(
    page: "Page", context: Context, address: str, full: FullShop
) -> None:
    enter(page, context, address)
    page.goto(f"{address}/orders/")
    places = page.get_by_role("navigation", name="Main")
    expect(places).to_have_count(0)
    page.locator("summary").filter(has_text="Menu").focus()
    page.keyboard.press("Enter")
    expect(places.get_by_role("link", name="Orders")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    answer = Axe().run(page, options={"runOnly": RULES, "iframes": False})
    assert answer.response["violations"] == []
    places.get_by_role("link", name="Content").click()
    expect(page).to_have_url(f"{address}/content/")
