"""Who a delivery is for, remembered for some seconds so that a request reads no database."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from connectors import NoSuchConnector
from integration.ports import Delivery, Unauthorized, Webhooks
from integration.store.receivers import receiver
from integration.store.session import read
from integration.store.tables.shops import ConnectionRow
from jobs.context import Context

FRESH_SECONDS = 5.0
REREADS_PER_SECOND = 20.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """A shop's reader of one vendor's deliveries, with the secrets that stood in the store at `read_at`."""

    shop_id: int
    webhooks: Webhooks
    read_at: float


class Receivers:
    """Receivers by connector and the shop's name. Unknown names are not remembered: a new shop is known at once."""

    def __init__(self, context: Context, clock: Callable[[], float] = time.monotonic) -> None:
        self._context = context
        self._clock = clock
        self._known: dict[tuple[str, str], Receiver] = {}
        self._allowance = _Allowance(REREADS_PER_SECOND, clock)

    def find(self, connector: str, name: str) -> Receiver | None:
        known = self._known.get((connector, name))
        if known is not None and self._clock() - known.read_at < FRESH_SECONDS:
            return known
        return self._read(connector, name)

    def find_anew(self, connector: str, name: str) -> Receiver | None:
        """Reads the store although we know: the secret may just have changed. None when that was asked too often."""
        return self._read(connector, name) if self._allowance.take() else None

    def claimed_shop(self, delivery: Delivery) -> str:
        """The shop the delivery says it comes from, for vendors with one address for all; "" when it says none."""
        nothing = self._context.vault.seal({})
        nobody = ConnectionRow(
            shop_id=0, connector=delivery.connector, credentials=nothing, created_at=self._context.clock()
        )
        try:
            return self._context.open(nobody, Webhooks).shop_of(delivery)
        except NoSuchConnector:
            return ""

    def app(self, connector: str) -> Webhooks | None:
        """Who reads deliveries for all shops; None where each shop has a secret of its own."""
        if not self._context.apps.get(connector):
            return None
        return self._context.open_app(connector, Webhooks)

    def _read(self, connector: str, name: str) -> Receiver | None:
        read_at = self._clock()
        with read(self._context.engine) as session:
            connection = receiver(session, connector, name)
        try:
            if connection is not None:
                webhooks = self._context.open(connection, Webhooks)
                found = self._known[connector, name] = Receiver(connection.shop_id, webhooks, read_at)
                return found
        except (NoSuchConnector, Unauthorized):
            pass
        self._known.pop((connector, name), None)
        return None


class _Allowance:
    """So many a second, and no more saved up than one second's worth."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._per_second = self._left = per_second
        self._clock = clock
        self._at = clock()
        self._lock = Lock()

    def take(self) -> bool:
        with self._lock:
            now = self._clock()
            self._left = min(self._per_second, self._left + (now - self._at) * self._per_second)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True
