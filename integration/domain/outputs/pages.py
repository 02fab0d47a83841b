"""Terms as pages a buyer reads: policies under their headings, questions with answers, two lines for a product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from integration.domain.terms import Terms
from integration.domain.wording import Words, propose

PAGES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "refund": (
        ("return.window", "return.condition", "return.exclusions", "return.procedure", "return.exchange"),
        ("fee.return_shipping", "fee.restocking"),
        ("return.refund_method", "return.refund_time", "return.damaged"),
        ("order.cancellation",),
    ),
    "shipping": (
        ("shipping.destinations", "shipping.method", "shipping.handling_time", "shipping.delivery_time"),
        ("fee.shipping_cost",),
        ("fee.duties",),
        ("shipping.tracking", "shipping.delay_loss"),
    ),
    "terms": (
        ("price.currency", "price.tax"),
        ("contact.channel", "contact.hours"),
        ("dispute.process",),
    ),
}
"""By kind of page its sections, each the details said under one heading."""
MADE = (*PAGES, "faq")
"""The kinds of page that are written whole for a shop that has none."""


@dataclass(frozen=True, slots=True)
class Text:
    """HTML made of clauses only; `lacking` are the details that could not be said."""

    html: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A buyer's question, and the clause that answers it."""

    code: str
    question: str
    text: str


def policy_page(kind: str, terms: Terms, words: Words) -> Text:
    """A page of PAGES. Details under the same heading stand together; a section that knows nothing is left out."""
    sections: dict[str, list[str]] = {}
    lacking: list[str] = []
    for codes in PAGES[kind]:
        for code in codes:
            clause = propose(code, terms, words)
            if clause.questions:
                lacking.append(code)
            else:
                sections.setdefault(words.heading(codes[0]), []).append(clause.text)
    return Text("\n".join(_section(heading, said) for heading, said in sections.items()), tuple(lacking))


def _section(heading: str, said: Sequence[str]) -> str:
    paragraphs = "\n".join(f"<p>{_safe(text)}</p>" for text in said)
    return f"<h2>{_safe(heading)}</h2>\n{paragraphs}"


def answers(terms: Terms, words: Words) -> tuple[Answer, ...]:
    """What buyers ask and the terms answer, in the order of the pages."""
    codes = [code for sections in PAGES.values() for codes in sections for code in codes]
    found = ((code, propose(code, terms, words)) for code in codes)
    return tuple(Answer(code, words.question(code), clause.text) for code, clause in found if not clause.questions)


def faq(terms: Terms, words: Words) -> Text:
    """The answers as a block for a page of questions."""
    known = answers(terms, words)
    said = {answer.code for answer in known}
    codes = [code for sections in PAGES.values() for codes in sections for code in codes]
    html = "\n".join(f"<h3>{_safe(answer.question)}</h3>\n<p>{_safe(answer.text)}</p>" for answer in known)
    return Text(html, tuple(code for code in codes if code not in said))


def written_page(kind: str, terms: Terms, words: Words) -> Text:
    """A page of MADE."""
    return faq(terms, words) if kind == "faq" else policy_page(kind, terms, words)


def snippet(terms: Terms, words: Words) -> Text:
    """Two lines for a product's page: when it comes, how it goes back."""
    clauses = [propose(code, terms, words) for code in ("product.delivery", "product.returns")]
    html = "\n".join(f"<p>{_safe(clause.text)}</p>" for clause in clauses if not clause.questions)
    return Text(html, tuple(clause.code for clause in clauses if clause.questions))


def _safe(text: str) -> str:
    return escape(text, quote=False)
