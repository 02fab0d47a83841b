"""Who pays, by the words of a sentence."""

import re
from functools import partial

from integration.domain.audit.negation import denies, free_of_charge, only_answers
from integration.domain.audit.sentences import Sentence, runs_on
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_BUYER = BIT["customer"]
_NO_DENIAL = mask("only", "free", "free_shipping", "contrast", "apart_from", "unless")
_AGENT = re.compile(r"[^,.;:]{0,24}\b(?:by|par|von|por|door|da|dalla|pela|pelo) (?:[a-z]{1,4}['’ ])?[A-ZÀ-Þ]\w")
_SPARED_WORDS = mask("free", "apart_from")
_BEFORE, _AFTER = 6, 4
_COMMA = re.compile(r"[,;:，；：]")
_SPARED = {"customer": "shop", "shop": "customer"}
_OTHER = {"customer": BIT["shop"], "shop": BIT["customer"]}


def payer_of(sentence: Sentence) -> str | None:
    """shop or customer; the first said counts, for what follows is the exception ("you pay, unless we erred")."""
    deducted = sentence.words(BIT["deducted"])
    if deducted and not denies(sentence, beside=(deducted[0].start, deducted[-1].end)):
        return "customer"
    for found in sorted(sentence.mentions, key=partial(runs_on, sentence)):  # a phrase in one clause says it best
        if found.mask & BIT["by_customer"] and not _speaks_of_another(sentence, found, "customer"):
            return "shop" if _is_denied(sentence, found, you_pay=True) else "customer"
        if found.mask & BIT["by_shop"] and not _speaks_of_another(sentence, found, "shop"):
            return "customer" if _is_denied(sentence, found, you_pay=False) else "shop"
    if sentence.has("charged") and not sentence.has("negation", "free", "may"):
        return "customer"
    if any(
        found.start < free.end and free.start < found.end
        for free in free_of_charge(sentence)
        for found in sentence.words(mask("cost", "bears"))
    ):
        return "shop"  # "it costs you nothing"
    unsure = sentence.has("may", "see_elsewhere", "reach", "depends")
    if unsure and not sentence.has("bears"):
        return None
    if sentence.has("bears") and not _parties(sentence, _BUYER) and _by_name(sentence):
        return "shop"
    if sentence.has("bears", "cost") or sentence.label & mask("return_cost", "duties", "shipping_cost", "cost"):
        return _nearest_party(sentence)
    return None


def _by_name(sentence: Sentence) -> bool:
    """Whether one is named who is no party known: "pris en charge par Mèche" is paid by the shop of that name."""
    return any(_AGENT.match(sentence.text, word.end, sentence.end) for word in sentence.words(BIT["bears"]))


def _is_denied(sentence: Sentence, phrase: Mention, *, you_pay: bool) -> bool:
    """Whether it says that this party does not pay: "we do not cover it", "das übernehmen wir nicht".

    A phrase that says of the one what the other is spared has its denial in it: "you pay nothing" is the shop's.
    """
    names_buyer = any(phrase.start <= found.start and found.end <= phrase.end for found in _parties(sentence, _BUYER))
    costless = [(free.start, free.end) for free in sentence.words(_SPARED_WORDS)]
    for denial in sentence.words(BIT["negation"]):
        if denial.mask & _NO_DENIAL or any(start <= denial.start < denial.end <= end for start, end in costless):
            continue
        if only_answers(sentence, denial):
            continue
        if phrase.start <= denial.start and denial.end <= phrase.end:
            if names_buyer == you_pay and denial.start > phrase.start - you_pay:
                return True
        elif 0 <= phrase.start - denial.end <= _BEFORE or 0 <= denial.start - phrase.end <= _AFTER:
            return True
    return False


def _nearest_party(sentence: Sentence) -> str | None:
    """Who stands before the word of paying in its clause; otherwise who is named first."""
    parties = _parties(sentence, mask("customer", "shop") if sentence.has("bears") else BIT["customer"])
    for paying in sentence.words(BIT["bears"]):
        before = [found for found in parties if found.end <= paying.start]
        if before and not _COMMA.search(sentence.folded, before[-1].end, paying.start):
            payer = _party(before[-1])
            return _SPARED[payer] if _is_denied(sentence, paying, you_pay=True) else payer
    return _party(parties[0]) if parties else None


def _parties(sentence: Sentence, bits: int) -> list[Mention]:
    """Those who may pay; "the US" is nobody."""
    places = sentence.words(BIT["place"])
    return [
        found
        for found in sentence.words(bits)
        if not any(place.start <= found.start and found.end <= place.end for place in places)
    ]


def _party(found: Mention) -> str:
    return "customer" if found.mask & BIT["customer"] else "shop"


def _speaks_of_another(sentence: Sentence, phrase: Mention, payer: str) -> bool:
    """Whether the other party stands inside the phrase: "you send it back, we cover the postage"."""
    return any(phrase.start < found.start and found.end < phrase.end for found in _parties(sentence, _OTHER[payer]))
