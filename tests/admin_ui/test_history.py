"""A text over time on the screen: its readings, its score and how it is counted, and a reading that is under way."""

from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import update

from integration.store.session import write
from integration.store.tables import DocumentRow, ShopRow
from jobs.context import Context
from tests.admin_ui.demo_page import GAP, DemoPage, open_demo_page

SAID = "We refund you within 6 days of receiving your return."


@pytest.fixture
def demo(context: Context, shop: ShopRow, tmp_path: Path) -> DemoPage:
    return open_demo_page(context, shop, tmp_path)


def publish(client: FlaskClient, demo: DemoPage) -> None:
    given = {"version": demo.version, "use": GAP, f"text-{GAP}": SAID, "do": "publish"}
    assert client.post(f"/content/{demo.id}/rewriting", data=given).status_code == 302


def test_the_history_names_what_was_fixed_and_shows_the_words(owner: FlaskClient, demo: DemoPage) -> None:
    publish(owner, demo)
    page = unescape(owner.get(f"/content/{demo.id}/history").text)
    assert "This text was read 2 times." in page
    assert "Fixed: When the refund is paid" in page
    assert f"<ins>{SAID}</ins>" in page
    assert "Still open: " in page
    content = unescape(owner.get("/content/").text)
    assert "Fixed: When the refund is paid" in content.partition('id="lately"')[2]


def test_the_score_shows_its_formula_and_rises(owner: FlaskClient, demo: DemoPage) -> None:
    def value() -> int:
        page = unescape(owner.get(f"/content/{demo.id}").text)
        assert "A detail that is said counts whole, a vague one half" in page
        return int(page.partition("Score ")[2].partition(" of 100")[0])

    before = value()
    publish(owner, demo)
    assert 0 < before < value() < 100
    assert "Score " in owner.get("/content/").text


def test_a_reading_under_way_says_how_far_it_is(context: Context, owner: FlaskClient, demo: DemoPage) -> None:
    assert "Reading again" not in owner.get("/content/").text
    with write(context.engine) as session:
        session.execute(update(DocumentRow).values(read_under="an older one"))
        session.commit()
    assert "Reading again: 0 of 1." in owner.get("/content/").text


def test_another_shops_history_is_not_there(owner: FlaskClient, demo: DemoPage) -> None:
    assert owner.get(f"/content/{demo.id + 1}/history").status_code == 404
