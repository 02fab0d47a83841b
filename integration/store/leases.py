"""What only one may do at a time: a row that says who, and until when."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from integration.store.tables import LeaseRow
from integration.store.upsert import upsert


def acquire(session: Session, name: str, owner: str, now: datetime, seconds: float) -> bool:
    """Takes the lease, or keeps it longer; False while somebody else holds it. It lapses by itself."""
    term = {"owner": owner, "expires_at": now + timedelta(seconds=seconds)}
    free = (col(LeaseRow.expires_at) <= now) | (col(LeaseRow.owner) == owner)
    taken = session.execute(
        upsert(session, LeaseRow)
        .values(name=name, **term)
        .on_conflict_do_update(index_elements=["name"], set_=term, where=free)
        .returning(col(LeaseRow.name))
    )
    return taken.first() is not None


def forget_lapsed(session: Session, before: datetime) -> None:
    """Takes away those that nobody gave back and that ended before this moment."""
    session.execute(delete(LeaseRow).where(col(LeaseRow.expires_at) < before))


def release(session: Session, name: str, owner: str) -> None:
    """Gives it back; does nothing when it is no longer the owner's."""
    session.execute(delete(LeaseRow).where(col(LeaseRow.name) == name, col(LeaseRow.owner) == owner))
