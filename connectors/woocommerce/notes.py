"""Tracking numbers that people type into the notes of an order, since their store has no field for them.

Only what stands right behind a word for it counts: a note is full of numbers, and a wrong one misleads a customer.
"""

import re
from collections.abc import Iterable, Iterator

from connectors.values import moment, plain, text
from integration.domain.commerce import Fulfillment, Raw, Tracking

_WORD = re.compile(
    r"track(?:ing)?(?:\s*(?:&|and)\s*trace)?|sendungs\w*|paketnummer|suivi|seguimiento|env[ií]o n|rastrei?o"
    r"|rastreamento|spedizione n|tracciamento|verzend\w*code|zendingsnummer|consignment|waybill|awb"
    r"|追跡番号|お問い合わせ番号|伝票番号|快递单号|运单号|物流单号|快遞單號|追蹤號碼",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w/.])(?=[A-Z0-9-]*\d(?:[A-Z0-9-]*\d){4})[A-Z0-9][A-Z0-9-]{6,38}[A-Z0-9](?![\w/])")
REACH = 60
"""Letters between the word and the number: "Tracking number (UPS Express Saver): 1Z..."."""


def parcels_in(order_id: str, notes: Iterable[Raw]) -> Iterator[Fulfillment]:
    """The parcels that notes speak of, each number once, the newest note first as the store lists them."""
    known: set[str] = set()
    for note in notes:
        for number in numbers(plain(note.get("note"))):
            if number not in known:
                known.add(number)
                sent = moment(note.get("date_created_gmt"))
                yield Fulfillment(f"note:{order_id}:{number}", order_id, (Tracking(number),), shipped_at=sent)


def numbers(words: str) -> list[str]:
    """The tracking numbers in a sentence."""
    found: dict[str, None] = {}
    for word in _WORD.finditer(text(words)):
        behind = words[word.end() : word.end() + REACH].upper()
        if number := _NUMBER.search(behind):
            found[number[0]] = None
    return list(found)
