"""Products and pages keep every version of their text."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Engine

from integration.domain.commerce import Money, Offer, Policy, PolicyKind, Product
from integration.store import catalogue
from integration.store.session import read, write
from integration.store.tables import ShopRow
from tests.clock import Clock

RETURNS = Policy("7", PolicyKind.REFUND, "Returns", "<p>30 days.</p>", "en", "https://wren.example/returns")
MUG = Product("12", "Mug", "<p>Stoneware.</p>", "en", offers=(Offer("1", price=Money(Decimal("12.50"), "EUR")),))


def keep(engine: Engine, shop: ShopRow, clock: Clock, thing: Policy | Product) -> int:
    save = catalogue.save_policy if isinstance(thing, Policy) else catalogue.save_product
    with write(engine) as session:
        row = save(session, shop.id, thing, clock())
        session.commit()
        return row.id


def texts(engine: Engine, shop: ShopRow, document_id: int) -> list[tuple[int, str]]:
    with read(engine) as session:
        return [(row.version, row.html) for row in catalogue.versions(session, shop.id, document_id)]


def test_a_new_text_is_a_new_version_and_the_old_one_stays(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    page = keep(engine, shop, clock, RETURNS)
    assert keep(engine, shop, clock, RETURNS) == page
    assert keep(engine, shop, clock, replace(RETURNS, html="<p>14 days.</p>", title="Send it back")) == page
    assert texts(engine, shop, page) == [(2, "<p>14 days.</p>"), (1, "<p>30 days.</p>")]
    with read(engine) as session:
        row = catalogue.document(session, shop.id, page)
        assert (row.title, row.policy_kind, row.current_version) == ("Send it back", "refund", 2)
        assert catalogue.latest_html(session, row) == "<p>14 days.</p>"


def test_each_language_of_a_page_is_a_document_of_its_own(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    english = keep(engine, shop, clock, RETURNS)
    french = keep(engine, shop, clock, replace(RETURNS, html="<p>30 jours.</p>", language="fr"))
    nameless = keep(engine, shop, clock, replace(RETURNS, language=None))
    assert len({english, french, nameless}) == 3
    with read(engine) as session:
        assert [row.language for row in catalogue.documents(session, shop.id, "policy")] == ["", "en", "fr"]


def test_a_new_price_is_a_new_version_of_what_the_buyer_reads(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    mug = keep(engine, shop, clock, MUG)
    dearer = replace(MUG, offers=(Offer("1", price=Money(Decimal("14.00"), "EUR")), Offer("2")))
    assert keep(engine, shop, clock, dearer) == mug
    assert [version for version, _ in texts(engine, shop, mug)] == [2, 1]
    with read(engine) as session:
        row = catalogue.product(session, shop.id, "12")
        assert (row.price, row.currency) == (Decimal("14.00"), "EUR")
        assert [offer["price"] for offer in row.offers] == ["14.00", None]


def test_a_price_is_unknown_when_no_offer_states_one(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    keep(engine, shop, clock, replace(MUG, offers=(Offer("1"),)))
    with read(engine) as session:
        assert catalogue.product(session, shop.id, "12").price is None


def test_news_older_than_what_we_hold_changes_nothing(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    new = replace(MUG, html="<p>New.</p>", updated_at=clock())
    mug = keep(engine, shop, clock, new)
    keep(engine, shop, clock, replace(new, html="<p>Old.</p>", updated_at=clock() - timedelta(hours=1)))
    page = keep(engine, shop, clock, replace(RETURNS, updated_at=clock()))
    keep(engine, shop, clock, replace(RETURNS, html="<p>Old.</p>", updated_at=clock() - timedelta(hours=1)))
    assert texts(engine, shop, mug) == [(1, "<p>New.</p>")]
    assert texts(engine, shop, page) == [(1, "<p>30 days.</p>")]


def test_a_deleted_product_is_gone_until_there_is_newer_news(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    sold = replace(MUG, updated_at=clock())
    mug, page = keep(engine, shop, clock, sold), keep(engine, shop, clock, replace(RETURNS, id="12"))
    with write(engine) as session:
        catalogue.mark_product_deleted(session, shop.id, "12", clock.advance(hours=1))
        session.commit()
    keep(engine, shop, clock, sold)
    with read(engine) as session:
        assert [row.id for row in catalogue.documents(session, shop.id)] == [page]
    keep(engine, shop, clock, replace(sold, updated_at=clock.advance(hours=1)))
    with read(engine) as session:
        assert [row.id for row in catalogue.documents(session, shop.id)] == [page, mug]


def test_another_shop_sees_none_of_it(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    mug = keep(engine, shop, clock, MUG)
    with write(engine) as session:
        catalogue.mark_product_deleted(session, other_shop.id, "12", clock())
        session.commit()
    with read(engine) as session:
        assert catalogue.document(session, other_shop.id, mug) is None
        assert catalogue.product(session, other_shop.id, "12") is None
        assert catalogue.documents(session, other_shop.id) == []
        assert catalogue.versions(session, other_shop.id, mug) == []
        assert catalogue.document(session, shop.id, mug).deleted_at is None
