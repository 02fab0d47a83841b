"""What a product description says of the thing, its price, its sending and its care."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.finding import Fact
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import Time, stated, timed
from integration.domain.concepts import mask

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_CLOTHES_SIZE = r"x?[lsgpm](?![a-z])"  # XXL is no number of litres left open
_ONE = rf"(?:{_NUMBER}|xx(?!{_CLOTHES_SIZE}))"
_SIZE_UNIT = (
    r"mm|cm|dm|m|km|mg|g|gr|kg|ml|cl|dl|l|lb|lbs|oz|fl\.? ?oz|in|inch|inches|ft|feet|\"|''|″|qm|m2|m²|cc|gsm|g/m2|g/m²|"
    r"毫米|厘米|公分|米|克|公斤|千克|斤|毫升|升|寸|英寸|センチ|ミリ|グラム|キロ|リットル"
)
_SIZE = re.compile(
    rf"(?<![0-9a-z_.,])(?:{_ONE}\s?(?:(?:{_SIZE_UNIT})\s?)?[x×*✕]\s?){{0,3}}{_ONE}\s?(?:{_SIZE_UNIT})(?![a-z0-9])"
    rf"|(?<![0-9a-z_.,]){_ONE}\s?[x×✕]\s?{_ONE}"
)
_BEGUN = re.compile(r"\d+(?:[.,]\d{1,3})?(?=\s?[a-z\"'″×*✕毫厘公米克千斤升寸英セミグキリ])|xx")
_DIGIT = re.compile(r"\d")
_TRADE = mask("shipping", "deliver", "return", "refund", "free_shipping", "warranty", "tax_included", "care",
              "satisfaction", "price", "discount")  # fmt: skip
_TEMPLATE = mask("sample_page", "placeholder_word", "merchant_instruction")
_TOLD = mask("material", "feature_label", "color")
_SENDING = mask("deliver", "shipping", "service", "shipping_cost", "return_cost", "free_shipping")
_BESIDE = 12
_SPACES_OF_ADVICE = 3
_SIGNS_OF_ADVICE = 8
_HYPE = mask("hype")


def _is_of_sending(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the sum is what sending or returning costs, or the one from which sending is free."""
    named = sentence.words(_SENDING)
    named += sentence.words(mask("over")) if sentence.has("free", "free_shipping") else ()
    return any(-1 <= quantity.start - found.end <= _BESIDE for found in named)


def price(sentence: Sentence) -> Iterator[Candidate]:
    for quantity in sentence.amounts:
        other = _is_of_sending(sentence, quantity)
        words = ((quantity.start, quantity.end),)
        value = quantity.value if quantity.value is not None else quantity.minimum
        if value == 0:
            yield Candidate("product.price", "placeholder", sentence, "price of zero", words)
        else:
            facts = () if other else (quantity.fact(),)
            yield Candidate("product.price", "present", sentence, "price", words, 1.0 if other else 2.0, facts)
    if sentence.has("price", "currency_word") and sentence.blanks:
        yield Candidate("product.price", "placeholder", sentence, "price left blank", tuple(sentence.blanks))
    elif sentence.has("on_request"):
        yield Candidate(
            "product.price", "vague", sentence, "price on request", spans(sentence.words(mask("on_request")))
        )


def tax_or_fees(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("tax_included", "tax_excluded", "restocking"))
    if said or (
        sentence.has("tax", "duties") and sentence.has("included", "added", "charged", "negation", "by_customer")
    ):
        words = spans(said or sentence.words(mask("tax", "duties")))
        yield Candidate("product.tax_or_fees", "present", sentence, "tax or fees", words, 2.0)
    elif sentence.has("shipping_cost") and (sentence.has("added", "included", "tax_excluded") or sentence.amounts):
        words = spans(sentence.words(mask("shipping_cost")))
        yield Candidate("product.tax_or_fees", "present", sentence, "fees beside the price", words, 1.0)


def material(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("material"))
    labelled = sentence.words(mask("material_label"))
    if said:
        score = 1.0 + 0.5 * len(said) + 2.0 * bool(sentence.near & mask("material_label")) + bool(sentence.percents)
        yield Candidate("product.material", "present", sentence, "material", spans(said), score)
    elif labelled and (blanks := sentence.blanks):
        yield Candidate("product.material", "placeholder", sentence, "material left blank", tuple(blanks))
    elif labelled and not sentence.is_heading and sentence.percents:
        yield Candidate("product.material", "present", sentence, "composition", spans(labelled))
    elif labelled and not sentence.is_heading and ":" in sentence.folded[sentence.start : sentence.end]:
        yield Candidate("product.material", "present", sentence, "composition", spans(labelled), 0.8)
    elif sentence.has("hype") and labelled:
        yield Candidate("product.material", "vague", sentence, "praise of the material", spans(labelled))


def sizes(sentence: Sentence) -> Iterator[re.Match[str]]:
    """What `finditer` finds of a size, which begins with figures or their blank; nowhere else is tried."""
    at = sentence.start
    for begun in _BEGUN.finditer(sentence.folded, sentence.start, sentence.end):
        if begun.start() >= at and (found := _SIZE.match(sentence.folded, begun.start(), sentence.end)):
            yield found
            at = found.end()


def dimensions(sentence: Sentence) -> Iterator[Candidate]:
    for found in sizes(sentence):
        if "xx" in found[0]:
            yield Candidate("product.dimensions", "placeholder", sentence, "size left blank", (found.span(),))
            continue
        score = 1.0 + 2.0 * sentence.has("size_label")
        yield Candidate("product.dimensions", "present", sentence, "size or weight", (found.span(),), score)
    if sentence.has("size_label") and sentence.blanks:
        yield Candidate("product.dimensions", "placeholder", sentence, "size left blank", tuple(sentence.blanks))
    if said := sentence.words(mask("unit_of_size")):
        yield Candidate("product.dimensions", "present", sentence, "size in words", spans(said), 0.5)


def _is_specific(sentence: Sentence) -> bool:
    """Whether a figure or a colon stands in it."""
    folded, start, end = sentence.folded, sentence.start, sentence.end
    return folded.find(":", start, end) >= 0 or (sentence.counts and _DIGIT.search(folded, start, end) is not None)


def features(sentence: Sentence) -> Iterator[Candidate]:
    said, blanks = sentence.mask, sentence.blanks
    if blanks or said & _TEMPLATE:
        yield Candidate("product.features", "placeholder", sentence, "description left blank", tuple(blanks), 3.0)
    elif said & _HYPE and not said & _TOLD:
        yield Candidate("product.features", "vague", sentence, "praise without a fact", spans(sentence.words(_HYPE)))
    elif not said & _TRADE and not sentence.amounts and not sentence.is_question:
        told = spans(sentence.words(_TOLD)) if said & _TOLD else ()
        length = sentence.end - sentence.start
        if told or length >= (18 if sentence.lexicon.spaced else 6):
            score = 0.5 * len(told) + min(length, 120) / 120 + _is_specific(sentence)
            yield Candidate("product.features", "present", sentence, "a concrete property", told, score)


def delivery(sentence: Sentence) -> Iterator[Candidate]:
    for time in timed(sentence, "delivery", "handling"):
        if time.role.name in ("delivery", "handling"):
            yield stated("product.delivery", sentence, time)
    said = sentence.words(
        mask("shipping", "deliver", "dispatch", "free_shipping", "delivery_time", "carrier", "shipping_cost")
    )
    if not said or sentence.is_question:
        return
    if sentence.has("carrier", "same_day", "pickup") or (
        sentence.has("shipping_cost", "deliver", "shipping")
        and sentence.amounts
        and not (sentence.has("price") and sentence.has("added", "tax_excluded"))
    ):
        yield Candidate("product.delivery", "present", sentence, "way or cost of delivery", spans(said), 0.9)
    elif sentence.blanks:
        yield Candidate("product.delivery", "placeholder", sentence, "delivery left blank", tuple(sentence.blanks))
    elif not sentence.is_heading and not sentence.has("return"):
        yield Candidate("product.delivery", "vague", sentence, "delivery without time or way", spans(said))


def returns(sentence: Sentence) -> Iterator[Candidate]:
    for time in timed(sentence, "window"):
        if time.role.name == "window" and not time.quantity.blank:
            yield stated("product.returns", sentence, time, score=1.0)
    kept = mask("return", "refund", "exchange", "withdrawal", "money_back")
    said = sentence.words(kept if sentence.has("warranty") else kept | mask("excluded"))
    if said and not sentence.is_question and not sentence.is_heading:
        firm = sentence.has("negation", "no", "excluded", "free", "by_customer", "by_shop", "return_cost", "condition")
        if firm or (sentence.label & mask("return") and sentence.has("damaged", "accepted")):
            yield Candidate("product.returns", "present", sentence, "rule of return", spans(said))
        else:
            yield Candidate("product.returns", "vague", sentence, "returns without a rule", spans(said))
    if said := sentence.words(mask("satisfaction")):
        yield Candidate("product.returns", "vague", sentence, "satisfaction without a rule", spans(said))


def warranty(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("warranty", "legal_warranty"))
    mended = not said and sentence.has("damaged") and sentence.has("remedy", "free")
    if not (said or mended) or sentence.is_question or sentence.has("satisfaction", "money_back"):
        return
    facts = tuple(time.fact for time in timed(sentence, "warranty", "damage") if _is_covered(time))
    if facts:
        yield Candidate("product.warranty", "present", sentence, "warranty time", spans(said), 2.0, facts)
    elif mended:
        return
    elif sentence.blanks:
        yield Candidate("product.warranty", "placeholder", sentence, "warranty left blank", tuple(sentence.blanks))
    elif sentence.has("legal_warranty") or sentence.within(mask("warranty"), mask("negation", "no"), 20):
        yield Candidate("product.warranty", "present", sentence, "warranty named", spans(said), 1.0,
                        (Fact(negated=sentence.has("negation", "no")),))  # fmt: skip
    else:
        yield Candidate("product.warranty", "vague", sentence, "warranty without a time", spans(said))


def _is_covered(time: Time) -> bool:
    """Of a guarantee, or months for which the shop mends what breaks."""
    if time.quantity.blank:
        return False
    return time.role.name == "warranty" or (time.role.name == "damage" and time.quantity.unit == "month")


def _instructs(sentence: Sentence) -> bool:
    """Whether a line without a full stop says more than a heading would: "dust with a dry cloth"."""
    if sentence.lexicon.spaced:
        return sentence.folded.count(" ", sentence.start, sentence.end) >= _SPACES_OF_ADVICE
    return sentence.end - sentence.start >= _SIGNS_OF_ADVICE


def care(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("care", "usage"))
    if said and not sentence.is_question and (not sentence.is_heading or _instructs(sentence)):
        score = sum(2.0 if found.mask & mask("care") else 1.0 for found in said)
        yield Candidate("product.care_or_usage", "present", sentence, "care or use", spans(said), score)


RULES = (
    rule(price, "figure", "left_open", "placeholder_word", "on_request"),
    rule(tax_or_fees, "tax_included", "tax_excluded", "restocking", "tax", "duties", "shipping_cost"),
    rule(material, "material", "material_label"),
    rule(dimensions, "figure", "left_open", "placeholder_word", "unit_of_size"),
    rule(features),
    rule(
        delivery,
        "shipping",
        "deliver",
        "dispatch",
        "free_shipping",
        "delivery_time",
        "carrier",
        "shipping_cost",
        "time_unit",
    ),
    rule(returns, "return", "refund", "exchange", "withdrawal", "money_back", "excluded", "satisfaction", "time_unit"),
    rule(warranty, "warranty", "legal_warranty", "damaged"),
    rule(care, "care", "usage"),
)
