"""Who pays, by the words of a sentence."""

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask


def payer_of(sentence: Sentence) -> str | None:
    """shop or customer; the first said counts, for what follows is the exception ("you pay, unless we erred")."""
    for found in sentence.mentions:
        if found.mask & BIT["by_customer"]:
            return "customer"
        if found.mask & BIT["by_shop"]:
            return "shop"
    if sentence.has("bears", "cost") or sentence.label & mask("return_cost", "duties", "shipping_cost", "cost"):
        for found in sentence.mentions:
            if found.mask & BIT["customer"]:
                return "customer"
            if found.mask & BIT["shop"] and sentence.has("bears"):
                return "shop"
    return None
