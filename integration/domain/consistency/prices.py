"""What a document states of its prices: the tax in them, and their currency."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.concepts import BIT
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Statement, quoted_statement


def tax(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    excluded = sentence.words(BIT["tax_excluded"])
    included = [
        word
        for word in sentence.words(BIT["tax_included"])
        if not any(other.start <= word.start and word.end <= other.end for other in excluded)
    ]
    if (
        scope is None
        or bool(excluded) == bool(included)
        or (sentence.has("shipping_cost") and not sentence.has("price"))
    ):
        return
    yield quoted_statement("price.tax", candidate, Fact(), scope, word="excluded" if excluded else "included")


def currency(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None and fact.unit and not setting.has("market"):
            yield quoted_statement("price.currency", candidate, fact, scope, word=fact.unit)
