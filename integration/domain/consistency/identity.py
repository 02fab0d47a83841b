"""Who the seller is: the numbers under which the firm is registered and taxed."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.concepts import BIT
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement, quoted_statement

_DIGIT = re.compile(r"\d")
_SPACING = re.compile(r"[\s.\-/]")


def vat_id(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    yield from _number(setting, candidate)


def registration(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    """Of the register that its label names; "VAT registration number" is of none."""
    sentence, (start, end) = setting.sentence, candidate.words[0]
    if not any(word.start <= end and start <= word.end for word in sentence.words(BIT["vat_id"])):
        yield from _number(setting, candidate, sentence.folded[start:end])


def _number(setting: Setting, candidate: Candidate, register: str = "") -> Iterator[Statement]:
    """Only numbers of one shape are of one kind: a firm has several, one a country and office."""
    sentence = setting.sentence
    if sentence.is_question or len(candidate.words) < 2:
        return
    start, end = candidate.words[-1]
    written = _SPACING.sub("", sentence.text[start:end]).upper()
    scope = Scope(exception=frozenset({f"{register} {_DIGIT.sub('9', written)}"}))
    yield quoted_statement(candidate.code, candidate, Fact(), scope, word=written)
