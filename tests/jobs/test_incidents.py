"""One cause that makes many orders late: one decision, one letter a customer, and an end when things flow again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import select

from integration.domain.commerce import Order, TrackingEvent, TrackingStatus
from integration.store import incidents, outbox, scans, shops, tracking
from integration.store.activity import activity
from integration.store.session import read, write
from integration.store.tables import IncidentRow, OrderRow, OutboxRow, PromiseRow, ShopRow
from jobs.context import Context
from jobs.delays import decide_order
from jobs.deliver import deliver
from jobs.estimating import estimate_shop
from jobs.incidents import decide_incident, decide_unasked
from tests.clock import Clock
from tests.jobs.late import decisions, messages
from tests.jobs.standstill import HUB, STUCK, stands, standstill
from tests.jobs.test_fresh import Asking, Store


@dataclass
class Shelf(Store):
    """The store as it is, order by order."""

    shelf: Mapping[str, Order] = field(default_factory=dict)

    def order(self, order_id: str) -> Order | None:
        self.asked.append(order_id)
        return self.shelf.get(order_id)


def the_incident(context: Context) -> IncidentRow:
    with read(context.engine) as session:
        return session.exec(select(IncidentRow)).one()


def orders_in(context: Context, shop: ShopRow) -> list[int]:
    with read(context.engine) as session:
        return incidents.members(session, shop.id, the_incident(context).id)


def look_at_all(context: Context, shop: ShopRow) -> None:
    for order_id in orders_in(context, shop):
        decide_order(context, order_id)


def begun(context: Context, shop: ShopRow, folder: Path, **how) -> IncidentRow:
    standstill(context, shop, folder, **how)
    estimate_shop(context, shop.id)
    look_at_all(context, shop)
    return the_incident(context)


def newest(context: Context, shop: ShopRow) -> set[tuple[str, str]]:
    by_order = {row.order_id: (row.decision, row.reason) for row in decisions(context, shop)}
    return set(by_order.values())


def acts(context: Context, shop: ShopRow) -> list[str]:
    with read(context.engine) as session:
        return [line.act for line in activity(session, shop.id)]


def test_one_decision_is_asked_for_all(context: Context, shop: ShopRow, tmp_path: Path) -> None:
    row = begun(context, shop, tmp_path)
    assert (row.kind, row.label, row.orders, row.decision, row.closed_at) == ("hub", HUB, STUCK, "", None)
    assert row.late > 5 > 2 * row.foreseen
    assert len(orders_in(context, shop)) == STUCK
    assert newest(context, shop) == {("hold", "incident")}
    assert messages(context, shop) == []
    assert acts(context, shop) == ["incident recognised"]
    estimate_shop(context, shop.id)
    assert acts(context, shop) == ["incident recognised"]


def test_approved_once_each_customer_gets_one_letter_that_names_the_cause(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    row = begun(context, shop, tmp_path)
    assert decide_incident(context, shop.id, row.id, "approved", "ann@shop.example")
    look_at_all(context, shop)
    assert newest(context, shop) == {("send", "incident_told"), ("hold", "already_told")}
    look_at_all(context, shop)
    letters = messages(context, shop)
    assert len(letters) == len({letter.to_address for letter in letters}) == STUCK - 1
    assert {(letter.state, letter.approved_by) for letter in letters} == {("waiting", "ann@shop.example")}
    assert all(f"In {HUB} stehen zurzeit Pakete still" in letter.text for letter in letters)
    [both] = [letter for letter in letters if "unter" in letter.text]
    assert (both.to_address, "unter s1 bestellt" in both.text) == ("c0@customer.example", True)
    assert not decide_incident(context, shop.id, row.id, "approved", "ann@shop.example")
    clock.advance(minutes=2)
    for letter in letters:
        deliver(context, letter.id)
    assert {letter.state for letter in messages(context, shop)} == {"sent"}


def test_held_means_that_nothing_is_said_until_it_is_over(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    row = begun(context, shop, tmp_path, mode="autopilot")
    assert decide_incident(context, shop.id, row.id, "held", "ann@shop.example")
    look_at_all(context, shop)
    assert newest(context, shop) == {("hold", "incident_held")}
    clock.advance(hours=5)
    decide_unasked(context)
    look_at_all(context, shop)
    assert messages(context, shop) == []
    for number in range(1, STUCK):
        arrive(context, shop, f"s{number}")
    clock.advance(days=10)
    heard(context, shop)
    estimate_shop(context, shop.id)
    assert the_incident(context).closed_at == clock()
    look_at_all(context, shop)
    assert [letter.kind for letter in messages(context, shop)] == ["delay_on_the_day"], "the one that never came"


def test_an_approval_is_taken_back_with_the_letters_that_have_not_gone(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    row = begun(context, shop, tmp_path)
    decide_incident(context, shop.id, row.id, "approved", "ann@shop.example")
    look_at_all(context, shop)
    clock.advance(minutes=2)
    first, *others = messages(context, shop)
    deliver(context, first.id)
    assert decide_incident(context, shop.id, row.id, "", "ann@shop.example")
    look_at_all(context, shop)
    found = {letter.id: (letter.state, letter.outcome) for letter in messages(context, shop)}
    assert found.pop(first.id) == ("sent", "")
    assert set(found.values()) == {("held", "incident")}
    decide_incident(context, shop.id, row.id, "approved", "ben@shop.example")
    look_at_all(context, shop)
    going = [letter for letter in messages(context, shop) if letter.state in ("waiting", "sent")]
    assert sorted(letter.to_address for letter in going) == sorted(letter.to_address for letter in (first, *others))


def test_on_autopilot_a_person_has_some_hours_first(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    row = begun(context, shop, tmp_path, mode="autopilot")
    decide_unasked(context)
    assert the_incident(context).decision == ""
    clock.advance(hours=4)
    decide_unasked(context)
    found = the_incident(context)
    assert (found.id, found.decision, found.decided_by) == (row.id, "approved", "forthright")


def test_another_order_that_came_meanwhile_is_not_called_late(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    row = begun(context, shop, tmp_path)
    decide_incident(context, shop.id, row.id, "approved", "ann@shop.example")
    look_at_all(context, shop)
    clock.advance(minutes=2)
    [both] = [letter for letter in messages(context, shop) if "unter s1 bestellt" in letter.text]
    arrive(context, shop, "s1")
    deliver(context, both.id)
    assert state_of(context, shop, both.id) == ("held", "new_scan")
    look_at_all(context, shop)
    again = [letter for letter in messages(context, shop) if letter.to_address == both.to_address][-1]
    assert (again.state, "unter" in again.text) == ("waiting", False)


def test_the_store_is_asked_about_every_order_that_a_letter_names(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    row = begun(context, shop, tmp_path)
    decide_incident(context, shop.id, row.id, "approved", "ann@shop.example")
    look_at_all(context, shop)
    clock.advance(minutes=2)
    [both] = [letter for letter in messages(context, shop) if "unter s1 bestellt" in letter.text]
    with write(context.engine) as session:
        session.execute(update(OrderRow).values(connector="console"))
        session.commit()
    told, missed = (stands(number, clock().date(), "FR") for number in (0, 1))
    came = TrackingEvent(clock(), TrackingStatus.DELIVERED, "", "Lyon")
    there = [replace(parcel, events=(*parcel.events, came)) for parcel in missed.fulfillments]
    store = Shelf(None, shelf={"s0": told, "s1": replace(missed, fulfillments=tuple(there))})
    kept = {name: getattr(context, name) for name in Context.__dataclass_fields__}
    deliver(Asking(**kept, store=store), both.id)
    assert (store.asked, store.letters) == (["s0", "s1"], [])
    assert state_of(context, shop, both.id) == ("held", "new_scan")


def test_it_closes_by_itself_when_the_parcels_move(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    begun(context, shop, tmp_path)
    for number in range(STUCK):
        arrive(context, shop, f"s{number}")
    clock.advance(days=1)
    heard(context, shop)
    estimate_shop(context, shop.id)
    assert the_incident(context).closed_at == clock()
    assert acts(context, shop)[0] == "incident closed"


def test_silence_neither_opens_nor_closes_one(context: Context, shop: ShopRow, clock: Clock, tmp_path: Path) -> None:
    standstill(context, shop, tmp_path)
    clock.advance(days=3)
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        assert session.exec(select(IncidentRow)).all() == []


def test_what_was_proposed_one_by_one_waits_for_the_one_decision(
    context: Context, shop: ShopRow, clock: Clock, tmp_path: Path
) -> None:
    standstill(context, shop, tmp_path)
    with write(context.engine) as session:
        order_id = session.exec(select(OrderRow.id).where(OrderRow.vendor_id == "s3")).one()
        promise = session.exec(select(PromiseRow).where(PromiseRow.order_id == order_id)).one()
        promise.promised_by = clock() - timedelta(days=1)
        session.commit()
    decide_order(context, order_id)
    [letter] = messages(context, shop)
    assert letter.state == "proposed"
    estimate_shop(context, shop.id)
    assert state_of(context, shop, letter.id) == ("held", "incident")


@pytest.mark.parametrize("decision", ["approved", "held", ""])
def test_an_incident_of_another_shop_is_out_of_reach(
    context: Context, shop: ShopRow, other_shop: ShopRow, tmp_path: Path, decision: str
) -> None:
    row = begun(context, shop, tmp_path)
    assert not decide_incident(context, other_shop.id, row.id, decision, "eve@other.example")


def arrive(context: Context, shop: ShopRow, name: str) -> None:
    with write(context.engine) as session:
        order = session.exec(select(OrderRow).where(OrderRow.vendor_id == name)).one()
        [parcel] = tracking.fulfillments(session, shop.id, order.id)
        event = TrackingEvent(context.clock(), TrackingStatus.DELIVERED, "", "Lyon")
        scans.add_events(session, shop.id, parcel.id, [event], context.clock())
        session.commit()


def heard(context: Context, shop: ShopRow) -> None:
    with write(context.engine) as session:
        shops.seen(session, shop.id, "console", context.clock())
        session.commit()


def state_of(context: Context, shop: ShopRow, message_id: int) -> tuple[str, str]:
    with read(context.engine) as session:
        row: OutboxRow | None = outbox.message(session, shop.id, message_id)
    assert row is not None
    return row.state, row.outcome
