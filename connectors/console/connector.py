"""The demo shop: plays store, carrier, mail and payment for demonstration, with no network and no account."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from connectors.access import Access
from connectors.console import catalogue, story
from connectors.console.desk import ConsolePublisher, Desk
from connectors.console.mailbox import ConsoleChannel
from connectors.console.till import ConsolePayments
from integration.domain.commerce import (
    Fulfillment,
    Order,
    Policy,
    Product,
    ShippingRate,
    Tracking,
    TrackingEvent,
)
from integration.domain.merchant import Merchant
from integration.ports import Page

Item = TypeVar("Item", Product, Order)

PAGE = 15
SPEED = 360.0
"""A story hour takes ten seconds, in the first day after the start."""


def _story(access: Access) -> story.Story:
    started = datetime.fromisoformat(access.config["started_at"])
    return story.Story(started, float(access.config.get("speed", SPEED)))


class ConsoleStorefront:
    def __init__(self, access: Access) -> None:
        self._story = _story(access)
        self._now = access.clock()
        self._written_at = self._story.at(days=-30)
        self._desk = Desk(access)

    def merchant(self) -> Merchant:
        return catalogue.merchant()

    def products(self, updated_since: datetime | None, cursor: str | None) -> Page[Product]:
        return _page(list(self._products()), updated_since, cursor)

    def product(self, product_id: str) -> Product | None:
        return next((each for each in self._products() if each.id == product_id), None)

    def policies(self) -> Sequence[Policy]:
        return list(self._desk.policies(self._written_at))

    def shipping_rates(self) -> Sequence[ShippingRate]:
        return catalogue.shipping_rates()

    def orders(self, updated_since: datetime | None, cursor: str | None) -> Page[Order]:
        return _page([story.order(each, self._now) for each in story.chapters(self._story)], updated_since, cursor)

    def order(self, order_id: str) -> Order | None:
        chapter = self._chapter(order_id)
        return story.order(chapter, self._now) if chapter else None

    def shown_since(self) -> datetime | None:
        return None

    def fulfillments(self, order_id: str) -> Sequence[Fulfillment]:
        chapter = self._chapter(order_id)
        return list(story.fulfillments(chapter, self._now)) if chapter else []

    def _products(self) -> Iterator[Product]:
        return self._desk.as_rewritten("product", catalogue.products(self._written_at))

    def _chapter(self, number: str) -> story.Chapter | None:
        return next((each for each in story.chapters(self._story) if each.number == number), None)


class ConsoleCarrier:
    """Its scans unfold: ask again, and there may be more of them."""

    def __init__(self, access: Access) -> None:
        self._story = _story(access)
        self._now = access.clock()

    def track(self, parcels: Sequence[Tracking]) -> Mapping[str, Sequence[TrackingEvent]]:
        sent = {each.tracking_number: each for each in story.chapters(self._story) if each.shipped_at}
        return {it.number: story.scans(sent[it.number], self._now) for it in parcels if it.number in sent}

    def register(self, parcels: Sequence[Tracking]) -> Mapping[str, str]:
        """It follows its own parcels, whoever asks."""
        return {}

    def tracking_url(self, tracking_number: str) -> str:
        return story.tracking_url(tracking_number)


def _page(items: Sequence[Item], since: datetime | None, cursor: str | None) -> Page[Item]:
    changed = [item for item in items if since is None or item.updated_at is None or item.updated_at >= since]
    start = int(cursor or 0)
    more = start + PAGE < len(changed)
    return Page(list(islice(changed, start, start + PAGE)), str(start + PAGE) if more else None)


ROLES = {
    "Storefront": ConsoleStorefront,
    "Publisher": ConsolePublisher,
    "Carrier": ConsoleCarrier,
    "Channel": ConsoleChannel,
    "PaymentProvider": ConsolePayments,
}
