"""The team of a shop: invited, given another role, taken off, and what must not happen."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from admin_ui.team import PER_SHOP
from integration.store.activity import activity
from integration.store.session import read
from integration.store.tables import ShopRow
from integration.store.team import team
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import add_person
from tests.admin_ui.undoing import way_back

HELP = "help@wren.example"


def roles(context: Context, shop: ShopRow) -> dict[str, str]:
    with read(context.engine) as session:
        return {one.email: one.role for one in team(session, shop.id or 0)}


def id_of(context: Context, shop: ShopRow, email: str) -> int:
    with read(context.engine) as session:
        return next(one.person_id for one in team(session, shop.id or 0) if one.email == email)


def acts(session: Session, shop: ShopRow) -> list[tuple[str, str]]:
    return [(row.act, row.subject) for row in activity(session, shop.id or 0)]


def test_someone_is_invited_and_can_sign_in(
    context: Context, shop: ShopRow, owner: FlaskClient, enter: Callable[[str], FlaskClient]
) -> None:
    page = owner.post("/team/", data={"email": " Help@Wren.example ", "role": "reader"}, follow_redirects=True).text
    assert "A link that signs in is on its way" in page
    assert roles(context, shop) == {OWNER: "owner", HELP: "reader"}
    reader = enter(HELP)
    assert reader.get("/team/").status_code == 200
    assert reader.post("/team/", data={"email": "more@wren.example", "role": "owner"}).status_code == 403
    with read(context.engine) as session:
        assert ("invited", HELP) in acts(session, shop)


def test_who_belongs_here_keeps_the_role_when_invited_again(
    context: Context, shop: ShopRow, owner: FlaskClient
) -> None:
    add_person(context, HELP, (shop, "staff"))
    owner.post("/team/", data={"email": HELP, "role": "reader"})
    assert roles(context, shop)[HELP] == "staff"


def test_an_address_that_is_none_is_kept_in_the_form(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    answer = owner.post("/team/", data={"email": "help@", "role": "reader"})
    assert answer.status_code == 422
    assert 'value="help@"' in answer.text
    assert "This is not a whole mail address" in answer.text
    assert owner.post("/team/", data={"email": HELP, "role": "king"}).status_code == 400
    assert roles(context, shop) == {OWNER: "owner"}


def test_a_role_is_changed_and_changed_back(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    add_person(context, HELP, (shop, "staff"))
    person = id_of(context, shop, HELP)
    page = owner.post(f"/team/{person}/role", data={"role": "owner"}, follow_redirects=True).text
    assert "help@wren.example has another role now." in page
    assert roles(context, shop)[HELP] == "owner"
    owner.post(way_back(page))
    assert roles(context, shop)[HELP] == "staff"
    assert owner.post("/team/undo").status_code == 404


def test_what_was_undone_in_one_shop_changes_no_other(
    context: Context, shop: ShopRow, other_shop: ShopRow, owner: FlaskClient
) -> None:
    add_person(context, OWNER, (other_shop, "owner"))
    add_person(context, HELP, (shop, "staff"))
    owner.post("/shops", data={"shop": shop.id})
    page = owner.post(f"/team/{id_of(context, shop, HELP)}/remove", follow_redirects=True).text
    owner.post("/shops", data={"shop": other_shop.id})
    assert owner.post(way_back(page)).status_code == 404
    assert HELP not in roles(context, other_shop)


def test_who_is_taken_off_is_out_with_the_next_click(
    context: Context, shop: ShopRow, owner: FlaskClient, enter: Callable[[str], FlaskClient]
) -> None:
    add_person(context, HELP, (shop, "staff"))
    helper = enter(HELP)
    assert helper.get("/orders/").status_code == 200
    page = owner.post(f"/team/{id_of(context, shop, HELP)}/remove", follow_redirects=True).text
    assert helper.get("/orders/").location == "/sign-in"
    owner.post(way_back(page))
    assert roles(context, shop)[HELP] == "staff"


def test_the_last_owner_stays(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    me = id_of(context, shop, OWNER)
    for act in ({"path": f"/team/{me}/remove"}, {"path": f"/team/{me}/role", "data": {"role": "reader"}}):
        page = owner.post(**act, follow_redirects=True).text
        assert "a shop has at least one owner" in page
    assert roles(context, shop) == {OWNER: "owner"}


def test_people_of_another_shop_are_nobody_here(
    context: Context, shop: ShopRow, other_shop: ShopRow, owner: FlaskClient
) -> None:
    add_person(context, HELP, (other_shop, "owner"))
    stranger = id_of(context, other_shop, HELP)
    assert HELP not in owner.get("/team/").text
    assert owner.post(f"/team/{stranger}/role", data={"role": "reader"}).status_code == 404
    assert owner.post(f"/team/{stranger}/remove").status_code == 404
    assert roles(context, other_shop) == {HELP: "owner"}


def test_without_mail_nobody_is_told_that_a_link_comes(app: Flask, owner: FlaskClient) -> None:
    app.config["DEVELOPMENT"] = False
    page = owner.post("/team/", data={"email": HELP, "role": "reader"}, follow_redirects=True).text
    assert "no mail is set up here" in page


def test_links_are_not_sent_without_end(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    asked = [{"email": f"help{number}@wren.example", "role": "reader"} for number in range(PER_SHOP[0] + 1)]
    assert [owner.post("/team/", data=form).status_code for form in asked] == [302] * PER_SHOP[0] + [429]
    assert len(roles(context, shop)) == 1 + PER_SHOP[0]
