"""The JSON lines contract for shops: one object in is a shop, one object out is what its texts contradict and lack."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from integration.domain.audit import audit
from integration.domain.audit.record import read_record
from integration.domain.consistency import Contradiction, Side, contradictions, missing
from integration.domain.consistency.reading import statements
from integration.domain.consistency.statement import Statement
from integration.domain.consistency.structured import structured_statements
from integration.domain.document import Document
from integration.domain.lexicon import Lexicon
from integration.domain.places import COUNTRIES, WORLD
from integration.domain.shop import ShopSettings
from integration.domain.shop_record import read_settings

_MONEY = re.compile(r"[A-Z]{3}")


class Shop(NamedTuple):
    """`structured` is what the documents' structured data states."""

    id: str
    documents: tuple[Document, ...]
    settings: ShopSettings
    structured: tuple[Statement, ...] = ()


def read_shop(row: Mapping[str, Any]) -> Shop:
    """The shop in one parsed line. Raises ValueError saying what is wrong with it, and in which document."""
    name = row.get("id")
    if not isinstance(name, str) or not name:
        raise ValueError("`id` must be a non-empty string")
    documents = row.get("documents")
    if not isinstance(documents, list) or not documents:
        raise ValueError("`documents` must be a list that is not empty")
    read = tuple(_document(document, place) for place, document in enumerate(documents))
    ids = [document.id for document in read]
    if len(set(ids)) < len(ids):
        raise ValueError("two documents have the same `id`")
    pages = zip(read, documents, strict=True)
    told = tuple(each for page, row in pages for each in structured_statements(row.get("html") or "", page.id))
    settings = read_settings(row.get("settings"))
    _check(settings)
    return Shop(name, read, settings, told)


def _check(settings: ShopSettings) -> None:
    """Raises ValueError for a currency or a country that is no code of its standard."""
    if settings.currency and not _MONEY.fullmatch(settings.currency):
        raise ValueError(f'settings.currency: "{settings.currency[:40]}" is no code of ISO 4217 such as EUR')
    if settings.country and settings.country not in COUNTRIES:
        raise ValueError(f'settings.base_country: "{settings.country[:40]}" is no code of ISO 3166 such as DE')
    for at, zone in enumerate(settings.zones):
        unknown = [country for country in zone.countries if country not in COUNTRIES | {"EU", WORLD}]
        if unknown:
            where = f"settings.zones[{at}].countries"
            raise ValueError(f'{where}: "{unknown[0][:40]}" is no code of ISO 3166 such as DE, nor EU or world')


def _document(row: object, place: int) -> Document:
    try:
        if isinstance(row, Mapping):
            return read_record({**row, "doc_type": row.get("kind")})
        return read_record(row)
    except ValueError as problem:
        raise ValueError(f"documents[{place}]: {problem}") from None


def result(shop: Shop, lexicons: Mapping[str, Lexicon], scopes: Mapping[str, Lexicon]) -> dict[str, object]:
    """The line that answers a shop."""
    said = [each for document in shop.documents for each in statements(document, lexicons, scopes)]
    said += shop.structured
    readings = [audit(document, lexicons) for document in shop.documents if document.kind == "policy"]
    return {
        "id": shop.id,
        "missing": missing(readings),
        "contradictions": [contradiction_row(found) for found in contradictions(said, shop.settings)],
    }


def contradiction_row(found: Contradiction) -> dict[str, object]:
    return {"code": found.code, "sides": [_side(side) for side in found.sides]}


def _side(side: Side) -> dict[str, str]:
    return {"settings": side.setting} if side.setting else {"document": side.document, "quote": side.quote}
