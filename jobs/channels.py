"""By which of its connections a shop is written to and written about."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from connectors import manifests
from integration.domain.channel import ChannelKind
from integration.ports import Carrier, Channel, Publisher, Storefront, TrackingSink, Webhooks
from integration.store import shops
from integration.store.tables import ConnectionRow, DocumentRow, FulfillmentRow, OrderRow
from jobs.carriers import carries, follows

ENDED = "disconnected"
_TELLING = (Storefront.__name__, Webhooks.__name__, Carrier.__name__)


def channel_of(session: Session, shop_id: int, kind: str = ChannelKind.MAIL) -> ConnectionRow | None:
    """The shop's live connection that brings such messages; the first connected of several, None without one."""
    found = [row for row in _live(session, shop_id, Channel.__name__) if manifests()[row.connector].channel == kind]
    return min(found, key=lambda connection: (connection.created_at, connection.id)) if found else None


def kind_of(connector: str) -> ChannelKind:
    """What a connector's messages are."""
    return ChannelKind(manifests()[connector].channel)


def connected(connections: Iterable[ConnectionRow]) -> frozenset[ChannelKind]:
    """The channels that a shop with these has a connection for, be it paused for a while."""
    playing = [manifests().get(row.connector) for row in connections if row.state != ENDED]
    return frozenset(ChannelKind(one.channel) for one in playing if one is not None and Channel.__name__ in one.roles)


def carrier_feed(connections: Iterable[ConnectionRow], parcels: Sequence[FulfillmentRow]) -> bool:
    """Whether one of them reports the scans of every parcel; a carrier knows its own, and those with a number."""
    live = [connection.connector for connection in _playing(connections, Carrier.__name__)]
    return bool(live) and all(row.tracking_number and any(carries(one, row) for one in live) for row in parcels)


def keeps_carrier(connections: Iterable[ConnectionRow]) -> bool:
    """Whether the shop still means to hear from a carrier, be the connection paused or broken."""
    kept = (row.connector for row in connections if row.state != ENDED)
    return any(follows(connector) for connector in kept)


def telling(connections: Iterable[ConnectionRow]) -> list[ConnectionRow]:
    """The live ones by which orders and parcels are heard of."""
    return _playing(connections, *_TELLING)


def storefronts(session: Session, shop_id: int) -> list[ConnectionRow]:
    """The live connections that list the shop's products and pages."""
    return _live(session, shop_id, Storefront.__name__)


def publisher_of(session: Session, document: DocumentRow) -> ConnectionRow | None:
    """The live connection that writes this text where it came from; None where it cannot be written.

    A text of which nobody kept where it came from is written through the only storefront there is.
    """
    return publisher_from(session, document.shop_id, document.connector)


def publisher_from(session: Session, shop_id: int, connector: str) -> ConnectionRow | None:
    """The same for every text that came from `connector`, "" where nobody kept it."""
    reads = storefronts(session, shop_id)
    origin = connector or (reads[0].connector if len(reads) == 1 else "")
    writes = _live(session, shop_id, Publisher.__name__)
    return next((connection for connection in writes if connection.connector == origin), None)


def sinks(session: Session, shop_id: int) -> list[ConnectionRow]:
    """The live stores that can be told of their parcels."""
    return _live(session, shop_id, TrackingSink.__name__)


def sink_of(session: Session, order: OrderRow) -> ConnectionRow | None:
    """The live store that this order came from, where it can be told of its parcels.

    An order of which nobody kept where it came from is the only store's that there is.
    """
    reads = storefronts(session, order.shop_id)
    origin = order.connector or (reads[0].connector if len(reads) == 1 else "")
    return next((connection for connection in sinks(session, order.shop_id) if connection.connector == origin), None)


def _live(session: Session, shop_id: int, *roles: str) -> list[ConnectionRow]:
    return _playing(shops.connections(session, shop_id), *roles)


def _playing(connections: Iterable[ConnectionRow], *roles: str) -> list[ConnectionRow]:
    return [
        connection
        for connection in connections
        if connection.state == "live"
        and (manifest := manifests().get(connection.connector)) is not None
        and not set(roles).isdisjoint(manifest.roles)
    ]
