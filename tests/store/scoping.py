"""Two shops that share every natural key, and how to call any store function for one with the keys of the other."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from sqlalchemy import Connection, Engine, delete, event, insert, update
from sqlmodel import Session, SQLModel, select

import integration.store
from integration.domain import commerce
from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import Fact, Finding, Reading
from integration.domain.consistency import Contradiction, Side
from integration.domain.delay import Model
from integration.domain.delay.estimate import Estimate
from integration.domain.delay.model import WAY_AGES
from integration.domain.delay.record import record
from integration.domain.events import Person
from integration.domain.incident import Cause, CauseKind, Group
from integration.domain.notice import Hold
from integration.domain.promise import PromiseSettings
from integration.domain.reasons import HoldReason
from integration.domain.returns import Return, ReturnedLine, ReturnStatus
from integration.domain.shop import ShopSettings
from integration.domain.terms import Terms
from integration.ports import Translation
from integration.store import tables
from integration.store.contradictions import Compared
from integration.store.learnt import packed
from integration.store.numbers import Said, hidden_numbers
from integration.store.outbox import Draft
from integration.store.parcels import Between
from integration.store.vault import Vault
from integration.store.viewpoint import Viewpoint
from tests.store.rows import MOMENT, fill

MARK_A, MARK_B = "of Amber", "of Birch"
ID_B = 777_001
NOW = MOMENT + timedelta(hours=1)
SHARED = {
    "vendor_id": "1001",
    "number": "1001",
    "tracking_number": "TN1001",
    "connector": "woocommerce",
    "delivery_id": "D1001",
    "event_key": "E1001",
    "tracking_event.reason": "customs",
    "customer_email": "ann@example.com",
    "address": "ann@example.com",
    "content_hash": "hash",
    "rules_version": RULES_VERSION,
    "version": 1,
    "order.status": "paid",
    "order.held_for": "other",
    "order_return.lines": [],
    "document.kind": "policy",
    "document.policy_kind": "refund",
    "publication.state": "proposed",
    "unpublished.by": "said",
    "set_aside.code": "return_window",
    "finding.code": "return_window",
    "finding.state": "present",
    "decision.reason": str(next(iter(HoldReason))),
    "inbox.state": "done",
    "privacy_request.act": "export",
    "privacy_request.person": {"id": "1001"},
    "learnt.record": packed(record(Model())),
    "learnt_group.ended": bytes(8 * WAY_AGES),
    "learnt_group.exposed": bytes(8 * WAY_AGES),
    "learnt_group.level": 1,
    "learnt_group.name": '"said"',
    "learnt_group.stage": "transit",
    "preference.channel": "email",
    "happening.occasion": "cancelled",
    "incident.kind": "dispatch",
    "incident.decision": "",
    "legal_line.stage": "cancelled",
    "line_id": "1001",
    "membership.role": "reader",
    "promise.promised_by": MOMENT,
}
VAULT_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
MONEY = commerce.Money(Decimal("12.50"), "EUR")
EVENT = commerce.TrackingEvent(NOW, commerce.TrackingStatus.DELIVERED)
PARCEL = commerce.Fulfillment("1001", "1001", (commerce.Tracking("TN1001"),), NOW, events=(EVENT,))
REFUND = commerce.Refund("1001", "1001", MONEY)
ORDER = commerce.Order(
    id="1001",
    number="1001",
    status=commerce.OrderStatus.PAID,
    placed_at=NOW,
    total=MONEY,
    lines=(commerce.OrderLine("1001", "1001", "A cup", 1, MONEY),),
    updated_at=NOW,
    paid_at=NOW,
    fulfillments=(PARCEL,),
    refunds=(REFUND,),
    returns=(Return("1001", "1001", ReturnStatus.CLOSED, NOW, lines=(ReturnedLine("1001", "A cup", 1),)),),
)
LEGAL = {"statute": "US-FTC-435", "stage": "cancelled", "due": NOW.date(), "flags": []}
DRAFT = Draft(kind="delay", number=9, to_address="said", language="said", subject="said", text="said", html="said")
LETTERS = update(tables.OutboxRow)
PUBLICATIONS = update(tables.PublicationRow)
CIRCUMSTANCES: Mapping[str, Sequence[Any]] = {
    "wishes": [None, update(tables.OrderRow).values(customer_email="")],
    "numbers": [
        update(tables.PreferenceRow)
        .where(tables.PreferenceRow.shop_id == ID_B)
        .values(address=hidden_numbers(Vault([VAULT_KEY]), ID_B, "1001")[0])
    ],
    "contradictions": [None, update(tables.ContradictionRow).values(settled_at=NOW)],
    "order_parts": [None, delete(tables.PromiseRow)],
    "history": [None, update(tables.FindingRow).values(change="new")],
    "publications": [
        None,
        PUBLICATIONS.values(state="published", published_at=NOW),
        PUBLICATIONS.values(state="publishing", lease_until=NOW),
    ],
    "insights": [None, update(tables.FulfillmentRow).values(delivered_at=NOW)],
    "write_backs": [
        None,
        update(tables.WriteBackRow).values(state="written", before={"number": "TN1"}),
        update(tables.WriteBackRow).values(state="waiting", next_at=NOW),
        update(tables.WriteBackRow).values(state="denied", kind="delay"),
    ],
    "translations": [None, update(tables.DocumentRow).values(language="")],
    "sales": [None, update(tables.OrderRow).values(disputed=True)],
    "trips": [None, update(tables.FulfillmentRow).values(shipped_at=NOW)],
    "overview": [None, LETTERS.values(state="sent")],
    "unanswered": [None, LETTERS.values(state="waiting")],
    "heard": [None, update(tables.OrderRow).values(vendor_updated_at=NOW)],
    "troubles": [
        None,
        update(tables.ConnectionRow).values(troubles={"said": {"trouble": "", "reason": "", "since": "said"}}),
    ],
    "people": [None, update(tables.MembershipRow).values(role="owner")],
    "sent": [
        LETTERS.values(state="sent", sent_at=NOW, to_address="said", receipt_id="said"),
        LETTERS.values(state="failed", sent_at=NOW),
        LETTERS.values(
            created_at=NOW.replace(year=2100), state="waiting", kind="delay_on_the_day", approved_by="", duty={}
        ),
    ],
    "notices": [
        None,
        update(tables.DecisionRow).values(decision="send", kind="second_delay", weighed={"latest": NOW.isoformat()}),
    ],
    "incident_evidence": [None, update(tables.FulfillmentRow).values(scanned_at=NOW)],
    "incidents": [
        None,
        delete(tables.IncidentOrderRow),
        update(tables.IncidentOrderRow).values(outbox_id=None),
        LETTERS.values(state="waiting", kind="delay_on_the_day", duty={}, to_address="ann@example.com"),
    ],
    "dispatch": [LETTERS.values(state=state) for state in ("sending", "unresolved", "waiting")],
    "outbox": [
        None,
        LETTERS.values(state="unresolved"),
        LETTERS.values(state="held", outcome=str(HoldReason.DECLINED), approved_by="ann@example.com"),
        LETTERS.values(state="waiting", next_at=NOW + timedelta(minutes=1), approved_by="ann@example.com"),
    ],
}
"""What else may be true of both shops at the time of the call, for modules whose functions ask."""


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public store function that takes a session, and the shop or a row of the shop."""
    for module in pkgutil.iter_modules(integration.store.__path__, "integration.store."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                parameters = inspect.signature(function).parameters
                if "session" in parameters and any(map(_names_a_shop, parameters.values())):
                    yield f"{module.name.rpartition('.')[2]}.{name}", function


def _names_a_shop(parameter: inspect.Parameter) -> bool:
    return parameter.name in ("shop_id", "saved") or _is_row(parameter.annotation)


def _is_row(annotation: Any) -> bool:
    return inspect.isclass(annotation) and issubclass(annotation, SQLModel) and "shop_id" in annotation.model_fields


def make_shops(engine: Engine) -> None:
    """Shop A and then shop B; all rows of B have the key ID_B, but for one more document in each shop."""
    with engine.begin() as connection:
        keys = fill(connection, SQLModel.metadata, MARK_A, values=SHARED)
        _add_product(connection, MARK_A, shop_id=keys["shop"])
        fill(connection, SQLModel.metadata, MARK_B, first_id=ID_B, values={**SHARED, "document.audit_id": ID_B})
        _add_product(connection, MARK_B, shop_id=ID_B, id=ID_B + 1)


def _add_product(connection: Connection, mark: str, **keys: int) -> None:
    row = {"kind": "product", "vendor_id": "1002", "title": f"A cup {mark}", "content_hash": "hash"}
    connection.execute(insert(tables.DocumentRow).values(updated_at=MOMENT, **row, **keys))


def ways(session: Session, function: Callable[..., Any], shop_id: int) -> Iterator[dict[str, Any]]:
    """The arguments to call it with: without its optional ones, and with them, in every alternative."""
    parameters = [p for name, p in inspect.signature(function).parameters.items() if name != "session"]
    rows = {p.name: [_own(session, p.annotation, shop_id)] for p in parameters if _is_row(p.annotation)}
    known = {**_examples(session, shop_id), **rows, **SPECIAL.get(function.__qualname__, {})}
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    everything = [p.name for p in parameters if p.kind is not p.VAR_KEYWORD]
    for names in [needed] if needed == everything else [needed, everything]:
        missing = [name for name in names if name not in known]
        assert not missing, f"{function.__qualname__}: tests/store/scoping.py has no example of {missing}"
        yield from (dict(zip(names, chosen, strict=True)) for chosen in product(*(known[name] for name in names)))


SPECIAL: Mapping[str, Mapping[str, list[Any]]] = {
    "open_incident": {"group": [Group(Cause(CauseKind.HUB, "Irun"), 9, 1.0, 8.0)]},
    "keep_back": {"reason": [HoldReason.INCIDENT]},
    "save_model": {"day": [20_500]},
    "save_replay": {"day": [20_500], "record": [{"normal": {}}], "counted": [{"90": {}}]},
    "propose": {"draft": [DRAFT], "decision_id": [None], "goes_at": [NOW], "reason": ["said"]},
    "documents": {"kind": ["policy", "product"]},
    "save_translations": {"language": ["de"], "found": [[Translation("1001", "<p>Tasse</p>")]]},
    "newest": {"kind": ["delay"]},
    "findings": {"state": ["present"]},
    "deliveries": {"state": ["done"]},
    "draft_page": {"kind": ["refund"], "vendor_id": ["drafted"]},
    "draft": {"before": ["said"], "after": ["<p>30 days</p>"]},
    "add_refund": {"refund": [replace(REFUND, id="1003")]},
    "change_credentials": {"old": [MARK_B.encode()]},
    "by_number": {"number": ["TN1001"]},
    "complaints": {"product_ids": [[f"{MARK_B} product_id"]]},
    "shown_texts": {"product_ids": [["1001", "1002"]]},
    "add": {"after": [{"number": "TN1"}], "before": [{}], "kind": ["tracking"], "news": ["said"]},
    "asked": {"looks": [{ID_B: MOMENT}]},
    "save_words": {"words": [{"return.window": MARK_B}], "asked": [["publish"]]},
    "due_parcels": {"since": [MOMENT.replace(year=2000)]},
    "keep_only_policies": {"vendor_ids": [["1002"]]},
    "save_scans": {"found": [{ID_B: [EVENT]}]},
    "save_fulfillments": {"parcels": [{ID_B: [PARCEL]}]},
    "save_parcels": {"parcels": [{ID_B: [PARCEL]}, {ID_B: []}]},
}


def _own(session: Session, row: type[SQLModel], shop_id: int) -> Any:
    return session.exec(select(row).where(row.shop_id == shop_id).order_by(row.id)).first()


def _shop(session: Session, shop_id: int) -> tables.ShopRow:
    return session.exec(select(tables.ShopRow).where(tables.ShopRow.id == shop_id)).one()


def _examples(session: Session, shop_id: int) -> dict[str, list[Any]]:
    """Keys are B's, whoever asks; a row is one of the shop that asks."""
    ids = (
        "audit_id",
        "document_id",
        "fulfillment_id",
        "incident_id",
        "message_id",
        "order_id",
        "person_id",
        "publication_id",
        "row_id",
        "token_id",
    )
    words = (
        "act",
        "actor",
        "by",
        "basis",
        "current",
        "digest",
        "html",
        "kept",
        "language",
        "name",
        "reason",
        "subject",
        "text",
        "to_address",
        "trouble",
        "url",
    )
    return {
        **{name: [ID_B] for name in ids},
        **{name: ["said"] for name in words},
        "shop_id": [shop_id],
        "settings": [ShopSettings()],
        "version": [1],
        "terms": [Terms(ShopSettings(), {"return.window": (Fact(Decimal(30), unit="day"),)})],
        "shop": [session.get(tables.ShopRow, shop_id)],
        "saved": [[(_own(session, tables.OrderRow, shop_id), ORDER)]],
        "account": ["said"],
        "acts": [["said"]],
        "approved_by": ["ann@example.com"],
        "creates": ["refund"],
        "locale": ["de"],
        "title": ["Returns"],
        "outcome": [{"orders": 1}],
        "hidden": [["1001"]],
        "person": [Person("1001", "ann@example.com", "", ("1001",))],
        "request_id": [ID_B],
        "order_ids": [[ID_B]],
        "document_ids": [[ID_B]],
        "words": [[MARK_B.encode()]],
        "chance": [0.1],
        "decision": ["approved", "held", ""],
        "every": [1],
        "group": [Group(Cause(CauseKind.HUB, "Irun"), 9, 1.0, 8.0), None],
        "label": ["Irun"],
        "over": [True, False],
        "granted_at": [NOW],
        "address": ["ann@example.com"],
        "addresses": [["said", "ann@example.com"]],
        "said": [Said.STOPPED],
        "template": [{"name": "said", "parameters": []}],
        "vault": [Vault([VAULT_KEY])],
        "after_id": [0],
        "at": [NOW],
        "attempt": [None],
        "before": [NOW],
        "before_id": [ID_B + 10],
        "channel": ["email"],
        "code": ["return_window"],
        "codes": [["return.window"]],
        "config": [{}],
        "contradiction_id": [ID_B],
        "noted": [Compared("said", 7, 1, 1, NOW)],
        "found": [[Contradiction("price.tax", (Side("1", "said"), Side(setting="prices_include_tax")))]],
        "connector": ["woocommerce"],
        "decided": [{ID_B: Hold(list(HoldReason)[1], {})}],
        "decision_id": [None, ID_B],
        "expires_at": [NOW],
        "chosen": [{"colour": "#123456"}],
        "page": [Between(0, None), Between(0, 10**9)],
        "part": ["notices"],
        "size": [1, 100],
        "stopped": [True],
        "day": [NOW.date()],
        "duty": [None, {"form": "short"}],
        "event_key": ["E1002"],
        "lines": [{ID_B: {"1001": LEGAL}}],
        "occasion": ["cancelled"],
        "open_ended": [False],
        "outbox_id": [ID_B],
        "bounced": [True, False],
        "revised": [NOW.date()],
        "until": [NOW.date()],
        "after": [0],
        "estimate": [Estimate(NOW, NOW, NOW, 0.5)],
        "estimates": [{ID_B: Estimate(NOW, NOW, NOW, 0.5)}, {}],
        "events": [[EVENT]],
        "fulfillment_ids": [[ID_B]],
        "imported": [False, True],
        "kind": ["policy", "product"],
        "mode": ["autopilot"],
        "timezone": ["UTC"],
        "languages": [["de"]],
        "lease_seconds": [60.0],
        "limit": [50],
        "model": [Model()],
        "moment": [NOW],
        "now": [NOW],
        "number": ["1001"],
        "order": [ORDER],
        "orders": [[ORDER]],
        "parcel": [PARCEL],
        "parcels": [[PARCEL], []],
        "policy": [commerce.Policy("1001", commerce.PolicyKind.REFUND, "Returns", "<p>30 days</p>")],
        "products": [[commerce.Product("1002", "A cup", "<p>A cup</p>")]],
        "product": [commerce.Product("1002", "A cup", "<p>A cup</p>")],
        "reading": [Reading("policy", "en", {"return_window": Finding("return_window", "present", "30 days")})],
        "receipt_id": ["said"],
        "refund": [REFUND],
        "removed": [True],
        "role": ["staff"],
        "rules_version": [RULES_VERSION],
        "sealed": [b"sealed"],
        "search": ["", "1001", "ann@example.com", MARK_B],
        "viewpoint": [
            Viewpoint(_shop(session, shop_id), PromiseSettings(), NOW, lambda _origin, _place: (1, 4), (0, 3))
        ],
        "shown_since": [None, MOMENT],
        "since": [MOMENT],
        "swept_on": [20_501],
        "vendor_ids": [["1001", "1002"]],
        "stated": [{"return_window": Finding("return_window", "present", "30 days")}],
        "stage": ["all", "unsent", "underway", "late", "arrived"],
        "state": ["proposed"],
        "states": [["proposed", "waiting", "sent"]],
        "untracked": [False, True],
        "undo": [timedelta(minutes=1)],
        "value": ["7"],
        "vendor_id": ["1001", "1002"],
        "was_sent": [True, False],
        "weighed": [{}],
    }


def set_scene(session: Session, change: Any) -> None:
    if change is not None:
        session.execute(change, execution_options={"synchronize_session": False})
        session.expire_all()


def watch_writes(session: Session) -> set[str]:
    """Names of the tables that are written to from now on."""
    written: set[str] = set()

    @event.listens_for(session.connection(), "before_cursor_execute")
    def note(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        found = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', statement)
        if found:
            written.add(found[1])

    return written


def rows_of(session: Session, shop_id: int, names: Iterable[str]) -> list[Any]:
    """The shop's rows in these tables."""
    tables = [SQLModel.metadata.tables[name] for name in sorted(names)]
    mine = [(table, table.c.get("shop_id", table.c.get("id"))) for table in tables if table.name != "lease"]
    return [session.execute(table.select().where(owner == shop_id).order_by(table.c.id)).all() for table, owner in mine]


def plain(value: Any) -> Any:
    """Rows and dataclasses spelt out, so that nothing hides in them. The key of a row is left out: it may be new."""
    if isinstance(value, Model):
        return record(value)
    if isinstance(value, SQLModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields if name != "id"}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple | set) else value
