"""`orders list`, `findings list`, `notices list`, for a reader and for a program."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session

from integration.cli import main
from integration.domain.commerce import (
    Customer,
    Fulfillment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Refund,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.store import orders
from integration.store.session import open_engine, write
from integration.store.shops import create_shop
from integration.store.tables import AuditRow, ContradictionRow, DecisionRow, DocumentRow, FindingRow, OutboxRow

NOW = datetime(2026, 10, 7, 12, tzinfo=UTC)
EUR = "EUR"


def order(number: str) -> Order:
    scan = TrackingEvent(NOW, TrackingStatus.IN_TRANSIT, "Sorted", "Porto")
    return Order(
        id=number,
        number=f"L-{number}",
        status=OrderStatus.PAID,
        placed_at=NOW - timedelta(days=2),
        total=Money(Decimal("64.90"), EUR),
        lines=(OrderLine("1", "501", "Lantern", 2, Money(Decimal("60.00"), EUR)),),
        customer=Customer(name="Inês [red]Duarte[/red]\x1b[2J", email="ines@lantern.example", language="pt"),
        paid_at=NOW - timedelta(days=2),
        fulfillments=(Fulfillment("f:1", number, (Tracking(f"N{number}", "ctt"),), events=(scan,)),),
        refunds=(Refund("9", number, Money(Decimal("5.00"), EUR), "broken"),),
    )


def fill(session: Session) -> None:
    shop = create_shop(session, "lantern", NOW, country="PT")
    create_shop(session, "empty", NOW)
    shop_id = shop.id or 0
    first, second = orders.save_orders(session, shop_id, [order("1001"), order("1002")], NOW)
    text = DocumentRow(
        shop_id=shop_id,
        kind="policy",
        vendor_id="9",
        title="Devoluções",
        content_hash="h",
        updated_at=NOW,
        language="pt",
    )
    session.add(text)
    session.flush()
    audit = AuditRow(
        shop_id=shop_id,
        document_id=text.id or 0,
        version=1,
        content_hash="h",
        rules_version="1",
        language="pt",
        read_at=NOW,
    )
    session.add(audit)
    session.flush()
    text.audit_id = audit.id
    send = DecisionRow(shop_id=shop_id, order_id=first.id or 0, at=NOW, decision="send", kind="delay", reason="late")
    hold = DecisionRow(shop_id=shop_id, order_id=second.id or 0, at=NOW, decision="hold", reason="on_time")
    session.add_all([send, hold])
    session.flush()
    session.add_all([
        FindingRow(
            shop_id=shop_id, audit_id=audit.id or 0, document_id=text.id or 0, code="return.window", state="vague",
            quote="em breve", facts=[{"unit": "day"}],
        ),
        OutboxRow(
            shop_id=shop_id, order_id=first.id or 0, decision_id=send.id, unique_key="k", kind="delay",
            to_address="ines@lantern.example", language="pt", subject="A sua encomenda", text="Atrasada", next_at=NOW,
            created_at=NOW,
        ),
        ContradictionRow(
            shop_id=shop_id, key="k", code="price.tax", topic="price.tax", rule="tax included and not included",
            found_at=NOW, sides=[
                {"document_id": text.id, "quote": "Preços sem IVA.", "start": 0, "says": "excluded"},
                {"setting": "prices_include_tax", "says": "included"},
            ],
        ),
    ])  # fmt: skip
    session.commit()


@pytest.fixture(scope="module")
def folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "forthright.db").write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{folder}/forthright.db")
    with write(engine) as session:
        fill(session)
    engine.dispose()
    return folder


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner(env={"FORTHRIGHT_DATA_DIR": str(folder), "COLUMNS": "160"}).invoke(main, arguments)


def told(folder: Path, what: str, *more: str) -> list[dict[str, Any]]:
    done = run(folder, what, "list", "--shop", "lantern", "--json", *more)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.output)
    return found


def test_orders_for_a_program(folder: Path) -> None:
    newest, oldest = told(folder, "orders")
    assert (newest["vendor_id"], oldest["number"]) == ("1002", "L-1001")
    assert (oldest["status"], oldest["total"], oldest["placed_at"]) == ("paid", "64.90", "2026-10-05T12:00:00+00:00")
    assert oldest["lines"] == [
        {"vendor_id": "1", "product_id": "501", "sku": "", "title": "Lantern", "quantity": 2, "total": "60.00",
         "requires_shipping": True}
    ]  # fmt: skip
    assert oldest["refunds"][0]["amount"] == "5.00"
    assert oldest["promise"]["promised_by"] > oldest["placed_at"]
    [parcel] = oldest["fulfillments"]
    assert (parcel["tracking_number"], parcel["carrier"], parcel["status"]) == ("N1001", "ctt", "in_transit")
    assert parcel["events"] == [
        {"at": "2026-10-07T12:00:00+00:00", "status": "in_transit", "description": "Sorted", "place": "Porto"}
    ]


def test_a_limit(folder: Path) -> None:
    assert [row["vendor_id"] for row in told(folder, "orders", "--limit", "1")] == ["1002"]


def test_findings_for_a_program(folder: Path) -> None:
    assert told(folder, "findings") == [
        {"document": "Devoluções", "document_id": "9", "kind": "policy", "language": "pt", "code": "return.window",
         "state": "vague", "change": "", "quote": "em breve", "rule": "", "facts": [{"unit": "day"}],
         "set_aside": None}
    ]  # fmt: skip


def test_contradictions_for_a_program_and_a_reader(folder: Path) -> None:
    assert told(folder, "contradictions") == [
        {"id": 1, "code": "price.tax", "rule": "tax included and not included", "found_at": NOW.isoformat(), "sides": [
            {"document": "Devoluções", "document_id": "9", "text_id": 1, "kind": "policy", "language": "pt",
             "quote": "Preços sem IVA.", "says": "excluded"},
            {"settings": "prices_include_tax", "says": "included"},
        ]}
    ]  # fmt: skip
    shown = " ".join(run(folder, "contradictions", "list", "--shop", "lantern").output.split())
    assert "Preços sem IVA." in shown
    assert "price.tax" in shown


def test_a_contradiction_is_called_right_and_taken_up_again(folder: Path) -> None:
    words = ("--shop", "lantern")
    assert run(folder, "contradictions", "settle", "1", "--reason", "Firms see it.", *words).exit_code == 0
    assert told(folder, "contradictions") == []
    [row] = json.loads(run(folder, "contradictions", "settled", "--json", *words).output)
    assert (row["settled_reason"], row["settled_by"]) == ("Firms see it.", "the command line")
    assert "no open contradiction 1" in run(folder, "contradictions", "settle", "1", "--reason", "X", *words).output
    assert run(folder, "contradictions", "reopen", "1", *words).exit_code == 0
    assert run(folder, "contradictions", "reopen", "1", *words).exit_code == 2
    assert [row["id"] for row in told(folder, "contradictions")] == [1]


def test_what_is_asked_for_a_program(folder: Path) -> None:
    rows = told(folder, "asked")
    window = next(row for row in rows if row["rule"] == "PT-10")
    assert (window["code"], window["state"], window["severity"]) == ("return.window", "vague", "must")
    assert (window["citation"], window["since"], window["evidence"]) == ("DL 24/2014 art. 10", "2014-06-13", "primary")
    assert (window["countries"], window["rests_on"]) == (["PT"], ["EU-CRD-9-period", "EU-CRD-9-start"])
    book = next(row for row in rows if row["rule"] == "PT-ral")
    assert (book["severity"], book["evidence"]) == ("check", "memory")
    assert next(row for row in rows if row["rule"] == "STRIPE-privacy")["only_if"] == "stripe_payments"
    language = next(row for row in rows if row["rule"] == "EU-GPSR-19-d" and row["state"] == "unread")
    assert language["code"] == "legal.language", "no text tells that it is in the buyer's language"
    assert "DL 24/2014" in run(folder, "asked", "list", "--shop", "lantern").output


def test_notices_for_a_program_say_also_why_there_is_none(folder: Path) -> None:
    said, silent = told(folder, "notices")
    assert (said["order"], said["decision"], said["reason"], said["state"]) == ("L-1001", "send", "late", "proposed")
    assert (said["to_address"], said["subject"]) == ("ines@lantern.example", "A sua encomenda")
    assert (silent["order"], silent["decision"], silent["reason"], silent["state"]) == (
        "L-1002",
        "hold",
        "on_time",
        None,
    )
    assert set(said) == set(silent)


def test_tables_for_a_reader_show_what_a_shop_wrote_as_it_is(folder: Path) -> None:
    shown = run(folder, "orders", "list", "--shop", "lantern").output
    assert "L-1001" in shown
    assert "2026-10-05 12:00" in shown, "a time to the minute"
    assert "64.90 EUR" in shown
    assert "[red]" in shown, "a customer's name is no markup"
    assert "\x1b[2J" not in shown, "and no order to the terminal"
    assert "em breve" in run(folder, "findings", "list", "--shop", "lantern").output
    assert "on_time" in run(folder, "notices", "list", "--shop", "lantern").output


def test_nothing_is_cut_off_in_a_narrow_terminal(folder: Path) -> None:
    for what in ("orders", "findings", "notices"):
        narrow = CliRunner(env={"FORTHRIGHT_DATA_DIR": str(folder), "COLUMNS": "60"})
        assert "\N{HORIZONTAL ELLIPSIS}" not in narrow.invoke(main, [what, "list", "--shop", "lantern"]).output


@pytest.mark.parametrize("what", ["orders", "findings", "contradictions", "notices"])
def test_a_shop_with_nothing_and_a_shop_that_is_none(folder: Path, what: str) -> None:
    assert run(folder, what, "list", "--shop", "empty").output == "nothing yet\n"
    assert json.loads(run(folder, what, "list", "--shop", "empty", "--json").output) == []
    unknown = run(folder, what, "list", "--shop", "lanterne")
    assert unknown.exit_code == 2
    assert "no shop is called 'lanterne'; there are: empty, lantern" in unknown.output


def test_a_database_that_was_never_made(tmp_path: Path) -> None:
    done = run(tmp_path, "orders", "list", "--shop", "lantern")
    assert done.exit_code == 2
    assert "forthright migrate" in done.output
