"""Reads a shop as a whole: its texts against each other and against its platform's settings."""

import json
import logging
from collections.abc import Sequence
from hashlib import sha256

from sqlmodel import Session

from integration.domain.audit import RULES_VERSION
from integration.domain.consistency import COMPARISON_VERSION, contradictions
from integration.domain.consistency.reading import statements
from integration.domain.consistency.statement import Statement
from integration.domain.consistency.structured import structured_statements
from integration.domain.document import Document
from integration.domain.shop import ShopSettings
from integration.domain.shop_record import written
from integration.languages import lexicons, scopes
from integration.store import contradictions as kept
from integration.store.session import read, write
from integration.store.shop_settings import shop_settings
from integration.store.tables import DocumentRow
from jobs.audit import document_of
from jobs.context import Context

log = logging.getLogger(__name__)

MOST_POLICIES = 500
MOST_PRODUCTS = 1000
"""Texts of products that are compared, the newest; beyond that one says what others said before."""


def compare_shop(context: Context, shop_id: int) -> None:
    """Keeps what cannot all be true. The same texts and settings under the same rules are not compared twice."""
    with read(context.engine) as session:
        texts = _texts(session, shop_id)
        settings = shop_settings(session, shop_id)
        noted = _noted(context, session, shop_id, texts, settings)
        known = kept.comparison(session, shop_id)
        same = known is not None and known.fingerprint == noted.fingerprint
        session.expunge_all()
    found = [] if same else contradictions(_said(texts), settings)
    with write(context.engine) as session:
        if same:
            kept.note_comparison(session, shop_id, noted)
        else:
            kept.save_comparison(session, shop_id, found, noted, context.clock())
        session.commit()


def _texts(session: Session, shop_id: int) -> list[tuple[DocumentRow, str]]:
    policies = kept.texts(session, shop_id, "policy", MOST_POLICIES)
    return [*policies, *kept.texts(session, shop_id, "product", MOST_PRODUCTS)]


def _said(texts: Sequence[tuple[DocumentRow, str]]) -> list[Statement]:
    """A text that cannot be read is logged; the others are compared without it."""
    said: list[Statement] = []
    for row, html in texts:
        try:
            document: Document = document_of(row, html)
            said += [*statements(document, lexicons(), scopes()), *structured_statements(html, document.id)]
        except Exception:
            log.exception("document %s could not be compared", row.id)
    return said


def _noted(
    context: Context, session: Session, shop_id: int, texts: Sequence[tuple[DocumentRow, str]], settings: ShopSettings
) -> kept.Compared:
    compared = sorted(f"{row.id} {row.content_hash}" for row, _ in texts)
    whole = json.dumps([RULES_VERSION, compared, written(settings)])
    return kept.Compared(
        fingerprint=f"{COMPARISON_VERSION} {sha256(whole.encode()).hexdigest()}",
        last_audit=kept.newest_audit(session, shop_id),
        texts=kept.count_texts(session, shop_id),
        compared=len(texts),
        compared_at=context.clock(),
    )
