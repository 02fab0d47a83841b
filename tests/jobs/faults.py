"""Orders whose news comes late, twice and out of order, to workers that die in the middle: a fortnight of a shop.

All is drawn from one seeded generator. The channel remembers each letter with what had happened when it was sent.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from integration.domain.commerce import Order
from integration.ports import Channel, Message, Receipt, Storefront, Temporary
from integration.store import dispatch, notices, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, OrderRow, OutboxRow, ShopRow
from jobs import delays
from jobs.apply import apply
from jobs.context import Context, Port
from jobs.delays import decide_order
from jobs.deliver import deliver
from jobs.estimating import estimate_shop
from tests.clock import Clock
from tests.jobs.late import set_shop
from tests.jobs.stories import News, as_it_stands, stories, with_faults

TICK = timedelta(hours=12)
TICKS = 18


class Killed(BaseException):
    """The process is gone: nothing of it catches this."""


@dataclass(frozen=True, slots=True)
class Letter:
    order: str
    key: str
    over: frozenset[str]
    """What had happened by then that forbids it, whether we had been told or not: the store was asked."""


@dataclass(slots=True)
class World:
    """`told` is by order what had reached us, `news` what happens to it; `deaths` how many workers died.

    It plays the channel, and the store, which knows what has happened by now.
    """

    draw: random.Random
    clock: Clock
    told: dict[str, set[str]] = field(default_factory=dict)
    news: dict[str, list[News]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    deaths: int = 0

    def perhaps_die(self, chance: float) -> None:
        if self.draw.random() < chance:
            self.deaths += 1
            raise Killed

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        self.perhaps_die(0.03)
        if self.draw.random() < 0.05:
            raise Temporary("busy")
        name = message.to.partition("@")[0]
        over = self.told.get(name, set()) | {one.means for one in self._happened(name) if one.means}
        self.letters.append(Letter(name, idempotency_key, frozenset(over)))
        self.perhaps_die(0.03)
        return Receipt(idempotency_key, self.clock())

    def order(self, order_id: str) -> Order:
        self.perhaps_die(0.03)
        if self.draw.random() < 0.05:
            raise Temporary("the store is busy")
        return as_it_stands(self._happened(order_id))

    def _happened(self, name: str) -> list[News]:
        return [one for one in self.news[name] if one.at <= self.clock()]


@dataclass(frozen=True, slots=True)
class Breaking(Context):
    world: Any = None

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        played: Any = self.world if port in (Channel, Storefront) else Context.open(self, connection, port)
        return played


def breaking(context: Context, seed: int) -> Breaking:
    kept = {name: getattr(context, name) for name in Context.__dataclass_fields__}
    world = World(random.Random(seed), context.clock)
    return Breaking(**{**kept, "redis": None}, world=world)


def live_through(context: Breaking, shop: ShopRow, count: int) -> list[News]:
    """The fortnight; the news that there was."""
    world: World = context.world
    set_shop(context, shop, settings={"sending": {"share": 100}})
    with write(context.engine) as session:
        connection = shops.connections(session, shop.id or 0)[0]
        session.expunge_all()
    news = list(stories(world.draw, context.clock(), count))
    for one in news:
        world.news.setdefault(one.order, []).append(one)
    coming = with_faults(world.draw, news)
    for _ in range(TICKS):
        world.clock.advance(hours=TICK.total_seconds() / 3600)
        now = context.clock()
        waiting = [one for one in coming if one[0] <= now]
        coming = [one for one in coming if one[0] > now]
        rung = [ring for _, one in waiting for ring in _heard(context, connection, one, coming)]
        _work(context, shop, [row_id for act, row_id in rung if act == "decide"])
    return news


def _heard(
    context: Breaking, connection: ConnectionRow, one: News, coming: list[tuple[datetime, News]]
) -> list[tuple[str, int]]:
    """One delivery; when its worker dies or it comes too early, it comes again."""
    world: World = context.world
    try:
        with write(context.engine) as session:
            rings = apply(context, session, connection, one.event, context.clock())
            world.perhaps_die(0.03)
            shops.seen(session, connection.shop_id, connection.connector, context.clock())
            session.commit()
    except (Killed, Temporary):
        coming.append((context.clock() + TICK, one))
        return []
    if one.means:
        world.told.setdefault(one.order, set()).add(one.means)
    return [] if world.draw.random() < 0.1 else list(rings)  # a bell may be lost


def _work(context: Breaking, shop: ShopRow, rung: list[int]) -> None:
    """What reconcile would ring, and twice; in any order, by workers that may die."""
    world: World = context.world
    with write(context.engine) as session:
        dispatch.unresolved(session, context.clock())
        session.commit()
    with read(context.engine) as session:
        now = context.clock()
        looks = [*rung, *notices.due_orders(session, now, 100_000), *notices.undecided(session, now, 100_000)]
    acts = [("decide", row_id) for row_id in looks for _ in range(1 + (world.draw.random() < 0.1))]
    acts.append(("estimate", shop.id or 0))
    world.draw.shuffle(acts)
    for act, row_id in acts:
        _act(context, act, row_id)
    world.clock.advance(minutes=5)
    with read(context.engine) as session:
        letters = dispatch.due(session, context.clock(), 100_000) * 2
    world.draw.shuffle(letters)
    for message_id in letters:
        _act(context, "deliver", message_id)


def _act(context: Breaking, act: str, row_id: int) -> None:
    try:
        if act == "decide":
            context.world.perhaps_die(0.02)
            decide_order(context, row_id)
        elif act == "estimate":
            estimate_shop(context, row_id)
        else:
            deliver(context, row_id)
    except Killed:
        pass


def dying_keep(world: World) -> Any:
    """`delays._keep` that dies after what it wrote and before it is committed."""
    keep = delays._keep

    def dying(*arguments: Any) -> None:
        keep(*arguments)
        world.perhaps_die(0.03)

    return dying


def check(context: Breaking, shop: ShopRow, news: list[News]) -> Counter[str]:
    """How the orders ended. Raises AssertionError for a letter that should not have gone or an order with no end."""
    world: World = context.world
    kinds = Counter((letter.order, letter.key.split(":")[2]) for letter in world.letters)
    twice = {name for (name, _), count in kinds.items() if count > 1}
    twice |= {name for name, kind in kinds if kind == "second_delay" and (name, "delay_before_promise") not in kinds}
    assert not twice, [letter for letter in world.letters if letter.order in twice]
    wrong = [letter for letter in world.letters if letter.over]
    assert not wrong, wrong
    with read(context.engine) as session:
        rows = {row.vendor_id: row for row in session.exec(select(OrderRow).where(OrderRow.shop_id == shop.id))}
        states: dict[int, str] = {}
        for message in session.exec(select(OutboxRow).where(OutboxRow.shop_id == shop.id)):
            states[message.order_id or 0] = message.state
        decided = {row.order_id: row for row in reversed(notices.decisions(session, shop.id or 0, limit=1_000_000))}
    ends: Counter[str] = Counter()
    for name in {one.order for one in news}:
        row_id = rows[name].id or 0
        state = states.get(row_id, "")
        end = state if state in ("sent", "unresolved", "held") else decided[row_id].decision
        assert end in ("sent", "unresolved", "held", "hold"), (name, end, decided[row_id])
        assert end != "hold" or decided[row_id].reason, name
        ends[end] += 1
    return ends
