"""The demo shop's first minute and the days after it, by the same rows, queue and worker as anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from connectors.console.mailbox import Mail
from integration.store import audits, notices, orders, outbox, shops
from integration.store.incidents import open_incidents
from integration.store.session import read
from integration.store.tables import AuditRow, DecisionRow, FindingRow, OrderRow, ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from jobs.delays import decide_order
from jobs.demo import mail, mails
from jobs.queue import THREADED
from jobs.reconcile import reconcile, sweep
from jobs.seed import seed
from jobs.tracking import track_connection
from jobs.worker import work
from tests.clock import Clock

START = Clock().now
QUIET = {"2335": "digital", "2319": "cancelled", "2336": "on_hold", "2322": "delivered"}

SAID = (
    ("en", "product.material", "placeholder", "[material]"),
    ("en", "product.price", "vague", "Price on request"),
    ("fr", "fee.return_shipping", "present", "9,50"),
    ("fr", "return.window", "present", "quatorze jours"),
    ("pt", "return.window", "placeholder", "[14 dias]"),
    ("pt", "product.features", "vague", "alta qualidade"),
    ("pt", "fee.duties", "present", "direitos aduaneiros"),
    ("zh", "fee.duties", "vague", "可能会产生关税"),
    ("zh", "return.window", "present", "30天"),
)


@pytest.fixture
def demo(context: Context, tmp_path: Path) -> Context:
    return replace(context, data_dir=tmp_path)


def turn(demo: Context, clock: Clock, **later: float) -> None:
    """What the scheduler and a worker do at one moment."""
    clock.advance(**later)
    for _ in range(2):
        reconcile(demo)
        sweep(demo)
        work(lambda: demo, threads=1, queues=THREADED, burst=True)


def decided(demo: Context, shop: ShopRow, number: str) -> list[tuple[str, str]]:
    """The decisions about an order, oldest first."""
    with read(demo.engine) as session:
        order = orders.order_by_vendor_id(session, shop.id, number)
        return [(row.decision, row.reason) for row in reversed(notices.decisions(session, shop.id, order.id))]


def quotes(demo: Context, shop: ShopRow) -> Mapping[str, Sequence[FindingRow]]:
    """Findings that quote the shop, by the language of the text."""
    found: dict[str, list[FindingRow]] = {}
    with read(demo.engine) as session:
        for row in audits.findings(session, shop.id, limit=5000):
            audit = session.get(AuditRow, row.audit_id)
            if row.quote:
                assert audit.text[row.text_start : row.text_end] == row.quote
                found.setdefault(audit.language, []).append(row)
    return found


def test_the_first_minute(demo: Context, clock: Clock) -> None:
    shop = seed(demo)
    turn(demo, clock)
    assert decided(demo, shop, "2318") == [("hold", "too_early")]

    turn(demo, clock, seconds=13)
    assert decided(demo, shop, "2318")[-1] == ("send", "nearly_certain")
    with read(demo.engine) as session:
        [message] = outbox.messages(session, shop.id)
        because = session.get(DecisionRow, message.decision_id).weighed
    assert because["probability_late"] > because["threshold"]
    assert message.state == "waiting", "it can still be kept back"
    assert mails(demo) == []

    turn(demo, clock, seconds=20)
    turn(demo, clock, seconds=20)
    [letter] = mails(demo, shop.id)
    told_in_french(letter)
    assert letter.date - START < timedelta(minutes=1)
    assert mail(demo, letter.id) == letter

    for number, reason in QUIET.items():
        assert decided(demo, shop, number) == [("hold", reason)]
    assert decided(demo, shop, "2334")[-1] == ("hold", "delivered")


def test_the_letter_comes_by_night_too(demo: Context, clock: Clock) -> None:
    clock.advance(hours=(23 - clock().hour) % 24)
    seed(demo)
    for seconds in (0, 13, 20, 20):
        turn(demo, clock, seconds=seconds)
    assert len(mails(demo)) == 1


def told_in_french(letter: Mail) -> None:
    assert letter.to == "camille@mail.example"
    assert letter.language == "fr"
    assert "2318" in letter.subject
    assert letter.text.startswith("Bonjour Camille")
    assert "jeudi 5 mars" in letter.text, "the promised day, as she would say it"
    assert "Inês" in letter.text
    assert letter.html


def test_nobody_hears_anything_else(demo: Context, clock: Clock) -> None:
    shop = seed(demo)
    for seconds in (0, 13, 20, 20):
        turn(demo, clock, seconds=seconds)
    letters = mails(demo)
    assert len(letters) == 1
    for _ in range(8):
        turn(demo, clock, hours=24)
    seed(demo)
    turn(demo, clock)
    assert mails(demo) == letters
    with read(demo.engine) as session:
        assert [message.state for message in outbox.messages(session, shop.id)] == ["sent"]
        open_orders = session.exec(select(OrderRow).where(col(OrderRow.imported).is_(False))).all()
        assert len(open_orders) == 29
    assert {decided(demo, shop, row.number)[-1] for row in open_orders if row.number not in QUIET} == {
        ("hold", "delivered")
    }


def test_what_the_texts_say_stands_with_its_quote_in_four_languages(demo: Context) -> None:
    shop = seed(demo)
    found = quotes(demo, shop)
    assert set(found) == {"en", "fr", "pt", "zh"}
    said = {(language, row.code, row.state): [] for language, rows in found.items() for row in rows}
    for language, rows in found.items():
        for row in rows:
            said[language, row.code, row.state].append(row.quote)
    for language, code, state, words in SAID:
        assert any(words in quote for quote in said.get((language, code, state), ())), (language, code, state, words)
    assert not {(code, state) for language, code, state in said if language == "en"} & {
        ("return.refund_time", "present"),
        ("fee.duties", "present"),
    }


@pytest.mark.parametrize("start", ["2026-03-04T01", "2026-03-06T15", "2026-03-07T09", "2026-03-08T22", "2026-12-24T10"])
def test_the_parcel_goes_late_whatever_the_day(
    sqlite_engine: Engine, vault: Vault, clock: Clock, tmp_path: Path, start: str
) -> None:
    clock.now = datetime.fromisoformat(start).replace(tzinfo=UTC)
    demo = Context(sqlite_engine, vault, None, clock, data_dir=tmp_path)
    shop = seed(demo)
    with read(demo.engine) as session:
        waiting = notices.due_orders(session, clock(), 100)
        if clock().month != 12:  # before Christmas the holidays are in what was foreseen
            assert len(open_incidents(session, shop.id)) == 1, (
                "one hub stands still, on whatever weekday it is looked at"
            )
        late = orders.order_by_vendor_id(session, shop.id, "2318").id
        connection = shops.connection(session, shop.id, "console").id
    for order_id in waiting:
        decide_order(demo, order_id)
    assert decided(demo, shop, "2318") == [("hold", "too_early")]
    clock.advance(seconds=13)
    track_connection(demo, connection)
    decide_order(demo, late)
    assert decided(demo, shop, "2318")[-1] == ("send", "nearly_certain")
    with read(demo.engine) as session:
        assert [message.order_id for message in outbox.messages(session, shop.id)].count(late) == 1
