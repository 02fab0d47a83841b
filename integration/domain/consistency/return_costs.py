"""Who pays for sending back, as a document states it."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.cost_uses import use_of
from integration.domain.audit.finding import Fact
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import BREAK, Setting
from integration.domain.consistency.statement import AMISS, Scope, Statement, quoted_statement
from integration.domain.lexicon import Mention

_BACK = mask("return", "return_cost", "refund", "withdrawal")
_PARTIES = mask("customer", "shop")
_PAYING = mask("by_customer", "by_shop", "bears", "charged", "deducted", "free", "return_cost")
_SENT_BACK = mask("return", "withdrawal")
_COSTS = mask("cost", "shipping_cost", "return_cost", "shipping")
_AT_ONCE = 6
_RETURNED = mask("return", "return_cost", "withdrawal")
_SENDING = mask("free_shipping", "deliver", "dispatch", "delivery_time")


def return_shipping(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    rule = None
    if not (setting.sentence.near & _PAYING or setting.sentence.amounts):
        return  # "we refund everything, postage included" names nobody who pays
    if setting.sentence.durations and setting.sentence.has("refund") and not setting.sentence.mask & _COSTS:
        return  # "we pay within 14 days of having your return"
    if _is_of_an_exchange(setting) or (setting.sentence.has("included") and not setting.sentence.has("return_cost")):
        return
    if setting.sentence.near & AMISS and not setting.has("unless"):
        rule = _ruled_first(setting.sentence)
        if rule is None:
            return
    scope = setting.scope(besides=BIT["other_service"])
    for fact in candidate.facts[:1] if rule else candidate.facts:
        if scope is not None and fact.payer is not None:
            scope = Scope(scope.places, scope.exception - {"by_law"})
            payer = rule or ("shop" if fact.value == 0 else fact.payer)
            yield quoted_statement("fee.return_shipping", candidate, fact, scope, word=payer)


def price_of_a_return(setting: Setting) -> Iterator[Statement]:
    """ "Returns cost 4.95", "We keep 4.95 for the label", or in answer to what it costs to return: "4.95"."""
    sentence, amounts = setting.sentence, setting.sentence.amounts
    if sentence.is_question or not amounts or sentence.near & (AMISS | BIT["exchange"]) or sentence.has("over"):
        return
    asked = setting.asked & _SENT_BACK and setting.asked & _COSTS and not sentence.mask & _SENDING
    said = sentence.near & _RETURNED and (sentence.near & BIT["return_cost"] or sentence.has("deducted", "charged"))
    for at, amount in enumerate(amounts if asked or said else ()):
        scope = setting.scope(amounts, at, besides=BIT["other_service"])
        kept = sentence.has("deducted") and sentence.has("return")
        if scope is not None and amount.value and (asked or kept or use_of(sentence, amount) == "return"):
            candidate = Candidate("fee.return_shipping", "present", sentence, "", ((amount.start, amount.end),))
            yield quoted_statement("fee.return_shipping:sum", candidate, amount.fact(), scope)


def _ruled_first(sentence: Sentence) -> str | None:
    """The payer named before a break and what goes wrong: "the buyer pays for returns, we do when goods are faulty"."""
    wrong = min((word.start for word in sentence.words(AMISS)), default=sentence.start)
    end = max((stop.start() for stop in BREAK.finditer(sentence.folded, sentence.start, wrong)), default=sentence.start)
    parties = [word for word in sentence.words(_PARTIES) if word.end <= end]
    back = any(word.end <= end for word in sentence.words(_BACK))
    return who_pays(parties[0]) if back and len({word.mask & _PARTIES for word in parties}) == 1 else None


def who_sends_back(setting: Setting) -> Iterator[Statement]:
    """ "Who pays for the return?" "You do." """
    sentence = setting.sentence
    asked = sentence.label & (_COSTS | BIT["bears"]) and sentence.label & mask("return", "return_cost")
    if not (setting.answers and asked) or sentence.is_question or sentence.label & mask("cancel", "exchange"):
        return
    if sentence.amounts or sentence.durations or (_goes_wrong(sentence) and not setting.has("unless")):
        return
    payer = _answered(setting)
    scope = setting.scope()
    if scope is not None and payer is not None:
        candidate = Candidate("fee.return_shipping", "present", sentence, "", ((sentence.start, sentence.start),))
        scope = Scope(scope.places, scope.exception - {"by_law"})
        yield quoted_statement("fee.return_shipping", candidate, Fact(payer=payer), scope, word=payer)


def _goes_wrong(sentence: Sentence) -> bool:
    """Whether something does, or did in what was asked; "if it is not faulty" supposes that nothing did."""
    if sentence.label & AMISS:
        return True
    denials = [word.end for word in sentence.words(BIT["negation"])]
    return any(not any(0 <= word.start - end <= 1 for end in denials) for word in sentence.words(AMISS))


def _answered(setting: Setting) -> str | None:
    """Who pays, where an answer says no more: "You do", "La paghiamo noi", "At the customer's expense"."""
    sentence = setting.sentence
    if sentence.has("free") and not any(
        no.start - sentence.start >= _AT_ONCE for no in sentence.words(BIT["negation"])
    ):
        return "shop"
    party = first_party(sentence)
    if party is not None:
        return who_pays(party)
    said = [word for word in sentence.words(mask("by_customer", "by_shop", "free", "customer", "shop"))
            if word.end <= setting.exception_at]  # fmt: skip
    if not said:
        return None
    return "customer" if said[0].mask & mask("by_customer", "customer") else "shop"


def _is_of_an_exchange(setting: Setting) -> bool:
    """ "The first exchange is free; from the second on you pay": of returns it says nothing."""
    sentence, previous = setting.sentence, setting.previous
    if sentence.mask & _SENT_BACK:
        return False
    swaps = previous is not None and previous.has("exchange") and not previous.mask & _SENT_BACK
    return swaps or sentence.has("exchange")


def postage_back(setting: Setting) -> Iterator[Statement]:
    """ "Send it back within 28 days. You pay the postage." """
    sentence, previous = setting.sentence, setting.previous
    if previous is None or previous.is_question or sentence.is_question or sentence.amounts:
        return
    sent_back = (previous.mask | setting.asked) & _SENT_BACK and not previous.mask & (AMISS | BIT["exchange"])
    if (
        not sent_back
        or not sentence.has("shipping_cost", "cost")
        or sentence.mask & (AMISS | mask("exchange", "cancel"))
    ):
        return
    said = [word for word in sentence.words(mask("by_customer", "by_shop")) if not BREAK.search(
        sentence.folded, sentence.start, word.start)]  # fmt: skip
    party = first_party(sentence) or (said[0] if said else None)
    scope = setting.scope()
    if said and party is not None and scope is not None:
        payer = who_pays(party) if party.mask & _PARTIES else "customer" if party.mask & BIT["by_customer"] else "shop"
        candidate = Candidate("fee.return_shipping", "present", sentence, "", ((said[0].start, said[0].end),))
        yield quoted_statement("fee.return_shipping", candidate, Fact(payer=payer), scope, word=payer)


def first_party(sentence: Sentence) -> Mention | None:
    """Who answers for it at once: "We do", "You do"."""
    parties = [word for word in sentence.words(_PARTIES) if word.start - sentence.start <= _AT_ONCE]
    return parties[0] if len({word.mask & _PARTIES for word in parties}) == 1 else None


def who_pays(party: Mention) -> str:
    return "customer" if party.mask & BIT["customer"] else "shop"
