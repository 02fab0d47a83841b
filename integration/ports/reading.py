"""The roles of whoever shows us a shop: what it has, and all of that once more whatever was told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from integration.domain.commerce import Fulfillment, Order, Policy, Product, ShippingRate
from integration.domain.merchant import Merchant
from integration.ports.values import Page, Translation


@runtime_checkable
class Storefront(Protocol):
    """Reads a shop. The job keeps the cursor, so that a killed import resumes."""

    def merchant(self) -> Merchant: ...

    def products(self, updated_since: datetime | None, cursor: str | None) -> Page[Product]: ...

    def product(self, product_id: str) -> Product | None:
        """The product as it stands now; None when it is gone."""
        ...

    def policies(self) -> Sequence[Policy]: ...

    def shipping_rates(self) -> Sequence[ShippingRate]: ...

    def orders(self, updated_since: datetime | None, cursor: str | None) -> Page[Order]: ...

    def order(self, order_id: str) -> Order | None:
        """The order as it stands now, None when it is gone: the truth that a hint sends us to read."""
        ...

    def shown_since(self) -> datetime | None:
        """Orders placed earlier are kept from us: that one of them is not shown does not mean that it is gone. None:
        all are shown."""
        ...

    def fulfillments(self, order_id: str) -> Sequence[Fulfillment]: ...


@runtime_checkable
class DeepReading(Protocol):
    """Lists once more what may have changed without a delivery, and without a date that moved."""

    def orders_placed(self, since: datetime, cursor: str | None) -> Page[Order]:
        """Every order placed since then, as it stands."""
        ...

    def parcels(self, since: datetime, cursor: str | None) -> Page[Fulfillment]:
        """The parcels of work that changed since then, with every scan; not those that came with the orders."""
        ...


@runtime_checkable
class Translations(Protocol):
    """A store that keeps each text once, and what it says in its other languages beside it."""

    def locales(self) -> Sequence[str]:
        """The languages that buyers can choose besides the store's own, as it calls them: BCP 47."""
        ...

    def policies_in(self, locale: str, policy_ids: Sequence[str]) -> Sequence[Translation]: ...

    def products_in(self, locale: str, cursor: str | None) -> Page[Translation]:
        """Of every product."""
        ...
