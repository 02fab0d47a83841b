"""What stands in a connection's way, and what was found out about its store."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from integration.store.shops import pause_connection
from integration.store.tables import ConnectionRow


def met(session: Session, shop_id: int, connector: str, act: str, trouble: str, reason: str, now: datetime) -> bool:
    """Notes what stopped this act. `since` is when it began; True where it is another trouble than before, or new."""
    row = _row(session, shop_id, connector)
    if row is None:
        return False
    before: Mapping[str, Any] = row.troubles.get(act, {})
    known = bool(before) and before.get("trouble") == trouble and (bool(trouble) or before.get("reason") == reason)
    since = before["since"] if known else now.isoformat()
    row.troubles = {**row.troubles, act: {"trouble": trouble, "reason": reason, "since": since}}
    session.add(row)
    session.flush()
    return not known


def over(session: Session, shop_id: int, connector: str, act: str) -> bool:
    """The act went well; whether something had stood in its way."""
    row = _row(session, shop_id, connector)
    if row is None or act not in row.troubles:
        return False
    row.troubles = {name: told for name, told in row.troubles.items() if name != act}
    session.add(row)
    session.flush()
    return True


def refused(session: Session, shop_id: int, connector: str, trouble: str, reason: str, now: datetime) -> None:
    """The vendor no longer lets us in: the connection pauses until it is made again."""
    met(session, shop_id, connector, "access", trouble, reason, now)
    pause_connection(session, shop_id, connector, reason)


def learn(session: Session, shop_id: int, connector: str, name: str, value: str) -> None:
    """Keeps in the connection's config what was found out about the store."""
    row = _row(session, shop_id, connector)
    if row is not None:
        row.config = {**row.config, name: value}
        session.add(row)
        session.flush()


def _row(session: Session, shop_id: int, connector: str) -> ConnectionRow | None:
    query = select(ConnectionRow).where(ConnectionRow.shop_id == shop_id, ConnectionRow.connector == connector)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).first()
