"""The nightly estimate of many open parcels, on this machine: end to end, and the computing alone.

Shops of several sizes, each with a past of delivered parcels to learn from and two scans of every parcel; then two
nights: the first writes every estimate, the second only what changed. A night looks for incidents, too: what that alone
takes is told beside it. The measure beside it is a plain read of the same rows in the same run.
Limits for a million parcels: 120 s a night, 1 GB, 30 microseconds of computing each.

    python benchmarks/sweep.py [PARCELS] [DATABASE_URL]        # 100,000, in a new SQLite file, where none is said
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.fernet import Fernet
from sqlalchemy import Engine, func, insert, text
from sqlmodel import Session, col, select

from integration.domain.delay import Model
from integration.migrations import upgrade
from integration.store.parcels import page_under_way, pages_under_way
from integration.store.session import open_engine, read, write
from integration.store.tables import (
    ConnectionRow,
    EstimateRow,
    FulfillmentRow,
    OrderLineRow,
    OrderRow,
    PromiseRow,
    ShopRow,
    TrackingEventRow,
)
from integration.store.vault import Vault
from jobs.context import Context
from jobs.estimating import AT_ONCE, estimate_shop, look_at
from jobs.facts import notice_settings
from jobs.incidents import watch_incidents
from jobs.learning import viewpoint_of

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SHARES = (0.5, 0.25, 0.12, 0.06, 0.03, 0.02, 0.01, 0.01)
COUNTRIES = ("DE", "DE", "DE", "AT", "FR", "NL", "PL", "US")
HUBS = tuple(f"Hub {number}" for number in range(40))
PRODUCTS = 200
REGIONS = ("BE", "BY", "NW", "HH", "SN", "HE", "BW", "NI")
DELIVERED_FOR_EACH = 0.1
BATCH = 20_000
SECONDS, MEGABYTES, MICROSECONDS = 120, 1024, 30


def rows(shop_id: int, count: int, begin: int, draw: random.Random, *, delivered: bool) -> Iterator[dict[str, Any]]:
    for number in range(begin, begin + count):
        age = draw.randrange(20, 60) if delivered else draw.randrange(1, 15)
        placed = NOW - timedelta(days=age, hours=draw.randrange(24))
        handed = placed + timedelta(days=draw.choice((0, 1, 1, 2)))
        arrived = handed + timedelta(days=draw.choice((2, 3, 3, 4, 5, 7)))
        yield {
            "id": number, "shop_id": shop_id, "placed_at": placed, "country": draw.choice(COUNTRIES),
            "region": draw.choice(REGIONS), "handed": handed if handed < NOW else None,
            "arrived": arrived if delivered else None, "promised": placed + timedelta(days=draw.randrange(8, 20)),
        }  # fmt: skip


def keep(session: Session, found: Sequence[dict[str, Any]]) -> None:
    orders = [
        {"id": one["id"], "shop_id": one["shop_id"], "vendor_id": str(one["id"]), "number": str(one["id"]),
         "status": "paid", "placed_at": one["placed_at"], "paid_at": one["placed_at"], "total": 50, "currency": "EUR",
         "country": one["country"], "region": one["region"], "raw": {}}
        for one in found
    ]  # fmt: skip
    promises = [
        {"shop_id": one["shop_id"], "order_id": one["id"], "promised_by": one["promised"], "basis": "settings",
         "shown": {}, "made_at": one["placed_at"]}
        for one in found
    ]  # fmt: skip
    parcels = [
        {"shop_id": one["shop_id"], "order_id": one["id"], "vendor_id": "f", "tracking_number": str(one["id"]),
         "carrier": "dhl", "status": "delivered" if one["arrived"] else "in_transit", "shipped_at": one["handed"],
         "handed_over_at": one["handed"], "scanned_at": one["arrived"] or one["handed"], "delivered_at": one["arrived"],
         "raw": {}}
        for one in found if one["handed"]
    ]  # fmt: skip
    lines = [
        {"shop_id": one["shop_id"], "order_id": one["id"], "vendor_id": "1", "product_id": f"p{one['id'] % PRODUCTS}",
         "title": "Kettle", "quantity": 1, "total": 50, "requires_shipping": True}
        for one in found
    ]  # fmt: skip
    for table, values in ((OrderRow, orders), (OrderLineRow, lines), (PromiseRow, promises)):
        session.execute(insert(table), values)
    rows = session.execute(
        insert(FulfillmentRow).returning(col(FulfillmentRow.id), col(FulfillmentRow.order_id)), parcels
    )
    left = {one["id"]: one["handed"] for one in found}
    scans = [
        {"shop_id": found[0]["shop_id"], "fulfillment_id": parcel, "event_key": str(place), "at": left[order],
         "status": "in_transit", "place": HUBS[(order + place) % len(HUBS)], "received_at": left[order]}
        for parcel, order in rows for place in (0, 7)
    ]  # fmt: skip
    session.execute(insert(TrackingEventRow), scans)


def fill(engine: Engine, count: int) -> list[int]:
    draw, begin, shops = random.Random(5), 1, []
    for number, share in enumerate(SHARES, start=1):
        with write(engine) as session:
            shop = ShopRow(name=f"s{number}", country="DE", timezone="Europe/Berlin", created_at=NOW)
            session.add(shop)
            session.flush()
            shops.append(shop.id or 0)
            told = {"state": "live", "last_seen_at": NOW + timedelta(days=1), "created_at": NOW}
            session.add(ConnectionRow(shop_id=shops[-1], connector="console", credentials=b"", **told))
            session.commit()
        for size, delivered in ((int(count * share), False), (int(count * share * DELIVERED_FOR_EACH), True)):
            while size > 0:
                found = list(rows(shops[-1], min(size, BATCH), begin, draw, delivered=delivered))
                with write(engine) as session:
                    keep(session, found)
                    session.commit()
                begin, size = begin + len(found), size - len(found)
    return shops


def timed(act: Callable[[Context, int], object], context: Context, shops: Sequence[int]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    start, worked = time.perf_counter(), time.process_time()
    for shop_id in shops:
        act(context, shop_id)
    return time.perf_counter() - start, time.process_time() - worked


def computing(context: Context, shop_id: int) -> float:
    """Microseconds of a processor for each parcel of a page, reading and writing aside."""
    with read(context.engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one()
        viewpoint = viewpoint_of(shop, notice_settings(shop).promise, context.clock())
        page = page_under_way(session, viewpoint, pages_under_way(session, viewpoint, AT_ONCE)[0])
    start = time.process_time()
    look_at(Model(), page, context.clock()).news()
    return 1e6 * (time.process_time() - start) / len(page.orders)


def plainly(engine: Engine) -> tuple[int, float]:
    """How many rows a plain read of the orders with their promises has, and the seconds that it takes."""
    start = time.perf_counter()
    with engine.connect() as connection:
        query = text('SELECT * FROM "order" JOIN promise ON order_id = "order".id')
        count = sum(1 for _ in connection.execution_options(yield_per=BATCH).execute(query))
    return count, time.perf_counter() - start


def measured(engine: Engine, count: int) -> None:
    now = [NOW]
    shops = fill(engine, count)
    context = Context(engine, Vault([Fernet.generate_key().decode()]), clock=lambda: now[0])
    plain, told = plainly(engine)
    each, first = computing(context, shops[0]), timed(estimate_shop, context, shops)
    now[0] = NOW + timedelta(days=1)
    second = timed(estimate_shop, context, shops)
    watched = timed(watch_incidents, context, shops)
    with read(engine) as session:
        changed = session.exec(select(func.count()).where(EstimateRow.made_at == now[0])).one()
    memory, limit = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, SECONDS * count / 1_000_000
    print(f"{count:,} open parcels of {len(shops)} shops; {plain:,} plain rows are read in {told:.1f} s")
    print(f"first night   {first[0]:7.1f} s, {first[1]:.1f} s of the processor, every estimate written")
    print(
        f"second night  {second[0]:7.1f} s, {second[1]:.1f} s of the processor, {changed:,} new (limit {limit:.0f} s)"
    )
    print(f"              {second[0] / told:7.1f} times the plain read")
    print(f"incidents     {watched[0]:7.1f} s, {watched[1]:.1f} s of the processor: looked for once more by themselves")
    print(f"computing     {each:7.1f} microseconds a parcel (limit {MICROSECONDS})")
    print(f"memory        {memory:7.0f} MB (limit {MEGABYTES})")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/sweep.db")
        upgrade(engine)
        measured(engine, count)
        engine.dispose()


if __name__ == "__main__":
    main()
