"""Content: which languages the figures are of, and what each page leaves out."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from integration.domain.commerce import Policy, PolicyKind
from integration.store import catalogue
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context

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
