"""A clause: the sentences that state a detail, written from a shop's terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from integration.domain.terms import Terms
from integration.domain.wording.cases import CASES
from integration.domain.wording.questions import QUESTION
from integration.domain.wording.values import Value

_MAIN_SLOTS = ("time", "rate", "fee", "free_from", "email", "phone", "hours")


@dataclass(frozen=True, slots=True)
class Clause:
    """What to add to a page for `code`. `questions` are what stands in brackets in `text`: for the merchant to answer.

    `heading` is for a page that has no place for it yet; `values` are the forms of what fills a template's open slot.
    """

    code: str
    text: str
    questions: tuple[str, ...] = ()
    heading: str = ""
    values: tuple[str, ...] = ()


class Words(Protocol):
    """How one language writes clauses."""

    def sentence(self, code: str, case: str, slots: Mapping[str, Value]) -> str: ...

    def forms(self, value: Value) -> tuple[str, ...]: ...

    def together(self, sentences: Sequence[str]) -> str: ...

    def heading(self, code: str) -> str: ...

    def title(self, kind: str) -> str: ...

    def question(self, code: str) -> str: ...


def propose(code: str, terms: Terms, words: Words) -> Clause:
    """The clause for a detail, of the codes of the audit. Raises KeyError for a code that has no wording."""
    said = CASES[code].decide(terms)
    text = words.together([words.sentence(code, case, slots) for case, slots in said])
    slots = said[0].slots
    main = next((slots[name] for name in _MAIN_SLOTS if name in slots), None)
    values = () if main is None else words.forms(main)
    return Clause(code, text, tuple(QUESTION.findall(text)), words.heading(code), values)
