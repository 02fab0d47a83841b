"""Your terms: entered once, kept by version, and written out in every language of the shop."""

import json
import re
from collections.abc import Callable

from flask.testing import FlaskClient

from integration.store.session import read
from integration.store.tables import ShopRow
from integration.store.terms import terms_in_force, terms_versions
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop, add_person
from tests.domain.outputs.vocabulary import faults

FORM = {
    "return.window:value": "30", "return.window:unit": "day", "return.window:from": "delivery",
    "fee.return_shipping:payer": "customer", "fee.return_shipping:value": "4.50", "fee.return_shipping:unit": "EUR",
    "fee.restocking:negated": "no", "fee.restocking:unit": "percent", "return.exchange:negated": "yes",
    "return.refund_time:value": "14", "return.refund_time:unit": "day", "return.refund_time:from": "goods_back",
    "shipping.handling_time:min": "1", "shipping.handling_time:max": "2", "shipping.handling_time:unit": "business_day",
    "shipping.delivery_time:min": "3", "shipping.delivery_time:max": "3", "shipping.delivery_time:unit": "day",
    "fee.duties:payer": "", "return.condition": ["unused", "tags"], "return.refund_method": "original",
    "shipping.tracking": "tracked", "shipping.method": "DHL,  La Poste , ", "opening:days": ["1", "2", "3"],
    "opening:opens": "09:00", "opening:closes": "17:00", "working_days": ["1", "2", "3", "4", "5"], "cutoff": "14:00",
}  # fmt: skip


def seen(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_empty_shop_can_begin(owner: FlaskClient) -> None:
    page = owner.get("/content/terms").text
    assert "Your terms answer" in page
    assert "Who pays" in page
    assert "The bodies that settle a dispute" in page, "a hint says whose names are asked for"
    assert "The carriers of your parcels" in page
    assert '<li><a href="/content/terms" aria-current="page">Your terms</a></li>' in page


def test_what_is_entered_is_kept_and_written_out(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    page = owner.post("/content/terms", data=FORM, follow_redirects=True).text
    assert "Saved as version 1." in page
    assert "You can return your order within 30 days of receiving it." in page
    assert "We ship with DHL and La Poste." in page
    assert (
        'id="return.window-value" name="return.window:value" inputmode="decimal" size="6" autocomplete="off" value="30"'
        in page
    )
    with read(context.engine) as session:
        row = terms_in_force(session, shop.id or 0)
        assert row is not None
        assert row.terms["facts"]["fee.restocking"][0]["negated"] is True
        assert row.terms["facts"]["return.exchange"][0]["negated"] is False
        assert row.terms["facts"]["shipping.delivery_time"][0]["value"] == "3"
        assert "fee.duties" not in row.terms["facts"]
        assert row.terms["opening"] == {"days": [1, 2, 3], "opens": "09:00", "closes": "17:00"}
    assert "terms saved" in owner.get("/activity/").text


def test_a_field_says_what_is_known_already(owner: FlaskClient) -> None:
    known = 'As it is known now: <q lang="en">You can return your order within 30 days of receiving it.</q>'
    assert known not in owner.get("/content/terms").text
    assert known in owner.post("/content/terms", data=FORM, follow_redirects=True).text


def test_an_older_version_is_looked_at_and_put_in_force_again(owner: FlaskClient) -> None:
    owner.post("/content/terms", data=FORM)
    owner.post("/content/terms", data={**FORM, "return.window:value": "14"})
    assert 'href="/content/terms?version=1"' in owner.get("/content/terms").text
    page = owner.get("/content/terms?version=1").text
    assert "These are your terms of version 1." in page
    assert 'name="return.window:value" inputmode="decimal" size="6" autocomplete="off" value="30"' in page
    assert "within 14 days" in page, "the texts are written from those in force"
    for none in ("2", "9", "x"):
        assert "These are your terms of version" not in owner.get(f"/content/terms?version={none}").text


def test_the_form_shows_what_is_in_force_so_that_saving_it_again_changes_nothing(
    context: Context, shop: ShopRow, owner: FlaskClient
) -> None:
    owner.post("/content/terms", data=FORM)
    page = owner.get("/content/terms").text
    form = page[
        page.index('<form method="post" action="/content/terms"') : page.index(
            "</form>", page.index('action="/content/terms"')
        )
    ]
    again: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            again.setdefault(name[1], []).append(value[1] if value else "")
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        again[name] = [chosen[1] if chosen else ""]
    owner.post("/content/terms", data=again)
    with read(context.engine) as session:
        assert [row.version for row in terms_versions(session, shop.id or 0)] == [1]


def test_a_wrong_entry_is_told_and_nothing_is_lost(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    answer = owner.post("/content/terms", data={**FORM, "return.window:value": "a month"})
    assert answer.status_code == 422
    assert "Not saved." in answer.text
    assert "&#39;a month&#39; is no number" in answer.text
    assert 'value="a month"' in answer.text
    assert 'value="DHL, La Poste"' in answer.text
    with read(context.engine) as session:
        assert terms_in_force(session, shop.id or 0) is None


def test_names_are_words_not_markup(owner: FlaskClient) -> None:
    page = owner.post("/content/terms", data={"shipping.method": "<b>DHL</b>"}, follow_redirects=True).text
    assert "We ship with &lt;b&gt;DHL&lt;/b&gt;." in page
    assert "<b>DHL" not in page


def test_every_text_can_be_downloaded_in_every_language(owner: FlaskClient, full: FullShop) -> None:
    owner.post("/content/terms", data=FORM)
    page = owner.get("/content/terms?language=de").text
    assert "innerhalb von 30 Tagen nach Erhalt" in page
    answer = owner.get("/content/terms/refund?language=de")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="refund.html"'
    assert answer.content_type == "text/html; charset=utf-8"
    assert "innerhalb von 30 Tagen nach Erhalt" in answer.text
    assert "Wie lange kann ich etwas zurückgeben?" in owner.get("/content/terms/faq?language=de").text
    data = owner.get("/content/terms/return-policy")
    assert data.content_type == "application/ld+json; charset=utf-8"
    assert list(faults(json.loads(data.text))) == []
    assert json.loads(data.text)["merchantReturnDays"] == 30
    assert owner.get("/content/terms/nothing").status_code == 404


def test_what_cannot_be_said_is_named(owner: FlaskClient) -> None:
    page = seen(owner.get("/content/terms").text)
    assert "Not said" in page
    assert owner.get("/content/terms/return-policy").status_code == 404


def test_a_reader_looks_and_does_not_save(context: Context, shop: ShopRow, enter: Callable[[str], FlaskClient]) -> None:
    add_person(context, "reader@wren.example", (shop, "reader"))
    reader = enter("reader@wren.example")
    assert "Save your terms" not in reader.get("/content/terms").text
    assert reader.post("/content/terms", data=FORM).status_code == 403


def test_terms_entered_go_into_the_clauses_proposed_for_a_page(owner: FlaskClient, full: FullShop) -> None:
    owner.post("/content/terms", data={"return.exclusions": "sale"})
    assert "We cannot take back sale items." in owner.get(f"/content/{full.page}").text
