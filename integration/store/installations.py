"""Requests for keys: begun, answered once, and what became of them."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from integration.store.tables import InstallationRow


def begin(
    session: Session,
    shop_id: int,
    person_id: int,
    connector: str,
    url: str,
    digest: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """The newest request of a shop is the only one: an answer to an earlier one is no longer taken."""
    mine = (col(InstallationRow.shop_id) == shop_id, col(InstallationRow.connector) == connector)
    session.execute(delete(InstallationRow).where(*mine))
    session.add(
        InstallationRow(
            shop_id=shop_id,
            person_id=person_id,
            connector=connector,
            url=url,
            digest=digest,
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()


def claim(session: Session, connector: str, digest: str, now: datetime) -> InstallationRow | None:
    """The open request that this answers; of two answers at the same moment one gets it."""
    wanted = (col(InstallationRow.digest) == digest, col(InstallationRow.connector) == connector)
    still = (col(InstallationRow.state) == "open", col(InstallationRow.expires_at) > now)
    taken = update(InstallationRow).where(*wanted, *still).values(state="answering").returning(col(InstallationRow.id))
    found = session.execute(taken).scalar()
    return None if found is None else session.get_one(InstallationRow, found, populate_existing=True)


def settle(session: Session, row: InstallationRow, state: str, reason: str) -> None:
    mine = (col(InstallationRow.shop_id) == row.shop_id, col(InstallationRow.id) == row.id)
    session.execute(update(InstallationRow).where(*mine).values(state=state, reason=reason))


def latest(session: Session, shop_id: int, connector: str) -> InstallationRow | None:
    query = select(InstallationRow).where(InstallationRow.shop_id == shop_id)
    return session.exec(query.where(InstallationRow.connector == connector)).first()
