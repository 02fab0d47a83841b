"""What a sum of money is for: sending, sending back, restocking, goods, duties. Words vote, as in roles."""

from collections.abc import Mapping

from integration.domain.audit.quantity import Quantity
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.tariff import is_tariff
from integration.domain.concepts import BIT, mask

_USES: Mapping[str, Mapping[str, float]] = {
    "shipping": {
        "shipping_cost": 4.0, "free_shipping": 4.0, "shipping": 2.0, "deliver": 2.0, "flat": 2.0, "carrier": 1.4,
        "service": 1.4, "place": 0.8, "abroad": 0.8, "pickup": 0.8, "delivery_time": 1.0, "free": 1.0,
    },
    "return": {"return_cost": 5.0, "return": 2.6, "refund": 1.0, "deducted": 1.0, "exchange": 1.5, "withdrawal": 1.5},
    "restocking": {"restocking": 5.0},
    "price": {"price": 2.2, "installment": 3.0, "discount": 2.0, "tax": 0.8, "store_credit": 1.5},
    "duties": {"duties": 3.5},
    "other": {"remedy": 1.0, "not_liable": 2.0, "court": 3.0, "pay_due": 2.0, "damaged": 1.0, "gift_wrap": 5.0},
}  # fmt: skip
_LABEL, _SECTION, _DOCUMENT = 0.7, 0.45, 0.35
"""What a word counts that stands not in the sentence but over its row, over its part of the page, or over it all."""
_FARTHEST, _REACH = 0.3, 150.0
"""A word beside the sum counts whole, less with each sign on the way to _REACH, and never less than _FARTHEST."""
_UNSPACED = 2.5
"""How many signs of a spaced script say what one of Chinese or Japanese does."""
_ENOUGH = 0.8
SENDING = mask("shipping_cost", "free_shipping", "shipping", "deliver", "carrier", "service", "pickup", "delivery_time")


def use_of(sentence: Sentence, quantity: Quantity) -> str | None:
    """The use most votes are for; None when nothing near says what the sum is for."""
    other = mask("shipping_cost", "price", "duties") | (0 if quantity.unit == "percent" else mask("return_cost"))
    if sentence.has("restocking") and not sentence.mask & other:
        return "restocking"  # under whatever heading it stands
    scale = 1.0 if sentence.lexicon.spaced else _UNSPACED
    votes = dict.fromkeys(_USES, 0.0)
    for use, table in _USES.items():
        for name, weight in table.items():
            bit = BIT[name]
            if sentence.mask & bit:
                gap = min(max(0, found.start - quantity.end, quantity.start - found.end)
                          for found in sentence.mentions if found.mask & bit)  # fmt: skip
                votes[use] += weight * max(_FARTHEST, 1.0 - gap * scale / _REACH)
            elif sentence.label & bit:
                votes[use] += weight * _LABEL
            elif sentence.section & bit or (sentence.before & bit and _continues(sentence)):
                votes[use] += weight * _SECTION
            elif sentence.document & bit:
                votes[use] += weight * _DOCUMENT
    if not (sentence.all | (sentence.before if _continues(sentence) else 0)) & SENDING:
        if _is_row(sentence):
            return "shipping"
        del votes["shipping"]  # "a free tote from €60 on" is none of its prices
    use = max(votes, key=lambda name: votes[name])
    return use if votes[use] >= _ENOUGH else None


def _continues(sentence: Sentence) -> bool:
    """Whether it goes on with the prices of the sentence before: "Shipping to Ireland is €6; to Spain €12"."""
    previous = sentence.previous
    if previous is None:
        return False
    return previous.folded[previous.end - 1] in ";；" or sentence.has("place", "worldwide", "service", "carrier")


def _is_row(sentence: Sentence) -> bool:
    """A row of a table of rates, whatever its heading, or a line like one: where to, how much."""
    if not sentence.has("place", "worldwide"):
        return False
    return sentence.folded.count(" | ", sentence.start, sentence.end) > 1 or is_tariff(sentence, sentence.amounts)
