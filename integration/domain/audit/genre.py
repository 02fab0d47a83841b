"""What kind of page a text is, and texts that state nothing: articles about policies, sample pages, notes."""

import re
from collections.abc import Mapping, Sequence

from integration.domain.audit.sentences import Sentence
from integration.domain.commerce import PolicyKind
from integration.domain.concepts import BIT, mask

SAMPLE, INSTRUCTIONS, ARTICLE = "sample", "instructions", "article"
WHY_NOTHING: Mapping[str, str] = {
    SAMPLE: "an untouched sample page",
    INSTRUCTIONS: "instructions to the merchant",
    ARTICLE: "an article about policies",
}
_LOREM = re.compile(r"lorem ipsum|dolor sit amet")
_FEW_SENTENCES = 12
_FEWEST_QUESTIONS = 3
_ABOUT: Mapping[PolicyKind, int] = {
    PolicyKind.REFUND: mask("return", "refund", "withdrawal", "exchange", "return_cost", "money_back", "restocking",
                            "change_mind", "excluded_goods"),
    PolicyKind.SHIPPING: mask("shipping", "deliver", "dispatch", "processing", "handling_time", "delivery_time",
                              "shipping_cost", "free_shipping", "carrier", "tracking", "worldwide", "duties"),
    PolicyKind.CONTACT: mask("contact", "contact_form", "email_word", "phone_word", "opening_hours", "at_sign"),
    PolicyKind.TERMS: mask("court", "dispute", "legal_warranty", "not_liable", "force_majeure", "pay_due", "price",
                           "tax_included", "validity"),
}  # fmt: skip


def genre_of(sentences: Sequence[Sentence], folded: str) -> str:
    """What kind of page this is, as in Reading.genre."""
    return states_nothing(sentences, folded) or kind_of(sentences).value


def states_nothing(sentences: Sequence[Sentence], folded: str) -> str | None:
    """Which genre of text says nothing of this shop, or None.

    A shop speaks of itself ("we"); an article speaks of customers, shops and policies, and says how to write one.
    """
    short = len(sentences) <= _FEW_SENTENCES
    guide = _count(sentences, "guide")
    about = _count(sentences, "about_policies")
    instructing = _count(sentences, "merchant_instruction")
    own = sum(1 for sentence in sentences if sentence.has("we"))
    if short and _count(sentences, "sample_page"):
        return SAMPLE
    if instructing >= 2 and instructing * 2 > own:
        return INSTRUCTIONS
    talk = 2 * guide + about + instructing
    if talk >= 3 and talk > 2 * own and talk * 4 >= len(sentences):
        return ARTICLE
    if len(_LOREM.findall(folded)) >= 3 and own < 4:
        return SAMPLE
    return None


def kind_of(sentences: Sequence[Sentence]) -> PolicyKind:
    """The kind of policy page by what most of its sentences are about; a page of questions is a FAQ."""
    questions = sum(1 for sentence in sentences if sentence.is_question)
    if questions >= _FEWEST_QUESTIONS and questions * 5 >= len(sentences):
        return PolicyKind.FAQ
    votes = dict.fromkeys(_ABOUT, 0)
    for sentence in sentences:
        if (kind := _about(sentence)) is not None:
            votes[kind] += 3 if sentence.is_heading else 1
    top = max(votes, key=lambda kind: votes[kind])
    if not votes[top]:
        return PolicyKind.OTHER
    return top if votes[top] * 2 > sum(votes.values()) - votes[top] else PolicyKind.TERMS


def _about(sentence: Sentence) -> PolicyKind | None:
    """What is said of sending back is about returns, though it names the parcel and its cost too."""
    return next((kind for kind, about in _ABOUT.items() if (sentence.mask | sentence.signs) & about), None)


def _count(sentences: Sequence[Sentence], concept: str) -> int:
    """How many different sentences and words speak so; one word repeated in a sentence counts once."""
    bit = BIT[concept]
    return sum(
        len({sentence.folded[found.start : found.end] for found in sentence.mentions if found.mask & bit})
        for sentence in sentences
        if sentence.mask & bit
    )
