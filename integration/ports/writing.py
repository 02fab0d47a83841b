"""The roles of whoever takes what we write: texts and tracking; and what of it a shop lets us."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from integration.domain.commerce import Policy, PolicyKind, Tracking, TrackingEvent
from integration.ports.values import Published


@runtime_checkable
class Publisher(Protocol):
    """Writes the shop's words: compares with `expected`, the text as Storefront reads it, writes, and reads back.

    Raises Changed where something else stands, and Permanent where the vendor would not keep the words as they were
    sent; what was written is then taken back. After Temporary nobody knows whether it was written: read it.
    """

    def publish_policy(self, policy_id: str, html: str, locale: str, expected: str) -> Published: ...

    def publish_product(self, product_id: str, html: str, locale: str, expected: str) -> Published: ...

    def restore_policy(self, policy_id: str, kept: str, locale: str, expected: str) -> Published:
        """Sends back what an earlier Published kept, byte for byte, under the same guard."""
        ...

    def restore_product(self, product_id: str, kept: str, locale: str, expected: str) -> Published: ...

    def create_policy(self, kind: PolicyKind, title: str, html: str, locale: str, again: bool) -> Policy:
        """Makes the page of this kind that the shop lacks in this language, as it then stands there; where it is not
        `published`, the merchant does that in the store.

        Raises Exists where the shop has it. `again`: an earlier call may have come through, so that a page which says
        just this is the one that it made.
        """
        ...

    def delete_policy(self, policy_id: str, locale: str, expected: str) -> None:
        """Takes back a page that was created; raises Changed over other words. One that is gone is gone."""
        ...


@runtime_checkable
class Consent(Protocol):
    """What a shop lets us write, where its vendor has the merchant say yes to each thing apart."""

    def lacking(self, role: str) -> Sequence[str]:
        """The vendor's names of what playing this role takes and the merchant has not granted; none if all is."""
        ...

    def consent_page(self, role: str) -> str:
        """Where the merchant grants it; "" where no page asks for it."""
        ...


@runtime_checkable
class TrackingSink(Protocol):
    """Tells the store of its parcels, mails nobody by it, and looks first: a second call changes nothing."""

    def create_fulfillment_event(self, fulfillment_id: str, event: TrackingEvent, idempotency_key: str) -> None: ...

    def update_tracking(
        self, fulfillment_id: str, tracking: Tracking, expected: Tracking, idempotency_key: str
    ) -> None:
        """Over `expected`, the number and carrier that were read. Raises Changed where the parcel has another."""
        ...
