"""A shop with something on every screen: pages in two languages, orders early and late, messages in every state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, select

from integration.domain.commerce import Policy, PolicyKind, Product
from integration.store import catalogue, people, unpublished
from integration.store.activity import log
from integration.store.session import write
from integration.store.shops import save_connection
from integration.store.tables import (
    DecisionRow,
    DocumentRow,
    EstimateRow,
    FulfillmentRow,
    InboxRow,
    IncidentOrderRow,
    IncidentRow,
    LegalLineRow,
    OrderLineRow,
    OrderRow,
    OutboxRow,
    PrivacyRequestRow,
    PromiseRow,
    PublicationRow,
    ShopRow,
    TrackingEventRow,
)
from jobs.audit import audit_document
from jobs.context import Context

RETURNS = """<h1>Returns &amp; refunds</h1>
<p>We hope you love your linen. If not, you can return it within 30 days of delivery.</p>
<p>Pieces must be unused, unwashed and in their original packaging. Return postage may be charged.</p>
<h2>Your money back</h2>
<ul><li>We refund the way you paid, to your original payment method.</li><li>There is no restocking fee.</li></ul>
<p>Careful: <script>alert("never")</script>1 &lt; 2 &amp; <b>bold</b>.</p>"""
SHIPPING = """<h1>Shipping</h1><p>We ship to the EU, the UK and the United States.</p>
<p>Standard shipping costs €4.90 and is free from €60. Orders leave within 2 business days.</p>
<p>Delivery takes 4 to 8 business days. You receive a tracking link by e-mail.</p>"""
VERSAND = """<h1>Versand</h1><p>Der Versand kostet 4,90 €. Die Lieferzeit beträgt 2 bis 3 Werktage.</p>"""
CONTACT = """<h1>Contact</h1><p>Write to hello@wren.example. Hours: [business hours].</p>"""
LETTER = """<!doctype html><html lang="fr"><body style="margin:0;font-family:Georgia,serif"><div style="padding:20px">
<p>Bonjour Camille,</p><p>votre colis était prévu pour le <b>jeudi 5 mars</b>. Il arrivera sans doute
<b>samedi 7 mars</b>, au plus tard mardi 10 mars.</p><p>Vous n’avez rien à faire.</p><p>L’équipe Wren &amp; Sons</p>
</div></body></html>"""
NAMES = ("Camille Roussel", "Thibault Lefebvre-Desrosiers", "陈雨桐", "Jonas Oberhuber", "Amelia Hart")


@dataclass(frozen=True, slots=True)
class FullShop:
    """Ids of one of each thing."""

    page: int
    product: int
    late_order: int
    arrived_order: int
    proposed: int
    held: int
    unresolved: int
    failed_delivery: int
    publication: int
    incident: int

    @staticmethod
    def parcels_of(session: Session, order_id: int) -> Sequence[FulfillmentRow]:
        return session.exec(select(FulfillmentRow).where(FulfillmentRow.order_id == order_id)).all()


def furnish(context: Context, shop: ShopRow) -> FullShop:
    now, shop_id = context.clock(), shop.id or 0
    with write(context.engine) as session:
        documents = _documents(session, shop_id, now)
        config = {"started_at": now.isoformat(), "mail_dir": str(context.data_dir / "mail")}
        save_connection(session, shop_id, "console", context.vault.seal({}), now - timedelta(days=30), config=config)
        late = _late_order(session, shop_id, now)
        arrived = _arrived_order(session, shop_id, now)
        _other_orders(session, shop_id, now)
        messages = {state: _message(session, shop_id, late, state, number, now) for number, state in enumerate(STATES)}
        failed = _deliveries(session, shop_id, now)
        published = _publication(session, shop_id, documents[0], now)
        words = {"return.refund_time": "You have your money within 14 days."}
        unpublished.save_words(session, shop_id, documents[0], "owner@wren.example", 1, words, (), now)
        log(session, shop_id, now, "owner@wren.example", "changed a setting", "promise", handling_days=2)
        incident = _incident(session, shop_id, late, now)
        session.commit()
    for document_id in documents:
        audit_document(context, document_id)
    return FullShop(
        documents[0],
        documents[-1],
        late,
        arrived,
        messages["proposed"],
        messages["held"],
        messages["unresolved"],
        failed,
        published,
        incident,
    )


def add_person(context: Context, email: str, *roles: tuple[ShopRow, str]) -> None:
    with write(context.engine) as session:
        row = people.add_person(session, email, context.clock())
        for shop, role in roles:
            people.add_member(session, row.id or 0, shop.id or 0, role)
        session.commit()


def _incident(session: Session, shop_id: int, order_id: int, now: datetime) -> int:
    row = IncidentRow(
        shop_id=shop_id, kind="hub", name="Irun", label="Irun", orders=9, foreseen=0.6, late=7.4, opened_at=now,
        looked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(IncidentOrderRow(shop_id=shop_id, incident_id=row.id, order_id=order_id, joined_at=now))
    return row.id or 0


def _documents(session: Session, shop_id: int, now: datetime) -> list[int]:
    pages = [
        Policy("1", PolicyKind.REFUND, "Returns & refunds", RETURNS, "en", url="https://wren.example/returns"),
        Policy("2", PolicyKind.SHIPPING, "Shipping", SHIPPING, "en"),
        Policy("3", PolicyKind.CONTACT, "Contact", CONTACT, "en"),
        Policy("4", PolicyKind.SHIPPING, "Versand", VERSAND, "de"),
    ]
    rows: list[DocumentRow] = [catalogue.save_policy(session, shop_id, page, now) for page in pages]
    sheet = Product("7", "Linen sheet", "<p>100% linen, 240 × 260 cm. Machine wash at 40°C.</p>", "en")
    rows.append(catalogue.save_product(session, shop_id, sheet, now))
    session.flush()
    return [row.id or 0 for row in rows]


def _publication(session: Session, shop_id: int, document_id: int, now: datetime) -> int:
    row = PublicationRow(
        shop_id=shop_id, document_id=document_id, codes=["return.refund_time"], state="published", before=RETURNS,
        after=f"{RETURNS}<p>You have your money within 14 days.</p>", by="owner@wren.example", created_at=now,
        published_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0


def add_order(session: Session, shop_id: int, number: str, name: str, placed_at: datetime, **fields: object) -> int:
    given = {
        "shop_id": shop_id, "vendor_id": number, "number": number, "status": "paid", "placed_at": placed_at,
        "paid_at": placed_at, "total": Decimal("212.00"), "currency": "EUR", "customer_name": name,
        "customer_email": f"{number}@customer.example", "customer_language": "fr", "country": "FR",
        "shipping_method": "Standard",
    }  # fmt: skip
    row = OrderRow(**{**given, **fields})
    session.add(row)
    session.flush()
    line = OrderLineRow(
        shop_id=shop_id,
        order_id=row.id,
        vendor_id="1",
        product_id="7",
        title="Duvet cover Maré",
        quantity=2,
        total=Decimal("212.00"),
    )
    session.add(line)
    return row.id or 0


def _promise(session: Session, shop_id: int, order_id: int, by: datetime, now: datetime) -> None:
    session.add(PromiseRow(shop_id=shop_id, order_id=order_id, promised_by=by, basis="settings", made_at=now))


def _estimate(session: Session, shop_id: int, order_id: int, first: datetime, late: float, now: datetime) -> None:
    session.add(
        EstimateRow(
            shop_id=shop_id,
            order_id=order_id,
            earliest=first,
            expected=first + timedelta(days=2),
            latest=first + timedelta(days=6),
            probability_late=late,
            basis="transit",
            made_at=now,
        )
    )


def _late_order(session: Session, shop_id: int, now: datetime) -> int:
    order_id = add_order(session, shop_id, "2318", NAMES[0], now - timedelta(days=11))
    promised = (now + timedelta(days=3)).replace(hour=22, minute=59)
    _promise(session, shop_id, order_id, promised, now - timedelta(days=11))
    _estimate(session, shop_id, order_id, now + timedelta(days=3), 0.7, now)
    _parcel(session, shop_id, order_id, now - timedelta(days=6))
    for days, decision, reason in ((2, "hold", "too_early"), (0, "send", "main_look")):
        weighed = {"probability_late": 0.4 if decision == "hold" else 0.7, "threshold": 0.35, "days_to_promise": 3}
        row = DecisionRow(
            shop_id=shop_id, order_id=order_id, at=now - timedelta(days=days), decision=decision, reason=reason,
            kind="delay_before_promise", weighed=weighed,
        )  # fmt: skip
        session.add(row)
    session.flush()
    return order_id


def _parcel(session: Session, shop_id: int, order_id: int, shipped: datetime, arrived: datetime | None = None) -> None:
    row = FulfillmentRow(
        shop_id=shop_id, order_id=order_id, vendor_id="1", tracking_number="RR482193774PT", carrier="CTT",
        status="delivered" if arrived else "in_transit", shipped_at=shipped, delivered_at=arrived,
    )  # fmt: skip
    session.add(row)
    session.flush()
    scans = [
        (shipped, "picked_up", "Porto"),
        (shipped + timedelta(days=1), "in_transit", "Porto"),
        (shipped + timedelta(days=3), "delivered" if arrived else "in_transit", "Irun"),
    ]
    for at, status, place in scans:
        session.add(
            TrackingEventRow(
                shop_id=shop_id,
                fulfillment_id=row.id,
                event_key=f"{at}",
                at=at,
                status=status,
                place=place,
                received_at=at,
            )
        )


def _arrived_order(session: Session, shop_id: int, now: datetime) -> int:
    order_id = add_order(session, shop_id, "2201", NAMES[4], now - timedelta(days=20), country="US", region="OR")
    _promise(session, shop_id, order_id, now - timedelta(days=8), now - timedelta(days=20))
    _parcel(session, shop_id, order_id, now - timedelta(days=14), now - timedelta(days=11))
    return order_id


def _other_orders(session: Session, shop_id: int, now: datetime) -> None:
    for number, (name, language) in enumerate(zip(NAMES[1:4], ("fr", "zh", "de"), strict=True)):
        placed = now - timedelta(days=9 - number)
        order_id = add_order(session, shop_id, str(2330 + number), name, placed, customer_language=language)
        _promise(session, shop_id, order_id, now + timedelta(days=1 + 3 * number), placed)
        _estimate(session, shop_id, order_id, now + timedelta(days=1), (0.8, 0.3, 0.05)[number], now)
        _parcel(session, shop_id, order_id, now - timedelta(days=3))
        reason = ("main_look", "too_early", "likely_on_time")[number]
        decision = DecisionRow(shop_id=shop_id, order_id=order_id, at=now, decision="hold", reason=reason, weighed={})
        session.add(decision)
    add_order(session, shop_id, "2340", "", now - timedelta(hours=5), customer_email="")
    gone = add_order(session, shop_id, "2299", "Cancelled <b>Person</b>", now - timedelta(days=9), status="cancelled")
    owed = {"statute": "US-FTC-435", "stage": "cancelled", "due": (now + timedelta(days=5)).date()}
    session.add(LegalLineRow(shop_id=shop_id, order_id=gone, line_id="1", looked_at=now, **owed))
    asks = {"act": "export", "person": {"email": "2201@customer.example"}, "asked_at": now - timedelta(days=2)}
    session.add(PrivacyRequestRow(shop_id=shop_id, connector="console", **asks))


STATES = ("proposed", "waiting", "sent", "held", "failed", "unresolved")
OUTCOMES = {"held": "declined", "failed": "The mailbox does not exist.", "unresolved": "the sender ended in the middle"}


def _message(session: Session, shop_id: int, order_id: int, state: str, number: int, now: datetime) -> int:
    why = session.scalars(
        select(DecisionRow.id).where(DecisionRow.order_id == order_id, DecisionRow.decision == "send")
    )
    row = OutboxRow(
        shop_id=shop_id, order_id=order_id, decision_id=why.first(),
        unique_key=f"{shop_id}:{order_id}:{state}:{number}",
        kind="delay_before_promise", to_address="camille@customer.example", language="fr",
        subject="Votre commande 2318 arrivera sans doute un peu plus tard",
        text="Bonjour Camille,\n\nvotre colis arrivera samedi.\n\nL’équipe", html="" if state == "held" else LETTER,
        state=state, next_at=now + timedelta(minutes=1), created_at=now - timedelta(hours=number),
        approved_by="owner@wren.example" if state == "waiting" else "", outcome=OUTCOMES.get(state, ""),
        sent_at=now if state == "sent" else None, attempts=1 if state in ("sent", "failed", "unresolved") else 0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0


def _deliveries(session: Session, shop_id: int, now: datetime) -> int:
    failed = 0
    for number, (state, outcome) in enumerate(
        (("done", "2 events"), ("failed", "the body is not JSON"), ("waiting", ""))
    ):
        row = InboxRow(
            shop_id=shop_id, connector="console", delivery_id=str(number), topic="order.updated",
            headers={"x-signature": "abc"}, body=b'{"id": 1, "note": "<script>alert(1)</script>"}',
            received_at=now - timedelta(minutes=number), state=state, next_at=now, outcome=outcome,
        )  # fmt: skip
        session.add(row)
        session.flush()
        failed = row.id or 0 if state == "failed" else failed
    return failed
