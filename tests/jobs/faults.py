"""Orders whose news comes late, twice and out of order, to workers that die in the middle: ten days of a shop.

What each act meets is drawn from its own number, so that which worker comes first changes nothing of it. The channel
writes down each letter with what had happened when it was sent, and every fault as it happens.
"""

import json
import logging
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from integration.domain.commerce import Order
from integration.ports import Channel, Message, Receipt, Storefront, Temporary
from integration.store import dispatch, notices, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, OutboxRow
from jobs import delays
from jobs import deliver as delivering
from jobs.apply import apply
from jobs.context import Context, Port
from jobs.estimating import estimate_shop
from jobs.queue import TOGETHER
from tests.clock import Clock
from tests.jobs.crew import DIED, KILLED, Crew
from tests.jobs.stories import News, as_it_stands

DAY = timedelta(days=1)
DAYS = 10
CALM = 6
"""So many more days without faults, at most, until nothing waits."""

ROUNDS = (5, 30)
"""Minutes after the looks of a morning, and after that, until letters go."""

GUARDS: Mapping[str, tuple[Any, str, Callable[..., Any]]] = {
    "the store is asked again": (delivering, "fresh", lambda *_: True),
    "a message is one sender's": (
        delivering.dispatch,
        "claim",
        lambda session, row_id, *_: session.get(OutboxRow, row_id),
    ),
}
"""What alone keeps a wrong letter back, and how it is without."""


class Act(NamedTuple):
    """As a bell has it; `news` where it is a delivery."""

    name: str
    row_ids: Sequence[int]
    news: News | None = None


class Rung(NamedTuple):
    act: Act
    now: datetime
    number: int
    faulty: bool


@dataclass(slots=True)
class World:
    """It plays the channel, and the store, which knows what has happened by now; in each worker there is one.

    `log` outlives whoever writes to it.
    """

    log: Path
    clock: Clock
    news: dict[str, list[News]] = field(default_factory=dict)
    draw: random.Random = field(default_factory=random.Random)
    faulty: bool = True

    def perhaps(self, chance: float, fault: str) -> bool:
        happens = self.faulty and self.draw.random() < chance
        if happens:
            self.note({"fault": fault})
        return happens

    def perhaps_die(self, chance: float, where: str) -> None:
        """The process is gone: nothing of it tidies up."""
        if self.perhaps(chance, f"killed {where}"):
            os._exit(KILLED)

    def note(self, said: Mapping[str, Any]) -> None:
        line = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, json.dumps(said).encode() + b"\n")
        os.close(line)

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        self.perhaps_die(0.01, "before the letter went")
        if self.perhaps(0.05, "the channel was busy"):
            raise Temporary("busy")
        name = message.to.partition("@")[0]
        over = sorted({one.means for one in self._happened(name) if one.means})
        self.note({"letter": name, "key": idempotency_key, "over": over})
        self.perhaps_die(0.01, "after the letter went")
        return Receipt(idempotency_key, self.clock())

    def order(self, order_id: str) -> Order:
        self.perhaps_die(0.01, "while the store was asked")
        if self.perhaps(0.05, "the store was busy"):
            raise Temporary("the store is busy")
        return as_it_stands(self._happened(order_id))

    def _happened(self, name: str) -> list[News]:
        return [one for one in self.news[name] if one.at <= self.clock()]


class Noting(logging.Handler):
    """What our own code logs as an error is a fault that nobody drew."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self.world = world

    def emit(self, record: logging.LogRecord) -> None:
        self.world.note({"error": f"{record.getMessage()}: {record.exc_info and record.exc_info[1]}"})


@dataclass(frozen=True, slots=True)
class Breaking(Context):
    world: Any = None

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        played: Any = self.world if port in (Channel, Storefront) else Context.open(self, connection, port)
        return played


def breaking(context: Context, log: Path) -> Breaking:
    kept = {name: getattr(context, name) for name in Context.__dataclass_fields__}
    world = World(log, Clock(context.clock()))
    return Breaking(**{**kept, "redis": None, "clock": world.clock}, world=world)


@dataclass(slots=True)
class Days:
    """The shop's days, as whoever rings the bells lives through them. `faults` are those of bells and deliveries."""

    context: Breaking
    connection: ConnectionRow
    seed: int
    workers: int = 2
    together: int = TOGETHER["decide"]
    """For how many orders one bell rings."""

    without: str = ""
    """A guard that is taken out."""

    faults: Counter[str] = field(default_factory=Counter)
    draw: random.Random = field(default_factory=random.Random)
    acts: int = 0

    def live_through(self, news: Sequence[News], coming: list[tuple[datetime, News]]) -> None:
        """`coming` are the deliveries about the news, and when."""
        self.draw.seed(self.seed)
        for one in news:
            self.context.world.news.setdefault(one.order, []).append(one)
        known: dict[str, datetime] = {}
        work = partial(_obey, self.context, self.connection, self.seed, self.without)
        with Crew(work, self.context.engine.dispose, self.workers, random.Random(self.seed)).at_work() as crew:
            for _ in range(DAYS):
                coming = self._tick(crew, coming, known)
            for _ in range(CALM):
                coming = self._tick(crew, coming, known, faulty=False)
                if not coming and not self._waiting(ahead=2 * DAY):
                    break
            self.faults["killed from outside"] = crew.killed

    def _tick(
        self, crew: Crew, coming: list[tuple[datetime, News]], known: dict[str, datetime], *, faulty: bool = True
    ) -> list[tuple[datetime, News]]:
        now = self.context.world.clock.advance(days=1)
        hear = [one for at, one in coming if at <= now]
        for one in hear:
            self.faults["told after what came later"] += known.get(one.order, one.at) > one.at
            known[one.order] = max(one.at, known.get(one.order, one.at))
        heard = self._do(crew, [Act("hear", [], one) for one in hear], faulty=faulty)
        again = [(now + DAY, one) for one, rings in zip(hear, heard, strict=True) if rings in (DIED, None)]
        rung = [row_id for rings in heard if rings not in (DIED, None) for row_id in rings]
        lost = {place for place in range(len(rung)) if faulty and self.draw.random() < 0.1}
        self.faults["bell lost"] += len(lost)
        self._work(crew, [row_id for place, row_id in enumerate(rung) if place not in lost], faulty=faulty)
        return [one for one in coming if one[0] > now] + again

    def _work(self, crew: Crew, rung: list[int], *, faulty: bool) -> None:
        """What reconcile would ring; some twice at once, in any order."""
        now, engine = self.context.clock(), self.context.engine
        with write(engine) as session:
            dispatch.unresolved(session, now)
            session.commit()
        with read(engine) as session:
            looks = [*rung, *notices.due_orders(session, now, 1_000_000), *notices.undecided(session, now, 1_000_000)]
        orders = list(dict.fromkeys(looks))
        self.draw.shuffle(orders)
        bells = [orders[place : place + self.together] for place in range(0, len(orders), self.together)]
        acts = [*[Act("decide", some) for some in bells], Act("estimate", [self.connection.shop_id])]
        self._do(crew, self._doubled(acts, "bell doubled", 0.1 if faulty else 0.0), faulty=faulty)
        for minutes in ROUNDS:
            self.context.world.clock.advance(minutes=minutes)
            letters = [Act("deliver", [message_id]) for message_id in self._waiting()]
            self._do(crew, self._doubled(letters, "letter's bell doubled", 0.5 if faulty else 0.0), faulty=faulty)

    def _waiting(self, ahead: timedelta = timedelta()) -> list[int]:
        with read(self.context.engine) as session:
            return dispatch.due(session, self.context.clock() + ahead, 1_000_000)

    def _doubled(self, acts: list[Act], fault: str, chance: float) -> list[Act]:
        """In any order; the second follows the first, so that two workers are at it at the same time."""
        self.draw.shuffle(acts)
        doubled = [[one] * (1 + (self.draw.random() < chance)) for one in acts]
        self.faults[fault] += sum(len(ones) == 2 for ones in doubled)
        return [one for ones in doubled for one in ones]

    def _do(self, crew: Crew, acts: Sequence[Act], *, faulty: bool) -> list[Any]:
        begin, self.acts = self.acts, self.acts + len(acts)
        rung = [Rung(act, self.context.clock(), begin + place, faulty) for place, act in enumerate(acts)]
        return crew.do(rung, dangerous=0.003 if faulty else 0.0)


def _obey(context: Breaking, connection: ConnectionRow, seed: int, without: str, rung: Rung) -> Any:
    """In a worker's process."""
    world, act = context.world, rung.act
    world.clock.now, world.faulty = rung.now, rung.faulty
    world.draw.seed(f"{seed}:{rung.number}")
    delays._keep = partial(_keep_and_perhaps_die, world)
    if not logging.getLogger("jobs").handlers:
        logging.getLogger("jobs").addHandler(Noting(world))
    if without:
        module, name, nothing = GUARDS[without]
        setattr(module, name, nothing)
    match act.name:
        case "hear" if act.news is not None:
            return _hear(context, connection, act.news)
        case "decide":
            delays.decide_orders(context, act.row_ids)
        case "estimate":
            estimate_shop(context, act.row_ids[0])
        case "deliver":
            delivering.deliver(context, act.row_ids[0])
    return None


_keep = delays._keep


def _keep_and_perhaps_die(world: World, *arguments: Any) -> None:
    _keep(*arguments)
    world.perhaps_die(0.03, "before a decision was committed")


def _hear(context: Breaking, connection: ConnectionRow, one: News) -> list[int] | None:
    """The orders to be decided; None when it came too early, and has to come again."""
    try:
        with write(context.engine) as session:
            rings = apply(context, session, connection, one.event, context.clock())
            context.world.perhaps_die(0.003, "before news was committed")
            shops.seen(session, connection.shop_id, connection.connector, context.clock())
            session.commit()
    except Temporary:
        return None
    return [row_id for act, row_id in rings if act == "decide"]
