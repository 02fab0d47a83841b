"""What the shop says of its prices: in which currency, with or without tax."""

from collections.abc import Iterator
from dataclasses import replace

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import is_denied
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_TAX = mask("tax_included", "tax_excluded", "tax")
_SAID = mask("included", "added", "charged", "negation")


def currency(sentence: Sentence) -> Iterator[Candidate]:
    named = sentence.words(mask("currency_word"))
    priced = sentence.near & mask("price", "charged") or sentence.section & mask("currency_word")
    if not named or not priced or sentence.is_question:
        return
    amounts = [(quantity.start, quantity.end) for quantity in sentence.amounts]
    for found in named:
        if not any(start <= found.start < end for start, end in amounts):
            unit = sentence.lexicon.currencies.get(sentence.folded[found.start : found.end])
            facts = (Fact(unit=unit),) if unit else ()
            yield Candidate(
                "price.currency", "present", sentence, "currency of the prices", spans((found,)), 1.0, facts
            )
            return


def tax(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(_TAX)
    if not said or sentence.is_question or sentence.is_heading:
        return
    direct = sentence.has("tax_included", "tax_excluded")
    about_price = sentence.near & mask("price") or (
        sentence.section & mask("price") and not sentence.has("shipping_cost")
    )
    if about_price and (direct or (sentence.mask & _SAID and not sentence.near & mask("duties"))):
        yield Candidate("price.tax", "present", sentence, "tax of the prices", spans(said), 2.0 + direct,
                        (_tax_fact(sentence),))  # fmt: skip
    elif _of_shipping(sentence):
        yield Candidate("price.tax", "vague", sentence, "tax of the shipping only", spans(said))
    elif direct or (sentence.has("added", "charged", "included") and not sentence.near & mask("duties")):
        yield Candidate("price.tax", "present", sentence, "tax", spans(said), 1.0, (_tax_fact(sentence),))
    elif sentence.has("may", "depends") and not sentence.has("duties"):
        yield Candidate("price.tax", "vague", sentence, "tax that may apply", spans(said))


def _tax_fact(sentence: Sentence) -> Fact:
    """The rate where it is said; negated where the tax comes on top of the price."""
    excluded = sentence.words(BIT["tax_excluded"])
    included = [
        found
        for found in sentence.words(BIT["tax_included"])
        if not any(cover.start < found.end and found.start < cover.end for cover in excluded)
        and not is_denied(sentence, found)
    ]
    left_out = any(is_denied(sentence, found) for found in sentence.words(mask("included", "tax_included")))
    on_top = excluded or left_out or (sentence.has("added") and not sentence.has("included"))
    negated = bool(on_top) and not included
    rate = sentence.percents[0].fact() if len(sentence.percents) == 1 else Fact()
    return replace(rate, negated=negated)


def _of_shipping(sentence: Sentence) -> bool:
    fees = mask("shipping_cost", "free_shipping", "return_cost", "restocking")
    return bool(sentence.mask & fees) and not sentence.has("price")


RULES = (
    rule(currency, "currency_word"),
    rule(tax, "tax", "tax_included", "tax_excluded"),
)
