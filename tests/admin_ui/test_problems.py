"""What went wrong at a vendor is told in the reader's language; rows keep the plain English."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlmodel import Session, select

from connectors.errors import NOT_KEPT
from integration.store import shops, troubles
from integration.store.session import write
from integration.store.tables import PublicationRow, ShopRow
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop
from tests.connectors.store import Store, as_page

PAGE = "/connections/woocommerce"


@pytest.fixture
def store() -> Iterator[Store]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Store(server)


@pytest.fixture
def german(context: Context, shop: ShopRow) -> None:
    with Session(context.engine) as session:
        session.exec(select(ShopRow).where(ShopRow.id == shop.id)).one().language = "de"
        session.commit()


def keys(store: Store) -> dict[str, str]:
    return {"url": store.url, "key": "ck_store", "secret": "cs_store", "webhook_secret": "hush-1"}


def paused(context: Context, shop: ShopRow, reason: str) -> None:
    with write(context.engine) as session:
        shops.pause_connection(session, shop.id or 0, "woocommerce", reason)
        session.commit()


@pytest.mark.usefixtures("german")
def test_why_a_store_was_not_connected(owner: FlaskClient, store: Store) -> None:
    store.faults = [as_page(403)] * 9
    page = owner.post(PAGE, data=keys(store)).text
    assert "Eine Firewall vor dem Shop hat mit einer Webseite geantwortet (403 Forbidden)." in page
    store.faults = [as_page(429)] * 9
    assert "Der Hoster des Shops will seltener gefragt werden" in owner.post(PAGE, data=keys(store)).text


@pytest.mark.usefixtures("german")
def test_why_a_connection_paused_from_the_row(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store
) -> None:
    owner.post(PAGE, data=keys(store))
    paused(context, shop, "https://shop.example cannot be reached: its certificate is not valid")
    told = "https://shop.example ist nicht erreichbar: das Zertifikat ist ungültig"
    for screen in ("/connections/", "/"):
        assert told in owner.get(screen).text


@pytest.mark.usefixtures("german")
def test_an_old_row_is_shown_as_it_is(context: Context, shop: ShopRow, owner: FlaskClient, store: Store) -> None:
    owner.post(PAGE, data=keys(store))
    paused(context, shop, "the keys were at 100% of something else")
    assert "The keys were at 100% of something else." in owner.get("/connections/").text


def test_an_english_reader_gets_what_the_row_says(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store
) -> None:
    owner.post(PAGE, data=keys(store))
    paused(context, shop, "the store answered 401 Unauthorized: Consumer secret is invalid.")
    assert "The store answered 401 Unauthorized: Consumer secret is invalid." in owner.get("/connections/").text


@pytest.mark.usefixtures("german")
def test_an_address_that_will_not_do(owner: FlaskClient, store: Store) -> None:
    page = owner.post(PAGE, data=keys(store) | {"url": "http://shop.example"}).text
    assert "shop.example würde ohne Verschlüsselung aufgerufen" in page


@pytest.mark.usefixtures("german")
def test_why_a_text_was_not_published(context: Context, owner: FlaskClient, full: FullShop) -> None:
    with write(context.engine) as session:
        row = session.exec(select(PublicationRow).where(PublicationRow.id == full.publication)).one()
        row.state, row.reason = "refused", NOT_KEPT(place="the store")
        session.commit()
    page = owner.get(f"/content/publications/{full.publication}").text
    assert "Der Shop hat die Worte nicht so behalten, wie sie gesendet wurden" in page


@pytest.mark.usefixtures("german")
def test_why_no_test_message_went_out(owner: FlaskClient) -> None:
    page = owner.post("/notices/channels/mail/try", data={"to": "ann@wren.example"}).text
    assert "Nichts, was verbunden ist, überbringt solche Nachrichten." in page


@pytest.mark.usefixtures("german")
def test_why_a_store_could_not_make_the_keys_itself(owner: FlaskClient) -> None:
    assert "Diese Installation hat keine öffentliche Adresse" in owner.get(PAGE).text
    other = owner.get("/install/woocommerce/return?success=1&user_id=of-another-day", follow_redirects=True).text
    assert "Diese Antwort gehört zu einem anderen Versuch; beginnen Sie noch einmal." in other


@pytest.mark.usefixtures("german")
def test_what_stands_in_a_stores_way(context: Context, shop: ShopRow, owner: FlaskClient, store: Store) -> None:
    owner.post(PAGE, data=keys(store))
    now = context.clock()
    with write(context.engine) as session:
        silence = "a change of 2026-10-07 12:00 UTC was found by asking, no word ever came"
        troubles.met(session, shop.id or 0, "woocommerce", "silence", "silent", silence, now)
        sample = "still the sample it came with: Returns (a draft)"
        troubles.met(session, shop.id or 0, "woocommerce", "pages", "sample_page", sample, now)
        session.commit()
    page = owner.get("/connections/").text
    assert "Eine Änderung von 2026-10-07 12:00 UTC fanden wir durch Nachfragen, eine Meldung kam nie." in page
    assert "Noch das mitgelieferte Muster: Returns (a draft)." in page
    assert "WP-Cron" in page, "and the next step"
