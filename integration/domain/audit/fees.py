"""What the shop says of costs beside the price: shipping, duties, restocking, sending back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import free_of_charge
from integration.domain.audit.payer import payer_of
from integration.domain.audit.places import misaddressed
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.rates import rates
from integration.domain.audit.sentences import Sentence
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
    "other": {"remedy": 1.0, "not_liable": 2.0, "court": 3.0, "pay_due": 2.0, "damaged": 1.0},
}  # fmt: skip
_UNSURE = mask("may", "depends", "see_elsewhere", "calculated")
_SENT = mask("shipping_cost", "free_shipping", "shipping", "deliver", "carrier", "service", "dispatch", "delivery_time")
_RETURNING = mask("return", "return_cost", "refund", "exchange", "withdrawal")
_SENT = mask("shipping_cost", "free_shipping", "shipping", "deliver", "carrier", "service", "pickup", "delivery_time")
_BUYER = Fact(payer="customer")
_NOTHING = Decimal(0)
_SENDING_COST = mask("shipping_cost", "shipping", "deliver")
_SENDS = mask("shipping_cost", "deliver", "free_shipping", "delivery_time")
_OTHER_COST = mask("return", "return_cost", "exchange", "damaged", "duties")


def _use_of(sentence: Sentence, quantity: Quantity) -> str | None:
    if sentence.has("restocking") and not sentence.has("shipping_cost", "return_cost", "price", "duties"):
        return "restocking"  # under whatever heading it stands
    scale = 1.0 if sentence.lexicon.spaced else 2.5
    votes = dict.fromkeys(_USES, 0.0)
    for use, table in _USES.items():
        for name, weight in table.items():
            bit = BIT[name]
            if sentence.mask & bit:
                gap = min(max(0, found.start - quantity.end, quantity.start - found.end)
                          for found in sentence.mentions if found.mask & bit)  # fmt: skip
                votes[use] += weight * max(0.3, 1.0 - gap * scale / 150.0)
            elif sentence.label & bit:
                votes[use] += weight * 0.7
            elif sentence.section & bit or (sentence.before & bit and _continues(sentence)):
                votes[use] += weight * 0.45
            elif sentence.document & bit:
                votes[use] += weight * 0.35
    if not (sentence.all | (sentence.before if _continues(sentence) else 0)) & _SENT:
        del votes["shipping"]  # "a free tote from €60 on" is none of its prices
    use = max(votes, key=lambda name: votes[name])
    return use if votes[use] >= 0.8 else None


def _continues(sentence: Sentence) -> bool:
    """Whether it goes on with the prices of the sentence before: "Shipping to Ireland is €6; to Spain €12"."""
    previous = sentence.previous
    if previous is None:
        return False
    return previous.folded[previous.end - 1] in ";；" or sentence.has("place", "worldwide", "service", "carrier")


def sums(sentence: Sentence) -> Iterator[Candidate]:
    sending: list[Quantity] = []
    returning: list[Quantity] = []
    for quantity in (*sentence.amounts, *sentence.percents):
        use = _use_of(sentence, quantity)
        if use == "shipping" and quantity.unit != "percent" and (sentence.all | sentence.before) & _SENT:
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
        if not any(_use_of(sentence, amount) == "shipping" for amount in sentence.amounts):
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
    if sentence.has("cancel", "tracking", "change_order"):
        return False
    if sentence.section & _RETURNING and not sentence.section & _SENT:
        return False
    sending = mask("shipping_cost", "shipping", "deliver")
    paid = mask("free", "by_shop")
    asked = _asks_cost_of_sending(sentence) and sentence.mask & paid
    return bool(asked) or sentence.within(paid, sending, 40)


def _asks_cost_of_sending(sentence: Sentence) -> bool:
    """ "What does delivery cost?" as well as "delivery costs?"."""
    asked = sentence.label
    return bool(asked & mask("shipping_cost") or (asked & mask("cost") and asked & mask("shipping", "deliver")))


def duties(sentence: Sentence) -> Iterator[Candidate]:
    if not sentence.near & mask("duties") or sentence.is_heading or sentence.is_question:
        return
    words = spans(sentence.words(mask("duties", "by_customer", "by_shop", "duties_paid")))
    payer = payer_of(sentence)
    if sentence.within(mask("may"), mask("by_customer"), 0):
        payer = None
    if payer is None and sentence.within(mask("negation", "no"), mask("duties"), 24):
        yield Candidate("fee.duties", "present", sentence, "no duties", words, 1.5, (Fact(negated=True),))
    elif sentence.has("duties_paid") or payer == "shop":
        yield Candidate("fee.duties", "present", sentence, "duties paid by the shop", words, 2.0, (Fact(payer="shop"),))
    elif payer == "customer":
        yield Candidate(
            "fee.duties", "present", sentence, "duties paid by the buyer", words, 2.0, (Fact(payer="customer"),)
        )
    elif sentence.has("may", "depends", "cost"):
        yield Candidate("fee.duties", "vague", sentence, "duties without who pays", words)


def restocking(sentence: Sentence) -> Iterator[Candidate]:
    answered = sentence.label & mask("restocking") and sentence.has("no", "negation")
    if not (sentence.has("restocking") or answered) or sentence.is_heading or sentence.is_question:
        return
    words = spans(sentence.words(mask("restocking", "negation", "free")))
    if sentence.has("negation", "free", "no"):
        yield Candidate("fee.restocking", "present", sentence, "no restocking fee", words, 1.5, (Fact(negated=True),))
    else:
        yield Candidate("fee.restocking", "vague", sentence, "restocking fee without a sum", words)


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
    score = 1.0 + direct + 0.5 * sentence.has("return")
    if payer is not None:
        fact = Fact(_NOTHING if payer == "shop" and free_of_charge(sentence) else None, payer=payer)
        yield Candidate(
            "fee.return_shipping", "present", sentence, f"return paid by the {payer}", words, score, (fact,)
        )
    elif direct and sentence.has("free") and not free_of_charge(sentence):
        yield Candidate("fee.return_shipping", "present", sentence, "return not free", words, score, (_BUYER,))
    elif (direct or sentence.has("return")) and (sentence.has("deducted") or free_of_charge(sentence)):
        shop = bool(free_of_charge(sentence))
        why = "free return" if shop else "return cost deducted"
        facts = (Fact(_NOTHING, payer="shop") if shop else Fact(payer="customer"),)
        yield Candidate("fee.return_shipping", "present", sentence, why, words, score, facts)
    elif sentence.has("negation", "may", "depends") and (direct or _fee_of_return(sentence)):
        yield Candidate("fee.return_shipping", "vague", sentence, "return cost without who pays", words)


def _sends_back_at_a_cost(sentence: Sentence) -> bool:
    """Not what parcels lost, orders cancelled or goods taken back into stock cost, though it stands among returns."""
    if not sentence.all & mask("return", "exchange", "withdrawal"):
        return False
    if sentence.within(mask("free"), mask("return"), 12):
        return True
    if sentence.has("shipping_cost", "shipping", "send_to"):
        return not sentence.has("lost", "delay")
    paid = sentence.has("cost") or (sentence.has("by_customer", "by_shop") and sentence.has("return"))
    return paid and not sentence.has("restocking")


def _fee_of_return(sentence: Sentence) -> bool:
    return bool(sentence.near & mask("return", "withdrawal")) and sentence.has("cost", "shipping_cost")


RULES = (
    rule(sums, "figure", "double"),
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
