"""A shop's texts and settings are compared once, after they were read; what the merchant called right stays so."""

import pytest

from integration.domain.commerce import Policy, PolicyKind
from integration.domain.shop import ShopSettings
from integration.store import catalogue, contradictions, shops
from integration.store.session import read, write
from integration.store.shop_settings import save_settings
from integration.store.tables import ComparisonRow, ContradictionRow, ShopRow
from jobs import compare
from jobs.audit import audit_document, audit_waiting
from jobs.compare import compare_shop
from jobs.context import Context
from jobs.queue import open_queue, queue_of
from tests.clock import Clock

RETURNS = "<p>You may return goods within 30 days of delivery.</p>"
FAQ = "<p>Send it back within 14 days of delivery.</p>"
PRICES = "<p>All our prices are in euros and include VAT.</p>"


def keep(context: Context, shop: ShopRow, name: str, html: str, kind: PolicyKind = PolicyKind.FAQ) -> int:
    with write(context.engine) as session:
        row = catalogue.save_policy(session, shop.id, Policy(name, kind, name, html, "en"), context.clock())
        session.commit()
        return row.id


def read_all(context: Context, *ids: int) -> None:
    for document_id in ids:
        audit_document(context, document_id)


def found(context: Context, shop: ShopRow) -> list[ContradictionRow]:
    with read(context.engine) as session:
        return list(contradictions.contradictions(session, shop.id))


def noted(context: Context, shop: ShopRow) -> ComparisonRow | None:
    with read(context.engine) as session:
        return contradictions.comparison(session, shop.id)


def due(context: Context) -> list[int]:
    with read(context.engine) as session:
        return contradictions.due(session, 10)


def test_two_pages_that_disagree_are_kept_with_both_quotes(
    context: Context, shop: ShopRow, other_shop: ShopRow
) -> None:
    one, other = keep(context, shop, "returns", RETURNS), keep(context, shop, "faq", FAQ)
    keep(context, other_shop, "faq", FAQ)
    read_all(context, one, other)
    compare_shop(context, shop.id)
    (row,) = found(context, shop)
    assert (row.code, row.rule) == ("return.window", "two times in which goods may come back")
    assert {side["document_id"]: side["quote"] for side in row.sides} == {
        one: "You may return goods within 30 days of delivery.",
        other: "Send it back within 14 days of delivery.",
    }
    assert {side["says"] for side in row.sides} == {"30 day", "14 day"}
    assert (noted(context, shop).compared, noted(context, shop).texts) == (2, 2)
    compare_shop(context, other_shop.id)
    assert found(context, other_shop) == []


def test_a_page_is_compared_with_the_platform(context: Context, shop: ShopRow, clock: Clock) -> None:
    read_all(context, keep(context, shop, "terms", PRICES))
    with write(context.engine) as session:
        shops.save_connection(session, shop.id, "woocommerce", b"sealed", clock())
        save_settings(session, shop.id, "woocommerce", ShopSettings(currency="EUR", prices_include_tax=False))
        session.commit()
    compare_shop(context, shop.id)
    (row,) = found(context, shop)
    assert row.sides[1] == {"setting": "prices_include_tax", "says": "excluded"}


def test_what_was_mended_is_gone_and_the_same_is_not_compared_twice(
    context: Context, shop: ShopRow, clock: Clock
) -> None:
    keep(context, shop, "returns", RETURNS)
    keep(context, shop, "faq", FAQ)
    compare_shop(context, shop.id)
    first = found(context, shop)[0]
    clock.advance(hours=1)
    compare_shop(context, shop.id)
    assert found(context, shop)[0].id == first.id
    assert noted(context, shop).compared_at == clock()
    keep(context, shop, "faq", FAQ.replace("14", "30"))
    compare_shop(context, shop.id)
    assert found(context, shop) == []


def test_what_the_merchant_called_right_on_both_sides_stays_so(
    context: Context, shop: ShopRow, other_shop: ShopRow, clock: Clock
) -> None:
    keep(context, shop, "returns", RETURNS)
    keep(context, shop, "faq", FAQ)
    compare_shop(context, shop.id)
    row = found(context, shop)[0]
    with write(context.engine) as session:
        assert not contradictions.settle(session, other_shop.id, row.id, "ann@example.com", clock())
        assert contradictions.settle(session, shop.id, row.id, "ann@example.com", clock())
        session.commit()
    keep(context, shop, "terms", PRICES)
    compare_shop(context, shop.id)
    assert found(context, shop) == []
    with write(context.engine) as session:
        assert contradictions.settled(session, shop.id)[0].settled_by == "ann@example.com"
        assert contradictions.reopen(session, shop.id, row.id)
        assert contradictions.count_contradictions(session, shop.id) == 1


def test_it_is_due_after_a_reading_and_after_the_settings_were_read(
    context: Context, shop: ShopRow, clock: Clock
) -> None:
    assert due(context) == []
    read_all(context, keep(context, shop, "returns", RETURNS))
    assert due(context) == [shop.id]
    compare_shop(context, shop.id)
    assert due(context) == []
    clock.advance(minutes=15)
    with write(context.engine) as session:
        row = shops.save_connection(session, shop.id, "woocommerce", b"sealed", clock())
        shops.visited(session, row.id, "synced_at", clock())
        session.commit()
    assert due(context) == [shop.id]


def test_it_is_due_when_texts_are_compared_otherwise(
    context: Context, shop: ShopRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all(context, keep(context, shop, "returns", RETURNS))
    compare_shop(context, shop.id)
    assert due(context) == []
    for module in (contradictions, compare):
        monkeypatch.setattr(module, "COMPARISON_VERSION", "of another day")
    assert due(context) == [shop.id]
    compare_shop(context, shop.id)
    assert due(context) == []


def test_a_text_that_is_gone_takes_what_it_contradicted_with_it(
    context: Context, shop: ShopRow, other_shop: ShopRow, clock: Clock
) -> None:
    kept = [keep(context, shop, "returns", RETURNS), keep(context, shop, "faq", FAQ)]
    read_all(context, *kept, keep(context, other_shop, "faq", FAQ))
    compare_shop(context, shop.id)
    compare_shop(context, other_shop.id)
    assert (len(found(context, shop)), due(context)) == (1, [])
    with write(context.engine) as session:
        assert catalogue.keep_only_policies(session, shop.id, ["returns"], clock()) == 1
        session.commit()
    assert due(context) == [shop.id], "though nothing was read anew"
    compare_shop(context, shop.id)
    assert (found(context, shop), due(context)) == ([], [])


def test_reading_rings_for_the_comparison_once(context: Context, shop: ShopRow) -> None:
    first = keep(context, shop, "returns", RETURNS)
    keep(context, shop, "faq", FAQ)
    audit_waiting(context, first)
    bells = [tuple(job.args) for job in open_queue(context.redis, queue_of("compare")).jobs]
    assert bells == [("compare", shop.id)]


def test_a_page_nobody_can_read_yet_counts_for_nothing(context: Context, shop: ShopRow) -> None:
    keep(context, shop, "returns", RETURNS)
    with write(context.engine) as session:
        hidden = Policy("faq", PolicyKind.FAQ, "FAQ", FAQ, "en", published=False)
        catalogue.save_policy(session, shop.id, hidden, context.clock())
        session.commit()
    compare_shop(context, shop.id)
    assert found(context, shop) == []
