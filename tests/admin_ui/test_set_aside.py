"""A gap that does not apply is set aside by somebody, for a reason, and stays so until it is taken up again."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from integration.cli import listed
from integration.store import catalogue
from integration.store.session import read, write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from tests.admin_ui.demo_page import GAP, DemoPage, open_demo_page
from tests.admin_ui.full_shop import add_person

LABEL = "When the refund is paid"


@pytest.fixture
def demo(context: Context, shop: ShopRow, tmp_path: Path) -> DemoPage:
    return open_demo_page(context, shop, tmp_path)


def put(client: FlaskClient, demo: DemoPage, code: str = GAP, **form: str) -> str:
    given = {"aside": code, f"why-{code}": "We refund at the counter.", **form}
    answer = client.post(f"/content/{demo.id}/set-aside", data=given, follow_redirects=True)
    assert answer.status_code == 200
    return unescape(answer.text)


def heading(client: FlaskClient, address: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", client.get(address).text, re.DOTALL)[0]


def aside(context: Context, shop: ShopRow) -> dict[str, str]:
    with read(context.engine) as session:
        rows = listed.findings(session, shop.id or 0, 1000)
    return {row["code"]: row["set_aside"]["reason"] for row in rows if row["set_aside"]}


def test_what_is_set_aside_is_counted_nowhere_and_said_why(
    context: Context, shop: ShopRow, owner: FlaskClient, demo: DemoPage
) -> None:
    assert heading(owner, f"/content/{demo.id}").startswith("This text says 8 of the 11 things")
    before = heading(owner, "/content/")
    page = put(owner, demo)
    assert f"Set aside: {LABEL} is no longer counted." in page
    assert "We refund at the counter." in page
    assert f'name="text-{GAP}"' not in page, "no words are proposed for it"
    assert heading(owner, f"/content/{demo.id}").startswith("This text says 8 of the 10 things")
    assert heading(owner, "/content/") != before
    assert aside(context, shop) == {GAP: "We refund at the counter."}
    log = owner.get("/activity/").text
    assert "detail set aside" in log


def test_it_stays_set_aside_when_the_text_is_read_again(context: Context, owner: FlaskClient, demo: DemoPage) -> None:
    put(owner, demo)
    with write(context.engine) as session:
        row = catalogue.document(session, demo.shop_id, demo.id)
        assert row is not None
        catalogue.save_text(session, demo.shop_id, row, demo.html + "<p>Anew.</p>", context.clock())
        session.commit()
    audit_document(context, demo.id)
    assert heading(owner, f"/content/{demo.id}").startswith("This text says 8 of the 10 things")


def test_what_the_text_comes_to_say_is_said(context: Context, owner: FlaskClient, demo: DemoPage) -> None:
    put(owner, demo)
    words = "<p>We refund you within 6 days of receiving your return.</p>"
    with write(context.engine) as session:
        row = catalogue.document(session, demo.shop_id, demo.id)
        assert row is not None
        catalogue.save_text(session, demo.shop_id, row, demo.html + words, context.clock())
        session.commit()
    audit_document(context, demo.id)
    assert heading(owner, f"/content/{demo.id}").startswith("This text says 9 of the 11 things")


@pytest.mark.parametrize("everywhere", ["0", "1"])
def test_one_click_takes_it_up_again(
    context: Context, shop: ShopRow, owner: FlaskClient, demo: DemoPage, everywhere: str
) -> None:
    form = {f"everywhere-{GAP}": "on"} if everywhere == "1" else {}
    page = put(owner, demo, **form)
    assert ("in the whole shop" in page) is (everywhere == "1")
    [action] = re.findall(r'action="([^"]*/take-up\?[^"]*)"', page)
    page = owner.post(action, follow_redirects=True).text
    assert "Taken up again; it counts." in page
    assert aside(context, shop) == {}
    put(owner, demo, **form)
    given = {"aside": GAP, "everywhere": everywhere}
    owner.post(f"/content/{demo.id}/take-up", data=given)
    assert aside(context, shop) == {}


def test_a_reason_nobody_gave_is_not_made_up(
    context: Context, shop: ShopRow, owner: FlaskClient, demo: DemoPage
) -> None:
    put(owner, demo, **{f"why-{GAP}": ""})
    assert aside(context, shop) == {GAP: "No reason was given"}


def test_only_who_may_act_and_only_in_their_own_shop(
    context: Context,
    shop: ShopRow,
    other_shop: ShopRow,
    enter: Callable[[str], FlaskClient],
    owner: FlaskClient,
    demo: DemoPage,
) -> None:
    add_person(context, "reader@wren.example", (shop, "reader"))
    add_person(context, "stranger@other.example", (other_shop, "owner"))
    address = f"/content/{demo.id}/set-aside"
    assert enter("reader@wren.example").post(address, data={"aside": GAP}).status_code == 403
    assert enter("stranger@other.example").post(address, data={"aside": GAP}).status_code == 404
    assert owner.post(address, data={"aside": "no.such"}).status_code == 400
    assert aside(context, shop) == {}


def test_what_was_typed_for_other_gaps_stays_in_its_fields(owner: FlaskClient, demo: DemoPage) -> None:
    other = next(code for code, state in demo.states().items() if state == "missing" and code != GAP)
    typed = {"use": GAP, f"answer-{GAP}-0": "6 days", f"text-{GAP}": "We refund within [how many days?], always."}
    page = put(owner, demo, other, **typed)
    assert 'value="6 days"' in page
    assert "We refund within [how many days?], always." in page
    assert f'name="use" value="{GAP}" class="pick" checked' in page
    assert 'value="6 days"' not in owner.get(f"/content/{demo.id}").text
