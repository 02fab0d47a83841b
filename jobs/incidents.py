"""Incidents: each morning asks whether one cause makes many orders late; a person decides once for all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from integration.data.carriers import carrier_name, carrier_slug
from integration.domain.bars import FEED_QUIET
from integration.domain.delay import Model
from integration.domain.delay.hindsight import WINDOW, hindsight
from integration.domain.delay.parcels import Parcels, Way
from integration.domain.delay.workdays import day_of
from integration.domain.incident import Cause, CauseKind, Group, Watched, groups, recognise
from integration.domain.reasons import HoldReason
from integration.store import incidents
from integration.store.activity import log
from integration.store.incident_evidence import heard_of, places, products
from integration.store.incidents import Decision, cause_of
from integration.store.parcels import of_day, one_in
from integration.store.sent import ITSELF
from integration.store.session import read, write
from integration.store.shops import connections, shops
from integration.store.shops import shop as shop_of
from integration.store.tables import IncidentRow, ShopRow
from integration.store.viewpoint import Viewpoint
from jobs.channels import telling
from jobs.context import Context
from jobs.facts import notice_settings
from jobs.learning import learnt, today_of, viewpoint_of
from jobs.queue import ring_many

SCANS_FROM = timedelta(days=14)
SCANS_QUIET = timedelta(hours=72)
"""A carrier of whom nothing at all was heard for so long, a weekend being shorter, is silent: that is no standstill."""

UNASKED_FOR = timedelta(hours=4)
"""On autopilot, what nobody has decided by then goes the way the merchant has let all messages go."""

LONGEST = timedelta(days=30)
ACTS: Mapping[str, str] = {
    "approved": "incident approved", "held": "incident held", "": "incident decision taken back",
}  # fmt: skip


class _Evidence(NamedTuple):
    watched: Sequence[Watched]
    titles: Mapping[str, str]
    chance: float
    """Of being late, from which the merchant wants customers told."""
    heard: Mapping[str, datetime]


def watch_incidents(context: Context, shop_id: int) -> None:
    """Opens, follows and closes the shop's incidents, by the estimates of this morning.

    Does nothing where store and carriers have fallen silent: nobody can tell then what is late.
    """
    now = context.clock()
    with read(context.engine) as session:
        shop = shop_of(session, shop_id)
        if shop is None or not _is_heard(session, shop_id, now):
            return
        evidence = _evidence(session, shop, now)
        session.expunge_all()
    with write(context.engine) as session:
        changed = _follow(session, shop_id, evidence, now)
        session.commit()
    ring_many(context, "decide", changed)


def decide_incident(context: Context, shop_id: int, incident_id: int, decision: Decision, by: str) -> bool:
    """One word for all: approved, held, or "" to take it back, as long as the incident is open.

    What has gone has gone; what was written and waits is kept back, and written anew by an approval. False when there
    was nothing to change.
    """
    now = context.clock()
    with write(context.engine) as session:
        orders = incidents.decide_once(session, shop_id, incident_id, decision, by, now)
        if orders is None:
            return False
        row = incidents.incident(session, shop_id, incident_id)
        log(session, shop_id, now, by, ACTS[decision], row.label if row else "", orders=len(orders))
        session.commit()
    ring_many(context, "decide", orders)
    return True


def decide_unasked(context: Context, _row_id: int = 0) -> None:
    """Rung often: on autopilot, what no person decided for some hours goes as the merchant lets all messages go."""
    now = context.clock()
    with read(context.engine) as session:
        due = [
            (shop.id or 0, incident_id)
            for shop in shops(session)
            if shop.mode == "autopilot" and not shop.messages_stopped and shop.uninstalled_at is None
            for incident_id in incidents.undecided_before(session, shop.id or 0, now - UNASKED_FOR)
        ]
    for shop_id, incident_id in due:
        decide_incident(context, shop_id, incident_id, "approved", ITSELF)


def _is_heard(session: Session, shop_id: int, now: datetime) -> bool:
    seen = [connection.last_seen_at or connection.created_at for connection in telling(connections(session, shop_id))]
    return bool(seen) and now - max(seen) <= FEED_QUIET


def _evidence(session: Session, shop: ShopRow, now: datetime) -> _Evidence:
    shop_id, since = shop.id or 0, now - SCANS_FROM
    settings = notice_settings(shop)
    viewpoint = viewpoint_of(shop, settings.promise, now)
    today, every = today_of(shop, now), one_in(session, viewpoint)
    bought = products(session, shop_id, now - timedelta(days=90), every)
    titles = {one.product_id: one.title for each in bought.values() for one in each}
    through = places(session, shop_id, since, every)
    causes: dict[int, frozenset[Cause]] = defaultdict(frozenset)
    for order_id, each in bought.items():
        causes[order_id] |= {Cause(CauseKind.PRODUCT, one.product_id) for one in each}
    for order_id, names in through.items():
        causes[order_id] |= {Cause(CauseKind.HUB, name) for name in names}
    watched = [
        one._replace(last_at=through.get(one.order_id, ("",))[-1])
        for one in _watched(session, viewpoint, learnt(session, shop, now), today, causes)
    ]
    return _Evidence(watched, titles, settings.threshold, _heard_of(session, shop_id))


def _heard_of(session: Session, shop_id: int) -> Mapping[str, datetime]:
    """By carrier in lower case, as parcels are counted."""
    found: dict[str, datetime] = {}
    for carrier, at in heard_of(session, shop_id).items():
        found[carrier.casefold()] = max(at, found.get(carrier.casefold(), at))
    return found


def _watched(
    session: Session, viewpoint: Viewpoint, model: Model, today: int, causes: Mapping[int, frozenset[Cause]]
) -> Iterator[Watched]:
    """Of an order with several parcels, the one that was the likeliest to be late."""
    found = of_day(session, viewpoint, day_of(today - WINDOW))
    table, columns = Parcels.of(found.columns), found.columns
    if not len(table):
        return
    seen = hindsight(model, table, today)
    likeliest: dict[int, Watched] = {}
    for row, first, before, now in zip(*(column.tolist() for column in seen), strict=True):
        order_id, way = int(found.orders[row]), columns.ways[columns.way[row]]
        own = _own_causes(way, still_here=bool(table.handed_over[row] >= first))
        known = likeliest.get(order_id)
        if known is None or known.before < before:
            likeliest[order_id] = Watched(order_id, before, now, own | causes.get(order_id, frozenset()))
    yield from likeliest.values()


def _own_causes(way: Way, *, still_here: bool) -> frozenset[Cause]:
    """What had not left yet may be late by the shop's own dispatch; what had, by its carrier."""
    if still_here:
        return frozenset({Cause(CauseKind.DISPATCH)})
    if not way.carrier:
        return frozenset()
    everywhere = Cause(CauseKind.CARRIER, way.carrier)
    return frozenset({everywhere, everywhere._replace(country=way.country)} if way.country else {everywhere})


def _follow(session: Session, shop_id: int, evidence: _Evidence, now: datetime) -> list[int]:
    """The orders that are to be looked at anew."""
    seen, changed = groups(evidence.watched), []
    for row in incidents.open_incidents(session, shop_id):
        group = seen.get(cause_of(row))
        over = now - row.opened_at > LONGEST or _flows(group)
        incidents.look_again(session, row, group, now, over=over)
        changed += _ended(session, row, now) if over else _grown(session, row, evidence.chance, now)
    for group in recognise(evidence.watched):
        if not _is_silent(group.cause, evidence.heard, now):
            row_ = incidents.open_incident(session, shop_id, group, _label(group.cause, evidence.titles), now)
            changed += [] if row_ is None else _begun(session, row_, evidence.chance, now)
    return changed


def _flows(group: Group | None) -> bool:
    return group is None or not group.goes_on


def _begun(session: Session, row: IncidentRow, chance: float, now: datetime) -> list[int]:
    orders = _grown(session, row, chance, now)
    log(session, row.shop_id, now, "forthright", "incident recognised", row.label, orders=len(orders))
    return orders


def _grown(session: Session, row: IncidentRow, chance: float, now: datetime) -> list[int]:
    """What was written about the orders that join now, and has not gone, waits for the one decision."""
    orders = incidents.join(session, row, chance, now)
    incidents.keep_back(session, row.shop_id, orders, HoldReason.INCIDENT)
    return orders


def _ended(session: Session, row: IncidentRow, now: datetime) -> list[int]:
    log(session, row.shop_id, now, "forthright", "incident closed", row.label)
    return incidents.members(session, row.shop_id, row.id or 0)


def _is_silent(cause: Cause, heard: Mapping[str, datetime], now: datetime) -> bool:
    """Whether nobody would have told us that parcels move: silence is not a delay."""
    if cause.kind in (CauseKind.DISPATCH, CauseKind.PRODUCT):
        return False
    at = heard.get(cause.name) if cause.kind is CauseKind.CARRIER else max(heard.values(), default=None)
    return at is None or now - at > SCANS_QUIET


def _label(cause: Cause, titles: Mapping[str, str]) -> str:
    match cause.kind:
        case CauseKind.PRODUCT:
            return titles.get(cause.name, cause.name)
        case CauseKind.CARRIER:
            slug = carrier_slug(cause.name)
            return carrier_name(slug) if slug else cause.name.upper()
    return cause.name
