"""The demo shop's orders and parcels at a moment: pure functions of the first start, the speed and now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from connectors.console.catalogue import money, offers, table, title
from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Order,
    OrderLine,
    OrderStatus,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.zones import zone_of

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
CARRIER = "CTT"
HANDED_OVER = time(17, 40)
DELIVERED = time(11, 20)


@dataclass(frozen=True, slots=True)
class Story:
    """When the shop was first started, and how many times faster the first day after that goes by."""

    started_at: datetime
    speed: float

    def at(self, days: float = 0, hours: float = 0) -> datetime:
        """The moment that a place in the story stands for. What comes later in the story never comes sooner here."""
        ahead = timedelta(days=days, hours=hours)
        return self.started_at + (ahead / self.speed if timedelta(0) < ahead <= DAY else ahead)

    def evening(self, days: int, zone: tzinfo) -> datetime:
        """The end of the day `days` from the first start, where the customer lives; Monday's for a Sunday's.

        A day to come is one more where the story begins on a weekend, on which no parcel moves.
        """
        begun = self.started_at.astimezone(zone).date()
        day = begun + timedelta(days=days + (days > 0 and begun.weekday() >= SATURDAY))
        return datetime.combine(day + timedelta(days=day.weekday() == SUNDAY), time(23, 59, 59), zone)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One order with all that happens to it, from being placed to its last scan, past and to come."""

    number: str
    customer: str
    skus: Sequence[str]
    placed_at: datetime
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    cancelled_at: datetime | None = None
    promised_by: datetime | None = None
    on_hold: bool = False
    scans: Sequence[TrackingEvent] = ()

    @property
    def tracking_number(self) -> str:
        return f"RR{int(self.number):07d}17PT"


def chapters(story: Story) -> Iterator[Chapter]:
    """Every order, oldest first."""
    for entry in table("orders")["delivered"]:
        yield _delivered(story, entry)
    yield from sorted((_open(story, entry) for entry in table("orders")["orders"]), key=lambda each: each.placed_at)


def order(chapter: Chapter, now: datetime) -> Order:
    """The order as the shop shows it at `now`."""
    lines = _lines(chapter)
    moments = (chapter.placed_at, chapter.paid_at, chapter.shipped_at, chapter.cancelled_at)
    return Order(
        id=chapter.number,
        number=chapter.number,
        status=_status(chapter, now),
        placed_at=chapter.placed_at,
        total=money(sum(line.total.amount for line in lines)),  # type: ignore[arg-type]
        lines=lines,
        customer=_customer(chapter.customer),
        ship_to=_address(chapter.customer),
        paid_at=chapter.paid_at,
        updated_at=max(moment for moment in moments if moment is not None and moment <= now),
        promised_by=chapter.promised_by,
        shipping_method=CARRIER if any(line.requires_shipping for line in lines) else "",
        fulfillments=tuple(fulfillments(chapter, now)),
    )


def fulfillments(chapter: Chapter, now: datetime) -> Iterator[Fulfillment]:
    """The parcel, once it has left; its scans are the carrier's to tell."""
    if chapter.shipped_at is None or chapter.shipped_at > now:
        return
    yield Fulfillment(
        id=f"{chapter.number}-1",
        order_id=chapter.number,
        tracking=(Tracking(chapter.tracking_number, CARRIER, tracking_url(chapter.tracking_number)),),
        shipped_at=chapter.shipped_at,
    )


def scans(chapter: Chapter, now: datetime) -> tuple[TrackingEvent, ...]:
    """What the carrier has scanned by `now`, oldest first."""
    return tuple(scan for scan in chapter.scans if scan.at <= now)


def tracking_url(number: str) -> str:
    return f"{table('shop')['url']}/parcels/{number}"


def _status(chapter: Chapter, now: datetime) -> OrderStatus:
    if chapter.cancelled_at is not None and chapter.cancelled_at <= now:
        return OrderStatus.CANCELLED
    if chapter.on_hold:
        return OrderStatus.ON_HOLD
    if chapter.shipped_at is not None and chapter.shipped_at <= now:
        return OrderStatus.FULFILLED
    return OrderStatus.PAID if chapter.paid_at else OrderStatus.PENDING


def _lines(chapter: Chapter) -> tuple[OrderLine, ...]:
    known = offers()
    counted = {sku: chapter.skus.count(sku) for sku in chapter.skus}
    return tuple(_line(f"{chapter.number}-{sku}", *known[sku], number) for sku, number in counted.items())


def _line(line_id: str, product_id: str, offer: Any, quantity: int) -> OrderLine:
    return OrderLine(
        id=line_id,
        product_id=product_id,
        title=title(product_id),
        quantity=quantity,
        total=money(offer.price.amount * quantity),
        sku=offer.sku,
        requires_shipping=offer.requires_shipping,
    )


def _customer(key: str) -> Customer:
    entry = table("shop")["customers"][key]
    return Customer(key, entry["name"], f"{key}@mail.example", language=entry["language"])


def _address(key: str) -> Address:
    entry = table("shop")["customers"][key]
    return Address(entry["country"], entry.get("region", ""), entry["postcode"], entry["city"])


def _open(story: Story, entry: Mapping[str, Any]) -> Chapter:
    def moment(name: str) -> datetime | None:
        return story.at(**entry[name]) if name in entry else None

    there = zone_of(_address(entry["customer"]), table("shop")["timezone"])
    return Chapter(
        number=entry["number"],
        customer=entry["customer"],
        skus=entry["items"],
        placed_at=story.at(**entry["placed"]),
        paid_at=moment("paid"),
        shipped_at=moment("shipped"),
        cancelled_at=moment("cancelled"),
        promised_by=story.evening(entry["promised"], there) if "promised" in entry else None,
        on_hold=entry.get("on_hold", False),
        scans=tuple(_scan(story, scan) for scan in entry["scans"]),
    )


def _scan(story: Story, entry: Mapping[str, Any]) -> TrackingEvent:
    at = story.at(entry.get("days", 0), entry.get("hours", 0))
    return TrackingEvent(at, TrackingStatus(entry["status"]), entry["says"], entry["place"])


def _delivered(story: Story, entry: Mapping[str, Any]) -> Chapter:
    """An order of the past: only its day, handling and transit are written down, the scans are spread between."""
    placed = story.at(-entry["days"])
    shipped = _weekday(placed + entry["handling"] * DAY, HANDED_OVER)
    delivered = _weekday(shipped + entry["transit"] * DAY, DELIVERED)
    return Chapter(
        number=entry["number"],
        customer=entry["customer"],
        skus=entry["items"],
        placed_at=placed,
        paid_at=placed,
        shipped_at=shipped,
        scans=tuple(_on_the_way(_address(entry["customer"]), shipped, delivered)),
    )


def _on_the_way(to: Address, shipped: datetime, delivered: datetime) -> Iterator[TrackingEvent]:
    hubs = table("shop")["routes"][to.country]
    yield TrackingEvent(shipped, TrackingStatus.PICKED_UP, f"Handed to {CARRIER}", hubs[0])
    for number, (_, hub) in enumerate(pairwise([*hubs, to.city]), start=1):
        at = shipped + (delivered - shipped) * number / (len(hubs) + 1)
        yield TrackingEvent(at, TrackingStatus.IN_TRANSIT, "Arrived at the sorting centre", hub)
    yield TrackingEvent(delivered, TrackingStatus.DELIVERED, "Delivered", to.city)


def _weekday(moment: datetime, at: time) -> datetime:
    """That day at that hour in Porto; Monday where it falls on a weekend."""
    day = moment.date() + timedelta(days=7 - moment.weekday() if moment.weekday() > 4 else 0)
    return datetime.combine(day, at, ZoneInfo(table("shop")["timezone"]))
