"""A store's whole life with us: installed, read, heard, decided on, written to, removed, and installed again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from connectors.shopify.consent import ASKED
from integration.domain.commerce import Tracking, TrackingStatus
from integration.store import outbox, shops, tracking, write_backs
from integration.store.session import read, write
from integration.store.tables import FulfillmentRow, TrackingEventRow, WriteBackRow
from jobs.delays import decide_order
from jobs.deliver import deliver
from jobs.queue import open_queue, queue_of
from jobs.reconcile import SOON
from jobs.write_back import correct, is_on, propose_delay, undo, write_back
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.shelf import Parcel
from tests.connectors.shopify.test_faults import CHANGED, _a_minute_ago, _backdate, the_order
from tests.connectors.shopify_store import reply
from tests.posting import Posting, posting


@dataclass
class Shop:
    """An installed store that writes by mail, on autopilot, and has the store told if `tells`."""

    installed: Installed
    context: Posting
    clock: Clock
    parcel: Parcel

    def settings(self, tells: bool) -> None:
        with write(self.context.engine) as session:
            row = shops.shop(session, self.installed.row.shop_id)
            assert row is not None
            row.mode = "autopilot"
            shops.change_settings(session, row.id or 0, "write_back", {"on": tells})
            session.commit()

    def hear(self, **changes: Any) -> None:
        """The store changes the order, says so, and what it said is worked on."""
        at = f"{self.clock.now:%Y-%m-%dT%H:%M:%SZ}"
        self.installed.node = {
            **self.installed.node, "updatedAt": at, "fulfillments": [self.parcel.node], **changes,
        }  # fmt: skip
        assert self.installed.tell("orders/updated", CHANGED, **{"event-id": at}) == 200
        self.installed.work()
        self.installed.sync()

    def decide_and_send(self) -> None:
        decide_order(self.context, the_order(self.installed).id or 0)
        self.clock.advance(minutes=2)
        with read(self.context.engine) as session:
            due = [row.id or 0 for row in outbox.messages(session, self.installed.row.shop_id, "waiting")]
        for message_id in due:
            deliver(self.context, message_id)

    def sweep(self) -> None:
        """As the scheduler does every ten seconds."""
        with read(self.context.engine) as session:
            due = SOON["write_back"](session, self.context.clock(), 10)
        for row_id in due:
            write_back(self.context, row_id)

    @property
    def rows(self) -> list[WriteBackRow]:
        with read(self.context.engine) as session:
            found = session.exec(select(WriteBackRow).order_by(WriteBackRow.id)).all()
            session.expunge_all()
        return list(found)


@pytest.fixture
def late(shop: Installed, clock: Clock) -> Shop:
    """Sent on 2 October, last scanned on the 3rd, and it is the 16th."""
    parcel = Parcel(shop.shopify, shop.node["fulfillments"][0])
    with write(shop.context.engine) as session:
        said = {"handling_days": [1, 2], "default_transit": [2, 4]}
        shops.change_settings(session, shop.row.shop_id, "promise", said)
        session.commit()
    shop.sync()
    context = posting(shop.context)
    with write(context.engine) as session:
        sealed = context.vault.seal({})
        shops.save_connection(session, shop.row.shop_id, "smtp", sealed, clock(), url="smtp://mail.example")
        session.commit()
    clock.now = datetime(2026, 10, 16, 10, 0, tzinfo=UTC)
    return Shop(shop, context, clock, parcel)


def parcel_row(shop: Shop) -> FulfillmentRow:
    with read(shop.context.engine) as session:
        [row] = tracking.fulfillments(session, shop.installed.row.shop_id, the_order(shop.installed).id or 0)
        session.expunge_all()
    return row


def test_from_installed_to_installed_again(late: Shop, clock: Clock) -> None:
    shop, parcel = late.installed, late.parcel
    parcel.scopes |= {"write_fulfillments", "write_merchant_managed_fulfillment_orders"}
    late.settings(tells=True)
    late.hear()
    late.decide_and_send()
    assert [letter.to for letter in late.context.letters] == ["ana@example.com"]

    clock.advance(seconds=20)
    late.sweep()
    [told, *_] = late.rows
    assert (told.kind, told.state, told.by) == ("delay", "written", "forthright")
    assert parcel.told[0] == ("DELAYED", f"{told.news}T11:00:00Z"), "noon of the customer's day, in Lisbon"
    late.hear(displayFulfillmentStatus="IN_PROGRESS")
    row = parcel_row(late)
    assert row.status == TrackingStatus.IN_TRANSIT, "the store repeats what we told it, and that is no scan"
    with read(late.context.engine) as session:
        assert {scan.status for scan in session.exec(select(TrackingEventRow))} == {"in_transit", "unknown"}

    right = Tracking("RR482193774PT", "DPD")
    written = correct(late.context, row.shop_id, row.id or 0, right, "owner@lantern.example")
    assert parcel.number == ("RR482193774PT", "DPD")
    late.hear()
    assert (parcel_row(late).id, parcel_row(late).carrier) == (row.id, "DPD")
    back = undo(late.context, row.shop_id, written or 0, "owner@lantern.example")
    assert back is not None
    assert (back.state, parcel.number) == ("undone", ("RR482193774PT", "CTT"))
    assert parcel.writes == ["event", "tracking", "tracking"]
    assert undo(late.context, row.shop_id, written or 0, "owner@lantern.example") is not None
    assert parcel.writes == ["event", "tracking", "tracking"], "taken back once"

    shop.shopify.remove()
    _backdate(shop)
    shop.tell("app/uninstalled", {"id": 1}, **{"triggered-at": _a_minute_ago()})
    shop.work()
    assert (shop.row.state, shop.context.vault.open(shop.row.credentials)) == ("paused", {})
    before = shop.row.shop_id
    shop.open()
    shop.sync()
    assert (shop.row.shop_id, shop.row.state, shop.row.troubles) == (before, "live", {})
    assert len(late.rows) == 2


def test_the_store_is_told_nothing_until_its_merchant_says_so(late: Shop, clock: Clock) -> None:
    late.hear()
    late.settings(tells=False)
    late.decide_and_send()
    assert len(late.context.letters) == 1
    clock.advance(seconds=20)
    late.sweep()
    assert (late.rows, late.parcel.writes) == ([], [])
    assert correct(late.context, late.installed.row.shop_id, parcel_row(late).id or 0, Tracking("X1"), "me") is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cancelledAt": "2026-10-16T10:00:00Z"}, "the order does not stand any more"),
        ({"displayFinancialStatus": "REFUNDED"}, "the order does not stand any more"),
        ({"fulfillments": "delivered"}, "the parcel has arrived"),
    ],
    ids=["cancelled", "refunded", "delivered"],
)
def test_what_became_untrue_meanwhile_is_not_told(late: Shop, clock: Clock, change: Any, why: str) -> None:
    late.parcel.scopes.add("write_fulfillments")
    late.settings(tells=True)
    late.hear()
    late.decide_and_send()
    if change == {"fulfillments": "delivered"}:
        late.parcel.node = {**late.parcel.node, "deliveredAt": "2026-10-16T09:00:00Z"}
        change = {}
    late.hear(**change)
    clock.advance(seconds=20)
    late.sweep()
    assert [(row.state, row.reason) for row in late.rows] == [("dropped", why)]
    assert late.parcel.writes == []


def test_an_answer_that_was_lost_tells_the_store_once(late: Shop, clock: Clock) -> None:
    late.parcel.scopes.add("write_fulfillments")
    late.settings(tells=True)
    late.hear()
    late.decide_and_send()
    clock.advance(seconds=20)
    late.installed.shopify.faults = [reply({}, 502)] * 3
    late.sweep()
    assert [row.state for row in late.rows] == ["writing"]
    for _ in range(2):
        clock.advance(hours=3)
        with write(late.context.engine) as session:  # as if the process had died before it noted that it was done
            write_backs.end(session, late.rows[0], "writing")
            session.commit()
        late.sweep()
    assert ([row.state for row in late.rows], late.parcel.writes) == (["written"], ["event"])


def test_without_the_scope_it_is_said_what_to_allow_and_done_once_it_is(late: Shop, clock: Clock) -> None:
    late.settings(tells=True)
    late.hear()
    late.decide_and_send()
    assert len(late.context.letters) == 1
    clock.advance(seconds=20)
    late.sweep()
    assert [row.state for row in late.rows] == ["denied"]
    met = late.installed.row.troubles["write_back"]
    assert met["trouble"] == "scope"
    assert late.installed.row.state == "live"
    late.installed.sync()
    clock.advance(hours=3)
    late.sweep()
    assert ([row.state for row in late.rows], late.parcel.writes) == (["denied"], [])

    late.parcel.scopes |= set(ASKED["TrackingSink"])
    late.installed.tell("app/scopes_update", {"id": 1, "current": sorted(late.parcel.scopes)})
    late.installed.work()
    assert late.context.redis is not None
    rung = [job.description for job in open_queue(late.context.redis, queue_of("sync")).get_jobs()]
    assert f"sync {late.installed.row.id}" in rung
    late.installed.sync()
    assert "write_back" not in late.installed.row.troubles
    late.sweep()
    assert ([row.state for row in late.rows], late.parcel.told[0][0]) == (["written"], "DELAYED")


def test_of_two_days_that_waited_for_leave_the_newer_is_told(late: Shop, clock: Clock) -> None:
    late.settings(tells=True)
    late.hear()
    late.decide_and_send()
    clock.advance(seconds=20)
    late.sweep()
    with write(late.context.engine) as session:
        [sent] = outbox.messages(session, late.installed.row.shop_id, "sent")
        propose_delay(session, sent, (clock() + timedelta(days=9)).date(), clock())
        session.commit()
    late.parcel.scopes |= set(ASKED["TrackingSink"])
    late.installed.sync()
    late.sweep()
    assert [(row.state, row.reason) for row in late.rows] == [
        ("dropped", "there is newer news of the parcel"),
        ("written", ""),
    ]
    assert late.parcel.writes == ["event"]


def test_another_number_stands_there_by_now(late: Shop) -> None:
    late.parcel.scopes.add("write_merchant_managed_fulfillment_orders")
    late.settings(tells=True)
    late.hear()
    row = parcel_row(late)
    late.parcel.node = {**late.parcel.node, "trackingInfo": [{"number": "OTHER1", "company": "CTT", "url": ""}]}
    correct(late.context, row.shop_id, row.id or 0, Tracking("RR482193774PT", "DPD"), "me")
    [refused] = late.rows
    assert (refused.state, late.parcel.number) == ("refused", ("OTHER1", "CTT"))
    assert "OTHER1" in refused.reason


def test_off_is_what_a_shop_begins_with() -> None:
    assert not is_on({})
    assert not is_on({"write_back": {"on": "yes"}})
