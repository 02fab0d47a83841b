"""What a document states of costs: sending, taking back, duties."""

from collections.abc import Iterator
from decimal import Decimal

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.places import places_of
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.least_order import least_of
from integration.domain.consistency.return_costs import (
    first_party,
    postage_back,
    price_of_a_return,
    who_pays,
    who_sends_back,
)
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Scope, Statement, quoted_statement
from integration.domain.consistency.thresholds import waived
from integration.domain.document import Kind

_BACK = mask("return", "return_cost", "refund", "withdrawal", "change_mind")
_BESIDE = 8
_FREE = mask("free", "free_shipping")
_OTHERWISE = mask("cost", "shipping_cost", "shipping", "by_customer", "bears", "negation", "no", "flat", "under")
"""Words with which one who is asked whether it is free tells a price."""
_SENT = mask("shipping", "shipping_cost", "deliver", "free_shipping", "dispatch", "destination", "abroad", "spend")
_SENDING = mask("shipping", "shipping_cost", "deliver", "free_shipping")


def shipping_cost(setting: Setting, candidate: Candidate, kind: Kind) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question or _is_of_a_return(sentence) or sentence.near & BIT["pickup"]:
        return
    if sentence.has("remedy", "exchange") and not sentence.has("over"):
        return  # a replacement is sent free
    if _answers_from_which_sum(setting) or _asked_of_another_cost(setting):
        return
    if sentence.has("tax_included") and not _sends_first(sentence):
        return  # "24.90 with tax, plus shipping" is what the goods cost
    if setting.row is not None and setting.row.is_head:
        return
    free = sentence.has("free", "free_shipping")
    spared = {said.fact.value for said in waived(setting)}
    if (required := least_of(setting)) is not None:
        spared.add(required.value)
    for fact in candidate.facts:
        if fact.value in spared or fact.minimum in spared:
            continue  # "from 45 on you pay nothing" names no price
        if kind == "product" and free and fact.value != 0:
            continue  # "389.00, free delivery" is what the goods cost
        scope = _scope_at(setting, candidate, fact.places)
        if scope is None:
            continue
        least = (
            _threshold(sentence, fact)
            or _only_sum(setting, fact)
            or _under_free(setting, fact)
            or _nothing_from(setting, fact)
        )
        if least is not None:
            yield quoted_statement("fee.shipping_cost:threshold", candidate, least, scope)
        elif not (fact.value == 0 and fact.condition):
            yield quoted_statement("fee.shipping_cost:rate", candidate, fact, scope)


def unmarked(setting: Setting) -> Iterator[Statement]:
    """What no rule of the audit finds, for the sentence alone does not say of what it speaks."""
    yield from _freed(setting)
    yield from waived(setting)
    yield from who_sends_back(setting)
    yield from price_of_a_return(setting)
    yield from postage_back(setting)


def _asked_of_another_cost(setting: Setting) -> bool:
    """ "Do you engrave?" "Yes, for 8.00." """
    spoken = setting.asked | setting.sentence.mask
    if setting.asked & BIT["gift_wrap"]:
        return True
    return bool(setting.asked) and not spoken & _SENT and not setting.names_a_place


def _sends_first(sentence: Sentence) -> bool:
    """Whether the sum is said of sending: "shipping is 6.60 with tax", "sent free from 80.00 with tax"."""
    if sentence.label & BIT["shipping_cost"] and not sentence.has("price"):
        return True
    words = sentence.words(_SENDING)
    return bool(words and sentence.amounts) and (
        words[0].start < sentence.amounts[0].start or (sentence.has("over") and sentence.has("free", "free_shipping"))
    )


def _answers_from_which_sum(setting: Setting) -> bool:
    """ "Is it free?" "Over 50.", or "How much must I spend?" "50."."""
    sentence = setting.sentence
    asked = (sentence.label | setting.asked) & _FREE and not sentence.mask & _FREE
    bare = setting.answers and not sentence.mask & _OTHERWISE
    return bool((asked and (sentence.has("over") or bare)) or setting.inherited & BIT["spend"])


def _sums_named(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    amounts = setting.sentence.amounts
    for at, (amount, places) in enumerate(zip(amounts, places_of(setting.sentence, amounts), strict=True)):
        scope = setting.scope(amounts, at, places)
        if scope is not None:
            fact = Fact(_least(amount), unit=amount.unit)
            yield quoted_statement("fee.shipping_cost:threshold", candidate, fact, scope)


def _is_of_a_return(sentence: Sentence) -> bool:
    return bool(sentence.near & AMISS) or bool(sentence.mask & _BACK and not sentence.has("over"))


def _scope_at(setting: Setting, candidate: Candidate, places: tuple[str, ...] = ()) -> Scope | None:
    """The scope of the amount that the candidate is about."""
    amounts = setting.sentence.amounts
    start = candidate.words[0][0] if candidate.words else setting.sentence.start
    if len(amounts) < 2:
        return setting.scope(amounts if setting.row else (), places=places)
    at = min(range(len(amounts)), key=lambda place: abs(amounts[place].start - start))
    own = places_of(setting.sentence, amounts)[at]
    return setting.scope(amounts, at, tuple(place for place in places if place in own) or places)


def _threshold(sentence: Sentence, fact: Fact) -> Fact | None:
    """The sum from which sending is free."""
    if fact.value != 0 or not fact.condition:
        return None
    said = [amount for amount in sentence.amounts if sentence.text[amount.start : amount.end] in fact.condition]
    if not said:
        return None
    whole = max(said, key=lambda amount: amount.end - amount.start)  # 8 stands in 88 too
    return Fact(_least(whole), unit=whole.unit)


def _only_sum(setting: Setting, fact: Fact) -> Fact | None:
    """ "Free from 60", in an answer that names no other sum."""
    sentence = setting.sentence
    free_over = sentence.has("free", "free_shipping") and sentence.has("over") and fact.value != 0
    if not free_over or len(sentence.amounts) != 1 or sentence.has("under", "cost", "shipping_cost"):
        return None
    return Fact(_least(sentence.amounts[0]), unit=fact.unit)


def _under_free(setting: Setting, fact: Fact) -> Fact | None:
    """The sum in the column "free from" of a table."""
    for amount in setting.sentence.amounts if setting.row else ():
        if amount.value == fact.value and setting.row and setting.row.is_threshold(setting.sentence, amount.start):
            return Fact(amount.value, unit=amount.unit)
    return None


def _nothing_from(setting: Setting, fact: Fact) -> Fact | None:
    """ "Is there a charge?" "Over 150 not." """
    sentence = setting.sentence
    if not (setting.asked & BIT["shipping_cost"] and sentence.has("negation")) or sentence.has("free", "free_shipping"):
        return None
    over = [word.end for word in sentence.words(BIT["over"])]
    for amount in sentence.amounts:
        bound = any(0 <= amount.start - end <= _BESIDE for end in over) or amount.value is None
        if bound and (amount.value, amount.minimum) == (fact.value, fact.minimum):
            return Fact(_least(amount), unit=amount.unit)
    return None


def _least(amount: Quantity) -> Decimal | None:
    return amount.value if amount.value is not None else amount.minimum


def restocking(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None:
            none = fact.negated or fact.value == 0
            yield quoted_statement(
                "fee.restocking", candidate, Fact(Decimal(0), unit="percent") if none else fact, scope
            )


def duties(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope(besides=BIT["other_service"])
    asked = setting.answers and setting.sentence.label & BIT["bears"]
    party = first_party(setting.sentence) if asked else None
    for fact in candidate.facts:
        if scope is not None and fact.payer is not None:
            payer = who_pays(party) if party else fact.payer
            yield quoted_statement("fee.duties", candidate, fact, Scope(scope.places), word=payer)


def _freed(setting: Setting) -> Iterator[Statement]:
    """The sum from which sending is free, where the sentence before says of what: "It is free from 65." """
    sentence = setting.sentence
    if sentence.is_question or not sentence.amounts or least_of(setting) is not None:
        return
    free = sentence.has("free") and sentence.has("over") and not sentence.mask & (_SENDING | _BACK)
    free = free and bool(sentence.before & _SENDING and not sentence.before & _BACK)
    if free or _answers_from_which_sum(setting):
        amount = sentence.amounts[0]
        candidate = Candidate("fee.shipping_cost", "present", sentence, "", ((amount.start, amount.end),))
        yield from _sums_named(setting, candidate)
