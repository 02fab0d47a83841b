"""Questions to the merchant, "[how many days?]", in a text that is not finished: what they ask for is not stated."""

import re
from collections.abc import Iterable, Iterator, Mapping

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_QUESTION = re.compile(r"\[[^\[\]\n]{1,120}\?[^\[\]\n]{0,120}\]")
_HINT = 0.1
_OPEN = BIT["left_open"]
_ANYTHING = "product.features"  # any sentence of a product may be one: a question of its warranty is not
_ABOUT: Mapping[str, int] = {
    code: mask(*concepts.split())
    for code, concepts in {
        "price.currency": "currency_word", "price.tax": "tax tax_included tax_excluded",
        "fee.shipping_cost": "shipping_cost free_shipping", "fee.duties": "duties", "fee.restocking": "restocking",
        "fee.return_shipping": "return_cost",
        "return.window": "return withdrawal", "return.condition": "condition", "return.exclusions": "excluded",
        "return.procedure": "procedure purpose", "return.refund_method": "original_payment store_credit payment_means",
        "return.refund_time": "refund credited", "return.damaged": "damaged wrong_item", "return.exchange": "exchange",
        "order.cancellation": "cancel",
        "shipping.handling_time": "handling_time dispatch processing", "shipping.delivery_time": "delivery_time",
        "shipping.method": "carrier service", "shipping.destinations": "destination", "shipping.tracking": "tracking",
        "shipping.delay_loss": "delay lost",
        "contact.channel": "contact email_word phone_word", "contact.hours": "opening_hours",
        "dispute.process": "dispute complaint",
        "product.price": "price", "product.tax_or_fees": "tax tax_included tax_excluded",
        "product.features": "feature_label", "product.material": "material_label", "product.dimensions": "size_label",
        "product.delivery": "delivery_time deliver", "product.returns": "return", "product.warranty": "warranty",
        "product.care_or_usage": "care usage",
    }.items()
}  # fmt: skip


def asks_merchant(sentence: Sentence) -> bool:
    """Whether a question in square brackets stands in the sentence."""
    return bool(sentence.signs & _OPEN and _QUESTION.search(sentence.folded, sentence.start, sentence.end))


def unanswered(sentence: Sentence, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Whatever the sentence would state is left open, and so is what it speaks about."""
    about = [code for code, concepts in _ABOUT.items() if sentence.near & concepts]
    for candidate in found:
        if candidate.code != _ANYTHING or not about:
            yield candidate._replace(state="placeholder")
    for code in about:
        yield Candidate(code, "placeholder", sentence, "question left open", tuple(_asked(sentence)), _HINT)


def _asked(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for found in _QUESTION.finditer(sentence.folded, sentence.start, sentence.end):
        yield found.span()
