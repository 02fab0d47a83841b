"""Products in the order in which their gaps cost most: those that brought complaints, then those that sold most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from integration.store.content_list import ReadDocument, product_documents
from integration.store.sales import best_sellers, complaints

SOLD_WITHIN = timedelta(days=90)
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Sold:
    """`texts` in order; by the vendor's id of a product the `pieces` sold in SOLD_WITHIN, and the orders that brought
    `complaints`.
    """

    texts: list[ReadDocument]
    pieces: Mapping[str, int]
    complaints: Mapping[str, int]


def dearest_products(session: Session, shop_id: int, now: datetime) -> Sold:
    """Of the LOOKED_AT that sold best the read texts that lack something: most complaints first, then best sold."""
    since = now - SOLD_WITHIN
    sold = best_sellers(session, shop_id, since)
    looked_at = list(sold)[:LOOKED_AT]
    texts, grieved = product_documents(session, shop_id, looked_at), complaints(session, shop_id, since, looked_at)
    lacking = [text for text in texts if text.audit is not None and text.gaps]

    def cost(text: ReadDocument) -> tuple[int, int, int]:
        product = text.document.vendor_id
        return -grieved.get(product, 0), -sold[product], text.document.id or 0

    return Sold(sorted(lacking, key=cost), sold, grieved)
