"""Lets in who comes from a vendor's admin: the vendor says who they are, and the first of them connects the shop.

So there is no form and no sign-in: opening the app in the store's admin installs it, and opens it again after its keys
were lost.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors import manifests
from integration.ports import Embedding, Guest, Unauthorized
from integration.store import shops
from integration.store.receivers import receiver
from integration.store.session import read
from integration.store.tables import ConnectionRow, ShopRow
from jobs.check import check
from jobs.connect import Grant, connect
from jobs.context import Context
from jobs.single_flight import single_flight


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody of a store's staff, in their shop."""

    guest: Guest
    shop: ShopRow


def admit(context: Context, connector: str, token: str) -> Admitted:
    """Raises Unauthorized for a token that does not fit; what the vendor raises when keys are fetched; NoSuchConnector.

    Keys are fetched where there are none that work: at the first visit, and after the app was removed or refused.
    """
    embedding = context.open_app(connector, Embedding)
    guest = embedding.guest(token)

    def live() -> ShopRow | None:
        return _shop(context, connector, guest.account)

    def installed() -> ShopRow:
        name, grant = _name(context, connector, guest), Grant(guest.account, guest.issued_at)
        by = f"{manifests()[connector].label}, person {guest.person}"
        connect(context, name, connector, guest.url, embedding.keys(token), by=by, grant=grant)
        found = live()
        assert found is not None  # noqa: S101 it was connected just now; tells mypy
        return found

    shop = live()
    if shop is None:
        name = f"install:{connector}:{guest.account}"
        shop = single_flight(context.engine, context.clock, name, live, installed)
    return Admitted(guest, shop)


def _shop(context: Context, connector: str, account: str) -> ShopRow | None:
    """The account's shop, where its connection is live."""
    with read(context.engine) as session:
        row = shops.connection_of(session, connector, account)
        shop = shops.shop(session, row.shop_id) if row and row.state == "live" else None
        session.expunge_all()
    return shop


def _name(context: Context, connector: str, guest: Guest) -> str:
    """What the shop is called here: as before, also where keys made by hand open the same store, and still do."""
    with read(context.engine) as session:
        before = shops.connection_of(session, connector, guest.account)
        by_hand = receiver(session, connector, guest.account)
        session.expunge_all()
    if before is None and by_hand is not None and not by_hand.account and _opens(context, by_hand, guest):
        before = by_hand
    with read(context.engine) as session:
        shop = shops.shop(session, before.shop_id) if before else None
    return shop.name if shop else guest.account


def _opens(context: Context, by_hand: ConnectionRow, guest: Guest) -> bool:
    """Whether these keys open this very store: to name its address proves nothing, and its orders would go there."""
    if by_hand.state != "live" or urlsplit(by_hand.url).hostname != guest.account:
        return False
    try:
        keys = context.vault.open(by_hand.credentials)
        return check(context, by_hand.connector, guest.url, keys).merchant is not None
    except (Unauthorized, ValueError):
        return False
