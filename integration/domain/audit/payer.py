"""Who pays, by the words of a sentence."""

import re

from integration.domain.audit.negation import denies
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_COMMA = re.compile(r"[,;:，；：]")
_OTHER = {"customer": BIT["shop"], "shop": BIT["customer"]}


def payer_of(sentence: Sentence) -> str | None:
    """shop or customer; the first said counts, for what follows is the exception ("you pay, unless we erred")."""
    deducted = sentence.words(BIT["deducted"])
    if deducted and not denies(sentence, beside=(deducted[0].start, deducted[-1].end)):
        return "customer"
    for found in sentence.mentions:
        if found.mask & BIT["by_customer"] and not _speaks_of_another(sentence, found, "customer"):
            return "customer"
        if found.mask & BIT["by_shop"] and not _speaks_of_another(sentence, found, "shop"):
            return "shop"
    if sentence.has("charged") and not sentence.has("negation", "free", "may"):
        return "customer"
    unsure = sentence.has("may", "see_elsewhere", "reach", "depends")
    if unsure and not sentence.has("bears"):
        return None
    if sentence.has("bears", "cost") or sentence.label & mask("return_cost", "duties", "shipping_cost", "cost"):
        return _nearest_party(sentence)
    return None


def _nearest_party(sentence: Sentence) -> str | None:
    """Who stands before the word of paying in its clause; otherwise who is named first."""
    parties = _parties(sentence, mask("customer", "shop") if sentence.has("bears") else BIT["customer"])
    for paying in sentence.words(BIT["bears"]):
        before = [found for found in parties if found.end <= paying.start]
        if before and not _COMMA.search(sentence.folded, before[-1].end, paying.start):
            return _party(before[-1])
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
