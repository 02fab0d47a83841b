"""A merchant writes what a page lacks: proposed, asked, read again, published, refused, undone; no word is lost."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from integration.domain.commerce import Money, Offer, Product
from integration.domain.wording import Clause
from integration.store import catalogue
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from jobs.rewriting import open_page, rewrite
from tests.admin_ui.demo_page import GAP, DemoPage, open_demo_page
from tests.admin_ui.full_shop import add_person
from tests.clock import Clock

SAID = "We refund you within 6 days of receiving your return."
VAGUE = "Refunds take some time."


@pytest.fixture
def demo(context: Context, shop: ShopRow, tmp_path: Path) -> DemoPage:
    return open_demo_page(context, shop, tmp_path)


def post(client: FlaskClient, demo: DemoPage, do: str, text: str, **form: str | list[str]) -> tuple[int, str]:
    given = {"version": demo.version, "use": GAP, f"text-{GAP}": text, "do": do, **form}
    answer = client.post(f"/content/{demo.id}/rewriting", data=given, follow_redirects=True)
    return answer.status_code, unescape(answer.text)


def test_a_gap_is_shown_with_a_clause_and_its_questions_as_fields(owner: FlaskClient, demo: DemoPage) -> None:
    page = owner.get(f"/content/{demo.id}").text
    assert demo.states()[GAP] == "missing"
    assert f'name="text-{GAP}"' in page
    assert f'name="answer-{GAP}-0"' in page
    assert "Only you can know" in page


def test_the_heading_counts_what_the_page_says(owner: FlaskClient, demo: DemoPage) -> None:
    other = next(code for code, state in demo.states().items() if state == "missing" and code != GAP)
    two = {"use": [GAP, other], f"text-{other}": VAGUE}
    assert "says 1 of the 2 things" in post(owner, demo, "look", SAID, **two)[1]
    assert "says none of the 2 things" in post(owner, demo, "look", VAGUE, **two)[1]


def test_the_page_is_read_again_before_it_is_published(owner: FlaskClient, demo: DemoPage) -> None:
    _, page = post(owner, demo, "look", SAID)
    assert "says the one thing" in page
    assert f"<ins>{SAID}</ins>" in page
    assert "Says it" in page
    _, page = post(owner, demo, "look", VAGUE)
    assert "does not say the one thing" in page
    assert VAGUE in page
    assert demo.stands() == demo.html
    assert demo.publications() == []


def test_the_price_beside_a_products_text_is_not_missed_in_it(context: Context, shop: ShopRow) -> None:
    """Nothing would be published without a second look, and a reason that is not true."""
    lantern = Product(
        "5", "Lantern", "<p>Tin lantern.</p>", "en", offers=(Offer("1", price=Money(Decimal(30), "EUR")),)
    )
    with write(context.engine) as session:
        row = catalogue.save_product(session, shop.id or 0, lantern, context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    page = open_page(context, shop.id or 0, document_id)
    assert page is not None
    assert "product.price" in page.reading.codes("present")
    rewritten = rewrite(page, [Clause("product.dimensions", "Size: 21 cm high, 11 cm wide, 800 g.")])
    assert rewritten.is_right, (rewritten.states, rewritten.unsaid)


def test_words_that_are_not_published_are_gone_back_to(
    owner: FlaskClient, context: Context, shop: ShopRow, demo: DemoPage, enter: Callable[[str], FlaskClient]
) -> None:
    address = f"/content/{demo.id}/rewriting"
    assert owner.get(address).headers["Location"] == f"/content/{demo.id}", "nothing was written yet"
    post(owner, demo, "look", VAGUE)
    post(owner, demo, "look", SAID)
    page = unescape(owner.get(address).text)
    assert SAID in page
    assert VAGUE not in page
    add_person(context, "staff@wren.example", (shop, "staff"))
    assert enter("staff@wren.example").get(address).status_code == 302, "they are another's"
    assert SAID in unescape(owner.get(f"{address}?refused=999").text)
    post(owner, demo, "publish", SAID)
    assert owner.get(address).status_code == 302, "they stand on the page now"


def test_an_answer_stands_in_the_clause(owner: FlaskClient, demo: DemoPage) -> None:
    text = "We refund you within [how many?] days of receiving your return."
    for answer in ("6", "6 days"):
        _, page = post(owner, demo, "look", text, **{f"answer-{GAP}-0": answer})
        assert SAID in page
        assert "Says it" in page


def test_an_answer_picks_its_clause_and_is_looked_at_before_it_is_published(owner: FlaskClient, demo: DemoPage) -> None:
    text = "We refund you within [how many?] days of receiving your return."
    _, page = post(owner, demo, "publish", text, use="", **{f"answer-{GAP}-0": "6"})
    assert SAID in page
    assert f'name="use" value="{GAP}" checked' in page
    assert "You gave an answer without ticking its words." in page
    assert demo.publications() == []


def test_an_open_question_is_never_published(owner: FlaskClient, demo: DemoPage) -> None:
    text = "We refund you within [how many?] days of receiving your return."
    _, page = post(owner, demo, "publish", text)
    assert "Nothing was published yet" in page
    assert text in page
    assert 'aria-invalid="true"' in page
    assert demo.publications() == []
    _, page = post(owner, demo, "publish", "  ")
    assert "No words yet" in page
    assert demo.stands() == demo.html


def test_words_that_do_not_say_it_are_published_only_by_who_has_seen_that(owner: FlaskClient, demo: DemoPage) -> None:
    _, page = post(owner, demo, "publish", VAGUE)
    assert "these words do not say all that you picked" in page
    assert demo.stands() == demo.html
    assert 'name="seen"' in page
    _, page = post(owner, demo, "publish", VAGUE, seen="1")
    assert "The page still does not say" in page
    assert VAGUE in demo.stands()


def test_one_click_publishes_and_another_puts_back(owner: FlaskClient, demo: DemoPage) -> None:
    _, page = post(owner, demo, "publish", SAID)
    assert "Published: the page says one thing more." in page
    assert SAID in demo.stands()
    assert demo.states()[GAP] == "present"
    [action] = re.findall(r'action="(/content/publications/\d+/undo)"', page.partition('role="status"')[2][:600])
    page = owner.post(action, follow_redirects=True).text
    assert "Put back: the page reads as it did before." in page
    assert demo.stands() == demo.html
    assert demo.states()[GAP] == "missing"
    log = owner.get("/activity/").text
    assert "text published" in log
    assert "text put back" in log


def test_the_undo_stays_in_the_history_for_thirty_days(owner: FlaskClient, demo: DemoPage, clock: Clock) -> None:
    post(owner, demo, "publish", SAID)
    [row] = demo.publications()
    button = f'action="/content/publications/{row.id}/undo"'
    clock.advance(days=13)
    assert button in owner.get(f"/content/{demo.id}").text
    clock.advance(days=18)
    owner.get("/")
    assert button not in owner.get(f"/content/{demo.id}").text
    page = owner.get(f"/content/publications/{row.id}").text
    assert f"<ins>{SAID}</ins>" in page


def test_a_page_changed_meanwhile_is_not_written_over_and_no_word_is_lost(owner: FlaskClient, demo: DemoPage) -> None:
    theirs = demo.html.replace("</h1>", "</h1><p>Closed in August.</p>", 1)
    demo.change_by_hand(theirs)
    _, page = post(owner, demo, "publish", SAID)
    assert "<ins>Closed in August.</ins>" in page
    assert f'lang="en" aria-describedby="s-{GAP}">{SAID}</textarea>' in page
    assert demo.stands() == theirs
    _, page = post(owner, demo, "publish", SAID)
    assert "Published" in page
    assert SAID in demo.stands()
    assert "Closed in August." in demo.stands()


def test_what_was_looked_at_before_the_page_changed_is_looked_at_again(owner: FlaskClient, demo: DemoPage) -> None:
    _, page = post(owner, demo, "publish", SAID, version="0")
    assert "The page was read anew since you opened it." in page
    assert SAID in page
    assert demo.publications() == []


def test_an_undo_over_other_words_is_refused_and_shows_them(owner: FlaskClient, demo: DemoPage) -> None:
    post(owner, demo, "publish", SAID)
    theirs = demo.stands() + "<p>Closed in August.</p>"
    demo.change_by_hand(theirs)
    [row] = demo.publications()
    page = owner.post(f"/content/publications/{row.id}/undo", follow_redirects=True).text
    assert "Closed in August." in page
    assert "It was not put back" in page
    assert demo.stands() == theirs


def test_nothing_picked_changes_nothing(owner: FlaskClient, demo: DemoPage) -> None:
    answer = owner.post(f"/content/{demo.id}/rewriting", data={"do": "publish"}, follow_redirects=True)
    assert "Nothing was picked" in answer.text
    assert demo.publications() == []


def test_who_only_reads_is_offered_nothing_and_may_not_publish(
    context: Context, shop: ShopRow, enter: Callable[[str], FlaskClient], owner: FlaskClient, demo: DemoPage
) -> None:
    add_person(context, "reader@wren.example", (shop, "reader"))
    reader = enter("reader@wren.example")
    page = reader.get(f"/content/{demo.id}").text
    assert "Proposed" in page
    assert "do not read" not in page
    assert 'name="use"' not in page
    assert post(reader, demo, "publish", SAID)[0] == 403
    post(owner, demo, "publish", SAID)
    [row] = demo.publications()
    assert reader.post(f"/content/publications/{row.id}/undo").status_code == 403
    assert reader.get(f"/content/publications/{row.id}").status_code == 200


def test_another_shops_pages_are_not_there(
    context: Context, other_shop: ShopRow, enter: Callable[[str], FlaskClient], owner: FlaskClient, demo: DemoPage
) -> None:
    post(owner, demo, "publish", SAID)
    [row] = demo.publications()
    add_person(context, "stranger@other.example", (other_shop, "owner"))
    stranger = enter("stranger@other.example")
    assert post(stranger, demo, "publish", "Ha.")[0] == 404
    assert stranger.get(f"/content/publications/{row.id}").status_code == 404
    assert stranger.post(f"/content/publications/{row.id}/undo").status_code == 404
    assert SAID in demo.stands()
