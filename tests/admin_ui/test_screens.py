"""What each screen says of an empty shop and of a full one, and how many statements it takes to say it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from integration.domain.commerce import Policy, PolicyKind, Product
from integration.store import catalogue
from integration.store.session import write
from integration.store.shops import pause_connection
from integration.store.tables import DecisionRow, EstimateRow, InboxRow, OutboxRow, PromiseRow, ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop, add_order


def text_of(client: FlaskClient, address: str) -> str:
    """The page as it reads: without tags, one space between words."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


EMPTY = {
    "/": "Connect your store, and we begin to read.",
    "/content/": "We found no policy page.",
    "/content/products": "No product has been read yet.",
    "/content/products?sort=sold": "No product has been read yet.",
    "/orders/": "No order has been read yet.",
    "/notices/": "No message waits for you.",
    "/notices/?show=held": "Nothing was held",
    "/notices/?show=unresolved": "No message is uncertain",
    "/deliveries/": "No message has come yet.",
    "/activity/": "signed in",
    "/inbox/": "No mail has gone out yet.",
    "/content/terms": "Your terms answer",
    "/connections/": "Nothing is connected yet.",
    "/connections/woocommerce": "Consumer key",
}
FULL = {
    "/": "7 things need you today.",
    "/content/": "Your shop answers",
    "/content/?show=gaps": "Nothing",
    "/content/products": "Linen sheet",
    "/content/products?sort=sold": "Sold in 90 days",
    "/orders/": "2 of 5 open orders will probably be late.",
    "/orders/?show=arrived": "Amelia Hart",
    "/orders/?show=all&q=RR482193774PT": "2318",
    "/notices/": "One message waits for you.",
    "/notices/?show=held": "A person decided not to send this message.",
    "/notices/?show=sent": "goes out",
    "/notices/?show=failed": "The mailbox does not exist.",
    "/deliveries/": "One of 3 messages could not be read.",
    "/deliveries/?state=failed": "The body is not JSON",
    "/content/terms": "Written from your terms",
    "/activity/": "changed a setting",
    "/connections/": "Your one connection is live.",
}


def test_an_empty_shop_is_told_what_was_looked_at(owner: FlaskClient) -> None:
    for address, words in EMPTY.items():
        assert words in text_of(owner, address), address


def test_what_a_text_lacks_begins_as_a_sentence(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    blank = Policy("9", PolicyKind.PRIVACY, "Privacy", "You may return goods within [NUMBER] days.", "en")
    with write(context.engine) as session:
        row = catalogue.save_policy(session, shop.id or 0, blank, context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    assert "One is an unfilled template." in text_of(owner, f"/content/{document_id}")


def test_a_shop_on_autopilot_is_not_asked_to_approve(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    assert "the message to its customer waits here" in text_of(owner, "/notices/")
    with write(context.engine) as session:
        session.get_one(ShopRow, shop.id).mode = "autopilot"
        session.commit()
    assert "Messages go out by themselves." in text_of(owner, "/notices/")


def test_a_full_shop_is_told_what_matters(owner: FlaskClient, full: FullShop) -> None:
    for address, words in FULL.items():
        assert words.lower() in text_of(owner, address).lower(), address


def test_home_names_a_connection_that_stopped(
    context: Context, shop: ShopRow, owner: FlaskClient, full: FullShop
) -> None:
    with write(context.engine) as session:
        pause_connection(session, shop.id or 0, "console", "The key was taken back on Sunday.")
        session.commit()
    page = text_of(owner, "/")
    assert "8 things need you today." in page
    assert "no longer lets us in" in page
    assert "The key was taken back on Sunday." in page


def test_home_says_what_is_still_to_be_read(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    with write(context.engine) as session:
        page = Policy("9", PolicyKind.TERMS, "Terms", "<p>Later.</p>", "en")
        catalogue.save_policy(session, shop.id or 0, page, context.clock())
        session.commit()
    assert "One text is still to be read." in text_of(owner, "/")
    assert "Your pages are found and wait to be read." in text_of(owner, "/content/")


def test_all_screens_say_when_messages_are_stopped(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    with write(context.engine) as session:
        session.get_one(ShopRow, shop.id).messages_stopped = True
        session.commit()
    assert "All messages are stopped." in text_of(owner, "/orders/")


def test_a_document_shows_its_words_marked_and_escaped(owner: FlaskClient, full: FullShop) -> None:
    page = owner.get(f"/content/{full.page}").text
    assert '<mark class="m-said">If not, you can return it within 30 days of delivery.</mark>' in page
    assert '<mark class="m-vague">Return postage may be charged.</mark>' in page
    assert "1 &lt; 2 &amp; bold" in page
    assert "alert(" not in page
    assert '<div class="words" lang="en">' in page
    assert "What this text does not say" in page
    assert "not legal advice" in page


def test_the_matrix_shows_the_language_asked_for(owner: FlaskClient, full: FullShop) -> None:
    english, german = (owner.get(f"/content/?language={code}").text for code in ("en", "de"))
    assert "Delivery takes 4 to 8 business days." in english
    assert "Der Versand kostet" not in english
    assert "Der Versand kostet" in german
    together = owner.get("/content/?language=").text
    assert "Not in German" in together
    assert owner.get("/content/?language=xx").status_code == 200


def test_an_order_tells_its_story_newest_first(owner: FlaskClient, full: FullShop) -> None:
    page = text_of(owner, f"/orders/{full.late_order}")
    assert "The parcel for Camille Roussel will probably come on Saturday 7 March, 2 days after you promised." in page
    story = [
        "A message waits for your approval",
        "Decided to tell the customer: 14 of 20 late",
        "Held: 8 of 20 late",
        "Handed to CTT",
        "Ordered and paid",
    ]
    places = [page.index(words) for words in story]
    assert places == sorted(places)
    assert "your line is 7 of 20" in page


def test_an_arrived_order_says_when(owner: FlaskClient, full: FullShop) -> None:
    assert "arrived Thursday 19 February" in text_of(owner, f"/orders/{full.arrived_order}")


def test_a_number_that_is_another_carriers_is_doubted(owner: FlaskClient, full: FullShop, context: Context) -> None:
    assert "Is the carrier right?" not in text_of(owner, f"/orders/{full.late_order}")
    with write(context.engine) as session:
        for parcel in FullShop.parcels_of(session, full.late_order):
            parcel.carrier, parcel.tracking_number = "DHL Express", "1Z999AA10123456784"
            session.add(parcel)
        session.commit()
    page = text_of(owner, f"/orders/{full.late_order}")
    assert "1Z999AA10123456784 does not look like a number of DHL Express. It looks like one of UPS." in page
    assert "we go by what your store says" in page


def test_names_from_the_store_are_words_not_markup(owner: FlaskClient, full: FullShop) -> None:
    page = owner.get("/orders/?show=all&q=%3Cb%3E").text
    assert "Cancelled &lt;b&gt;Person&lt;/b&gt;" in page
    assert "<b>Person" not in page


def test_a_search_for_a_wildcard_finds_only_itself(owner: FlaskClient, full: FullShop) -> None:
    assert "No order fits “%”" in text_of(owner, "/orders/?show=all&q=%25")


def test_a_delivery_shows_its_body_as_it_came(owner: FlaskClient, full: FullShop) -> None:
    page = owner.get(f"/deliveries/{full.failed_delivery}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.replace("&#34;", '"')
    assert "Read it again" in page


@contextmanager
def statements(context: Context) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(context.engine, "before_cursor_execute", note)
    yield seen
    event.remove(context.engine, "before_cursor_execute", note)


def _multiply(context: Context, shop_id: int, times: int = 12) -> None:
    """As many more of everything that is listed."""
    now = context.clock()
    with write(context.engine) as session:
        for number in range(times):
            name = str(5000 + number)
            order_id = add_order(session, shop_id, name, "Name", now - timedelta(days=3))
            session.add(PromiseRow(shop_id=shop_id, order_id=order_id, promised_by=now, basis="settings", made_at=now))
            days = {"earliest": now, "expected": now + timedelta(days=1), "latest": now + timedelta(days=2)}
            session.add(
                EstimateRow(shop_id=shop_id, order_id=order_id, probability_late=0.9, basis="", made_at=now, **days)
            )
            session.add(DecisionRow(shop_id=shop_id, order_id=order_id, at=now, decision="hold", reason="too_early"))
            told = {"kind": "delay_before_promise", "to_address": "a@b.example", "language": "en", "subject": "S"}
            session.add(
                OutboxRow(
                    shop_id=shop_id, order_id=order_id, unique_key=name, text="T", next_at=now, created_at=now, **told
                )
            )
            came = {"connector": "console", "topic": "order.updated", "received_at": now, "next_at": now}
            session.add(InboxRow(shop_id=shop_id, delivery_id=f"more-{name}", body=b"{}", **came))
            catalogue.save_product(session, shop_id, Product(name, f"Product {name}", "<p>Linen.</p>", "en"), now)
            page = Policy(name, PolicyKind.OTHER, f"Page {name}", "<p>We ship by post.</p>", "en")
            catalogue.save_policy(session, shop_id, page, now)
        session.commit()
        documents = [row.id or 0 for row in catalogue.documents(session, shop_id)]
    for document_id in documents:
        audit_document(context, document_id)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_screen_asks_more_often_when_there_is_more(
    context: Context, shop: ShopRow, owner: FlaskClient, full: FullShop
) -> None:
    addresses = (*FULL, f"/content/{full.page}", f"/orders/{full.late_order}")

    def counts() -> dict[str, int]:
        found = {}
        for address in addresses:
            with statements(context) as seen:
                assert owner.get(address).status_code == 200
            found[address] = len(seen)
        return found

    before = counts()
    _multiply(context, shop.id or 0)
    after = counts()
    assert after == before
    assert max(after.values()) <= 17, after


def test_a_long_list_comes_in_pages(context: Context, shop: ShopRow, owner: FlaskClient, full: FullShop) -> None:
    with write(context.engine) as session:
        for number in range(50):
            add_order(session, shop.id or 0, str(6000 + number), "Name", context.clock())
        session.commit()
    numbers: list[str] = []
    address = "/orders/?show=all"
    while address:
        page = owner.get(address).text
        numbers += re.findall(r'class="strong">(\d+)</a>', page)
        older = re.search(r'href="(/orders/\?before=[^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert len(numbers) == len(set(numbers)) == 57
