"""Products in the order in which their gaps cost most: those that sold most and leave something out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from integration.store.content_list import ReadDocument, product_documents
from integration.store.sales import best_sellers

SOLD_WITHIN = timedelta(days=90)
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Sold:
    """`texts` in order; `pieces` sold of each product of SOLD_WITHIN, by the vendor's id."""

    texts: list[ReadDocument]
    pieces: Mapping[str, int]


def dearest_products(session: Session, shop_id: int, now: datetime) -> Sold:
    """Of the LOOKED_AT that sold best the read texts that leave something out, the best sold first."""
    sold = best_sellers(session, shop_id, now - SOLD_WITHIN)
    texts = product_documents(session, shop_id, list(sold)[:LOOKED_AT])
    lacking = [text for text in texts if text.audit is not None and text.gaps]
    return Sold(sorted(lacking, key=lambda text: (-sold[text.document.vendor_id], text.document.id or 0)), sold)
