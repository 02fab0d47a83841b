"""Who pays for sending back, and how much."""

from collections.abc import Iterator
from decimal import Decimal

from integration.domain.audit.candidate import Candidate, spans
from integration.domain.audit.cost_uses import use_of
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import free_of_charge
from integration.domain.audit.payer import payer_of
from integration.domain.audit.places import misaddressed
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask

_BUYER = Fact(payer="customer")
_NOTHING = Decimal(0)
_BACK = mask("return", "exchange", "withdrawal", "return_cost", "refund")
_SENDING = mask("shipping", "shipping_cost", "deliver", "free_shipping")
_PAID = mask("by_customer", "bears", "cost", "charged", "deducted")


def return_shipping(sentence: Sentence) -> Iterator[Candidate]:
    direct = sentence.has("return_cost")
    bare = sentence.is_heading and not (direct and free_of_charge(sentence))  # "Free return label" says it all
    if bare or sentence.is_question or sentence.has("storage") or (sentence.has("cancel") and not direct):
        return
    if misaddressed(sentence):
        return
    if not (direct or sentence.label & mask("return_cost") or _sends_back_at_a_cost(sentence)):
        return
    words = spans(
        sentence.words(mask("return_cost", "return", "by_customer", "by_shop", "free", "cost", "shipping_cost"))
    )
    payer = payer_of(sentence)
    if payer == "customer" and direct and free_of_charge(sentence) and not sentence.mask & _PAID:
        payer = "shop"  # "returns are free for customers in Italy"
    score = 1.0 + direct + 0.5 * sentence.has("return")
    if payer is not None:
        nothing = _NOTHING if payer == "shop" and free_of_charge(sentence) else None
        fact = Fact(nothing, payer=payer, condition=_our_fault(sentence) if payer == "shop" else None)
        facts = () if payer == "customer" and _is_priced(sentence) else (fact,)
        yield Candidate("fee.return_shipping", "present", sentence, f"return paid by the {payer}", words, score, facts)
    elif direct and sentence.has("free") and not free_of_charge(sentence):
        yield Candidate("fee.return_shipping", "present", sentence, "return not free", words, score, (_BUYER,))
    elif (direct or sentence.has("return")) and (sentence.has("deducted") or free_of_charge(sentence)):
        shop = bool(free_of_charge(sentence))
        why = "free return" if shop else "return cost deducted"
        facts = (Fact(_NOTHING, payer="shop") if shop else Fact(payer="customer"),)
        yield Candidate("fee.return_shipping", "present", sentence, why, words, score, facts)
    elif sentence.has("negation", "may", "depends") and (direct or _fee_of_return(sentence)):
        yield Candidate("fee.return_shipping", "vague", sentence, "return cost without who pays", words)


def _our_fault(sentence: Sentence) -> str | None:
    """The words that make it an exception: the shop pays when it erred."""
    faults = sentence.words(mask("our_error", "damaged", "wrong_item"))
    return sentence.text[faults[0].start : faults[0].end] if faults else None


def _is_priced(sentence: Sentence) -> bool:
    """Whether a sum says what the buyer pays; it is told by the rule of sums."""
    return any(use_of(sentence, amount) == "return" for amount in sentence.amounts)


def _sends_back_at_a_cost(sentence: Sentence) -> bool:
    """Not what parcels lost, orders cancelled or goods taken back into stock cost, though it stands among returns."""
    if not sentence.all & mask("return", "exchange", "withdrawal", "change_mind"):
        return False
    if sentence.within(mask("free"), mask("return"), 12):
        return True
    if sentence.label & _SENDING and not sentence.near & _BACK:
        return False  # of sending, on a page about returns
    if sentence.has("shipping_cost", "shipping", "send_to"):
        return not sentence.has("lost", "delay")
    paid = sentence.has("cost") or (sentence.has("by_customer", "by_shop") and sentence.has("return"))
    return paid and not sentence.has("restocking")


def _fee_of_return(sentence: Sentence) -> bool:
    return bool(sentence.near & mask("return", "withdrawal")) and sentence.has("cost", "shipping_cost")
