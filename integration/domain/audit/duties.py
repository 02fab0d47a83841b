"""Duties and import taxes: who pays them, or that there are none."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, spans
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import is_denied
from integration.domain.audit.payer import payer_of
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask


def duties(sentence: Sentence) -> Iterator[Candidate]:
    if not sentence.near & mask("duties") or sentence.is_heading or sentence.is_question:
        return
    words = spans(sentence.words(mask("duties", "by_customer", "by_shop", "duties_paid")))
    paid, unpaid = _said_paid(sentence)
    payer = "customer" if unpaid else payer_of(sentence)
    if sentence.within(mask("may"), mask("by_customer"), 0):
        payer = None
    if payer is None and sentence.within(mask("negation", "no"), mask("duties"), 24):
        yield Candidate("fee.duties", "present", sentence, "no duties", words, 1.5, (Fact(negated=True),))
    elif paid or payer == "shop":
        yield Candidate("fee.duties", "present", sentence, "duties paid by the shop", words, 2.0, (Fact(payer="shop"),))
    elif payer == "customer":
        yield Candidate(
            "fee.duties", "present", sentence, "duties paid by the buyer", words, 2.0, (Fact(payer="customer"),)
        )
    elif sentence.has("may", "depends", "cost"):
        yield Candidate("fee.duties", "vague", sentence, "duties without who pays", words)


def _said_paid(sentence: Sentence) -> tuple[bool, bool]:
    """Whether the duties are said to be paid, and whether that is denied: "duties are not included"."""
    said = sentence.words(mask("duties_paid", "included") if sentence.has("duties") else BIT["duties_paid"])
    denied = [is_denied(sentence, word) for word in said]
    return not all(denied), any(denied)
