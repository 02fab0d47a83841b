"""What the shop's texts say, as the content screens list it: by document, newest reading only."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, func, select
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
    """A document with its newest reading (None while it waits to be read) and the findings by code.

    `aside` are the gaps that the merchant set aside, with their reasons; what is stated is never aside.
    """

    document: DocumentRow
    audit: AuditRow | None
    findings: Mapping[str, FindingRow] = field(default_factory=dict)
    aside: Mapping[str, SetAsideRow] = field(default_factory=dict)

    def state(self, code: str) -> str:
        """present, vague, placeholder or missing; "" where it was not looked for, or does not apply."""
        finding = self.findings.get(code)
        return finding.state if finding and code not in self.aside else ""

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
        spoken_of = [code for code in self.findings if self.state(code) in ("vague", "placeholder")]
        return list(dict.fromkeys([*(code for code, state in self.answers.items() if state != "present"), *spoken_of]))


def _documents(session: Session, shop_id: int, *conditions: ColumnElement[bool], limit: int) -> list[ReadDocument]:
    """In two statements. The audited text is left out: a page asks for it by itself."""
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
    found = _findings(session, shop_id, [audit.id for _, audit in rows if audit is not None and audit.id is not None])
    aside = set_asides(session, shop_id) if rows else ()
    return [
        ReadDocument(document, audit, findings, _aside(document, findings, aside))
        for document, audit in rows
        for findings in (found[audit.id] if audit else {},)
    ]


def _aside(
    document: DocumentRow, findings: Mapping[str, FindingRow], aside: Sequence[SetAsideRow]
) -> Mapping[str, SetAsideRow]:
    """The gaps of this document that are set aside, by its own rows before those of the whole shop."""
    here = [row for row in aside if row.document_id is None] + [row for row in aside if row.document_id == document.id]
    return {row.code: row for row in here if (found := findings.get(row.code)) is None or found.state != "present"}


def _findings(session: Session, shop_id: int, audit_ids: Sequence[int]) -> Mapping[int | None, dict[str, FindingRow]]:
    found: dict[int | None, dict[str, FindingRow]] = defaultdict(dict)
    query = select(FindingRow).where(col(FindingRow.shop_id) == shop_id, col(FindingRow.audit_id).in_(audit_ids))
    for finding in session.scalars(query.order_by(col(FindingRow.id))):
        found[finding.audit_id][finding.code] = finding
    return found


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
    return _documents(session, shop_id, *conditions, limit=limit)


def product_documents(session: Session, shop_id: int, vendor_ids: Sequence[str]) -> list[ReadDocument]:
    """The texts of these products, in all their languages, newest first."""
    conditions = (col(DocumentRow.kind) == "product", col(DocumentRow.vendor_id).in_(vendor_ids))
    return _documents(session, shop_id, *conditions, limit=len(vendor_ids) * 10)


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
    standing = (
        col(DocumentRow.shop_id) == shop_id, col(DocumentRow.kind) == "product", col(DocumentRow.deleted_at).is_(None),
    )  # fmt: skip
    sent = col(DocumentRow.requires_shipping)
    every, goods = session.execute(
        select(func.count(col(DocumentRow.id)), func.count(case((sent, 1)))).where(*standing)
    ).one()
    query = (
        select(col(FindingRow.code), func.count(col(FindingRow.id)), func.count(case((sent, 1))))
        .join(DocumentRow, col(DocumentRow.id) == col(FindingRow.document_id))
        .where(
            *standing,
            col(DocumentRow.audit_id) == col(FindingRow.audit_id),
            col(FindingRow.shop_id) == shop_id,
            col(FindingRow.state) == "present",
            col(FindingRow.code).in_(codes),
        )
        .group_by(col(FindingRow.code))
    )
    said = {code: (int(by_all), int(by_goods)) for code, by_all, by_goods in session.execute(query)}
    return {
        code: goods - said.get(code, (0, 0))[1] if code in OF_GOODS else every - said.get(code, (0, 0))[0]
        for code in codes
    }
