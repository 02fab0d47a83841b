"""A page written from the terms is put on the shop's own page: looked at, published, refused, taken back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from connectors.console.catalogue import policies
from integration.store import catalogue
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from tests.admin_ui.demo_page import DemoPage, open_demo_page, turn_german
from tests.admin_ui.full_shop import add_person
from tests.admin_ui.test_terms import FORM, seen

PAGES = "/content/terms/refund/pages"
WINDOW = "You can return your order within 30 days of receiving it."


@pytest.fixture
def demo(context: Context, shop: ShopRow, owner: FlaskClient, tmp_path: Path) -> DemoPage:
    found = open_demo_page(context, shop, tmp_path)
    owner.post("/content/terms", data=FORM)
    return found


def ticked(page: str, *ids: int) -> dict[str, str | list[str]]:
    marks = dict(re.findall(r'name="(mark-\d+)" value="(\w+)"', page))
    return {"use": list(map(str, ids)), **marks}


def french(demo: DemoPage) -> DemoPage:
    context = demo.context
    told = next(one for one in policies(context.clock()) if (one.id, one.language) == ("returns", "fr"))
    with write(context.engine) as session:
        row = catalogue.save_policy(session, demo.shop_id, told, context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    return DemoPage(context, demo.shop_id, document_id, told.html, demo.file.with_name("policy-returns.fr.html"))


def test_a_page_is_shown_beside_what_stands_there_and_published_and_put_back(
    owner: FlaskClient, demo: DemoPage
) -> None:
    page = owner.get(PAGES).text
    assert "One page would be written anew from your terms." in page
    assert WINDOW in seen(re.sub("<del>.*?</del>|</?ins>", "", page))
    assert demo.stands() == demo.html
    answer = owner.post(PAGES, data=ticked(page, demo.id), follow_redirects=True).text
    assert "Published from your terms" in answer
    assert WINDOW in demo.stands()
    assert demo.stands().startswith(re.findall(r"<h1.*?</h1>", demo.html)[0]), "the page keeps its title"
    row = demo.publications()[0]
    assert (row.state, row.before) == ("published", demo.html)
    assert "return.window" in row.codes
    assert demo.states()["return.window"] == "present"
    assert "already read as your terms do" in owner.get(PAGES).text
    owner.post(f"/content/publications/{row.id}/undo")
    assert demo.stands() == demo.html


def test_pages_of_several_languages_are_published_at_once(owner: FlaskClient, demo: DemoPage) -> None:
    other = french(demo)
    page = owner.get(PAGES).text
    assert "2 pages would be written anew" in page
    owner.post(PAGES, data=ticked(page, demo.id, other.id))
    assert WINDOW in demo.stands()
    assert "30 jours" in other.stands()
    assert other.publications()[0].state == "published"


def test_only_what_was_ticked_is_published(owner: FlaskClient, demo: DemoPage) -> None:
    other = french(demo)
    page = owner.get(PAGES).text
    owner.post(PAGES, data=ticked(page, other.id))
    assert demo.stands() == demo.html
    assert other.stands() != other.html
    answer = owner.post(PAGES, data=ticked(page), follow_redirects=True).text
    assert "Nothing was picked" in answer
    assert demo.stands() == demo.html


def test_what_changed_in_the_shop_meanwhile_is_not_written_over(owner: FlaskClient, demo: DemoPage) -> None:
    page = owner.get(PAGES).text
    demo.change_by_hand("<p>Changed by hand.</p>")
    answer = owner.post(PAGES, data=ticked(page, demo.id))
    assert answer.status_code == 409
    assert "Not published." in answer.text
    assert "Changed by hand." in answer.text
    assert demo.stands() == "<p>Changed by hand.</p>"


def test_terms_that_changed_since_they_were_looked_at_are_looked_at_again(owner: FlaskClient, demo: DemoPage) -> None:
    page = owner.get(PAGES).text
    owner.post("/content/terms", data={**FORM, "return.window:value": "60"})
    answer = owner.post(PAGES, data=ticked(page, demo.id))
    assert answer.status_code == 409
    assert "changed since you looked" in answer.text
    assert "60 days" in seen(answer.text)
    assert demo.stands() == demo.html


def test_what_the_page_would_say_no_more_is_told_and_not_ticked(owner: FlaskClient, demo: DemoPage) -> None:
    demo_codes = {code for code, state in demo.states().items() if state == "present"}
    assert "contact.channel" in demo_codes, "or the page says nothing that a returns page leaves out"
    page = owner.get(PAGES).text
    assert "Said now, and no more then" in page
    assert f'value="{demo.id}" checked' not in page


def test_without_such_a_page_it_can_be_created(owner: FlaskClient, demo: DemoPage) -> None:
    page = seen(owner.get("/content/terms/shipping/pages").text)
    assert "Your shop lacks such a page. Your terms can write it." in page
    assert "Create this page in Demo shop" in page
    assert owner.get("/content/terms/imprint/pages").status_code == 404


def test_a_shop_that_cannot_be_written_is_told_to_copy(
    context: Context, shop: ShopRow, owner: FlaskClient, full: object
) -> None:
    owner.post("/content/terms", data=FORM)
    assert "Put on your page: Returns page" in owner.get("/content/terms").text
    assert "written anew from your terms" in owner.get(PAGES).text


def test_a_reader_looks_and_does_not_publish(
    context: Context, shop: ShopRow, demo: DemoPage, enter: Callable[[str], FlaskClient]
) -> None:
    add_person(context, "reader@wren.example", (shop, "reader"))
    reader = enter("reader@wren.example")
    page = reader.get(PAGES).text
    assert "Publish from your terms" not in page
    assert reader.post(PAGES, data={"use": str(demo.id)}).status_code == 403
    assert demo.stands() == demo.html


def mark_of(page: str) -> str:
    [mark] = re.findall(r'name="page" value="(\w+)"', page)
    return str(mark)


def test_a_page_that_the_shop_lacks_is_shown_whole_created_and_taken_back(
    context: Context, shop: ShopRow, owner: FlaskClient, demo: DemoPage
) -> None:
    turn_german(context, shop)
    owner.post("/language", data={"language": "en"})
    page = owner.get(PAGES).text
    assert "Rückgabe und Erstattung" in page
    assert "30 Tagen" in page
    file = demo.file.with_name("made-refund.de.html")
    assert not file.exists(), "looking creates nothing"
    answer = owner.post(f"{PAGES}/new", data={"page": mark_of(page)}, follow_redirects=True).text
    assert "Created in Demo shop: Rückgabe und Erstattung." in seen(answer)
    assert "30 Tagen" in file.read_text(encoding="utf-8")
    assert "Create this page" not in answer
    made = next(int(number) for number in re.findall(r"/content/publications/(\d+)/undo", answer))
    told = owner.get(f"/content/publications/{made}").text
    assert "<h1>Created</h1>" in told
    answer = owner.post(f"/content/publications/{made}/undo", follow_redirects=True).text
    assert "the page is gone from your store" in answer
    assert not file.exists()
    assert owner.post(f"{PAGES}/new", data={"page": mark_of(answer)}, follow_redirects=True).status_code == 200
    assert file.exists()


def test_terms_that_changed_since_the_new_page_was_shown_are_looked_at_again(
    context: Context, shop: ShopRow, owner: FlaskClient, demo: DemoPage
) -> None:
    turn_german(context, shop)
    owner.post("/language", data={"language": "en"})
    page = owner.get(PAGES).text
    owner.post("/content/terms", data={**FORM, "return.window:value": "60"})
    answer = owner.post(f"{PAGES}/new", data={"page": mark_of(page)})
    assert answer.status_code == 409
    assert "changed since you looked" in answer.text
    assert "60 Tagen" in seen(answer.text)
    assert not demo.file.with_name("made-refund.de.html").exists()
    assert owner.post(f"{PAGES}/new").status_code == 409


def test_a_page_that_the_store_got_meanwhile_is_told_of(
    context: Context, shop: ShopRow, owner: FlaskClient, demo: DemoPage
) -> None:
    turn_german(context, shop)
    owner.post("/language", data={"language": "en"})
    page = owner.get(PAGES).text
    file = demo.file.with_name("made-refund.de.html")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("<h1>Rückgabe</h1><p>Von Hand.</p>", encoding="utf-8")
    answer = owner.post(f"{PAGES}/new", data={"page": mark_of(page)}, follow_redirects=True).text
    assert "Not created: your store has such a page" in answer
    assert "Von Hand." in answer
    assert "Von Hand." in file.read_text(encoding="utf-8")


def test_a_reader_creates_nothing(
    context: Context, shop: ShopRow, demo: DemoPage, enter: Callable[[str], FlaskClient]
) -> None:
    turn_german(context, shop)
    add_person(context, "reader@wren.example", (shop, "reader"))
    reader = enter("reader@wren.example")
    reader.post("/language", data={"language": "en"})
    assert "Create this page" not in reader.get(PAGES).text
    assert reader.post(f"{PAGES}/new", data={"page": "x"}).status_code == 403
