"""What the whole shop says: each text against each detail, and what no text states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from integration.domain.audit.finding import CODES, POLICY_CODES
from integration.domain.document import Kind
from integration.store.audits import current_audits
from integration.store.tables import AuditRow, DocumentRow, FindingRow

_BEST_FIRST = ("present", "vague", "placeholder", "missing")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One text, read: the state of each of its kind's codes. `language` is the one it was read in."""

    document_id: int
    kind: str
    policy_kind: str
    title: str
    url: str
    language: str
    read_at: datetime
    states: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def gaps(self) -> list[str]:
        return [code for code, state in self.states.items() if state != "present"]


@dataclass(frozen=True, slots=True)
class Summary:
    """`shop` and `by_language` hold, for each policy code, the best state any page gives it.

    `products` counts states over all product texts: code -> state -> number of texts. `unread` texts are not in it.
    """

    pages: Sequence[Sheet]
    shop: Mapping[str, str]
    by_language: Mapping[str, Mapping[str, str]]
    products: Mapping[str, Mapping[str, int]]
    unread: int

    @property
    def missing(self) -> list[str]:
        """Details that no page of the shop states, in the order of the codes."""
        return [code for code in POLICY_CODES if self.shop.get(code, "missing") == "missing"]


def summary(session: Session, shop_id: int, limit: int = 500) -> Summary:
    """`limit` bounds the pages listed, never what is counted of products."""
    pages = sheets(session, shop_id, "policy", limit)
    languages = sorted({sheet.language for sheet in pages})
    return Summary(
        pages=pages,
        shop=_best(pages),
        by_language={tongue: _best(sheet for sheet in pages if sheet.language == tongue) for tongue in languages},
        products=_counts(session, shop_id, "product"),
        unread=_unread(session, shop_id),
    )


def sheets(
    session: Session, shop_id: int, kind: Kind, limit: int = 100, after_id: int = 0, document_id: int | None = None
) -> list[Sheet]:
    """The texts of one kind with their states, by document id; `after_id` asks for the next ones."""
    query = (
        select(DocumentRow, AuditRow)
        .join(AuditRow, col(AuditRow.document_id) == col(DocumentRow.id))
        .where(DocumentRow.shop_id == shop_id, DocumentRow.kind == kind, col(DocumentRow.id) > after_id)
        .where(col(AuditRow.id).in_(current_audits(shop_id)))
    )
    if document_id is not None:
        query = query.where(DocumentRow.id == document_id)
    read = session.exec(query.order_by(col(DocumentRow.id)).limit(limit)).all()
    found = _findings(session, shop_id, [audit.id for _, audit in read])
    return [_sheet(document, audit, found.get(audit.id, {}), kind) for document, audit in read]


def _sheet(document: DocumentRow, audit: AuditRow, found: Mapping[str, tuple[str, str]], kind: Kind) -> Sheet:
    return Sheet(
        document_id=document.id or 0,
        kind=document.kind,
        policy_kind=document.policy_kind,
        title=document.title,
        url=document.url,
        language=audit.language,
        read_at=audit.read_at,
        states={code: found[code][0] for code in CODES[kind] if code in found},
        changes={code: change for code, (_, change) in found.items() if change in ("new", "fixed")},
    )


def _findings(
    session: Session, shop_id: int, audit_ids: Sequence[int | None]
) -> dict[int | None, dict[str, tuple[str, str]]]:
    query = select(FindingRow.audit_id, FindingRow.code, FindingRow.state, FindingRow.change)
    found: dict[int | None, dict[str, tuple[str, str]]] = {}
    for audit_id, code, state, change in session.exec(
        query.where(FindingRow.shop_id == shop_id, col(FindingRow.audit_id).in_(audit_ids))
    ):
        found.setdefault(audit_id, {})[code] = (state, change)
    return found


def _best(pages: Iterable[Sheet]) -> dict[str, str]:
    best = dict.fromkeys(POLICY_CODES, "missing")
    for sheet in pages:
        for code, state in sheet.states.items():
            best[code] = min(best[code], state, key=_BEST_FIRST.index)
    return best


def _counts(session: Session, shop_id: int, kind: Kind) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {code: {} for code in CODES[kind]}
    query = (
        select(FindingRow.code, FindingRow.state, func.count())
        .join(DocumentRow, col(FindingRow.document_id) == col(DocumentRow.id))
        .where(DocumentRow.kind == kind, FindingRow.shop_id == shop_id)
        .where(col(FindingRow.audit_id).in_(current_audits(shop_id)))
        .group_by(FindingRow.code, FindingRow.state)
    )
    for code, state, number in session.exec(query):
        counts.setdefault(code, {})[state] = number
    return counts


def _unread(session: Session, shop_id: int) -> int:
    live = select(func.count()).where(DocumentRow.shop_id == shop_id, col(DocumentRow.deleted_at).is_(None))
    read = select(func.count()).select_from(current_audits(shop_id).subquery())
    return session.exec(live).one() - session.exec(read).one()
