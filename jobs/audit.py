"""Reads a text of a shop as it stands now, and keeps what it says and does not say."""

import logging
import time

from sqlmodel import Session

from integration.domain.audit import RULES_VERSION, audit
from integration.domain.audit.offers import with_offers
from integration.domain.commerce import Offer
from integration.domain.document import Document, read_html
from integration.languages import lexicons, scopes
from integration.store import audits, catalogue, contradictions, offers
from integration.store.session import read, write
from integration.store.tables import DocumentRow
from jobs.context import Context
from jobs.queue import ring_many

log = logging.getLogger(__name__)

SPELL_SECONDS = 60.0
BATCH = 50


def warm() -> None:
    """Loads the words of all languages, so that the processes forked from this one share them."""
    lexicons()
    scopes()


def audit_waiting(context: Context, document_id: int) -> None:
    """Reads the text that rang, then any other that waits, for SPELL_SECONDS.

    Each job is a process of its own, and starting one costs more than reading ten texts. A text that cannot be read
    is logged and stays waiting; it does not hold up the others. Then the shops that were read are compared.
    """
    _read_for_a_spell(context, document_id)
    with read(context.engine) as session:
        changed = contradictions.due(session, BATCH)
    ring_many(context, "compare", changed)


def _read_for_a_spell(context: Context, document_id: int) -> None:
    until = time.monotonic() + SPELL_SECONDS
    broken: set[int] = set()
    waiting = [document_id]
    while waiting and time.monotonic() < until:
        for next_id in waiting:
            try:
                audit_document(context, next_id)
            except Exception:
                log.exception("document %s could not be audited", next_id)
                broken.add(next_id)
            if time.monotonic() >= until:
                return
        with read(context.engine) as session:
            unread = audits.unread(session, RULES_VERSION, BATCH + len(broken))
        waiting = [each for each in unread if each not in broken]


def audit_document(context: Context, document_id: int) -> None:
    """The same text under the same rules is never read twice; a text that is gone is not read."""
    with write(context.engine) as session:
        row = session.get(DocumentRow, document_id)
        if row is None or row.deleted_at is not None:
            return
        known = audits.read_before(session, row.shop_id, row, context.clock())
        html, offers = catalogue.latest_html(session, row), offers_beside(session, row)
        session.flush()
        session.expunge_all()
        session.commit()
    if known:
        return
    document = document_of(row, html)
    reading = with_offers(audit(document, lexicons()), offers)
    with write(context.engine) as session:
        audits.save_reading(session, row.shop_id, row, reading, document.text, context.clock())
        session.commit()


def offers_beside(session: Session, row: DocumentRow) -> tuple[Offer, ...]:
    """What a buyer sees beside a product's text; nothing beside a page."""
    product = catalogue.product(session, row.shop_id, row.vendor_id, row.connector) if row.kind == "product" else None
    return offers.offers(product) if product else ()


def document_of(row: DocumentRow, html: str) -> Document:
    return read_html(
        html,
        id=str(row.id),
        kind="product" if row.kind == "product" else "policy",
        language=row.language or None,
        title=row.title,
        url=row.url,
    )
