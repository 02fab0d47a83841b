"""Turns a hint into the truth: what a delivery only names is read again from the vendor."""

from collections.abc import Callable, Mapping, Sequence

from connectors import NoSuchConnector
from integration.domain.events import (
    Event,
    Ignored,
    OrderChanged,
    OrderDeleted,
    PolicyChanged,
    ProductChanged,
    ProductDeleted,
    Refetch,
)
from integration.ports import OrderLookup, Permanent, Storefront, Temporary, Unauthorized
from integration.store.tables.shops import ConnectionRow
from jobs.context import Context


def truths(
    context: Context, connection: ConnectionRow, events: Sequence[Event]
) -> tuple[list[Event], Exception | None]:
    """The truth of each event, and the first problem in asking; those that could not be asked about are left out."""
    found: list[Event] = []
    problem: Exception | None = None
    for event in events:
        try:
            found.append(truth(context, connection, event))
        except (Temporary, Permanent, Unauthorized) as refused:
            problem = problem or refused
    return found, problem


def truth(context: Context, connection: ConnectionRow, event: Event) -> Event:
    """`event` itself, or for a Refetch what the vendor's API says. Call it outside any transaction.

    A Refetch that does not say which thing it is about stays as it is. Raises Temporary while the connection is
    paused, and what the connector raises.
    """
    if not isinstance(event, Refetch) or not event.id or event.kind not in {*_READERS, *_PARTS}:
        return event
    if connection.state != "live":
        raise Temporary(f"the connection is {connection.state}: {connection.state_reason}")
    try:
        storefront = context.open(connection, Storefront)
        if event.kind not in _PARTS:
            return _READERS[event.kind](storefront, event.id)
        order_id = context.open(connection, OrderLookup).order_of(event.kind, event.id)
    except NoSuchConnector:
        return Ignored(f"{event.why}; {connection.connector} cannot be asked")
    return order_as_it_stands(storefront, order_id) if order_id else Ignored(f"{event.why}; it is gone, or of no order")


def order_as_it_stands(storefront: Storefront, order_id: str) -> Event:
    """What every reading of a single order means, whatever sent us to read it."""
    order = storefront.order(order_id)
    return OrderChanged(order) if order else OrderDeleted(order_id, storefront.shown_since())


def _product(storefront: Storefront, product_id: str) -> Event:
    product = storefront.product(product_id)
    return ProductChanged(product) if product else ProductDeleted(product_id)


def _policy(storefront: Storefront, policy_id: str) -> Event:
    found = [policy for policy in storefront.policies() if policy.id == policy_id]
    return PolicyChanged(found[0]) if found else Ignored(f"policy {policy_id} is gone")


_PARTS = frozenset({"return", "dispute", "fulfillment_order"})
"""What belongs to an order, which is then read: by its part alone it is not known what that changes."""
_READERS: Mapping[str, Callable[[Storefront, str], Event]] = {
    "order": order_as_it_stands,
    "product": _product,
    "policy": _policy,
}
