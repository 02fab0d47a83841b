"""Content: which languages the figures are of, and what each page leaves out."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from integration.domain.commerce import Policy, PolicyKind
from integration.domain.law.record import Occasion
from integration.store import catalogue
from integration.store.happenings import record
from integration.store.session import read, write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from jobs.reach import reached
from tests.admin_ui.full_shop import add_order

HOURS = Policy("1", PolicyKind.CONTACT, "Contact", "<p>We answer the phone during [business hours].</p>", "en")
GERMAN = Policy("2", PolicyKind.CONTACT, "Kontakt", "<p>Schreiben Sie an hallo@wren.example.</p>", "de")


@pytest.fixture
def pages(context: Context, shop: ShopRow) -> None:
    with write(context.engine) as session:
        rows = [catalogue.save_policy(session, shop.id or 0, page, context.clock()) for page in (HOURS, GERMAN)]
        session.commit()
        numbers = [row.id or 0 for row in rows]
    for number in numbers:
        audit_document(context, number)


@pytest.mark.usefixtures("pages")
def test_the_heading_says_which_languages_it_counts(owner: FlaskClient) -> None:
    assert "Your shop answers in German " in owner.get("/content/?language=de").text
    assert "Your shop answers in all its languages " in owner.get("/content/?language=").text


@pytest.mark.usefixtures("pages")
def test_a_page_that_is_an_unfilled_template_leaves_that_out(owner: FlaskClient) -> None:
    page = unescape(owner.get("/content/?language=en").text).partition("Page by page")[2]
    assert "When the shop answers (an unfilled template)" in re.sub(r"\s+", " ", page)


SHIPPING = Policy(
    "3",
    PolicyKind.SHIPPING,
    "Shipping",
    "<p>Delivery to Germany takes 3 days. Delivery to Austria takes 5 days.</p>",
    "en",
)


def test_where_orders_go_and_no_page_says_it(
    context: Context, shop: ShopRow, other_shop: ShopRow, owner: FlaskClient, pages: None
) -> None:
    shop_id = shop.id or 0
    with write(context.engine) as session:
        page = catalogue.save_policy(session, shop_id, SHIPPING, context.clock())
        for number, country in enumerate(("DE", "CH", "CH", "AT")):
            order_id = add_order(session, shop_id, str(number), "Ann", context.clock(), country=country)
            if number == 1:
                day = context.clock().date()
                record(session, shop_id, order_id, Occasion.REFUND_REQUESTED, "asked", context.clock(), day)
        add_order(session, other_shop.id or 0, "9", "Ben", context.clock(), country="JP")
        session.commit()
        document_id = page.id or 0
    audit_document(context, document_id)
    seen = re.sub(r"<[^>]+>|\s+", " ", unescape(owner.get("/content/?language=en").text))
    told = re.sub(r" +", " ", seen).partition("Where your orders go and your pages are silent")[2]
    silent = "2 of your last 4 orders went there, and no page says it for there. One of them brought a complaint."
    assert told.startswith(f" Switzerland: Where the shop ships {silent} Switzerland: Delivery time {silent}")
    assert "Japan" not in told
    assert "Austria: Delivery time" not in told
    with read(context.engine) as session:
        found = reached(session, shop_id)
    assert {one.country for one in found} == {"CH"}
    assert [one.code for one in found] == ["shipping.destinations", "shipping.delivery_time"]
