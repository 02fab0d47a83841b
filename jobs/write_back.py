"""Tells the store what we know of a parcel, where its merchant turned that on: the day a customer was told of, and a
number or carrier put right. The row says `writing` before the vendor is called, and the sink looks before it writes,
so that a call whose answer was lost is made again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, select

from connectors import manifests
from integration.domain.commerce import Tracking, TrackingEvent, TrackingStatus
from integration.domain.tracking import event_key
from integration.domain.zones import zone_of
from integration.ports import Changed, Denied, Permanent, Temporary, TrackingSink, Unauthorized
from integration.ports.sentences import Sentence
from integration.store import activity, shops, tracking, troubles, write_backs
from integration.store.orders import address_of
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, EstimateRow, OrderRow, OutboxRow, WriteBackRow
from jobs.channels import sink_of, sinks
from jobs.context import Context

_CHANGED = Sentence("it was changed in the shop since it was read: %(current)s")
_UNCONNECTED = Sentence("the store is not connected")
_TURNED_OFF = Sentence("writing to the store was turned off")
_FALLEN = Sentence("the order does not stand any more")
_TAKEN_BACK = Sentence("the store took the parcel back")
_OVERTAKEN = Sentence("there is newer news of the parcel")
_ARRIVED = Sentence("the parcel has arrived")

PART, ENTRY = "write_back", "on"
LEASE_SECONDS = 300.0
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))
DELAYS = frozenset({"delay_before_promise", "delay_on_the_day", "second_delay", "carrier_exception"})
"""The messages after which the store is told the same day."""


def is_on(settings: Mapping[str, Any]) -> bool:
    """Whether the merchant wants the store told; off until they say so."""
    return settings.get(PART, {}).get(ENTRY) is True


def propose_delay(session: Session, message: OutboxRow, revised: date | None, now: datetime) -> None:
    """With a message that went out: its day, for each parcel under way. In the caller's transaction."""
    shop, order = shops.shop(session, message.shop_id), session.get(OrderRow, message.order_id)
    if shop is None or order is None or message.kind not in DELAYS or not is_on(shop.settings):
        return
    sink, there = sink_of(session, order), zone_of(address_of(order), shop.timezone)
    estimate = session.exec(select(EstimateRow).where(EstimateRow.order_id == order.id)).one_or_none()
    day = revised or (estimate.latest.astimezone(there).date() if estimate else None)
    if sink is None or day is None:
        return
    # Noon there: the same day in whichever zone a page shows it.
    until = datetime.combine(day, time(12), there).astimezone(UTC)
    at = now.replace(microsecond=0)
    key = event_key(TrackingEvent(at, TrackingStatus.DELIVERY_DELAYED))
    after = {"at": at.isoformat(), "expected_at": until.isoformat()}
    for parcel in tracking.fulfillments(session, shop.id or 0, order.id or 0):
        if parcel.delivered_at is None and parcel.status not in tracking.ENDED:
            write_backs.add(
                session, parcel, sink.connector, "delay", day.isoformat(), after, "forthright", now, event_key=key
            )


def correct(context: Context, shop_id: int, fulfillment_id: int, right: Tracking, by: str) -> int | None:
    """Has the store take this number and carrier for a parcel; the row's id, None where nothing can be written."""
    now = context.clock()
    with write(context.engine) as session:
        shop, parcel = shops.shop(session, shop_id), tracking.parcel(session, shop_id, fulfillment_id)
        order = session.get(OrderRow, parcel.order_id) if parcel else None
        sink = sink_of(session, order) if order else None
        if shop is None or sink is None or parcel is None or not is_on(shop.settings):
            return None
        before = _kept(Tracking(parcel.tracking_number, parcel.carrier, parcel.tracking_url))
        news = f"{right.number} {right.carrier} {now.isoformat()}"
        row = write_backs.add(session, parcel, sink.connector, "tracking", news, _kept(right), by, now, before=before)
        row_id = row.id if row else None
        session.commit()
    if row_id is not None:
        write_back(context, row_id)
    return row_id


def undo(context: Context, shop_id: int, row_id: int, by: str) -> WriteBackRow | None:
    """Sends back what stood there. The row as it stands then; None when the shop has no such row."""
    with write(context.engine) as session:
        begun = write_backs.begin_undo(session, shop_id, row_id, by, context.clock())
        session.commit()
    if begun:
        write_back(context, row_id)
    with read(context.engine) as session:
        row = write_backs.write_back(session, shop_id, row_id)
        session.expunge_all()
    return row


@dataclass(frozen=True, slots=True)
class _Turn:
    """A row in our hands, and the store that it is for."""

    context: Context
    row: WriteBackRow
    connection: ConnectionRow

    @property
    def undoing(self) -> bool:
        return self.row.state == "undoing"


def write_back(context: Context, row_id: int) -> None:
    """Does nothing for a row that is not due, or that another process has; drops what is no longer true."""
    turn = _begin(context, row_id)
    if turn is None:
        return
    try:
        _call(turn)
    except Changed as problem:
        said = _CHANGED(current=problem.current)
        _end(turn, "written" if turn.undoing else "refused", "not written to the store", said)
    except Permanent as problem:
        _failed(turn, str(problem), problem.trouble, "denied" if isinstance(problem, Denied) else "failed")
    except Unauthorized as problem:
        _paused(turn, problem)
    except Temporary as problem:
        _later(turn, problem)
    else:
        _done(turn)


def _begin(context: Context, row_id: int) -> _Turn | None:
    now = context.clock()
    with write(context.engine) as session:
        row = write_backs.claim(session, row_id, now, LEASE_SECONDS)
        if row is None:
            return None
        connection = next((one for one in sinks(session, row.shop_id) if one.connector == row.connector), None)
        if connection is None:
            write_backs.try_later(session, row, _UNCONNECTED(), now + RETRY_AFTER[-1])
        elif row.state != "undoing":
            untrue = _untrue(session, row)
            write_backs.end(session, row, "dropped" if untrue else "writing", untrue)
            connection = None if untrue else connection
        session.flush()
        session.expunge_all()
        session.commit()
    return None if connection is None else _Turn(context, row, connection)


def _untrue(session: Session, row: WriteBackRow) -> str:
    """Why the store is not to be told any more; "" while it is."""
    shop, order = shops.shop(session, row.shop_id), session.get(OrderRow, row.order_id)
    parcel = tracking.parcel(session, row.shop_id, row.fulfillment_id)
    if shop is None or not is_on(shop.settings):
        return _TURNED_OFF()
    if order is None or order.status in tracking.CLOSED_ORDERS:
        return _FALLEN()
    if parcel is None or parcel.removed_at is not None:
        return _TAKEN_BACK()
    if write_backs.newest(session, row.shop_id, row.fulfillment_id, row.kind) != row.id:
        return _OVERTAKEN()
    return _ARRIVED() if parcel.delivered_at or parcel.status in tracking.ENDED else ""


def _call(turn: _Turn) -> None:
    row, sink = turn.row, turn.context.open(turn.connection, TrackingSink)
    key = f"write_back:{row.id}"
    if row.kind == "delay":
        at, until = (datetime.fromisoformat(row.after[name]) for name in ("at", "expected_at"))
        event = TrackingEvent(at, TrackingStatus.DELIVERY_DELAYED, expected_at=until)
        sink.create_fulfillment_event(row.vendor_id, event, key)
    elif turn.undoing:
        sink.update_tracking(row.vendor_id, Tracking(**row.before), Tracking(**row.after), f"{key}:undo")
    else:
        sink.update_tracking(row.vendor_id, Tracking(**row.after), Tracking(**row.before), key)


def _done(turn: _Turn) -> None:
    now = turn.context.clock()
    _know(turn)
    if turn.undoing:
        _end(turn, "undone", "put back in the store", undone_at=now)
    else:
        _end(turn, "written", "written to the store", written_at=now)


def _know(turn: _Turn) -> None:
    """What the store was given is what it has, before it is read again."""
    row = turn.row
    stands = row.before if turn.undoing else row.after
    with write(turn.context.engine) as session:
        parcel = tracking.parcel(session, row.shop_id, row.fulfillment_id)
        if parcel is not None and row.kind == "tracking":
            parcel.tracking_number, parcel.carrier = stands["number"], stands["carrier"]
            parcel.tracking_url = stands["url"]
            session.add(parcel)
        session.commit()


def _failed(turn: _Turn, reason: str, trouble: str, state: str = "failed") -> None:
    _end(turn, "written" if turn.undoing else state, "not written to the store", reason)
    if trouble in manifests()[turn.row.connector].troubles:
        with write(turn.context.engine) as session:
            told = turn.row.shop_id, turn.row.connector
            troubles.met(session, *told, "write_back", trouble, reason, turn.context.clock())
            session.commit()


def _paused(turn: _Turn, problem: Unauthorized) -> None:
    now = turn.context.clock()
    with write(turn.context.engine) as session:
        troubles.refused(session, turn.row.shop_id, turn.row.connector, problem.trouble, str(problem), now)
        write_backs.try_later(session, turn.row, str(problem), now + RETRY_AFTER[-1])
        session.commit()


def _later(turn: _Turn, problem: Temporary) -> None:
    if turn.row.attempts > len(RETRY_AFTER):
        _failed(turn, str(problem), "")
        return
    wait = max(RETRY_AFTER[turn.row.attempts - 1], timedelta(seconds=problem.retry_after or 0))
    with write(turn.context.engine) as session:
        write_backs.try_later(session, turn.row, str(problem), turn.context.clock() + wait)
        session.commit()


def _end(turn: _Turn, state: str, act: str, reason: str = "", **values: datetime) -> None:
    row, now = turn.row, turn.context.clock()
    with write(turn.context.engine) as session:
        write_backs.end(session, row, state, reason, **values)
        if not reason:
            troubles.over(session, row.shop_id, row.connector, "write_back")
        order = session.get(OrderRow, row.order_id)
        why = {"reason": reason} if reason else {}
        activity.log(
            session, row.shop_id, now, row.undone_by if turn.undoing else row.by, act,
            order.number if order else row.connector, **why,
        )  # fmt: skip
        session.commit()


def _kept(told: Tracking) -> dict[str, str]:
    return {"number": told.number, "carrier": told.carrier, "url": told.url}
