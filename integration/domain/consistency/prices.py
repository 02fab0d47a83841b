"""What a document states of its prices: the tax in them, and their currency."""

from collections.abc import Iterable, Iterator, Sequence

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement, quoted_statement
from integration.domain.lexicon import Mention

_BESIDE = 6
_PRICED = ("price", "tax_included")


def tax(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    included = sentence.words(BIT["tax_included"])
    excluded = [*sentence.words(BIT["tax_excluded"]), *_denied(sentence, included)]
    plain = [
        word for word in included if not any(other.start <= word.start and word.end <= other.end for other in excluded)
    ]
    of_some = scope is not None and (scope.places or setting.has("market") or sentence.has("abroad"))
    on_top = bool(excluded) or any(fact.negated for fact in candidate.facts)
    if scope is None or on_top == bool(plain) or (on_top and of_some):
        return
    if sentence.has("shipping_cost") and not sentence.has("price"):
        return
    scope = Scope(scope.places, scope.exception - {"by_law"})  # "with the VAT that the law asks for"
    yield quoted_statement("price.tax", candidate, Fact(), scope, word="excluded" if on_top else "included")


def _denied(sentence: Sentence, included: Sequence[Mention]) -> list[Mention]:
    """ "They do not include VAT", where the "not" stands just before."""
    denials = [word.end for word in sentence.words(BIT["negation"])]
    return [word for word in included if any(0 <= word.start - end <= _BESIDE for end in denials)]


def of_goods(candidates: Iterable[Candidate]) -> Iterator[Statement]:
    """What a product's text says that it costs, where it plainly speaks of the price."""
    for candidate in candidates:
        if candidate.code == "product.price" and candidate.state == "present" and candidate.sentence.has(*_PRICED):
            for fact in candidate.facts:
                if fact.value is not None:
                    yield quoted_statement("product.price", candidate, Fact(fact.value, unit=fact.unit), Scope())


def currency(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None and fact.unit and not setting.has("market"):
            yield quoted_statement("price.currency", candidate, fact, scope, word=fact.unit)
