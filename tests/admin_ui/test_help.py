"""Help: each topic in plain words, with its source and the gaps of the very shop that reads it."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from admin_ui.help_topics import TOPICS
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES
from integration.domain.commerce import Policy, PolicyKind
from integration.store import catalogue
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context

RETURNS = Policy(
    "1",
    PolicyKind.REFUND,
    "Returns",
    "<p>You may return any item within 30 days of delivery. We refund the money within 5 days to the card.</p>",
    "en",
)


@pytest.fixture
def page(context: Context, shop: ShopRow) -> int:
    with write(context.engine) as session:
        row = catalogue.save_policy(session, shop.id or 0, RETURNS, context.clock())
        session.commit()
        number = row.id or 0
    audit_document(context, number)
    return number


def words(client: FlaskClient, path: str) -> str:
    return re.sub(r"\s+", " ", unescape(client.get(path).text))


def test_the_topics_name_only_details_that_the_audit_knows() -> None:
    for topic in TOPICS.values():
        assert set(topic.codes) <= set(POLICY_CODES)
        assert set(topic.of_products) <= set(PRODUCT_CODES)


@pytest.mark.parametrize("name", TOPICS)
@pytest.mark.usefixtures("page")
def test_a_topic_has_its_words_and_its_source(owner: FlaskClient, name: str) -> None:
    shown = words(owner, f"/help/{name}")
    assert all(paragraph in shown for paragraph in (TOPICS[name].answer, *TOPICS[name].paragraphs))
    assert TOPICS[name].source in shown
    assert f'href="{TOPICS[name].source_url}"' in shown
    assert f'href="/help/{name}"' in owner.get("/help/").text


def test_a_gap_leads_to_the_page_that_lacks_it_and_what_is_said_is_none(owner: FlaskClient, page: int) -> None:
    gaps = owner.get("/help/returns").text.partition('id="gaps"')[2]
    assert f'href="/content/{page}#return.procedure"' in gaps
    assert "#return.window" not in gaps


@pytest.mark.usefixtures("shop")
def test_before_anything_was_read_nothing_is_called_missing(owner: FlaskClient) -> None:
    shown = owner.get("/help/returns").text
    assert "Your texts have not been read yet." in shown
    assert "<h3>Nothing to show yet</h3>" in shown
    assert "Your shop leaves out" not in owner.get("/help/").text


def test_no_such_topic(owner: FlaskClient) -> None:
    assert owner.get("/help/nothing").status_code == 404


@pytest.mark.usefixtures("page")
def test_a_screen_leads_from_why_to_what_to_do(owner: FlaskClient) -> None:
    assert 'href="/help/chargebacks">What to do about it</a>' in owner.get("/content/").text
