"""The log a merchant can read: who did what, when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_
from sqlmodel import Session, col, select

from integration.store.search import mentions
from integration.store.tables import ActivityRow


def log(session: Session, shop_id: int, at: datetime, actor: str, act: str, subject: str = "", **detail: Any) -> None:
    """Adds one line. `actor` is a person's mail, or "forthright"."""
    line = {"shop_id": shop_id, "at": at, "actor": actor, "act": act, "subject": subject, "detail": detail}
    session.execute(insert(ActivityRow), line)


def activity(
    session: Session,
    shop_id: int,
    limit: int = 100,
    before_id: int | None = None,
    search: str = "",
    acts: Collection[str] = (),
) -> Sequence[ActivityRow]:
    """The newest lines first; `before_id` asks for those before a line already seen.

    `search` is looked for in who acted and on what; a line of one of the `acts` is found, too.
    """
    query = select(ActivityRow).where(ActivityRow.shop_id == shop_id)
    if search:
        found = mentions(search, col(ActivityRow.actor), col(ActivityRow.subject))
        query = query.where(or_(found, col(ActivityRow.act).in_(acts)))
    if before_id is not None:
        query = query.where(col(ActivityRow.id) < before_id)
    return session.exec(query.order_by(col(ActivityRow.id).desc()).limit(limit)).all()


def acts_done(session: Session, shop_id: int) -> Sequence[str]:
    """Every kind of act that the log has a line of."""
    return session.exec(select(ActivityRow.act).where(ActivityRow.shop_id == shop_id).distinct()).all()
