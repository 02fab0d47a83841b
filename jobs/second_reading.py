"""Asks a shop's second reader about what the rules call vague on a policy page. Off until the shop connects one."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from connectors import manifests
from integration.domain.audit.finding import Finding, Reading
from integration.domain.audit.second_reading import doubtful, with_quotes
from integration.domain.document import Document
from integration.languages.details import details
from integration.ports import Permanent, SecondReader, Temporary, Unauthorized
from integration.store import audits, second_readings, shops
from integration.store.session import read, write
from integration.store.tables import AuditRow, ConnectionRow, FindingRow
from jobs.context import Context

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=15)
SILENT = "silent_at"


@cache
def readers() -> frozenset[str]:
    """The connectors that play SecondReader."""
    return frozenset(name for name, manifest in manifests().items() if SecondReader.__name__ in manifest.roles)


def read_again(context: Context, audit_id: int) -> None:
    """One request for the page. While the reader cannot be reached the rules' reading stands; it is asked later."""
    with read(context.engine) as session:
        row = session.get(AuditRow, audit_id)
        if row is None or row.asked_at is not None:
            return
        connection = _connection(shops.connections(session, row.shop_id), context.clock())
        reading = _reading(row, audits.findings(session, row.shop_id, "vague", row.document_id))
    if connection is None:
        return
    document = Document(str(row.document_id), "policy", row.text)
    try:
        quotes = _quotes(context, connection, reading, document)
    except (Temporary, Permanent, Unauthorized) as problem:
        _note(context, connection, problem)
        return
    again = with_quotes(reading, document, quotes)
    stated = {code: found for code, found in again.findings.items() if found.state == "present"}
    with write(context.engine) as session:
        second_readings.keep_opinion(session, row.shop_id, audit_id, stated, context.clock())
        session.commit()


def _connection(connections: Sequence[ConnectionRow], now: datetime) -> ConnectionRow | None:
    """The shop's live reader, unless it was silent a moment ago."""
    for connection in connections:
        if connection.connector in readers() and connection.state == "live":
            silent = connection.cursors.get(SILENT)
            if silent is None or datetime.fromisoformat(silent) + AGAIN_AFTER <= now:
                return connection
    return None


def _reading(row: AuditRow, vague: Sequence[FindingRow]) -> Reading:
    found = {one.code: Finding(one.code, "vague", one.quote, rule=one.rule) for one in vague if one.audit_id == row.id}
    return Reading("policy", row.language, found)


def _quotes(context: Context, connection: ConnectionRow, reading: Reading, document: Document) -> dict[str, str]:
    asked = {code: details()[code].question for code in doubtful(reading)}
    if not asked:
        return {}
    opinions = context.open(connection, SecondReader).read(document.text, reading.language, asked)
    return {code: opinion.quote for code, opinion in opinions.items() if opinion.stated}


def _note(context: Context, connection: ConnectionRow, problem: Exception) -> None:
    log.warning("second reader of shop %s: %s", connection.shop_id, problem)
    with write(context.engine) as session:
        if isinstance(problem, Unauthorized):
            shops.pause_connection(session, connection.shop_id, connection.connector, str(problem))
        shops.set_cursor(session, connection.shop_id, connection.connector, SILENT, context.clock().isoformat())
        session.commit()
