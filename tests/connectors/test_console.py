"""The demo shop: its parcels are a pure function of the time, its words are there, its mail is kept once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors import manifests
from connectors.access import Access
from connectors.console import story
from connectors.console.connector import PAGE, ROLES, ConsoleCarrier, ConsoleStorefront
from connectors.console.mailbox import ConsoleChannel, mails
from connectors.http import Http
from integration.domain.commerce import OrderStatus, Tracking, TrackingStatus
from integration.domain.document import read_html
from integration.ports import PORTS, Message, Permanent
from tests.clock import Clock

LATE = "RR000231817PT"
LETTER = Message("camille@mail.example", "Votre commande 2318", "Bonjour Camille", "<p>Bonjour Camille</p>", "fr")


def access(clock: Clock, folder: Path, started: datetime | None = None, **config: object) -> Access:
    given = {"started_at": (started or clock()).isoformat(), "mail_dir": str(folder), **config}
    return Access("", {}, given, Http(()), clock)


def everything(opened: Access) -> list[object]:
    store, found, cursor = ConsoleStorefront(opened), [], None
    for listing in (store.products, store.orders):
        while True:
            page = listing(None, cursor)
            assert len(page.items) <= PAGE
            found += page.items
            if (cursor := page.cursor) is None:
                break
    return found


def test_it_plays_what_its_manifest_says(clock: Clock, tmp_path: Path) -> None:
    assert set(manifests()["console"].roles) == set(ROLES)
    for name, role in ROLES.items():
        assert isinstance(role(access(clock, tmp_path)), PORTS[name])


def test_scans_only_ever_grow(clock: Clock) -> None:
    told = story.Story(clock(), 360.0)
    before: dict[str, int] = {}
    for minutes in (0, 0.3, 0.4, 1, 5, 60, 60 * 24, 60 * 24 * 2, 60 * 24 * 10):
        now = clock() + timedelta(minutes=minutes)
        for chapter in story.chapters(told):
            seen = story.scans(chapter, now)
            assert list(seen) == sorted(seen, key=lambda scan: scan.at)
            assert seen == story.scans(chapter, now)
            assert len(seen) >= before.get(chapter.number, 0)
            before[chapter.number] = len(seen)
    assert before["2318"] == 6


@pytest.mark.parametrize("speed", [1.0, 60.0, 360.0, 86_400.0])
def test_what_comes_later_in_the_story_never_comes_sooner(clock: Clock, speed: float) -> None:
    told = story.Story(clock(), speed)
    moments = [told.at(hours=hours) for hours in range(-100, 100)]
    assert moments == sorted(moments)


def test_the_late_parcel_is_first_scanned_twelve_seconds_after_the_start(clock: Clock, tmp_path: Path) -> None:
    opened = access(clock, tmp_path)
    [first] = ConsoleCarrier(opened).track([Tracking(LATE), Tracking("UNKNOWN")]).values()
    clock.advance(seconds=12)
    [later] = ConsoleCarrier(opened).track([Tracking(LATE)]).values()
    assert first == ()
    assert [(scan.status, scan.place) for scan in later] == [(TrackingStatus.PICKED_UP, "Porto")]
    assert LATE in ConsoleCarrier(opened).tracking_url(LATE)


def test_orders_stand_as_they_should_at_the_start(clock: Clock, tmp_path: Path) -> None:
    found = [each for each in everything(access(clock, tmp_path)) if hasattr(each, "placed_at")]
    assert len(found) == len({order.id for order in found}) == 67
    assert [order.placed_at for order in found] == sorted(order.placed_at for order in found)
    status = {order.number: order.status for order in found}
    assert (status["2319"], status["2336"]) == (OrderStatus.CANCELLED, OrderStatus.ON_HOLD)
    assert [order.number for order in found if not order.requires_shipping] == ["2335"]
    assert len({order.ship_to.country for order in found}) >= 7
    camille = next(order for order in found if order.number == "2318")
    assert (camille.total.amount, camille.customer.language) == (212, "fr")
    assert [(line.title, line.quantity) for line in camille.lines] == [
        ("Maré duvet cover", 1),
        ("Maré pillowcase", 2),
    ]


@pytest.mark.parametrize("day", range(7))
def test_history_never_arrives_on_a_weekend(day: int) -> None:
    started = datetime(2026, 3, 2 + day, 22, 30, tzinfo=UTC)
    past = [each for each in story.chapters(story.Story(started, 360.0)) if each.placed_at < started - timedelta(20)]
    delivered = [chapter.scans[-1] for chapter in past]
    assert len(delivered) == 38
    assert all(scan.status is TrackingStatus.DELIVERED and scan.at.weekday() < 5 for scan in delivered)
    assert all(scan.at < started for scan in delivered)


def test_every_page_and_product_is_written_in_its_languages(clock: Clock, tmp_path: Path) -> None:
    opened = access(clock, tmp_path)
    pages = ConsoleStorefront(opened).policies()
    assert Counter(page.language for page in pages) == dict.fromkeys(("en", "fr", "pt", "zh"), 5)
    products = [each for each in everything(opened) if hasattr(each, "offers")]
    assert len({product.id for product in products}) == 20
    for text in (*pages, *products):
        assert text.title
        assert len(read_html(text.html, id=text.id, kind="policy").text) >= 20


def test_the_storefront_finds_one_thing_by_its_id(clock: Clock, tmp_path: Path) -> None:
    store = ConsoleStorefront(access(clock, tmp_path))
    assert store.order("2318").number == "2318"
    assert store.product("gift-card").offers[0].requires_shipping is False
    assert [parcel.tracking[0].number for parcel in store.fulfillments("2318")] == [LATE]
    assert (store.order("1"), store.product("nothing"), store.fulfillments("1")) == (None, None, [])
    assert store.merchant().country == "PT"
    assert len(store.shipping_rates()) == 4


def test_a_listing_leaves_out_what_did_not_change(clock: Clock, tmp_path: Path) -> None:
    store = ConsoleStorefront(access(clock, tmp_path))
    assert store.products(clock() - timedelta(days=1), None).items == []
    lately = store.orders(clock() - timedelta(days=2), None).items
    assert {"2319", "2330", "2338"} <= {order.number for order in lately}
    assert "2318" not in {order.number for order in lately}


def test_the_same_key_twice_is_one_letter(clock: Clock, tmp_path: Path) -> None:
    channel = ConsoleChannel(access(clock, tmp_path / "mail"))
    first = channel.send(LETTER, "demo:2318")
    clock.advance(hours=1)
    assert ConsoleChannel(access(clock, tmp_path / "mail")).send(LETTER, "demo:2318") == first
    clock.advance(hours=1)
    channel.send(LETTER, "demo:2319")
    newest, oldest = mails(tmp_path / "mail")
    assert newest.date - oldest.date == timedelta(hours=2)
    assert (oldest.to, oldest.subject, oldest.language) == (LETTER.to, LETTER.subject, "fr")
    assert (oldest.text.strip(), oldest.html.strip()) == (LETTER.text, LETTER.html)
    assert mails(tmp_path / "elsewhere") == []


def test_a_header_cannot_be_smuggled_in(clock: Clock, tmp_path: Path) -> None:
    channel = ConsoleChannel(access(clock, tmp_path / "mail"))
    with pytest.raises(Permanent, match="cannot be written"):
        channel.send(Message("camille@mail.example", "Hello\r\nBcc: everyone@mail.example", "text"), "key")
    assert mails(tmp_path / "mail") == []
