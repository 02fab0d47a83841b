"""Reads what a shop says in its other languages: its pages every hour, its products by night.

Nobody tells of a translation that changed. A store that keeps its translations from us, or cannot tell them now, is
read without them.
"""

import logging
from datetime import datetime, timedelta

from connectors import manifests
from integration.ports import Permanent, Temporary, Translations
from integration.store import catalogue, shops, translations
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.context import Context
from jobs.listing import pages
from jobs.queue import ring_many

log = logging.getLogger(__name__)

PAGES_EVERY = timedelta(hours=1)
PAGES, PRODUCTS = "translated_pages", "translated_products"


def read_pages(context: Context, connection: ConnectionRow) -> None:
    """Once in PAGES_EVERY, where the store has translations; sooner where it could not tell. Raises Unauthorized."""
    last, now = connection.cursors.get(PAGES, {}).get("at"), context.clock()
    if not _translates(connection) or (last and now - datetime.fromisoformat(last) < PAGES_EVERY):
        return
    told = connection.shop_id, connection.connector
    with read(context.engine) as session:
        rows = catalogue.documents(session, connection.shop_id, "policy")
        asked = [row.vendor_id for row in rows if not row.language and row.connector == connection.connector]
    reading = context.open(connection, Translations)
    try:
        found = {locale: reading.policies_in(locale, asked) for locale in reading.locales()}
    except Temporary as problem:
        _not_read(connection, problem)
        return
    except Permanent as problem:
        _not_read(connection, problem)
        found = None
    changed: list[int | None] = []
    with write(context.engine) as session:
        if found is not None:
            translations.keep_only_languages(session, *told, list(found), now)
            for locale, texts in found.items():
                rows = translations.save_translations(session, *told, "policy", locale, texts, now)
                changed += [row.id for row in rows if row.audit_id is None]
        shops.set_cursor(session, *told, PAGES, {"at": now.isoformat()})
        session.commit()
    ring_many(context, "audit", filter(None, changed))


def read_products(context: Context, connection: ConnectionRow, until: float) -> None:
    """Of all products, language by language, and once a night: whoever begins a new one takes the cursor PRODUCTS away.

    A text that changed is audited by who looks for unread ones. Raises NotReady and Unauthorized.
    """
    place = connection.cursors.get(PRODUCTS, {})
    if not _translates(connection) or place.get("done"):
        return
    reading = context.open(connection, Translations)
    try:
        for locale in sorted(reading.locales()):
            if locale >= place.get("locale", ""):
                cursor = place.get("cursor") if locale == place.get("locale") else None
                _read_products(context, connection, reading, locale, cursor, until)
    except (Temporary, Permanent) as problem:
        _not_read(connection, problem)
    with write(context.engine) as session:
        shops.set_cursor(session, connection.shop_id, connection.connector, PRODUCTS, {"done": True})
        session.commit()


def _read_products(
    context: Context, connection: ConnectionRow, reading: Translations, locale: str, cursor: str | None, until: float
) -> None:
    told = connection.shop_id, connection.connector
    for page in pages(lambda at: reading.products_in(locale, at), cursor, until):
        with write(context.engine) as session:
            translations.save_translations(session, *told, "product", locale, page.items, context.clock())
            shops.set_cursor(session, *told, PRODUCTS, {"locale": locale, "cursor": page.cursor})
            session.commit()


def _translates(connection: ConnectionRow) -> bool:
    return Translations.__name__ in manifests()[connection.connector].roles


def _not_read(connection: ConnectionRow, problem: Exception) -> None:
    log.warning("the translations of connection %s are not read: %s", connection.id, problem)
