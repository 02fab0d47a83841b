"""What every act needs of the process it runs in; made once, at the roof, and passed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from redis import Redis
from sqlalchemy import Engine

from connectors import build, manifests
from connectors.access import Access, forget
from connectors.http import Http
from integration.data.carriers import platform_statuses, scan_meanings
from integration.ports import Unauthorized
from integration.store import troubles
from integration.store.session import write
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault
from jobs.credentials import StoredCredentials
from jobs.lanes import SharedLanes
from jobs.pace import SharedPace

Port = TypeVar("Port")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """`redis` is None where nothing is queued (a command line that only reads). `clock` gives aware UTC.

    `smtp_url` and `mail_from` are the installation's own mail. `apps` is what this installation is known by at each
    vendor for all shops: by connector, as its manifest names it.
    """

    engine: Engine
    vault: Vault
    redis: Redis | None = None
    clock: Callable[[], datetime] = utc_now
    public_url: str = ""
    allow_private_hosts: tuple[str, ...] = ()
    keep_raw_days: int = 30
    keep_customer_days: int = 730
    data_dir: Path = Path("var")
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    apps: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        """The shop's connector in this role, with its credentials, for one use; never in a database transaction.

        Raises Unauthorized when the credentials cannot be opened, NoSuchConnector when the role is not played.
        """
        try:
            credentials = self.vault.open(connection.credentials)
        except ValueError as problem:
            raise Unauthorized(str(problem)) from None
        manifest = manifests().get(connection.connector)
        whose = self.redis, connection.connector, connection.shop_id
        pace = SharedPace(*whose, manifest.per_second if manifest else 0.0)
        lanes = SharedLanes(*whose, manifest.at_a_time) if manifest and manifest.at_a_time else None
        keys = StoredCredentials(self.engine, self.vault, self.clock, connection)
        learn = partial(self._learn, connection.shop_id, connection.connector)
        known = connection.url, credentials, connection.config
        access = self.access(connection.connector, *known, learn, keys, pace, lanes=lanes)
        return build(connection.connector, port, access)

    def _learn(self, shop_id: int, connector: str, name: str, value: str) -> None:
        with write(self.engine) as session:
            troubles.learn(session, shop_id, connector, name, value)
            session.commit()

    def open_app(self, connector: str, port: type[Port]) -> Port:
        """The connector in a role that it plays for all shops, before it is known which. Raises NoSuchConnector."""
        return build(connector, port, self.access(connector))

    def access(
        self,
        connector: str,
        url: str = "",
        credentials: Mapping[str, str] = MappingProxyType({}),
        config: Mapping[str, Any] = MappingProxyType({}),
        learn: Callable[[str, str], None] = forget,
        keys: StoredCredentials | None = None,
        pace: SharedPace | None = None,
        **door: Any,
    ) -> Access:
        """What a connector is built with. The door out tells none of the secrets; `door` is told to it."""
        app = self.apps.get(connector, {})
        secrets = (*credentials.values(), *(app[name] for name in app if name.endswith("secret")))
        http = Http(self.allow_private_hosts, secrets, **door)
        words = platform_statuses(connector), scan_meanings(connector)
        return Access(url, credentials, config, http, self.clock, learn, app, keys, pace, *words)
