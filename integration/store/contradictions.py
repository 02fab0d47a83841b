"""What a shop's texts and settings contradict, kept from one comparison to the next."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, func, select

from integration.domain.consistency import COMPARISON_VERSION, Contradiction, Side
from integration.store.tables import (
    AuditRow,
    ComparisonRow,
    ConnectionRow,
    ContradictionRow,
    DocumentRow,
    DocumentVersionRow,
    ShopRow,
)
from integration.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison was made of, as in ComparisonRow."""

    fingerprint: str
    last_audit: int
    texts: int
    compared: int
    compared_at: datetime


def due(session: Session, limit: int) -> list[int]:
    """Shops with a reading, or settings, newer than their last comparison, with more or fewer texts than it had, or
    compared by other rules than today's.
    """
    newest = select(func.max(AuditRow.id)).where(AuditRow.shop_id == ShopRow.id).scalar_subquery()
    synced = select(func.max(ConnectionRow.synced_at)).where(ConnectionRow.shop_id == ShopRow.id).scalar_subquery()
    standing = select(func.count(col(DocumentRow.id))).where(DocumentRow.shop_id == ShopRow.id, *_standing())
    query = (
        select(ShopRow.id)
        .outerjoin(ComparisonRow, col(ComparisonRow.shop_id) == col(ShopRow.id))
        .where(col(ShopRow.uninstalled_at).is_(None), newest.is_not(None))
        .where(
            col(ComparisonRow.shop_id).is_(None)
            | (newest > col(ComparisonRow.last_audit))
            | (synced > col(ComparisonRow.compared_at))
            | (standing.scalar_subquery() != col(ComparisonRow.texts))
            | ~col(ComparisonRow.fingerprint).startswith(f"{COMPARISON_VERSION} ")
        )
    )
    return [found for found in session.exec(query.order_by(col(ShopRow.id)).limit(limit)) if found is not None]


def comparison(session: Session, shop_id: int) -> ComparisonRow | None:
    return session.exec(select(ComparisonRow).where(ComparisonRow.shop_id == shop_id)).one_or_none()


def texts(session: Session, shop_id: int, kind: str, limit: int) -> Sequence[tuple[DocumentRow, str]]:
    """The newest texts of a kind that buyers can read now, each with its words."""
    query = (
        select(DocumentRow, DocumentVersionRow.html)
        .join(DocumentVersionRow, col(DocumentVersionRow.document_id) == col(DocumentRow.id))
        .where(DocumentRow.shop_id == shop_id, DocumentRow.kind == kind, *_standing())
        .where(DocumentVersionRow.version == DocumentRow.current_version)
    )
    return session.exec(query.order_by(col(DocumentRow.id).desc()).limit(limit)).all()


def count_texts(session: Session, shop_id: int) -> int:
    query = select(func.count(col(DocumentRow.id))).where(DocumentRow.shop_id == shop_id)
    return session.exec(query.where(*_standing())).one()


def _standing() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Of texts: those that buyers can read now."""
    return col(DocumentRow.deleted_at).is_(None), col(DocumentRow.published).is_(True)


def newest_audit(session: Session, shop_id: int) -> int:
    return session.exec(select(func.max(AuditRow.id)).where(AuditRow.shop_id == shop_id)).one() or 0


def save_comparison(
    session: Session, shop_id: int, found: Iterable[Contradiction], noted: Compared, now: datetime
) -> None:
    """What was found stands, what was not is gone; a word of the merchant's on one that is still there stands too."""
    rows = [_row(shop_id, each, now) for each in found]
    gone = (col(ContradictionRow.shop_id) == shop_id, col(ContradictionRow.key).not_in([row["key"] for row in rows]))
    session.execute(delete(ContradictionRow).where(*gone))
    for row in rows:
        changed = {name: row[name] for name in ("rule", "sides")}
        statement = upsert(session, ContradictionRow).values(**row)
        session.execute(statement.on_conflict_do_update(index_elements=["shop_id", "key"], set_=changed))
    note_comparison(session, shop_id, noted)


def note_comparison(session: Session, shop_id: int, noted: Compared) -> None:
    values = asdict(noted)
    statement = upsert(session, ComparisonRow).values(shop_id=shop_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))


def contradictions(session: Session, shop_id: int, limit: int = 200) -> Sequence[ContradictionRow]:
    """Those that nobody called right on both sides, in the order in which they were found."""
    return session.exec(
        select(ContradictionRow).where(*_open(shop_id)).order_by(col(ContradictionRow.id)).limit(limit)
    ).all()


def count_contradictions(session: Session, shop_id: int) -> int:
    return session.exec(select(func.count(col(ContradictionRow.id))).where(*_open(shop_id))).one()


def settled(session: Session, shop_id: int, limit: int = 200) -> Sequence[ContradictionRow]:
    """Those that the merchant called right on both sides, the last first."""
    query = select(ContradictionRow).where(
        ContradictionRow.shop_id == shop_id, col(ContradictionRow.settled_at).is_not(None)
    )
    return session.exec(query.order_by(col(ContradictionRow.settled_at).desc()).limit(limit)).all()


def settle(session: Session, shop_id: int, contradiction_id: int, by: str, now: datetime, reason: str = "") -> bool:
    """Both sides are right, says the merchant. Whether there was such an open one."""
    return _decide(session, _open(shop_id), contradiction_id, settled_at=now, settled_by=by, settled_reason=reason)


def reopen(session: Session, shop_id: int, contradiction_id: int) -> bool:
    """Takes the word back. Whether there was one."""
    mine = (col(ContradictionRow.shop_id) == shop_id, col(ContradictionRow.settled_at).is_not(None))
    return _decide(session, mine, contradiction_id, settled_at=None, settled_by="", settled_reason="")


def _decide(session: Session, mine: Sequence[ColumnElement[bool]], contradiction_id: int, **values: Any) -> bool:
    chosen = update(ContradictionRow).where(*mine, col(ContradictionRow.id) == contradiction_id).values(values)
    return session.exec(chosen.returning(col(ContradictionRow.id))).one_or_none() is not None


def _open(shop_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(ContradictionRow.shop_id) == shop_id, col(ContradictionRow.settled_at).is_(None)


def _row(shop_id: int, found: Contradiction, now: datetime) -> dict[str, Any]:
    sides = [_side(side) for side in found.sides]
    key = sha256(json.dumps([found.topic, sorted(map(json.dumps, sides))]).encode()).hexdigest()
    named = {"code": found.code, "topic": found.topic, "rule": found.rule}
    return {"shop_id": shop_id, "key": key, "sides": sides, "found_at": now, "settled_by": ""} | named


def _side(side: Side) -> dict[str, Any]:
    if side.setting:
        return {"setting": side.setting, "says": side.says}
    return {"document_id": int(side.document), "quote": side.quote, "start": side.start, "says": side.says}
