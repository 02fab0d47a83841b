"""A merchant at a real browser: signs in, reads, approves, changes their mind; by day, by night, on a phone."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from integration.store.session import read, write
from integration.store.tables import OutboxRow
from jobs.context import Context
from tests.admin_ui.browser.conftest import assert_fits, sign_in
from tests.admin_ui.full_shop import FullShop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def test_a_morning_at_the_shop(page: "Page", context: Context, address: str, full: FullShop) -> None:
    sign_in(page, context, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("7 things need you today.")
    assert_fits(page)
    _go(page, "Content")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your shop answers")
    assert_fits(page)
    page.goto(f"{address}/content/{full.page}")
    expect(page.locator("mark.m-vague")).to_have_text("Return postage may be charged.")
    assert_fits(page)
    _go(page, "Orders")
    page.get_by_role("link", name="2318").click()
    page.wait_for_load_state()  # until the style is there, both widths of a picture are shown
    expect(page.get_by_role("heading", level=1)).to_contain_text("Camille Roussel")
    expect(page.get_by_role("img").locator("visible=true")).to_have_count(1)
    assert_fits(page)
    page.get_by_role("link", name="Read the message").click()
    page.frame_locator("iframe").get_by_text("Bonjour Camille").wait_for()
    assert_fits(page)
    page.get_by_role("button", name="Approve this message").click()
    expect(page.get_by_role("status")).to_contain_text("Approved; it goes out in a minute.")
    assert _state(context, full) == "waiting"
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("Taken back; it waits for you again.")
    assert _state(context, full) == "proposed"
    for place in (
        "deliveries/",
        f"deliveries/{full.failed_delivery}",
        "activity/",
        "inbox/",
        "content/products",
        "content/terms",
    ):
        page.goto(f"{address}/{place}")
        assert_fits(page)


def _go(page: "Page", place: str) -> None:
    """By the row of places, or on a phone by its menu."""
    if (page.viewport_size or {})["width"] < 704:
        page.locator("summary").filter(has_text="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()


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
    expect(framed.locator("body")).to_contain_text("Bonjour")
    page.goto(f"{address}/notices/{full.proposed}/letter")
    expect(page.locator("body")).to_contain_text("Bonjour")
    assert set(asked) == {urlsplit(address).netloc}
    surroundings.close()
