"""How a text and a shop changed over time, and how far a new reading has come."""

from datetime import timedelta

from integration.domain.audit import RULES_VERSION
from integration.domain.commerce import Policy, PolicyKind
from integration.domain.expected import expected
from integration.store import catalogue, history
from integration.store.session import read, write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from tests.clock import Clock

EXPECTED = expected("policy", "refund")
GAP = "<h1>Returns</h1><p>You may return anything within 30 days of delivery.</p>"
FULL = GAP + "<p>We refund you within 6 days of receiving your return.</p>"


def keep(context: Context, shop: ShopRow, html: str, name: str = "7") -> int:
    with write(context.engine) as session:
        policy = Policy(name, PolicyKind.REFUND, "Returns", html, "en")
        row = catalogue.save_policy(session, shop.id or 0, policy, context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    return document_id


def test_each_reading_says_what_it_found_new_fixed_and_still_open(
    context: Context, shop: ShopRow, clock: Clock
) -> None:
    for html in (GAP, FULL, GAP + "<p>x</p>"):
        document_id = keep(context, shop, html)
        clock.advance(days=1)
    with read(context.engine) as session:
        third, second, first = history.readings(session, shop.id or 0, document_id)
        lately = history.changed_lately(session, shop.id or 0, clock() - timedelta(days=2))
        long_ago = history.changed_lately(session, shop.id or 0, clock() + timedelta(days=1))
    assert (first.changed("new"), first.changed("fixed")) == ([], [])
    assert (second.changed("new"), second.changed("fixed")) == ([], ["return.refund_time"])
    assert (third.changed("new"), third.changed("fixed")) == (["return.refund_time"], [])
    assert {"return.damaged", "return.refund_time"} <= set(first.still(EXPECTED))
    assert "return.damaged" in third.still(EXPECTED)
    assert "return.refund_time" not in third.still(EXPECTED)
    assert [(document.id, row.code, row.change) for document, row in lately] == [
        (document_id, "return.refund_time", "new")
    ]
    assert long_ago == []


def test_how_far_a_reading_under_new_rules_has_come(context: Context, shop: ShopRow, other_shop: ShopRow) -> None:
    keep(context, shop, GAP)
    keep(context, shop, FULL, "8")
    keep(context, other_shop, FULL)
    with read(context.engine) as session:
        assert history.progress(session, shop.id or 0, RULES_VERSION) == (2, 2)
        assert history.progress(session, shop.id or 0, "the next") == (0, 2)
