"""In which language a screen answers."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from admin_ui.acts import ACTS
from admin_ui.formats import long_day
from integration.languages import catalogue
from integration.store.tables import ShopRow
from jobs.context import Context

OTHERS = [code for code in catalogue.spoken() if code != catalogue.SOURCE]
SCREENS = ("/", "/content/", "/content/products", "/content/terms", "/orders/", "/notices/", "/notices/?show=held")
MORE = (
    "/deliveries/", "/activity/", "/connections/", "/connections/woocommerce", "/inbox/", "/team/", "/promise/",
    "/promise/decides", "/privacy/", "/notices/law/",
)  # fmt: skip
SEEN = 'msgid "Home"\nmsgstr "{}"\n\nmsgid "%(first)s to %(last)s"\nmsgstr "%(first)s – %(last)s"\n'


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for code, home in (("de", "Übersicht"), ("pt", "Início")):
        (tmp_path / code).mkdir()
        (tmp_path / code / "ui.po").write_text(SEEN.format(home), encoding="utf-8")
    monkeypatch.setattr(catalogue, "_HERE", tmp_path)
    for cached in (catalogue.catalogue, catalogue.spoken):
        cached.cache_clear()
    yield
    for cached in (catalogue.catalogue, catalogue.spoken):
        cached.cache_clear()


def speak(context: Context, shop: ShopRow, language: str) -> None:
    with Session(context.engine) as session:
        row = session.exec(select(ShopRow).where(ShopRow.id == shop.id)).one()
        row.language = language
        session.commit()


@pytest.mark.usefixtures("translated")
def test_a_shop_is_spoken_to_in_its_language(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    speak(context, shop, "pt-BR")
    page = owner.get("/").text
    assert '<html lang="pt-BR">' in page
    assert ">Início</a>" in page


@pytest.mark.usefixtures("translated")
def test_a_person_may_choose_another_and_comes_back_to_where_they_were(
    context: Context, shop: ShopRow, owner: FlaskClient
) -> None:
    speak(context, shop, "ja")
    assert '<html lang="en-GB">' in owner.get("/orders/").text
    chosen = owner.post("/language", data={"language": "de", "back": "/orders/?show=all"})
    assert chosen.location == "/orders/?show=all"
    page = owner.get("/orders/").text
    assert '<html lang="de">' in page
    assert ">Übersicht</a>" in page


@pytest.mark.usefixtures("translated")
def test_a_stranger_is_answered_in_the_browsers_language(app: Flask) -> None:
    page = app.test_client().get("/sign-in", headers={"Accept-Language": "de-AT,de;q=0.9"}).text
    assert '<html lang="de">' in page


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize("back", ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example", ""])
def test_the_choice_leads_to_no_other_site(app: Flask, back: str) -> None:
    assert app.test_client().post("/language", data={"language": "de", "back": back}).location == "/"


@pytest.mark.usefixtures("translated")
def test_a_language_that_is_not_to_be_had_changes_nothing(app: Flask) -> None:
    client = app.test_client()
    client.post("/language", data={"language": "tlh", "back": "/sign-in"})
    assert '<html lang="en-GB">' in client.get("/sign-in").text


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return found[1].strip() if found else ""


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.usefixtures("full")
def test_every_screen_answers_in_the_language_it_is_asked_in(owner: FlaskClient, code: str) -> None:
    said = {address: heading(owner.get(address).text) for address in (*SCREENS, *MORE)}
    owner.post("/language", data={"language": code})
    for address, english in said.items():
        page = owner.get(address).text
        assert f'<html lang="{code}' in page, address
        assert heading(page) not in {"", english}, address
        assert "Project-Id-Version" not in page, f"{address} shows the head of a catalogue"


@pytest.mark.parametrize("code", OTHERS)
def test_every_screen_of_an_empty_shop_answers_too(owner: FlaskClient, code: str) -> None:
    owner.post("/language", data={"language": code})
    for address in (*SCREENS, *MORE):
        page = owner.get(address)
        assert page.status_code == 200, address
        assert f'<html lang="{code}' in page.text, address


FULL = {"en": "Wednesday 25 November", "de": "Mittwoch, 25. November", "zh": "11月25日星期三"}


@pytest.mark.parametrize(("code", "told"), FULL.items())
def test_a_day_in_a_heading_has_its_names_in_full(app: Flask, code: str, told: str) -> None:
    with app.test_request_context(headers={"Accept-Language": code}):
        assert long_day(date(2026, 11, 25)) == told


def logged() -> Iterator[str]:
    """The acts that are written into the log by their name alone."""
    for folder in ("admin_ui", "integration", "jobs"):
        for path in Path(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"log", "activity.log"}:
                    yield from (it.value for it in node.args[4:5] if isinstance(it, ast.Constant))


def test_every_act_of_the_log_can_be_said_in_other_languages() -> None:
    found = set(logged())
    assert len(found) > 15
    assert found <= ACTS
