"""Fills a shop with years of trade: 50,000 products, 100,000 orders and all that is known of them.

Each table is filled by one statement, which the database carries out by itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    case,
    cast,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlmodel import Session, col

from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import PRODUCT_CODES
from integration.store.audits import said_in
from integration.store.tables import (
    ActivityRow,
    AuditRow,
    DecisionRow,
    DocumentRow,
    DocumentVersionRow,
    EstimateRow,
    FindingRow,
    FulfillmentRow,
    InboxRow,
    OrderLineRow,
    OrderRow,
    OutboxRow,
    ProductRow,
    PromiseRow,
    TrackingEventRow,
)
from integration.store.tables.columns import UtcTime

PRODUCTS, ORDERS, DELIVERIES, MESSAGES, ACTS = 50_000, 100_000, 100_000, 3_000, 20_000
UNSENT, UNDERWAY = 500, 2_500
"""The newest orders: not sent yet, then under way. All others have arrived."""

DAYS = 450
AHEAD = 10
WORDS = "100% linen, woven in Guimarães, stonewashed. 240 × 260 cm. Machine wash at 40°C. " * 3
RAW = {"note": "as the store's own interface gives it " * 15}


def fill(session: Session, shop_id: int, now: datetime) -> None:
    """Adds to the shop, in the caller's transaction."""
    _fill_calendar(session, now)
    _products(session, shop_id, now)
    _readings(session, shop_id, now)
    _orders(session, shop_id, now)
    _parcels(session, shop_id, now)
    _outlooks(session, shop_id, now)
    _messages(session, shop_id, now)
    _deliveries(session, shop_id, now)


def _add(session: Session, table: Any, rows: Select[Any], **same: Any) -> None:
    """Rows of `table`: what the columns of `rows` are called, they go to; `same` is the same in each."""
    columns = table.__table__.c
    constants = [literal(value, columns[name].type).label(name) for name, value in same.items()]
    chosen = rows.add_columns(*constants)
    session.execute(insert(table).from_select([column.name for column in chosen.selected_columns], chosen))


def _numbers(count: int) -> ColumnElement[int]:
    """The numbers from 0, as a column."""
    start = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = start.union_all(select(start.c.n + 1).where(start.c.n < count - 1))
    return numbers.c.n


def _list(name: str, values: Sequence[Any], kind: Any) -> CTE:
    """`values` as a table: `at` is where each stands, from 0."""
    rows = (select(literal(at).label("at"), literal(value, kind).label("value")) for at, value in enumerate(values))
    return union_all(*rows).cte(name)


CALENDAR = Table(
    "calendar", MetaData(), Column("at", Integer, primary_key=True), Column("value", UtcTime), prefixes=["TEMPORARY"]
)
"""`value` is the moment `at` days ago, AHEAD days to come with it."""


def _fill_calendar(session: Session, now: datetime) -> None:
    CALENDAR.create(session.connection())
    days = [{"at": day, "value": now - timedelta(days=day)} for day in range(-AHEAD, DAYS)]
    session.execute(insert(CALENDAR), days)


def _named(prefix: str, number: Any) -> ColumnElement[str]:
    return literal(prefix) + cast(number, String)


def _products(session: Session, shop_id: int, now: datetime) -> None:
    n = _numbers(PRODUCTS)
    product = select(_named("p", n).label("vendor_id"), _named("Linen sheet no. ", n).label("title"))
    _add(session, ProductRow, product, shop_id=shop_id, offers=[{"sku": "S"}] * 3)
    text = product.add_columns(_named("hash ", n).label("content_hash"))
    _add(session, DocumentRow, text, shop_id=shop_id, kind="product", language="en", updated_at=now)


def _readings(session: Session, shop_id: int, now: datetime) -> None:
    """Of each product's text one version, one reading, and a finding for each detail."""
    document_id = col(DocumentRow.id).label("document_id")
    text = select(document_id, col(DocumentRow.content_hash)).where(
        col(DocumentRow.shop_id) == shop_id, col(DocumentRow.content_hash).startswith("hash ")
    )
    _add(session, DocumentVersionRow, text, shop_id=shop_id, version=1, html=WORDS, read_at=now)
    read = text.add_columns(CALENDAR.c.value.label("read_at")).join(
        CALENDAR, CALENDAR.c.at == col(DocumentRow.id) % DAYS
    )
    rest = {"version": 1, "rules_version": RULES_VERSION, "language": "en", "text": WORDS}
    _add(session, AuditRow, read, shop_id=shop_id, **rest)
    newest = select(col(AuditRow.id)).where(col(AuditRow.document_id) == col(DocumentRow.id)).scalar_subquery()
    fresh = (col(DocumentRow.shop_id) == shop_id, col(DocumentRow.content_hash).startswith("hash "))
    session.execute(update(DocumentRow).where(*fresh).values(audit_id=newest, read_under=RULES_VERSION))
    codes = _list("codes", PRODUCT_CODES, String)
    turn = (col(AuditRow.id) + codes.c.at) % 5
    found = (
        select(col(AuditRow.id).label("audit_id"), col(AuditRow.document_id), codes.c.value.label("code"))
        .add_columns(case((turn < 3, "present"), (turn == 3, "vague"), else_="missing").label("state"))
        .add_columns(case((col(AuditRow.id) % 50 == 0, "fixed"), else_="same").label("change"))
        .join_from(AuditRow, codes, literal(True))
        .where(col(AuditRow.shop_id) == shop_id, col(AuditRow.content_hash).startswith("hash "))
    )
    _add(session, FindingRow, found, shop_id=shop_id, quote=WORDS[:80], facts=[{"value": "240", "unit": "cm"}])
    session.execute(update(DocumentRow).where(*fresh).values(said=said_in(col(DocumentRow.audit_id))))


def _orders(session: Session, shop_id: int, now: datetime) -> None:
    n = _numbers(ORDERS)
    name = _named("Camille Roussel ", n % 5_000).label("customer_name")
    email = (_named("camille.", n % 5_000) + "@customer.example").label("customer_email")
    placed = CALENDAR.c.value.label("placed_at")
    order = (
        select(_named("o", n).label("vendor_id"), _named("B", n).label("number"), name, email, placed)
        .add_columns(case((n % 40 == 7, "cancelled"), (n < ORDERS - UNSENT, "fulfilled"), else_="paid").label("status"))
        .join(CALENDAR, CALENDAR.c.at == (ORDERS - 1 - n) * DAYS // ORDERS)
    )
    rest = {"total": Decimal("212.00"), "currency": "EUR", "customer_language": "fr", "country": "FR", "raw": RAW}
    _add(session, OrderRow, order, shop_id=shop_id, imported=True, shipping_method="Standard", **rest)
    line = (
        _of_orders(shop_id)
        .add_columns(_named("p", col(OrderRow.id) * 7 % PRODUCTS).label("product_id"))
        .add_columns(_named("Linen sheet no. ", col(OrderRow.id) * 7 % PRODUCTS).label("title"))
    )
    _add(session, OrderLineRow, line, shop_id=shop_id, vendor_id="1", quantity=1, total=Decimal("212.00"))


def _of_orders(shop_id: int) -> "Select[int]":
    return select(col(OrderRow.id).label("order_id")).where(
        col(OrderRow.shop_id) == shop_id, col(OrderRow.vendor_id).startswith("o")
    )


def _last_order(session: Session, shop_id: int) -> int:
    return session.scalars(_of_orders(shop_id).order_by(col(OrderRow.id).desc()).limit(1)).one()


def _age(last: int) -> ColumnElement[int]:
    """How many days ago an order was placed."""
    return (last - col(OrderRow.id)) * DAYS // ORDERS


def _parcels(session: Session, shop_id: int, now: datetime) -> None:
    last = _last_order(session, shop_id)
    number = _named("RR", col(OrderRow.id)).label("tracking_number")
    carrier = case((col(OrderRow.id) % 3 == 0, "CTT"), else_="DHL").label("carrier")
    gone = _of_orders(shop_id).add_columns(number, carrier).where(col(OrderRow.id) <= last - UNSENT)
    rest = {"shop_id": shop_id, "vendor_id": "1", "raw": RAW}
    open_from = last - UNSENT - UNDERWAY
    arrived = CALENDAR.c.value.label("delivered_at"), CALENDAR.c.value.label("shipped_at")
    here = gone.where(col(OrderRow.id) <= open_from).join(CALENDAR, CALENDAR.c.at == _age(last) - 6)
    here = here.add_columns(*arrived)
    _add(session, FulfillmentRow, here, status="delivered", **rest)
    still = gone.where(col(OrderRow.id) > open_from)
    _add(session, FulfillmentRow, still, status="in_transit", shipped_at=now - timedelta(days=1), **rest)
    scan = (
        select(col(FulfillmentRow.id).label("fulfillment_id"), _named("", CALENDAR.c.at).label("event_key"))
        .add_columns(CALENDAR.c.value.label("at"))
        .join(CALENDAR, CALENDAR.c.at.in_((5, 6)))
        .where(col(FulfillmentRow.shop_id) == shop_id, col(FulfillmentRow.tracking_number).startswith("RR"))
    )
    _add(session, TrackingEventRow, scan, shop_id=shop_id, status="in_transit", place="Porto", received_at=now)


def _outlooks(session: Session, shop_id: int, now: datetime) -> None:
    """What was promised, what is expected (one in ten late, one in eight was), and what was decided."""
    order, last = _of_orders(shop_id), _last_order(session, shop_id)
    hasty = col(OrderRow.id) % 8 == 0
    for days, which in ((5, hasty), (8, ~hasty)):
        promised = order.where(which).join(CALENDAR, CALENDAR.c.at == _age(last) - days)
        promised = promised.add_columns(CALENDAR.c.value.label("promised_by"))
        _add(session, PromiseRow, promised, shop_id=shop_id, basis="settings", made_at=now, shown=RAW)
    chance = case((col(OrderRow.id) % 10 == 0, 0.8), else_=0.1).label("probability_late")
    span = {"earliest": now, "expected": now + timedelta(days=2), "latest": now + timedelta(days=6)}
    _add(session, EstimateRow, order.add_columns(chance), shop_id=shop_id, basis="transit", made_at=now, **span)
    decided = order.add_columns(CALENDAR.c.value.label("at")).join(CALENDAR, CALENDAR.c.at == col(OrderRow.id) % DAYS)
    weighed = {"probability_late": 0.1, "threshold": 0.35, "days_to_promise": 3}
    held = {"decision": "hold", "reason": "likely_on_time", "weighed": weighed}
    _add(session, DecisionRow, decided, shop_id=shop_id, **held)


def _messages(session: Session, shop_id: int, now: datetime) -> None:
    turn = col(OrderRow.id) % 100
    state = case((turn == 0, "proposed"), (turn == 1, "held"), else_="sent").label("state")
    key = _named(f"{shop_id}:", col(OrderRow.id)).label("unique_key")
    letter = _of_orders(shop_id).add_columns(state, key).order_by(col(OrderRow.id).desc()).limit(MESSAGES)
    to = {"to_address": "camille@customer.example", "language": "fr", "subject": "Votre commande"}
    when = {"next_at": now, "created_at": now, "sent_at": now - timedelta(days=1)}
    body = {"kind": "delay_before_promise", "text": WORDS * 4, "html": WORDS * 20}
    _add(session, OutboxRow, letter, shop_id=shop_id, **to, **when, **body)


def _deliveries(session: Session, shop_id: int, now: datetime) -> None:
    n = _numbers(DELIVERIES)
    state = case((n % 5_000 == 0, "failed"), else_="done").label("state")
    came = select(_named("d", n).label("delivery_id"), CALENDAR.c.value.label("received_at"), state).join(
        CALENDAR, CALENDAR.c.at == (DELIVERIES - 1 - n) * 30 // DELIVERIES
    )
    rest = {"connector": "console", "topic": "order.updated", "body": WORDS.encode(), "next_at": now, "outcome": "ok"}
    _add(session, InboxRow, came, shop_id=shop_id, headers={"x": "y"}, **rest)
    act = {"actor": "owner@wren.example", "act": "changed a setting", "subject": "promise", "detail": {"days": 2}}
    done = select(CALENDAR.c.value.label("at")).join_from(
        CALENDAR, numbers := _numbers(ACTS // DAYS).table, literal(True)
    )
    _add(session, ActivityRow, done.where(numbers.c.n >= 0, CALENDAR.c.at >= 0), shop_id=shop_id, **act)
