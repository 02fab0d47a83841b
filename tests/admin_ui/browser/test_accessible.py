"""Every screen there is, by day, by night and on a phone: what axe-core finds, and what a keyboard reaches."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from admin_ui import sign_in
from admin_ui.screens import SCREENS
from integration.app import create_app
from integration.settings import Settings
from jobs.context import Context
from tests.admin_ui.browser.conftest import sign_in as enter
from tests.admin_ui.full_shop import FullShop

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NO_PAGE = {"sign_in.open_link", "terms.download", "inbox.letter_of", "notices.letter_of", "voice.sample"}
"""A link that is used up, a file, and letters: these run no script, so nothing can look at them from inside."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def screens(context: Context, settings: Settings, full: FullShop) -> Iterator[str]:
    """The path of each screen, one of each kind: a new one is found here by itself, or says what it needs."""
    app = create_app(context, settings)
    examples = {
        "orders.order": {"order_id": full.late_order},
        "deliveries.delivery": {"delivery_id": full.failed_delivery},
        "connections.form": {"connector": "woocommerce"},
        "own_letters.show": {"kind": "delay_before_promise", "language": "fr"},
        "terms_pages.show": {"kind": "refund"},
        "publications.show": {"publication_id": full.publication},
        "document.show": {"document_id": full.page},
        "history.show": {"document_id": full.page},
    }
    with app.test_request_context():
        for endpoint in _endpoints(app):
            yield app.url_for(endpoint, **examples.get(endpoint, {}))
    app.extensions["link_mail"].close()


def _endpoints(app: Flask) -> Iterator[str]:
    ours = {screen.name for screen in (*SCREENS, sign_in.screen)}
    for rule in app.url_map.iter_rules():
        shown = "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE
        if shown and rule.endpoint.partition(".")[0] in ours:
            yield rule.endpoint


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


def _walked(page: "Page", least: int) -> set[str]:
    reached: set[str] = set()
    for _ in range(2 * least + 40):
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement.dataset.walked ?? null")
        if stop is not None:
            reached.add(stop)
        elif reached and page.evaluate("document.activeElement === document.body"):
            break
    return reached
