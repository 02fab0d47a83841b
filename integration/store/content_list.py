"""What the shop's texts say, as the content screens list it: by document, newest reading only."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from integration.domain.audit.finding import CODES
from integration.domain.document import Kind
from integration.domain.expected import OF_GOODS, expected
from integration.store.search import mentions
from integration.store.set_asides import set_asides
from integration.store.tables import AuditRow, DocumentRow, FindingRow, SetAsideRow


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with its newest reading (None while it waits to be read), and the findings and their states by code.

    Lists of products come without `findings`. `aside` are the gaps that the merchant set aside, with their reasons;
    what is stated is never aside.
    """

    document: DocumentRow
    audit: AuditRow | None
    states: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, FindingRow] = field(default_factory=dict)
    aside: Mapping[str, SetAsideRow] = field(default_factory=dict)

    def state(self, code: str) -> str:
        """present, vague, placeholder or missing; "" where it was not looked for, or does not apply."""
        return self.states.get(code, "") if code not in self.aside else ""

    @property
    def kind(self) -> Kind:
        return "product" if self.document.kind == "product" else "policy"

    @property
    def page_kind(self) -> str:
        """The store's own word for the page; where it has none, what the text turned out to be."""
        told = self.document.policy_kind
        return self.audit.genre if told in ("", "other") and self.audit else told

    @property
    def expected(self) -> frozenset[str]:
        """The details a buyer would look for on this very page, less those that do not apply."""
        return expected(self.kind, self.page_kind, sent=self.document.requires_shipping) - set(self.aside)

    @property
    def answers(self) -> Mapping[str, str]:
        """The state of each detail that is expected here, in the order of CODES."""
        return {code: self.state(code) or "missing" for code in CODES[self.kind] if code in self.expected}

    @property
    def gaps(self) -> list[str]:
        """What it leaves out of what is expected here, then what it speaks of besides without saying it."""
        spoken_of = [code for code in self.states if self.state(code) in ("vague", "placeholder")]
        return list(dict.fromkeys([*(code for code, state in self.answers.items() if state != "present"), *spoken_of]))


def _documents(
    session: Session, shop_id: int, *conditions: ColumnElement[bool], limit: int, quoted: bool = True
) -> list[ReadDocument]:
    """In three statements. The audited text is left out: a page asks for it by itself; the findings unless `quoted`."""
    newest = and_(col(AuditRow.shop_id) == shop_id, col(AuditRow.id) == col(DocumentRow.audit_id))
    query = (
        select(DocumentRow, AuditRow)
        .outerjoin(AuditRow, newest)
        .where(col(DocumentRow.shop_id) == shop_id, col(DocumentRow.deleted_at).is_(None), *conditions)
        .options(defer(AuditRow.text))  # type: ignore[arg-type]
        .order_by(col(DocumentRow.id).desc())
        .limit(limit)
    )
    rows = session.execute(query).all()
    read = [audit.id for _, audit in rows if audit is not None and audit.id is not None]
    found: Mapping[int, Mapping[str, FindingRow]] = _findings(session, shop_id, read) if quoted else {}
    told = _states_of(found) if quoted else _states(session, shop_id, read)
    aside = set_asides(session, shop_id) if rows else ()
    return [
        ReadDocument(document, audit, states, found.get(audit_id, {}), _aside(document, states, aside))
        for document, audit in rows
        for audit_id in (audit.id or 0 if audit else 0,)
        for states in (told.get(audit_id, {}),)
    ]


def _aside(document: DocumentRow, states: Mapping[str, str], aside: Sequence[SetAsideRow]) -> Mapping[str, SetAsideRow]:
    """The gaps of this document that are set aside, by its own rows before those of the whole shop."""
    here = [row for row in aside if row.document_id is None] + [row for row in aside if row.document_id == document.id]
    return {row.code: row for row in here if states.get(row.code) != "present"}


def _findings(session: Session, shop_id: int, audit_ids: Sequence[int]) -> Mapping[int, Mapping[str, FindingRow]]:
    found: dict[int, dict[str, FindingRow]] = defaultdict(dict)
    query = select(FindingRow).where(col(FindingRow.shop_id) == shop_id, col(FindingRow.audit_id).in_(audit_ids))
    for finding in session.scalars(query.order_by(col(FindingRow.id))):
        found[finding.audit_id][finding.code] = finding
    return found


def _states_of(found: Mapping[int, Mapping[str, FindingRow]]) -> Mapping[int, Mapping[str, str]]:
    return {audit_id: {code: one.state for code, one in findings.items()} for audit_id, findings in found.items()}


def _states(session: Session, shop_id: int, audit_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """A hundred products have a thousand findings, and a row made for each takes longer than all else."""
    states: dict[int, dict[str, str]] = defaultdict(dict)
    columns = (col(FindingRow.audit_id), col(FindingRow.code), col(FindingRow.state))
    query = select(*columns).where(col(FindingRow.shop_id) == shop_id, col(FindingRow.audit_id).in_(audit_ids))
    for audit_id, code, state in session.execute(query.order_by(col(FindingRow.id))):
        states[audit_id][code] = state
    return states


def policy_documents(session: Session, shop_id: int, limit: int = 200) -> list[ReadDocument]:
    """Every policy page of the shop, in the order in which they came."""
    return _documents(session, shop_id, col(DocumentRow.kind) == "policy", limit=limit)[::-1]


def product_page(
    session: Session, shop_id: int, limit: int, before_id: int | None = None, search: str = ""
) -> list[ReadDocument]:
    conditions = [col(DocumentRow.kind) == "product"]
    if before_id is not None:
        conditions.append(col(DocumentRow.id) < before_id)
    if search:
        conditions.append(mentions(search, col(DocumentRow.title)))
    return _documents(session, shop_id, *conditions, limit=limit, quoted=False)


def product_documents(session: Session, shop_id: int, vendor_ids: Sequence[str]) -> list[ReadDocument]:
    """The texts of these products, in all their languages, newest first."""
    mine = (col(DocumentRow.shop_id) == shop_id, col(DocumentRow.kind) == "product")
    these = select(col(DocumentRow.id)).where(*mine, col(DocumentRow.vendor_id).in_(vendor_ids))
    return _documents(session, shop_id, col(DocumentRow.id).in_(these), limit=len(vendor_ids) * 10, quoted=False)


def read_document(session: Session, shop_id: int, document_id: int) -> ReadDocument | None:
    """One document, with the text as it was audited."""
    found = _documents(session, shop_id, col(DocumentRow.id) == document_id, limit=1)
    if not found:
        return None
    audit = found[0].audit
    if audit is not None:
        session.refresh(audit, ["text"])
    return found[0]


def count_products(session: Session, shop_id: int) -> int:
    query = select(func.count(col(DocumentRow.id))).where(
        col(DocumentRow.shop_id) == shop_id, col(DocumentRow.kind) == "product", col(DocumentRow.deleted_at).is_(None)
    )
    return session.scalars(query).one()


def count_unsaid(session: Session, shop_id: int, codes: Collection[str]) -> Mapping[str, int]:
    """How many product texts, as they are now, leave out each detail; what is asked of goods is missed in them."""
    alike = (col(DocumentRow.said), col(DocumentRow.requires_shipping))
    query = (
        select(*alike, func.count())
        .where(
            col(DocumentRow.shop_id) == shop_id,
            col(DocumentRow.kind) == "product",
            col(DocumentRow.deleted_at).is_(None),
        )
        .group_by(*alike)
    )
    unsaid = dict.fromkeys(codes, 0)
    for said, sent, texts in session.execute(query):
        asked = unsaid.keys() if sent else unsaid.keys() - OF_GOODS
        for code in asked - set(said.split()):
            unsaid[code] += texts
    return unsaid
