"""Letters to customers: one text a language and kind, dressed once as plain text and once as HTML.

Facts are values, never templates: a name with braces in it is a name. A missing fact leaves out what needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import mrml
from babel.numbers import format_currency

from integration.domain.commerce import Money
from integration.domain.law.statute import Clause
from integration.domain.own_letter import OwnLetter, filled
from integration.domain.voice import Voice
from integration.languages.clauses import Choices
from integration.languages.speech import (
    FALLBACK,
    HERE,
    closest,
    count,
    day,
    layout,
    one_line,
    say,
    spoken,
    template,
    words_of,
)

__all__ = ["FACTS", "Letter", "closest", "kinds", "render", "spoken"]

FACTS = frozenset({
    "customer_name", "order_number", "shop_title", "promised_by", "expected_from", "expected_to", "delivered_on",
    "tracking_url", "signature", "reply_to", "fault", "pickup_place", "pickup_until", "case_number", "answer_by",
    "refund_amount", "refund_day",
})  # fmt: skip

_FONTS = "Georgia, 'Times New Roman', 'Noto Serif CJK SC', 'Noto Serif CJK JP', serif"
_DELAYS = frozenset({
    "delay_before_promise", "delay_on_the_day", "no_date_known", "second_delay", "carrier_exception",
})  # fmt: skip
_DAYS = ("pickup_until", "answer_by", "refund_day")
PLAIN = Voice()
_UNSPACED = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str
    language: str


def kinds() -> frozenset[str]:
    return frozenset(path.stem for path in (HERE / FALLBACK / "messages").glob("*.txt"))


def render(
    kind: str,
    language: str,
    facts: Mapping[str, Any],
    clauses: Mapping[Clause, str] | None = None,
    choices: Choices | None = None,
    voice: Voice = PLAIN,
    own: OwnLetter | None = None,
) -> Letter:
    """The letter of a kind in the closest language. `facts` holds any of FACTS: texts, dates of the customer, and
    `refund_amount` as Money. `fault` is ours, carrier, customs, address or weather.

    `clauses` are what the law wants said, in this language, in place of our own words about waiting. Raises ValueError
    for a kind or a fact that does not exist. `own` are the merchant's words in place of ours; `clauses` are added to
    them all the same.
    """
    if kind not in kinds() or not facts.keys() <= FACTS:
        raise ValueError(f"no letter {kind!r} with {', '.join(sorted(facts.keys() - FACTS)) or 'these facts'}")
    code = closest(language)
    words = _words(code, facts)
    subject, paragraphs = _body(kind, code, words, own)
    if kind in _DELAYS:
        paragraphs += _delay_paragraphs(kind, words, _lawful(clauses or {}, code))
    dress = {
        **words,
        "language": code,
        "fonts": _FONTS,
        "subject": subject,
        "paragraphs": paragraphs,
        "colour": voice.colour,
        "on_colour": voice.on_colour,
        "links": _links(kind, code, words, choices or Choices()),
    }
    return Letter(dress["subject"], _plain(dress), _html(dress), code)


def _body(kind: str, code: str, words: Mapping[str, Any], own: OwnLetter | None) -> tuple[str, list[str]]:
    """Subject and paragraphs: the merchant's own where there are any that what is known can fill, else ours."""
    if own is not None and (said := filled(own, words)) is not None:
        return said[0], list(said[1])
    subject, _, body = template(code, f"{kind}.txt").render(words).partition("\n")
    paragraphs = [one_line(paragraph) for paragraph in body.split("\n\n") if paragraph.strip()]
    return one_line(subject.removeprefix("Subject:")), paragraphs


def _words(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in the language's own words, each of them "" when it is missing."""
    parts = words_of(code)
    known = {name: one_line(str(facts.get(name) or "")) for name in FACTS}
    words = known | {
        "greeting": say(parts["greeting" if known["customer_name"] else "greeting_nameless"], known),
        "order": say(parts["order" if known["order_number"] else "order_unnumbered"], known),
        "promised": day(facts.get("promised_by"), code),
        "delivered": day(facts.get("delivered_on"), code),
        "days_late": _days_late(facts.get("promised_by"), facts.get("delivered_on"), code),
        "when": _when(facts.get("expected_from"), facts.get("expected_to"), code),
        "act": say(parts["act" if known["reply_to"] else "act_unaddressed"], known),
        "tracking_url": _link(known["tracking_url"]),
        "fault": parts["fault"].get(known["fault"], ""),
        **{name: day(facts.get(name), code) for name in _DAYS},
        "refund_amount": _money(facts.get("refund_amount"), code),
        "signature": _signature(str(facts.get("signature") or ""), known["shop_title"]),
    }
    return words | {name: parts[name] for name in ("estimate", "track", "closing")}


def _delay_paragraphs(kind: str, words: Mapping[str, Any], lawful: list[str]) -> list[str]:
    honest = [words["estimate"]] if words["when"] and kind != "no_date_known" else []
    blame = [words["fault"]] if words["fault"] else []
    return [*honest, *blame, *(lawful or [words["act"]])]


def _lawful(clauses: Mapping[Clause, str], code: str) -> list[str]:
    """What moves, what the buyer may do and what silence means, and how to answer: a paragraph each."""
    if not clauses:
        return []
    first, *rest = (sentence for clause, sentence in clauses.items() if clause is not Clause.ANSWER)
    middle = ("" if code in _UNSPACED else " ").join(rest)
    return [part for part in (first, middle, clauses.get(Clause.ANSWER, "")) if part]


def _links(kind: str, code: str, words: Mapping[str, Any], choices: Choices) -> list[tuple[str, str]]:
    """The words of each link and where it leads."""
    if kind not in _DELAYS:
        return []
    legal = words_of(code, "legal")
    found = [(legal["wait"], choices.wait), (legal["cancel"], choices.cancel), (words["track"], words["tracking_url"])]
    return [(said, address) for said, address in found if address]


def _when(first: date | None, last: date | None, code: str) -> str:
    ends = sorted(moment for moment in (first, last) if moment is not None)
    if not ends:
        return ""
    days = {"first": day(ends[0], code), "last": day(ends[-1], code)}
    return say(words_of(code)["one_day" if ends[0] == ends[-1] else "some_days"], days)


def _days_late(promised: date | None, delivered: date | None, code: str) -> str:
    if promised is None or delivered is None or delivered <= promised:
        return ""
    return count((delivered - promised).days, "days", code)


def _money(amount: Money | None, code: str) -> str:
    return "" if amount is None else str(format_currency(amount.amount, amount.currency, locale=code))


def _signature(given: str, shop_title: str) -> list[str]:
    lines = [one_line(line) for line in given.splitlines() if line.strip()]
    return lines or ([shop_title] if shop_title else [])


def _link(address: str) -> str:
    """Only what a browser opens as a page; a link of another kind has no place in a letter."""
    return address if address.startswith(("https://", "http://")) else ""


def _plain(dress: Mapping[str, Any]) -> str:
    links = [f"{said}: {address}" for said, address in dress["links"]]
    closing = "\n".join([dress["closing"], *dress["signature"]])
    return "\n\n".join([dress["greeting"], *dress["paragraphs"], *links, closing]) + "\n"


def _html(dress: Mapping[str, Any]) -> str:
    return str(mrml.to_html(layout().render(dress)).content)
