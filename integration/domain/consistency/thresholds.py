"""The sum from which sending is free, where it is said in words that no list of words for "free" foresees."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.cost_uses import use_of
from integration.domain.audit.finding import Fact
from integration.domain.audit.rates import bounds
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Statement, quoted_statement

_SENDING = mask("shipping", "shipping_cost", "deliver", "free_shipping", "carrier")
_SPARED = mask("free", "free_shipping", "by_shop", "negation", "no")
_OTHER = AMISS | mask(
    "return", "return_cost", "refund", "withdrawal", "exchange", "duties", "pickup", "cancel", "tax_excluded",
    "gift_wrap", "remedy", "restocking", "warranty", "court",
)  # fmt: skip
_PRICED = mask("cost", "charged", "by_customer", "may", "see_elsewhere", "under")


def waived(setting: Setting) -> Iterator[Statement]:
    """ "Over 60 we give you the postage", "5.90, which falls away from 60 on": no sum but the last is bound below."""
    sentence = setting.sentence
    if sentence.is_question or not sentence.amounts or sentence.mask & _OTHER or _spends_at_least(setting):
        return
    if not (sentence.near | sentence.before) & _SENDING and not _goes_on(sentence):
        return
    bound = bounds(sentence)
    least = [amount for amount in sentence.amounts if amount in bound]
    if len(least) != 1 or least[0] is not sentence.amounts[-1] or not _is_spared(sentence):
        return
    scope = setting.scope(least, 0)
    sum_ = least[0].value if least[0].value is not None else least[0].minimum
    if scope is not None and sum_ is not None:
        candidate = Candidate("fee.shipping_cost", "present", sentence, "", ((least[0].start, least[0].end),))
        yield quoted_statement("fee.shipping_cost:threshold", candidate, Fact(sum_, unit=least[0].unit), scope)


def _goes_on(sentence: Sentence) -> bool:
    """ "Within Germany 4.50. From 45 on you pay nothing." """
    previous = sentence.previous
    return previous is not None and any(use_of(previous, amount) == "shipping" for amount in previous.amounts)


def _is_spared(sentence: Sentence) -> bool:
    """Whether what is owed falls away: a price was named before, or it is a gift of the shop."""
    if len(sentence.amounts) == 2:
        return not sentence.has("discount")
    if len(sentence.amounts) > 2 or (sentence.has("discount") and not sentence.has("shipping_cost")):
        return False
    if sentence.mask & _SPARED:
        return True
    gives = sentence.has("shop", "we") and bool(sentence.near & BIT["shipping_cost"])
    return gives and not sentence.mask & _PRICED


def _spends_at_least(setting: Setting) -> bool:
    """Whether it is the least that an order must come to."""
    return any(word.mask & BIT["spend"] for word in setting.words) and not setting.sentence.mask & _SPARED
