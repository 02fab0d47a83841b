"""Reads a whole shop, or what changed since the last time. Each page and its cursor are saved together."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar
from uuid import uuid4

from sqlmodel import Session

from connectors import NoSuchConnector, manifests
from integration.domain.commerce import Order, Policy, Product, ShippingRate
from integration.domain.pages import is_sample
from integration.domain.shop_record import platform_settings
from integration.ports import Page, Permanent, Storefront, Temporary, Unauthorized
from integration.ports.sentences import Sentence
from integration.store import activity, catalogue, leases, shops, troubles
from integration.store.session import write
from integration.store.shop_settings import save_settings
from integration.store.tables import ConnectionRow
from jobs import reread, translations
from jobs.apply import save_listed
from jobs.channels import storefronts
from jobs.context import Context
from jobs.leave import take_up
from jobs.queue import ring_many

_UNTOUCHED = Sentence("still the sample it came with: %(names)s")

log = logging.getLogger(__name__)

Item = TypeVar("Item")

LEASE_SECONDS = 300.0
OVERLAP = timedelta(minutes=10)
"""The vendor's clock is not ours, and a thing may change while it is listed: what changed lately is read again."""


@dataclass(frozen=True, slots=True)
class _Listing(Generic[Item]):
    """One thing that a storefront lists: how a page is asked for, how its items are kept, and which act they need."""

    name: str
    page: Callable[[datetime | None, str | None], Page[Item]]
    keep: Callable[[Session, Sequence[Item]], Iterable[int | None]]
    act: str


class _Overtaken(Exception):
    """Another worker syncs this connection now."""


def sync_connection(context: Context, connection_id: int) -> None:
    """Goes on where a killed run stopped. Does nothing for a connection that is paused or being synced already.

    A run that ends in an error nobody foresaw is not noted as a visit, so that the next one comes soon.
    """
    owner = uuid4().hex
    connection = _begin(context, connection_id, owner)
    if connection is None:
        return
    try:
        _sync(context, connection, context.open(connection, Storefront), owner)
    except NoSuchConnector:
        log.info("%s has nothing to list", connection.connector)
    except _Overtaken:
        log.warning("the sync of connection %s took longer than its lease; another worker goes on", connection_id)
    except (Unauthorized, Temporary, Permanent) as problem:
        _failed(context, connection, problem)
    else:
        _went_well(context, connection)
        take_up(context, connection)
    finally:
        with write(context.engine) as session:
            leases.release(session, _lease(connection_id), owner)
            session.commit()
    with write(context.engine) as session:
        shops.visited(session, connection_id, "synced_at", context.clock())
        session.commit()


def _sync(context: Context, connection: ConnectionRow, storefront: Storefront, owner: str) -> None:
    shop_id = connection.shop_id
    merchant, found_pages = storefront.merchant(), storefront.policies()
    # What buyers cannot read says nothing to them.
    policies = [page for page in found_pages if page.published]
    settings = platform_settings(merchant, _rates(context, connection, storefront))
    with write(context.engine) as session:
        if (shop := shops.shop(session, shop_id)) is not None:
            shops.describe(shop, merchant)
        save_settings(session, shop_id, connection.connector, settings)
        read_later = [_keep_policy(session, connection, policy, context.clock()) for policy in policies]
        if policies:  # no page at all may be a site that hides them today
            alone = len(storefronts(session, shop_id)) == 1
            listed, whose = [policy.id for policy in policies], None if alone else connection.connector
            catalogue.keep_only_policies(session, shop_id, listed, context.clock(), whose)
        _note_pages(session, connection, found_pages, context.clock())
        shops.seen(session, shop_id, connection.connector, context.clock())
        session.commit()
    ring_many(context, "audit", _told(read_later))
    translations.read_pages(context, connection)
    keep_products = partial(_keep_products, context, connection)
    keep_orders = partial(_keep_orders, context, connection)
    products = _walk(context, connection, owner, _Listing("products", storefront.products, keep_products, "audit"))
    found = _walk(context, connection, owner, _Listing("orders", storefront.orders, keep_orders, "decide"))
    if manifests()[connection.connector].rereads:
        reread.some(context, connection, storefront)
    if products or found:
        _noted(context, connection, "shop read", pages=len(policies), products=products, orders=found)


def _note_pages(session: Session, connection: ConnectionRow, pages: Sequence[Policy], now: datetime) -> None:
    """Pages that are still as their platform made them: nobody decided on what they promise."""
    untouched = [page for page in pages if is_sample(page.html)]
    told = connection.shop_id, connection.connector
    if untouched:
        names = "; ".join(f"{page.title}{'' if page.published else ' (a draft)'}" for page in untouched)
        troubles.met(session, *told, "pages", "sample_page", _UNTOUCHED(names=names), now)
    else:
        troubles.over(session, *told, "pages")


def _rates(context: Context, connection: ConnectionRow, storefront: Storefront) -> Sequence[ShippingRate]:
    """None where the store keeps them to itself: the rest of the shop can be read without."""
    try:
        return storefront.shipping_rates()
    except Permanent as problem:
        _noted(context, connection, "shipping settings not read", reason=str(problem))
        return ()


def _walk(context: Context, connection: ConnectionRow, owner: str, listing: _Listing[Item]) -> int:
    """Every page from where the last run stopped; the number of items. The vendor is asked outside a transaction."""
    place = connection.cursors.get(listing.name, {})
    since, cursor = place.get("since"), place.get("cursor")
    started = place.get("started") if cursor else context.clock().isoformat()
    count = 0
    while True:
        page = listing.page(_moment(since), cursor)
        cursor = page.cursor
        place = {"since": since, "started": started, "cursor": cursor} if cursor else {"since": _overlapping(started)}
        ids = _save(context, connection, owner, listing, page.items, place)
        ring_many(context, listing.act, ids)
        count += len(page.items)
        if cursor is None or page.later:
            return count


def _save(
    context: Context,
    connection: ConnectionRow,
    owner: str,
    listing: _Listing[Item],
    items: Sequence[Item],
    place: dict[str, str | None],
) -> list[int]:
    with write(context.engine) as session:
        if not leases.acquire(session, _lease(connection.id), owner, context.clock(), LEASE_SECONDS):
            raise _Overtaken
        kept = _told(listing.keep(session, items))
        shops.set_cursor(session, connection.shop_id, connection.connector, listing.name, place)
        session.commit()
    return kept


def _keep_policy(session: Session, connection: ConnectionRow, policy: Policy, now: datetime) -> int | None:
    return catalogue.save_policy(session, connection.shop_id, policy, now, connection.connector).id


def _keep_products(
    context: Context, connection: ConnectionRow, session: Session, products: Sequence[Product]
) -> Iterator[int | None]:
    saved = catalogue.save_products(session, connection.shop_id, products, context.clock(), connection.connector)
    return iter([row.id for row in saved])


def _keep_orders(
    context: Context, connection: ConnectionRow, session: Session, found: Sequence[Order]
) -> Iterator[int | None]:
    rows = save_listed(session, connection, found, context.clock())
    return iter([row.id for row in rows if not row.imported])


def _begin(context: Context, connection_id: int, owner: str) -> ConnectionRow | None:
    with write(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        if connection is None or connection.state != "live":
            return None
        if not leases.acquire(session, _lease(connection_id), owner, context.clock(), LEASE_SECONDS):
            return None
        session.flush()
        session.expunge_all()
        session.commit()
    return connection


def _failed(context: Context, connection: ConnectionRow, problem: Unauthorized | Temporary | Permanent) -> None:
    """Shown until a run goes well; written into the log once, however often it is met."""
    told = connection.shop_id, connection.connector
    with write(context.engine) as session:
        new = troubles.met(session, *told, "sync", problem.trouble, str(problem), context.clock())
        if isinstance(problem, Unauthorized):
            troubles.refused(session, *told, problem.trouble, str(problem), context.clock())
        session.commit()
    if new:
        _noted(context, connection, "sync failed", reason=str(problem))


def _went_well(context: Context, connection: ConnectionRow) -> None:
    with write(context.engine) as session:
        troubles.over(session, connection.shop_id, connection.connector, "sync")
        session.commit()


def _noted(context: Context, connection: ConnectionRow, act: str, **detail: int | str) -> None:
    with write(context.engine) as session:
        activity.log(
            session, connection.shop_id, context.clock(), "forthright", act, subject=connection.connector, **detail
        )
        session.commit()


def _lease(connection_id: int | None) -> str:
    return f"sync:{connection_id}"


def _told(ids: Iterable[int | None]) -> list[int]:
    return list(dict.fromkeys(found for found in ids if found is not None))


def _moment(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp) if stamp else None


def _overlapping(started: str | None) -> str | None:
    moment = _moment(started)
    return (moment - OVERLAP).isoformat() if moment else None
