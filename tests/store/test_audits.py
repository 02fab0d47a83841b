"""Readings are kept once a text, and compared with the one before."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import POLICY_CODES, Fact, Finding, Reading, State
from integration.domain.commerce import Policy, PolicyKind
from integration.store import audits, catalogue
from integration.store.session import read, write
from integration.store.tables import DocumentRow, ShopRow
from tests.clock import Clock

RETURNS = Policy("7", PolicyKind.REFUND, "Returns", "<p>one</p>", "en")


def page(engine: Engine, shop: ShopRow, clock: Clock, policy: Policy = RETURNS) -> DocumentRow:
    with write(engine) as session:
        row = catalogue.save_policy(session, shop.id, policy, clock.advance(minutes=1))
        session.commit()
        session.refresh(row)
        session.expunge_all()
        return row


def reading(language: str = "en", **states: State) -> Reading:
    """`return_window="present"`: every other code is missing."""
    stated = {name.replace("_", ".", 1): state for name, state in states.items()}
    return Reading("policy", language, {code: Finding(code, stated.get(code, "missing")) for code in POLICY_CODES})


def keep(engine: Engine, shop: ShopRow, clock: Clock, document: DocumentRow, read: Reading, rules: str = "1") -> int:
    with write(engine) as session:
        row = audits.save_reading(session, shop.id, document, read, "text", clock.advance(minutes=1), rules)
        session.commit()
        return row.id


def changes(engine: Engine, shop: ShopRow) -> dict[str, str]:
    with read(engine) as session:
        return {row.code: row.change for row in audits.findings(session, shop.id) if row.change not in ("", "same")}


def test_a_finding_keeps_its_quote_place_and_facts(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    document = page(engine, shop, clock)
    fact = Fact(counted_from="delivery", unit="day", places=("EU",))
    finding = Finding("return.window", "present", "30 days", 4, 11, (fact,), "returns.window", ("30 days",))
    keep(engine, shop, clock, document, Reading("policy", "en", {"return.window": finding}))
    with read(engine) as session:
        row = audits.findings(session, shop.id, state="present")[0]
        assert (row.quote, row.text_start, row.text_end, row.words) == ("30 days", 4, 11, ["30 days"])
        assert row.facts[0]["unit"] == "day"
        assert row.facts[0]["places"] == ["EU"]
        assert row.change == ""


def said(engine: Engine, shop: ShopRow, document: DocumentRow) -> set[str]:
    with read(engine) as session:
        row = session.get_one(DocumentRow, document.id)
        return set(row.said.split())


def test_a_text_knows_what_it_says_as_it_stands(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    document = page(engine, shop, clock)
    assert said(engine, shop, document) == set()
    keep(engine, shop, clock, document, reading(return_window="present", return_condition="vague"))
    assert said(engine, shop, document) == {"return.window"}
    keep(engine, shop, clock, document, reading(return_window="present", fee_restocking="present"), rules="2")
    assert said(engine, shop, document) == {"return.window", "fee.restocking"}
    edited = page(engine, shop, clock, replace(RETURNS, html="<p>two</p>"))
    assert said(engine, shop, edited) == set(), "nobody read the new text yet"
    page(engine, shop, clock)
    with write(engine) as session:
        assert audits.read_before(session, shop.id, session.get_one(DocumentRow, document.id), clock(), "2")
        session.commit()
    assert said(engine, shop, document) == {"return.window", "fee.restocking"}


def test_the_same_text_under_the_same_rules_is_kept_once(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    document = page(engine, shop, clock)
    first = keep(engine, shop, clock, document, reading(return_window="present"))
    assert keep(engine, shop, clock, document, reading()) == first
    with read(engine) as session:
        assert len(audits.findings(session, shop.id)) == len(POLICY_CODES)
        assert audits.latest(session, shop.id, document.id).id == first
        assert audits.unread(session, "1", 10) == []
        assert audits.unread(session, "2", 10) == [document.id]


def test_what_changed_is_said_against_the_reading_before(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    before = reading(return_window="present", fee_duties="vague", contact_hours="placeholder")
    keep(engine, shop, clock, page(engine, shop, clock), before)
    edited = page(engine, shop, clock, replace(RETURNS, html="<p>two</p>"))
    keep(engine, shop, clock, edited, reading(fee_duties="present", contact_hours="vague"))
    assert changes(engine, shop) == {"return.window": "new", "fee.duties": "fixed"}


def test_an_edit_undone_is_not_read_again_but_compared(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    first = page(engine, shop, clock)
    keep(engine, shop, clock, first, reading(return_window="present"), RULES_VERSION)
    with write(engine) as session:
        assert audits.read_before(session, shop.id, first, clock())
    edited = page(engine, shop, clock, replace(RETURNS, html="<p>two</p>"))
    with read(engine) as session:
        assert not audits.read_before(session, shop.id, edited, clock())
        assert audits.latest(session, shop.id, edited.id) is None
    keep(engine, shop, clock, edited, reading(fee_duties="present"), RULES_VERSION)
    restored = page(engine, shop, clock)
    with write(engine) as session:
        assert audits.read_before(session, shop.id, restored, clock.advance(minutes=1))
        session.commit()
    assert changes(engine, shop) == {"return.window": "fixed", "fee.duties": "new"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("present", "missing", "new"),
        ("missing", "present", "fixed"),
        ("placeholder", "present", "fixed"),
        ("missing", "vague", "same"),
        ("present", "present", "same"),
        (None, "missing", "new"),
        (None, "present", "same"),
    ],
)
def test_a_change_is_a_gap_that_opened_or_closed(before: str | None, after: str, said: str) -> None:
    assert audits.change(before, after) == said


def test_another_shop_and_a_deleted_text_are_not_counted(
    engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock
) -> None:
    document = page(engine, shop, clock)
    keep(engine, shop, clock, document, reading(return_window="present"))
    with read(engine) as session:
        assert audits.findings(session, other_shop.id) == []
        assert audits.latest(session, other_shop.id, document.id) is None
    with write(engine) as session:
        session.get(DocumentRow, document.id).deleted_at = clock()
        session.commit()
    with read(engine) as session:
        assert audits.findings(session, shop.id) == []
        assert audits.unread(session, "2", 10) == []
