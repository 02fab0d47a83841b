"""Letters to customers: one text a language and kind, dressed once as plain text and once as HTML.

Facts are values, never templates: a name with braces in it is a name. A missing fact leaves out what needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mrml

from integration.domain.law.statute import Clause
from integration.domain.own_letter import OwnLetter, filled
from integration.domain.voice import Voice
from integration.languages.clauses import Choices
from integration.languages.fact_words import FACTS, fact_words
from integration.languages.speech import FALLBACK, HERE, closest, layout, one_line, spoken, template, words_of
from integration.ports import Template

__all__ = ["FACTS", "Letter", "closest", "kinds", "render", "spoken"]

_FONTS = "Georgia, 'Times New Roman', 'Noto Serif CJK SC', 'Noto Serif CJK JP', serif"
_DELAYS = frozenset({
    "delay_before_promise", "delay_on_the_day", "no_date_known", "second_delay", "carrier_exception",
})  # fmt: skip
PLAIN = Voice()
_UNSPACED = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Letter:
    """`template` is for a channel that holds the words itself, with this letter's facts."""

    subject: str
    text: str
    html: str
    language: str
    template: Template | None = None


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
    `refund_amount` as Money. `fault` is ours, carrier, customs, address or weather, `part` arrived or several;
    `cause` and `also` are whole sentences in that language, of an incident and of the customer's other orders in it.

    `clauses` are what the law wants said, in this language, in place of our own words about waiting. Raises ValueError
    for a kind or a fact that does not exist. `own` are the merchant's words in place of ours; `clauses` are added to
    them all the same.
    """
    if kind not in kinds() or not facts.keys() <= FACTS:
        raise ValueError(f"no letter {kind!r} with {', '.join(sorted(facts.keys() - FACTS)) or 'these facts'}")
    code = closest(language)
    words = fact_words(code, facts)
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


def _delay_paragraphs(kind: str, words: Mapping[str, Any], lawful: list[str]) -> list[str]:
    honest = [words["estimate"]] if words["when"] and kind != "no_date_known" else []
    blame = [said for said in (words["cause"] or words["fault"], words["also"]) if said]
    return [*filter(None, [words["part"]]), *honest, *blame, *(lawful or [words["act"]])]


def _lawful(clauses: Mapping[Clause, str], code: str) -> list[str]:
    """What moves, what the buyer may do and what silence means, and how to answer: a paragraph each."""
    if not clauses:
        return []
    first, *rest = (sentence for clause, sentence in clauses.items() if clause is not Clause.ANSWER)
    middle = ("" if code in _UNSPACED else " ").join(rest)
    return [part for part in (first, middle, clauses.get(Clause.ANSWER, "")) if part]


def _links(kind: str, code: str, words: Mapping[str, Any], choices: Choices) -> list[tuple[str, str]]:
    """The words of each link and where it leads."""
    if kind not in _DELAYS and kind != "ready_for_pickup":
        return []
    legal = words_of(code, "legal")
    choices = choices if kind in _DELAYS else Choices()
    found = [(legal["wait"], choices.wait), (legal["cancel"], choices.cancel), (words["track"], words["tracking_url"])]
    return [(said, address) for said, address in found if address]


def _plain(dress: Mapping[str, Any]) -> str:
    links = [f"{said}: {address}" for said, address in dress["links"]]
    closing = "\n".join([dress["closing"], *dress["signature"]])
    return "\n\n".join([dress["greeting"], *dress["paragraphs"], *links, closing]) + "\n"


def _html(dress: Mapping[str, Any]) -> str:
    return str(mrml.to_html(layout().render(dress)).content)
