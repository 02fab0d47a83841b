"""The screen of contradictions: both sides in their own words, the merchant's word on them, and what stands apart."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from integration.domain.commerce import Policy, PolicyKind
from integration.domain.shop import ShopSettings, Zone
from integration.store import catalogue, contradictions, shops
from integration.store.session import read, write
from integration.store.shop_settings import save_settings
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.compare import compare_shop
from jobs.context import Context
from tests.admin_ui.full_shop import add_person

PAGES = {
    "Returns": (
        PolicyKind.REFUND,
        "<p>You may return goods within 30 days of delivery. Return postage is paid by you.</p>",
    ),
    "FAQ": (PolicyKind.FAQ, "<p>Send it back within 14 days of delivery.</p><p>We refund you within 10 days.</p>"),
    "Shipping": (PolicyKind.SHIPPING, "<p>We ship to France, Belgium and Brazil. Shipping costs €4.90.</p>"),
}


@pytest.fixture
def disagreeing(context: Context, shop: ShopRow) -> ShopRow:
    """A shop whose pages disagree with each other once, and once with the platform."""
    now = context.clock()
    with write(context.engine) as session:
        shops.save_connection(session, shop.id, "woocommerce", b"sealed", now)
        zones = (Zone(("FR", "BE"), name="Colissimo"),)
        save_settings(session, shop.id, "woocommerce", ShopSettings(currency="EUR", country="FR", zones=zones))
        rows = [
            catalogue.save_policy(session, shop.id, Policy(title, kind, title, html, "en"), now)
            for title, (kind, html) in PAGES.items()
        ]
        session.flush()
        ids = [row.id for row in rows]
        session.commit()
    for document_id in ids:
        audit_document(context, document_id)
    compare_shop(context, shop.id)
    return shop


def shown(client: FlaskClient) -> str:
    answer = client.get("/content/contradictions/")
    assert answer.status_code == 200
    return unescape(answer.text)


def heading(page: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)[0]


def test_both_sides_are_quoted_in_their_own_words(owner: FlaskClient, disagreeing: ShopRow) -> None:
    page = shown(owner)
    assert heading(page).startswith("Your pages disagree in 2 places.")
    assert "You may return goods within 30 days of delivery." in page
    assert "Send it back within 14 days of delivery." in page
    assert "two times in which goods may come back" in page
    assert "We ship to France, Belgium and Brazil." in page
    assert '<dt>Zones</dt><dd><mark class="m-clash">France, Belgium</mark>' in page
    assert "Contradictions (2)" in unescape(owner.get("/content/").text)
    assert "Contradictions (2)" in unescape(owner.get("/content/products").text)
    assert "Your pages disagree in 2 places" in unescape(owner.get("/").text)


def test_what_is_right_on_both_sides_is_no_longer_counted_and_can_be_taken_up(
    context: Context, owner: FlaskClient, disagreeing: ShopRow
) -> None:
    with read(context.engine) as session:
        window = next(row.id for row in contradictions.contradictions(session, disagreeing.id) if "window" in row.code)
    why = {"reason": "One is for gift cards <only>"}
    done = unescape(owner.post(f"/content/contradictions/{window}/settle", data=why, follow_redirects=True).text)
    assert "One is for gift cards <only> · " in done
    assert "Both sides are right: it is no longer counted." in done
    assert heading(done).startswith("Your pages disagree in one place.")
    assert "Right on both sides, by your word" in done
    assert "contradiction called right" in owner.get("/activity/").text
    owner.post(f"/content/contradictions/{window}/reopen")
    assert "One is for gift cards" not in shown(owner)
    assert heading(shown(owner)).startswith("Your pages disagree in 2 places.")
    assert owner.post("/content/contradictions/999/settle").status_code == 404


def test_a_reader_may_look_and_not_decide(
    context: Context, disagreeing: ShopRow, enter: Callable[[str], FlaskClient], owner: FlaskClient
) -> None:
    add_person(context, "reader@wren.example", (disagreeing, "reader"))
    reader = enter("reader@wren.example")
    assert "Both sides are right" not in shown(reader)
    assert reader.post("/content/contradictions/1/settle").status_code == 403


def test_what_stands_on_one_page_and_is_looked_for_on_another(owner: FlaskClient, disagreeing: ShopRow) -> None:
    page = shown(owner)
    assert "Said on one page, looked for on another" in page
    lesser = page.split("Said on one page, looked for on another")[1]
    assert "When the refund is paid" in lesser
    assert "We refund you within 10 days." in lesser


def test_pages_that_agree_and_pages_not_compared_yet(context: Context, owner: FlaskClient, shop: ShopRow) -> None:
    assert heading(shown(owner)) == "Your pages wait to be compared."
    with write(context.engine) as session:
        page = catalogue.save_policy(
            session, shop.id, Policy("r", PolicyKind.REFUND, "Returns", PAGES["Returns"][1], "en"), context.clock()
        )
        session.flush()
        document_id = page.id
        session.commit()
    audit_document(context, document_id)
    compare_shop(context, shop.id)
    agreed = shown(owner)
    assert heading(agreed) == "Your pages agree, in every language."
    assert "Shipping settings could not be read." in agreed
