"""Whether the store that answers now is the one that a shop was read from: another's ids would be taken for its own.

A store that moved to another address is the same one. A copy that went on by itself is not: it calls other orders by
the same ids.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from connectors import build, manifests
from connectors.access import MERCHANT_ID
from integration.ports import Permanent, Storefront, Temporary
from integration.ports.sentences import Sentence
from integration.store import catalogue, orders, shops
from integration.store.session import read
from jobs.check import Checked
from jobs.context import Context

Item = TypeVar("Item")

OTHER_STORE = Sentence(
    "this is another store than the one at %(known)s that %(shop)s was read from, and what it calls by the same "
    "numbers would be written over; give it a shop of its own"
)
_UNASKED = Sentence("whether this is the store that was at %(known)s cannot be asked now: %(why)s")
LOOKED_AT = 3
"""Orders and products that are compared, each one call."""


def is_another_store(problem: str) -> bool:
    """Whether this is what was said when another store was refused."""
    return OTHER_STORE.values_in(problem) is not None


def moved_from(
    context: Context, shop_name: str, connector: str, url: str, credentials: Mapping[str, str], checked: Checked
) -> str:
    """Where the shop's store was before, "" where it stayed or there was none.

    Raises Permanent for another store than the shop was read from, Temporary where that cannot be found out now. Where
    nothing is held nothing can be mixed up.
    """
    if Storefront.__name__ not in manifests()[connector].roles:
        return ""
    with read(context.engine) as session:
        shop = shops.shop_named(session, shop_name)
        before = shops.connection(session, shop.id or 0, connector) if shop else None
        told = before.shop_id if before else 0, connector, LOOKED_AT
        placed, titles = orders.newest_orders(session, *told), catalogue.newest_products(session, *told)
        session.expunge_all()
    if before is None or not before.url:
        return ""
    moved = before.url if before.url != url else ""
    if not (placed or titles) or not (moved or checked.merchant):
        return moved
    if checked.merchant is None:
        raise Temporary(_UNASKED(known=before.url, why=checked.problem))
    ids = {str(before.config.get(MERCHANT_ID, "")), checked.merchant.id}
    another = len(ids - {""}) == 2
    if moved and not another:
        store = build(connector, Storefront, context.access(connector, url, credentials))
        another = _differs(store, placed, titles, named="" not in ids)
    if another:
        raise Permanent(OTHER_STORE(known=before.url, shop=shop_name))
    return moved


def _differs(
    store: Storefront, placed: Sequence[tuple[str, datetime]], titles: Sequence[tuple[str, str]], named: bool
) -> bool:
    """Whether it calls other things by the ids of those that we hold; `named`: it says itself that it is the one.

    Who does not say so has to know one of them: an order by the second of its buying, else a product by its title.
    """
    there = [(_found(store.order, vendor_id), when) for vendor_id, when in placed]
    if any(order is not None and order.placed_at != when for order, when in there):
        return True
    if named or any(order is not None for order, _ in there):
        return False
    products = [(_found(store.product, vendor_id), title) for vendor_id, title in titles] if not placed else []
    return not any(product is not None and product.title == title for product, title in products)


def _found(ask: Callable[[str], Item | None], vendor_id: str) -> Item | None:
    """None as well for what cannot be read."""
    try:
        return ask(vendor_id)
    except Permanent:
        return None
