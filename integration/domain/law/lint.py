"""Whether a notice says all that it has to: one that lacks a clause is no notice, and is not sent."""

from collections.abc import Mapping, Sequence
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from integration.domain.law.statute import Clause


def lacking(
    clauses: Sequence[Clause], sentences: Mapping[Clause, str], links: Sequence[str], *parts: str
) -> tuple[Clause, ...]:
    """The clauses that are missing from one of the `parts`, the plain text and the HTML of a letter.

    `sentences` are the clauses as the letter's language writes them, with the days of this order in them; `links` are
    those by which the buyer can answer. A part that is "" is not sent, and so is not asked.
    """
    sent = [part for part in parts if part]
    read = [_words(part) for part in sent]
    missing = [clause for clause in clauses if not read or not all(_words(sentences[clause]) in part for part in read)]
    unlinked = not all(link in part for link in links for part in sent)
    return (*missing, *([Clause.ANSWER] if unlinked and Clause.ANSWER not in missing else []))


def _words(part: str) -> str:
    """As a reader has it before them: markup, line breaks and the kind of space do not count."""
    text = part
    if "<html" in part[:600].lower():
        body = LexborHTMLParser(part).body
        text = body.text(separator=" ") if body is not None else ""
    return "".join(unescape(text).split())
