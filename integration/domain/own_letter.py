"""A letter in the merchant's own words: what may stand in it, and what may not."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

PLACES = frozenset({
    "order", "promised", "when", "delivered", "days_late", "shop_title", "customer_name", "pickup_place",
    "pickup_until", "case_number", "answer_by", "refund_amount", "refund_day",
})  # fmt: skip
LONGEST = {"subject": 150, "body": 4000}

_PLACE = re.compile(r"\{([^{}\n]*)\}")


class Fault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_PLACE = "unknown_place"
    PROMOTION = "promotion"
    LINE_BREAK = "line_break"


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong, and the words it is about."""

    fault: Fault
    words: str


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """`subject` and `body` hold places such as {promised}; paragraphs of the body stand apart by an empty line."""

    subject: str
    body: str


def objections(own: OwnLetter, promotion: Collection[str]) -> Sequence[Objection]:
    """What keeps it from being used. `promotion` are the words that would make an advertisement of it."""
    found = [Objection(Fault.EMPTY, name) for name in LONGEST if not getattr(own, name).strip()]
    found += [Objection(Fault.TOO_LONG, name) for name, most in LONGEST.items() if len(getattr(own, name)) > most]
    if not own.subject.isprintable():
        found.append(Objection(Fault.LINE_BREAK, "subject"))
    whole = f"{own.subject}\n{own.body}"
    found += [Objection(Fault.UNKNOWN_PLACE, place) for place in _PLACE.findall(whole) if place not in PLACES]
    lower = whole.casefold()
    found += [Objection(Fault.PROMOTION, word) for word in promotion if word.casefold() in lower]
    return found


def filled(own: OwnLetter, known: Mapping[str, Any]) -> tuple[str, Sequence[str]] | None:
    """Subject and paragraphs with their places filled. A paragraph whose fact is not known is left out.

    None when nothing is left to say, or the subject needs what is not known: then our own words stand in.
    """
    subject = _fill(own.subject, known)
    paragraphs = [_fill(part, known) for part in re.split(r"\n\s*\n", own.body) if part.strip()]
    said = [part for part in paragraphs if part is not None]
    return (subject, said) if subject is not None and said else None


def entry_of(language: str, kind: str) -> str:
    """The name of a letter among a shop's own settings: one entry each, so that two people can save two at once."""
    return f"{language}:{kind}"


def read_own_letters(settings: Mapping[str, Any]) -> Mapping[tuple[str, str], OwnLetter]:
    """From a shop's own settings, under "letters": by language and kind. What is no letter is passed over."""
    given = settings.get("letters") or {}
    return {
        (name.partition(":")[0], name.partition(":")[2]): OwnLetter(str(one["subject"]), str(one["body"]))
        for name, one in given.items()
        if isinstance(one, Mapping) and {"subject", "body"} <= one.keys()
    }


def _fill(text: str, known: Mapping[str, Any]) -> str | None:
    if not all(known.get(place) for place in _PLACE.findall(text)):
        return None
    return " ".join(_PLACE.sub(lambda place: str(known[place[1]]), text).split())
