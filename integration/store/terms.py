"""The shop's terms as its merchant entered them: one version after the other, none of them ever changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from integration.domain.terms import Terms
from integration.domain.terms_record import written_terms
from integration.store.tables import TermsRow


def save_terms(session: Session, shop_id: int, terms: Terms, by: str, now: datetime) -> int:
    """Puts the terms in force and returns their version; that of the terms in force if they are the same.

    Raises IntegrityError when somebody saved at the same moment.
    """
    last = terms_in_force(session, shop_id)
    row = written_terms(terms)
    if last is not None and last.terms == row:
        return last.version
    version = last.version + 1 if last is not None else 1
    session.add(TermsRow(shop_id=shop_id, version=version, terms=row, by=by, at=now))
    session.flush()
    return version


def terms_in_force(session: Session, shop_id: int, version: int | None = None) -> TermsRow | None:
    """What the merchant entered last, or an older version of it; None before anything was entered."""
    query = select(TermsRow).where(TermsRow.shop_id == shop_id)
    if version is not None:
        query = query.where(TermsRow.version == version)
    return session.exec(query.order_by(col(TermsRow.version).desc()).limit(1)).first()


def terms_versions(session: Session, shop_id: int) -> Sequence[TermsRow]:
    """Every version, newest first."""
    query = select(TermsRow).where(TermsRow.shop_id == shop_id).order_by(col(TermsRow.version).desc())
    return session.exec(query).all()
