"""What the shop says of costs beside the price: shipping, duties, restocking, sending back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.cost_uses import SENDING, use_of
from integration.domain.audit.duties import duties
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import free_of_charge
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.rates import rates
from integration.domain.audit.return_cost import return_shipping
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_UNSURE = mask("may", "depends", "see_elsewhere", "calculated")
_RETURNING = mask("return", "return_cost", "refund", "exchange", "withdrawal")
_SENDING_COST = mask("shipping_cost", "shipping", "deliver")
_SENDS = mask("shipping_cost", "deliver", "free_shipping", "delivery_time")
_OTHER_COST = mask("return", "return_cost", "exchange", "damaged", "duties")


def sums(sentence: Sentence) -> Iterator[Candidate]:
    sending: list[Quantity] = []
    returning: list[Quantity] = []
    for quantity in (*sentence.amounts, *sentence.percents):
        use = use_of(sentence, quantity)
        if use == "shipping" and quantity.unit != "percent":
            sending.append(quantity)
        elif use == "restocking":
            yield Candidate("fee.restocking", "present", sentence, "restocking fee", ((quantity.start, quantity.end),),
                            2.0, (replace(quantity.fact(), payer="customer"),))  # fmt: skip
        elif use == "return" and _is_return_cost(sentence):
            returning.append(quantity)
    if sending or (sentence.has("double") and (sentence.all | sentence.before) & _SENDING_COST):
        free = _sends_free(sentence)
        yield from _priced(sentence, "fee.shipping_cost", "shipping price", sending, free=free)
    if returning:
        yield from _priced(
            sentence, "fee.return_shipping", "price of a return", returning, free=bool(free_of_charge(sentence))
        )


def _priced(
    sentence: Sentence, code: str, rule: str, prices: Sequence[Quantity], *, free: bool, score: float = 2.0
) -> Iterator[Candidate]:
    for rate, fact in rates(sentence, prices, free=free):
        yield Candidate(code, "present", sentence, rule, ((rate.start, rate.end),), score, (fact,))


def _is_return_cost(sentence: Sentence) -> bool:
    """Something is returned and it costs: "shrinks by less than 2%" only deducts."""
    if not sentence.all & _RETURNING:
        return False
    return sentence.has("return_cost", "cost", "shipping_cost", "charged") or bool(
        sentence.has("deducted") and sentence.near & _RETURNING
    )


def shipping_cost(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.is_question:
        return
    words = spans(sentence.words(mask("free_shipping", "free", "shipping_cost", "shipping", "deliver")))
    if _sends_free(sentence):
        score = 1.9 if sentence.has("free_shipping") else 1.5
        yield Candidate("fee.shipping_cost", "present", sentence, "free shipping", words, score)
        if not any(use_of(sentence, amount) == "shipping" for amount in sentence.amounts):
            yield from _priced(sentence, "fee.shipping_cost", "free shipping", (), free=True, score=score)
    elif (
        sentence.near & mask("shipping_cost", "cost")
        and sentence.mask & _UNSURE
        and not sentence.near & _OTHER_COST
        and (sentence.has("shipping_cost") or not sentence.has("cancel"))
    ):
        yield Candidate("fee.shipping_cost", "vague", sentence, "cost shown elsewhere", words)


def _sends_free(sentence: Sentence) -> bool:
    if sentence.has("refund") and not sentence.has("shipping_cost", "free_shipping"):
        return False
    elsewhere = sentence.near & _OTHER_COST or sentence.has("cancel")
    if sentence.has("free_shipping") and not (elsewhere and not sentence.has("shipping_cost")):
        return True
    back = (sentence.section | sentence.document) & BIT["return"] and not sentence.all & _SENDS
    return not elsewhere and not back and _free_of_shipping(sentence)


def _free_of_shipping(sentence: Sentence) -> bool:
    if _goes_on_free(sentence) or _is_priced_below(sentence):
        return True
    if sentence.has("cancel", "tracking", "change_order"):
        return False
    if sentence.section & _RETURNING and not sentence.section & SENDING:
        return False
    sending = mask("shipping_cost", "shipping", "deliver")
    paid = mask("free", "by_shop")
    asked = _asks_cost_of_sending(sentence) and sentence.mask & paid
    return bool(asked) or sentence.within(paid, sending, 40)


def _is_priced_below(sentence: Sentence) -> bool:
    """ "€5 for orders below €80, free above"."""
    bounded = sentence.has("free", "by_shop") and sentence.has("over") and len(sentence.amounts) > 1
    return bounded and all(use_of(sentence, amount) == "shipping" for amount in sentence.amounts)


def _goes_on_free(sentence: Sentence) -> bool:
    """ "Shipping is €5; over €80 you pay nothing": what is free was named in the sentence before."""
    previous = sentence.previous
    priced = previous is not None and previous.has("shipping_cost", "shipping", "deliver") and bool(previous.amounts)
    return priced and sentence.has("free", "by_shop") and sentence.has("over") and bool(sentence.amounts)


def _asks_cost_of_sending(sentence: Sentence) -> bool:
    """ "What does delivery cost?" as well as "delivery costs?"."""
    asked = sentence.label
    return bool(asked & mask("shipping_cost") or (asked & mask("cost") and asked & mask("shipping", "deliver")))


def restocking(sentence: Sentence) -> Iterator[Candidate]:
    answered = sentence.label & mask("restocking") and sentence.has("no", "negation")
    if not (sentence.has("restocking") or answered) or sentence.is_heading or sentence.is_question:
        return
    words = spans(sentence.words(mask("restocking", "negation", "free")))
    charged = any(use_of(sentence, said) == "restocking" for said in (*sentence.amounts, *sentence.percents))
    if sentence.has("negation", "free", "no") and not charged:
        yield Candidate("fee.restocking", "present", sentence, "no restocking fee", words, 1.5, (Fact(negated=True),))
    else:
        yield Candidate("fee.restocking", "vague", sentence, "restocking fee without a sum", words)


RULES = (
    rule(sums, "figure", "money_sign", "double", "percent_word"),
    rule(shipping_cost, "shipping_cost", "shipping", "deliver", "free_shipping", "cost"),
    rule(duties, "duties"),
    rule(restocking, "restocking"),
    rule(
        return_shipping,
        "return_cost",
        "cost",
        "shipping_cost",
        "shipping",
        "send_to",
        "by_customer",
        "by_shop",
        "bears",
        "free",
    ),
)
