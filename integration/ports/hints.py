"""The roles by which a vendor tells us of changes, and by which its word leads to the order that it is about."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable


@runtime_checkable
class Subscriptions(Protocol):
    """Has the vendor send deliveries to an address of ours, signed with the connection's secret."""

    def subscribe(self, address: str) -> Sequence[str]:
        """The topics asked for; what was sent to this address before is replaced. Needs a key that may write."""
        ...

    def repair(self, address: str) -> Sequence[str]:
        """Makes anew what the vendor disabled, lost or sends elsewhere: what that was, one phrase each; none if all is
        well."""
        ...

    def unsubscribe(self, address: str) -> int:
        """How many there were; those of others stay."""
        ...


@runtime_checkable
class OrderLookup(Protocol):
    """Finds the order behind a part of it, where a delivery names the part alone."""

    def order_of(self, kind: str, part_id: str) -> str | None:
        """`kind` is return, dispute or fulfillment_order. None for one that is gone, or that is about no order."""
        ...
