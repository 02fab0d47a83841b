"""The keys of a connection whose vendor has them renewed: exchanged by one, kept whole, found by all others."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Engine

from integration.ports import Unauthorized
from integration.store import shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault
from jobs.single_flight import single_flight

Exchange = Callable[[Mapping[str, str]], Mapping[str, str]]


class StoredCredentials:
    """Plays the port Credentials for one connection."""

    def __init__(self, engine: Engine, vault: Vault, clock: Callable[[], datetime], connection: ConnectionRow) -> None:
        self._engine, self._vault, self._clock = engine, vault, clock
        self._shop_id, self._connector = connection.shop_id, connection.connector

    def renew(self, known: Mapping[str, str], exchange: Exchange) -> Mapping[str, str]:
        def newer() -> Mapping[str, str] | None:
            held = self._vault.open(self._sealed())
            return held if held != known else None

        def exchanged() -> Mapping[str, str]:
            before = self._sealed()
            try:
                made = exchange(self._vault.open(before))
            except Unauthorized:
                if (found := newer()) is not None:  # the merchant opened the app meanwhile
                    return found
                raise
            return made if self._keep(before, made) else self._vault.open(self._sealed())

        return single_flight(self._engine, self._clock, f"keys:{self._connector}:{self._shop_id}", newer, exchanged)

    def _sealed(self) -> bytes:
        with read(self._engine) as session:
            row = shops.connection(session, self._shop_id, self._connector)
            if row is None:
                raise Unauthorized("the shop was disconnected")
            return row.credentials

    def _keep(self, before: bytes, made: Mapping[str, str]) -> bool:
        """Not over keys that came from elsewhere meanwhile, by a new installation or to none at all."""
        with write(self._engine) as session:
            sealed = self._vault.seal(made)
            kept = shops.change_credentials(session, self._shop_id, self._connector, before, sealed)
            session.commit()
        return kept
