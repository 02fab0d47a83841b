"""What laws want on a product's own page: maker, warnings, a number to know it by, its price by measure and before."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_REACHED = re.compile(
    r"https?://\S|www\.\w|\b[\w-]{2,60}\.(?:com|net|org|eu|co\.uk|de|fr|es|it|nl|pt|br|cn|jp|tw|hk)\b"
)
_CODE = re.compile(
    r"[\s:：#|.]{0,4}(?:n[.ºo°]{1,2}|nr\.?|no\.?|code)?[\s:：]{0,2}([A-Z0-9][A-Z0-9/._-]{2,24})", re.IGNORECASE
)
_PER = re.compile(r"\s?[/／]\s?(?:\d{1,4}\s?)?(?:kg|g|l|ml|cl|m|m2|m²|qm|oz|lb|stk|unit|un)\b")
_MONTH = re.compile(r"(?<![\d.,])30(?![\d.,%])")
_BESIDE = 30


def manufacturer(sentence: Sentence) -> Iterator[Candidate]:
    if not sentence.has("warranty", "own_guarantee", "responsible_person", "care", "usage"):
        yield from _person(sentence, "product.manufacturer", "maker")


def responsible_person(sentence: Sentence) -> Iterator[Candidate]:
    yield from _person(sentence, "product.responsible_person", "responsible_person")


def _person(sentence: Sentence, code: str, concept: str) -> Iterator[Candidate]:
    """A name alone is not enough: whoever is named has to be reached by post and online."""
    said = sentence.words(mask(concept))
    if sentence.is_question or not (said or sentence.all & mask(concept)):
        return
    online = sentence.signs & BIT["at_sign"] or _REACHED.search(sentence.folded, sentence.start, sentence.end)
    if said and sentence.blanks:
        yield Candidate(code, "placeholder", sentence, "name left blank", tuple(sentence.blanks))
    elif online:
        score = 1.0 + bool(said) + sentence.counts
        yield Candidate(code, "present", sentence, "name with an address", spans(said), score)
    elif said and not sentence.is_heading and ":" in sentence.folded[said[0].end : said[0].end + 3]:
        yield Candidate(code, "vague", sentence, "name without an address", spans(said))


def warnings(sentence: Sentence) -> Iterator[Candidate]:
    if said := sentence.words(mask("hazard")):
        score = 1.0 + sentence.has("safety_label") + 0.1 * len(said)
        yield Candidate("product.safety_warnings", "present", sentence, "a danger named", spans(said), score)
    elif (said := sentence.words(mask("safety_label"))) and not sentence.is_heading:
        yield Candidate("product.safety_warnings", "vague", sentence, "safety without a danger", spans(said))


def identifier(sentence: Sentence) -> Iterator[Candidate]:
    for label in sentence.words(mask("identifier_label")):
        found = _CODE.match(sentence.text, label.end, sentence.end)
        if found and any(sign.isdigit() for sign in found[1]):
            words = ((label.start, label.end), found.span(1))
            if not found[1].strip("0-./"):
                yield Candidate("product.identifier", "placeholder", sentence, "number left blank", words)
            else:
                yield Candidate("product.identifier", "present", sentence, "number of the product", words)
            return


def lowest_price(sentence: Sentence) -> Iterator[Candidate]:
    """The lowest of thirty days; "lowest prices guaranteed" is praise."""
    month = sentence.has("time_unit") and _MONTH.search(sentence.folded, sentence.start, sentence.end)
    if (said := sentence.words(mask("lowest_price"))) and month:
        facts = tuple(amount.fact() for amount in sentence.amounts)
        yield Candidate("product.lowest_price_30d", "present", sentence, "lowest price of thirty days", spans(said),
                        1.0 + bool(facts), facts)  # fmt: skip


def unit_price(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.has("shipping_cost", "free_shipping", "shipping"):
        return
    measures = sentence.words(mask("unit_price"))
    for amount in sentence.amounts:
        beside = [
            found for found in measures if -_BESIDE <= found.start - amount.end <= _BESIDE or found.end <= amount.start
        ]
        if beside or _PER.match(sentence.folded, amount.end, sentence.end):
            words = ((amount.start, amount.end), *spans(beside))
            yield Candidate("price.unit_price", "present", sentence, "price by measure", words, 1.0, (amount.fact(),))
            return


RULES = (
    rule(manufacturer, "maker", "at_sign"),
    rule(responsible_person, "responsible_person", "at_sign"),
    rule(warnings, "hazard", "safety_label"),
    rule(identifier, "identifier_label"),
    rule(lowest_price, "lowest_price"),
    rule(unit_price, "figure"),
)
