"""A text is read once as it stands; the price that the shop shows beside it counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlmodel import delete, select

from integration.domain.commerce import Money, Offer, Policy, PolicyKind, Product
from integration.store import audits, catalogue
from integration.store.session import read, write
from integration.store.tables import AuditRow, DocumentVersionRow, FindingRow, ShopRow
from jobs.audit import audit_document, audit_waiting
from jobs.context import Context
from tests.clock import Clock

RETURNS = Policy(
    "7",
    PolicyKind.REFUND,
    "Returns",
    "<nav>Home</nav><h1>Returns</h1><p>You may return anything within 30 days of delivery.</p>",
    "en",
)
TOWEL = Product("12", "Towel", "<p>100% linen, washed twice. 70 × 140 cm.</p>", "en", offers=(Offer("1"),))


def keep(context: Context, shop: ShopRow, thing: Policy | Product) -> int:
    save = catalogue.save_policy if isinstance(thing, Policy) else catalogue.save_product
    with write(context.engine) as session:
        row = save(session, shop.id, thing, context.clock())
        session.commit()
        return row.id


def found(context: Context, shop: ShopRow, document_id: int) -> dict[str, FindingRow]:
    with read(context.engine) as session:
        return {row.code: row for row in audits.findings(session, shop.id, document_id=document_id)}


def readings(context: Context) -> Sequence[datetime]:
    with read(context.engine) as session:
        return session.exec(select(AuditRow.read_at).order_by(AuditRow.id)).all()


def test_what_a_page_says_is_kept_with_its_quote_and_place(context: Context, shop: ShopRow) -> None:
    page = keep(context, shop, RETURNS)
    audit_document(context, page)
    window = found(context, shop, page)["return.window"]
    with read(context.engine) as session:
        text = audits.latest(session, shop.id, page).text
    assert window.state == "present"
    assert text[window.text_start : window.text_end] == window.quote
    assert "30 days" in window.quote
    assert "Home" not in text
    assert found(context, shop, page)["return.refund_time"].state == "missing"


def test_the_same_text_is_never_read_twice(context: Context, shop: ShopRow, clock: Clock) -> None:
    page = keep(context, shop, RETURNS)
    audit_document(context, page)
    clock.advance(days=1)
    audit_document(context, keep(context, shop, replace(RETURNS, title="Another title")))
    assert len(readings(context)) == 1
    audit_document(context, keep(context, shop, replace(RETURNS, html="<p>No returns.</p>")))
    assert len(readings(context)) == 2
    clock.advance(days=1)
    audit_document(context, keep(context, shop, RETURNS))
    assert readings(context)[0] == clock(), "the text that came back is the one that stands, and was not read again"
    assert len(readings(context)) == 2
    assert found(context, shop, page)["return.window"].change == "fixed"


def test_a_price_beside_the_text_is_a_price(context: Context, shop: ShopRow) -> None:
    towel = keep(context, shop, TOWEL)
    audit_document(context, towel)
    assert found(context, shop, towel)["product.price"].state == "missing"
    keep(context, shop, replace(TOWEL, offers=(Offer("1", price=Money(Decimal("39.00"), "EUR")),)))
    audit_document(context, towel)
    price = found(context, shop, towel)["product.price"]
    assert (price.state, price.rule, price.quote, price.change) == ("present", "shop", "", "fixed")
    assert (price.facts[0]["value"], price.facts[0]["unit"]) == ("39.00", "EUR")


def test_a_text_that_is_gone_is_not_read(context: Context, shop: ShopRow) -> None:
    towel = keep(context, shop, TOWEL)
    with write(context.engine) as session:
        catalogue.mark_product_deleted(session, shop.id, "12", context.clock())
        session.commit()
    audit_document(context, towel)
    audit_document(context, 999)
    assert readings(context) == []


def test_one_bell_reads_everything_that_waits(context: Context, shop: ShopRow) -> None:
    page, towel = keep(context, shop, RETURNS), keep(context, shop, TOWEL)
    audit_waiting(context, page)
    assert found(context, shop, page)
    assert found(context, shop, towel)


def test_a_text_that_cannot_be_read_does_not_hold_up_the_others(context: Context, shop: ShopRow) -> None:
    page, towel = keep(context, shop, RETURNS), keep(context, shop, TOWEL)
    with write(context.engine) as session:
        session.exec(delete(DocumentVersionRow).where(DocumentVersionRow.document_id == page))
        session.commit()
    audit_waiting(context, page)
    assert not found(context, shop, page)
    assert found(context, shop, towel)
