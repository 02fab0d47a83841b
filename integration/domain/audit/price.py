"""What the shop says of its prices: in which currency, with or without tax."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.finding import Fact
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
    negated = sentence.has("tax_excluded") and not sentence.has("tax_included")
    if (direct and about_price) or (about_price and sentence.mask & _SAID):
        yield Candidate("price.tax", "present", sentence, "tax of the prices", spans(said), 2.0 + direct,
                        (Fact(negated=negated),))  # fmt: skip
    elif _of_shipping(sentence):
        yield Candidate("price.tax", "vague", sentence, "tax of the shipping only", spans(said))
    elif direct or (sentence.has("added", "charged", "included") and not sentence.near & mask("duties")):
        yield Candidate("price.tax", "present", sentence, "tax", spans(said), 1.0, (Fact(negated=negated),))
    elif sentence.has("may", "depends") and not sentence.has("duties"):
        yield Candidate("price.tax", "vague", sentence, "tax that may apply", spans(said))


def _of_shipping(sentence: Sentence) -> bool:
    return bool(sentence.mask & BIT["shipping_cost"]) and not sentence.has("price")


RULES = (
    rule(currency, "currency_word"),
    rule(tax, "tax", "tax_included", "tax_excluded"),
)
