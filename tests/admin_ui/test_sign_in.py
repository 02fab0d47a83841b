"""Signing in: a link works once, within its hour, for the one it was made for, and not for a mail scanner."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from integration.app import create_app
from integration.auth import LinkRefused, sign_in_link
from integration.auth.links import look_at, use
from integration.auth.mail import LinkMail
from integration.settings import Settings
from integration.store.session import write
from integration.store.tables import MembershipRow, ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import add_person
from tests.clock import Clock


@pytest.fixture
def person(context: Context, shop: ShopRow) -> str:
    add_person(context, OWNER, (shop, "owner"))
    return OWNER


def path(link: str) -> str:
    return urlsplit(link).path


def test_a_link_signs_in_and_is_used_up(app: Flask, context: Context, person: str) -> None:
    link = sign_in_link(context, person)
    client = app.test_client()
    assert client.post(link).location == "/"
    assert client.get("/").status_code == 200
    again = app.test_client()
    assert again.post(link).status_code == 410
    assert again.get("/").location == "/sign-in"


def test_a_scanner_that_opens_the_link_uses_nothing_up(app: Flask, context: Context, person: str) -> None:
    link = sign_in_link(context, person)
    for _ in range(3):
        seen = app.test_client().get(link)
        assert seen.status_code == 200
        assert person in seen.text
    assert app.test_client().head(link).status_code == 200
    assert app.test_client().post(link).status_code == 302


def test_a_link_expires(context: Context, person: str, clock: Clock, app: Flask) -> None:
    link = sign_in_link(context, person)
    clock.advance(minutes=59)
    assert app.test_client().get(link).status_code == 200
    clock.advance(minutes=2)
    assert app.test_client().get(link).status_code == 410
    assert "older than an hour" in app.test_client().post(link).text


@pytest.mark.parametrize("spoil", [lambda token: token[:-2], lambda token: "x" + token, lambda _: "nonsense"])
def test_a_forged_link_opens_nothing(spoil: Callable[[str], str], app: Flask, context: Context, person: str) -> None:
    token = path(sign_in_link(context, person)).rpartition("/")[2]
    assert app.test_client().post(f"/sign-in/{spoil(token)}").status_code == 410


def test_a_newer_sign_in_ends_older_links(context: Context, person: str, clock: Clock) -> None:
    first, second = (path(sign_in_link(context, person)).rpartition("/")[2] for _ in range(2))
    clock.advance(seconds=1)
    use(context, second)
    with pytest.raises(LinkRefused, match="used already"):
        look_at(context, first)


def test_a_stranger_gets_no_link_and_the_same_answer(app: Flask, context: Context, person: str) -> None:
    with pytest.raises(LookupError):
        sign_in_link(context, "nobody@wren.example")
    answers = [app.test_client().post("/sign-in", data={"email": email}) for email in (person, "x@wren.example")]
    known, stranger = (answer.text.replace(person, "X").replace("x@wren.example", "X") for answer in answers)
    assert known == stranger
    assert answers[0].status_code == answers[1].status_code == 200


def test_in_development_the_link_is_printed(context: Context, person: str, capsys: pytest.CaptureFixture[str]) -> None:
    mail = LinkMail(replace(context, public_url="https://forthright.example"), "", "", development=True)
    mail.ask(person)
    mail.ask("nobody@wren.example")
    mail.close()
    printed = re.findall(r"https://forthright\.example/sign-in/\S+", capsys.readouterr().err)
    assert len(printed) == 1
    assert look_at(context, path(printed[0]).rpartition("/")[2]).email == person


def test_links_are_asked_for_so_often_and_no_more(app: Flask, person: str) -> None:
    client = app.test_client()
    codes = [client.post("/sign-in", data={"email": person}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert client.post("/sign-in", data={"email": "other@wren.example"}).status_code == 200


def test_one_visitor_may_not_try_many_addresses(app: Flask) -> None:
    client = app.test_client()
    codes = [client.post("/sign-in", data={"email": f"{n}@wren.example"}).status_code for n in range(31)]
    assert codes == [200] * 30 + [429]


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 200)])
def test_visitors_behind_a_proxy_are_told_apart_once_it_is_trusted(
    context: Context, settings: Settings, proxies: int, last: int
) -> None:
    app = create_app(context, replace(settings, trusted_proxies=proxies))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for n in range(31):
        headers = {"X-Forwarded-For": f"6.6.6.6, 203.0.113.{n}"}
        answer = client.post("/sign-in", data={"email": f"{n}@wren.example"}, headers=headers)
    assert answer.status_code == last
    app.extensions["link_mail"].close()


def test_who_asked_too_often_locks_nobody_else_out(app: Flask, person: str) -> None:
    pest, friend = app.test_client(), app.test_client()
    for n in range(40):
        pest.post("/sign-in", data={"email": person if n > 30 else f"{n}@wren.example"})
    answer = friend.post("/sign-in", data={"email": person}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 200


def test_a_broken_address_comes_back_in_the_form(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"email": "no-ending@"})
    assert answer.status_code == 400
    assert 'value="no-ending@"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_two_shops_one_is_chosen(
    app: Flask, context: Context, shop: ShopRow, other_shop: ShopRow, enter: Callable[[str], FlaskClient]
) -> None:
    add_person(context, "both@wren.example", (shop, "owner"), (other_shop, "reader"))
    client = enter("both@wren.example")
    assert client.get("/").location == "/shops"
    assert "another-shop" in client.get("/shops").text
    assert client.post("/shops", data={"shop": str(other_shop.id)}).location == "/"
    assert "another-shop" in client.get("/").text
    assert client.post("/shops", data={"shop": "999"}).status_code == 404


def test_who_leaves_the_team_is_out_with_the_next_click(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    assert owner.get("/").status_code == 200
    with write(context.engine) as session:
        session.execute(delete(MembershipRow))
        session.commit()
    assert owner.get("/").location == "/sign-in"


def test_signing_out_ends_the_session(owner: FlaskClient) -> None:
    assert owner.post("/sign-out").location == "/sign-in"
    assert owner.get("/").location == "/sign-in"


def test_the_page_that_was_wanted_is_opened_after_signing_in(app: Flask, context: Context, person: str) -> None:
    client = app.test_client()
    client.get("/orders/?show=all")
    assert client.post(sign_in_link(context, person)).location == "/orders/?show=all"


def test_a_new_key_keeps_people_signed_in_and_the_old_one_gone_ends_it(
    context: Context, settings: Settings, shop: ShopRow, person: str
) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))

    def app_with(*keys: str) -> Flask:
        return create_app(replace(context, vault=Vault(keys)), settings)

    before = app_with(old)
    before.config["WTF_CSRF_ENABLED"] = False
    client = before.test_client()
    client.post(sign_in_link(replace(context, vault=Vault([old])), person))
    cookie = client.get_cookie("forthright")
    assert cookie is not None
    for app, answer in ((app_with(new, old), 200), (app_with(new), 302)):
        other = app.test_client()
        other.set_cookie("forthright", cookie.value)
        assert other.get("/").status_code == answer
