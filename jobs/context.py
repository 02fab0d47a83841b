"""What every act needs of the process it runs in; made once, at the roof, and passed down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from redis import Redis
from sqlalchemy import Engine

from connectors import build
from connectors.access import Access
from connectors.http import Http
from integration.ports import Unauthorized
from integration.store import troubles
from integration.store.session import write
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault

Port = TypeVar("Port")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """`redis` is None where nothing is queued (a command line that only reads). `clock` gives aware UTC."""

    engine: Engine
    vault: Vault
    redis: Redis | None = None
    clock: Callable[[], datetime] = utc_now
    public_url: str = ""
    allow_private_hosts: tuple[str, ...] = ()
    keep_raw_days: int = 30
    keep_customer_days: int = 730
    data_dir: Path = Path("var")

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        """The shop's connector in this role, with its credentials, for one use; never in a database transaction.

        Raises Unauthorized when the credentials cannot be opened, NoSuchConnector when the role is not played.
        """
        try:
            credentials = self.vault.open(connection.credentials)
        except ValueError as problem:
            raise Unauthorized(str(problem)) from None
        http = Http(self.allow_private_hosts, tuple(credentials.values()))
        learn = partial(self._learn, connection.shop_id, connection.connector)
        access = Access(connection.url, credentials, connection.config, http, self.clock, learn)
        return build(connection.connector, port, access)

    def _learn(self, shop_id: int, connector: str, name: str, value: str) -> None:
        with write(self.engine) as session:
            troubles.learn(session, shop_id, connector, name, value)
            session.commit()
