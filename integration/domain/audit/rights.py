"""What laws give a buyer and want told: withdrawing by a button, guarantees, who settles a dispute, how to pay."""

from collections.abc import Iterable, Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.finding import Fact
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import timed
from integration.domain.concepts import mask
from integration.domain.lexicon import Mention

_LONGEST_BUTTON = 60
_MANY_MEANS = 3
_ATTRIBUTIVE = frozenset("のいたるなう")
_OPENING_QUOTES = ("«", "“", "„", "‚", "‘", '"', "「", "『", "‹", "»")
_NARROWED = mask(
    "damaged", "wrong_item", "photo", "place", "abroad", "over", "condition", "proof", "until",
    "only", "see_elsewhere", "discount", "shipping_cost", "return_cost", "after_delivery", "lost",
)  # fmt: skip

_FOR_FAULTS = mask("damaged", "wrong_item", "photo", "until", "only")


def refused(sentence: Sentence) -> Iterator[Candidate]:
    """A shop that takes nothing back; "no returns on sale items" is narrower, "unless faulty" is not."""
    said = sentence.words(mask("refuses_returns"))
    kept = _FOR_FAULTS if sentence.has("apart_from") and sentence.has("damaged", "wrong_item") else 0
    narrowed = sentence.mask & _NARROWED & ~kept or sentence.section & mask("damaged", "excluded") or sentence.durations
    narrowed = narrowed or any(not _inside(goods, said) for goods in sentence.words(mask("excluded_goods")))
    if said and not narrowed and not sentence.is_question and not _of_some(sentence, said[0].start):
        yield Candidate("return.refused", "present", sentence, "nothing is taken back", spans(said), 1.0,
                        (Fact(negated=True),))  # fmt: skip


def _inside(word: Mention, phrases: Iterable[Mention]) -> bool:
    return any(phrase.start <= word.start and word.end <= phrase.end for phrase in phrases)


def _of_some(sentence: Sentence, at: int) -> bool:
    """In Japanese what is refused stands right behind what it is refused of: 連絡のない返品は…, セール品の返品は…"""
    return not sentence.lexicon.spaced and at > sentence.start and sentence.text[at - 1] in _ATTRIBUTIVE


def withdrawal_function(sentence: Sentence) -> Iterator[Candidate]:
    if said := sentence.words(mask("withdrawal_button")):
        yield Candidate("return.withdrawal_function", "present", sentence, "a way to withdraw on the site", spans(said))
    elif (said := sentence.words(mask("withdrawal_label"))) and _is_button(sentence, said[0].start):
        yield Candidate("return.withdrawal_function", "present", sentence, "what the button says", spans(said), 0.8)


def _is_button(sentence: Sentence, at: int) -> bool:
    """Whether the words stand on a button or tell of one; "if you withdraw from the contract, ..." does neither."""
    quoted = sentence.text[max(sentence.start, at - 2) : at].strip()[-1:] in _OPENING_QUOTES
    return quoted or sentence.has("button") or sentence.end - sentence.start <= _LONGEST_BUTTON


def model_form(sentence: Sentence) -> Iterator[Candidate]:
    if said := sentence.words(mask("model_form")):
        yield Candidate("return.model_form", "present", sentence, "form to withdraw with", spans(said))


def legal_notice(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("legal_guarantee"))
    if not said or sentence.is_question or sentence.is_heading:
        return
    if sentence.has("excluded", "not_liable"):
        yield Candidate("guarantee.legal_notice", "vague", sentence, "guarantee by law, cut back", spans(said))
    else:
        score = 1.0 + bool(sentence.durations)
        yield Candidate("guarantee.legal_notice", "present", sentence, "guarantee by law", spans(said), score)


def commercial(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("own_guarantee"))
    if not said or sentence.is_question or sentence.is_heading or sentence.has("money_back", "satisfaction"):
        return
    if sentence.has("legal_guarantee", "legal_warranty") and all(_of_law(sentence, found) for found in said):
        return
    lasting = tuple(quantity.fact() for quantity, role, _ in timed(sentence, "warranty") if role.name == "warranty")
    if lasting:
        yield Candidate("guarantee.commercial", "present", sentence, "guarantee for a time", spans(said), 2.0, lasting)
    elif sentence.has("warranty"):
        yield Candidate("guarantee.commercial", "vague", sentence, "guarantee without its terms", spans(said))


def _of_law(sentence: Sentence, found: Mention) -> bool:
    """Whether the guarantee is the law's: named so in the very phrase, or right before."""
    laws = sentence.words(mask("legal_guarantee", "legal_warranty"))
    return any(law.start < found.end and found.start <= law.end + 1 for law in laws)


def adr_body(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("adr"))
    if not said or sentence.is_question or sentence.is_heading:
        return
    if sentence.has("case_by_case"):
        yield Candidate("dispute.adr_body", "vague", sentence, "neither yes nor no", spans(said))
    else:
        facts = (Fact(negated=sentence.has("negation", "no")),)
        yield Candidate("dispute.adr_body", "present", sentence, "who settles out of court", spans(said), 1.0, facts)


def odr_stale(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("dispute_platform"))
    if said and not sentence.has("shut_down"):
        yield Candidate("dispute.odr_stale", "present", sentence, "platform that was switched off", spans(said))


def stale_citation(sentence: Sentence) -> Iterator[Candidate]:
    if said := sentence.words(mask("stale_citation")):
        yield Candidate("legal.stale_citation", "present", sentence, "law that is no more", spans(said))


def privacy(sentence: Sentence) -> Iterator[Candidate]:
    if said := sentence.words(mask("privacy")):
        yield Candidate("legal.privacy", "present", sentence, "privacy page named", spans(said))


def payment_methods(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("payment_name"))
    if not said or sentence.is_question or sentence.has("refund", "return"):
        return
    named = len({sentence.folded[found.start : found.end] for found in said})
    told = sentence.all & mask("pay_with")
    if told or named >= _MANY_MEANS:
        yield Candidate("checkout.payment_methods", "present", sentence, "ways to pay", spans(said), named)


def restrictions(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("no_delivery"))
    if said and sentence.has("place", "po_box", "abroad") and not sentence.is_question:
        where = sentence.words(mask("place", "po_box", "abroad"))
        yield Candidate("shipping.restrictions", "present", sentence, "where it does not ship", spans((*said, *where)))


RULES = (
    rule(refused, "refuses_returns"),
    rule(withdrawal_function, "withdrawal_button", "withdrawal_label"),
    rule(model_form, "model_form"),
    rule(legal_notice, "legal_guarantee"),
    rule(commercial, "own_guarantee"),
    rule(adr_body, "adr"),
    rule(odr_stale, "dispute_platform"),
    rule(stale_citation, "stale_citation"),
    rule(privacy, "privacy"),
    rule(payment_methods, "payment_name"),
    rule(restrictions, "no_delivery"),
)
