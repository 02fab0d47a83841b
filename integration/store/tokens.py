"""The keys of a shop's programs: made, found by what they hash to, revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.store.tables import TokenRow

NOTED_EVERY = timedelta(minutes=5)
"""A program may ask many times a second; when it last did need not be known better than this."""


def add_token(session: Session, shop_id: int, digest: str, name: str, role: str, now: datetime) -> TokenRow:
    row = TokenRow(shop_id=shop_id, digest=digest, name=name, role=role, created_at=now)
    session.add(row)
    session.flush()
    return row


def token(session: Session, digest: str) -> TokenRow | None:
    """The token that hashes to this and was not revoked; the shop is learnt from it."""
    return session.exec(select(TokenRow).where(TokenRow.digest == digest, col(TokenRow.revoked_at).is_(None))).first()


def tokens(session: Session, shop_id: int) -> Sequence[TokenRow]:
    """Newest first, revoked ones too."""
    return session.exec(select(TokenRow).where(TokenRow.shop_id == shop_id).order_by(col(TokenRow.id).desc())).all()


def revoke(session: Session, shop_id: int, token_id: int, now: datetime) -> bool:
    """Whether there was one to revoke."""
    mine = (col(TokenRow.shop_id) == shop_id, col(TokenRow.id) == token_id, col(TokenRow.revoked_at).is_(None))
    gone = session.execute(update(TokenRow).where(*mine).values(revoked_at=now).returning(col(TokenRow.id)))
    return gone.first() is not None


def is_to_be_noted(row: TokenRow, now: datetime) -> bool:
    return row.last_used_at is None or now - row.last_used_at > NOTED_EVERY


def note_use(session: Session, row: TokenRow, now: datetime) -> None:
    mine = (col(TokenRow.shop_id) == row.shop_id, col(TokenRow.id) == row.id)
    session.execute(update(TokenRow).where(*mine).values(last_used_at=now))
