"""After a new key was put first in FORTHRIGHT_SECRET_KEYS: every connection's credentials under it."""

from sqlmodel import Session, select

from integration.store.tables import ConnectionRow
from integration.store.vault import Vault


def reseal(session: Session, vault: Vault) -> int:
    """How many connections' credentials were put under the newest key; those that are under it already stay.

    Raises ValueError when credentials were sealed with a key that is no longer listed.
    """
    stale = [row for row in session.exec(select(ConnectionRow)) if not vault.is_newest(row.credentials)]
    for row in stale:
        row.credentials = vault.rotate(row.credentials)
        session.add(row)
    return len(stale)
