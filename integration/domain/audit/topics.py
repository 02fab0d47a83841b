"""What a heading, a label or a question is about: the concepts that what follows stands under."""

import re

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask
from integration.domain.lexicon import Lexicon, Mention

TOPICS = mask(
    "return", "refund", "withdrawal", "exchange", "damaged", "wrong_item", "shipping", "deliver", "dispatch",
    "processing", "handling_time", "delivery_time", "shipping_cost", "cancel", "duties", "tracking", "contact", "delay",
    "lost", "price", "tax", "dispute", "complaint", "warranty", "legal_warranty", "condition", "excluded", "restocking",
    "procedure", "return_cost", "carrier", "service", "destination", "opening_hours", "money_back", "reply",
    "material_label", "size_label", "care", "feature_label", "cost", "calculated", "deadline_word", "usage", "abroad",
    "tracking_number", "pickup", "currency_word", "investigate", "court", "storage", "pay_due", "free_shipping",
    "pay_with", "maker", "responsible_person", "identity_label", "seat", "vat_id", "registration", "model_form",
)  # fmt: skip
_LABEL_END = re.compile(r"[:】\t]|(?<=\S) [|—–] ")
_FIELD = re.compile(r"[^\s:]{2,14} (?=\S)")
_LONGEST_LABEL = 60


def label_of(sentence: Sentence) -> int:
    """The topics before a colon, or in a language without spaces in the field that a line begins with."""
    if not sentence.mask & TOPICS:
        return 0
    start, end = sentence.start, sentence.end
    mark = _LABEL_END.search(sentence.folded, start, min(end, start + _LONGEST_LABEL + 1))
    if mark is None and not sentence.lexicon.spaced:
        mark = _FIELD.match(sentence.folded, start, end)
    return together(sentence.mentions, mark.end()) & TOPICS if mark and start < mark.end() - 1 < end - 1 else 0


def begins_with_field(sentence: Sentence, said: str, start: int) -> bool:
    """ "販売価格 1,200円": the name of a detail, and what it is; the line said begins there in the sentence's text."""
    field = None if sentence.lexicon.spaced else _FIELD.match(said)
    return field is not None and together(sentence.mentions, start + field.end()) & TOPICS != 0


def together(mentions: list[Mention], end: int) -> int:
    """Every concept of the words that end by then."""
    bits = 0
    for _, last, said in mentions:
        if last <= end:
            bits |= said
    return bits


def topics_of(lexicon: Lexicon, title: str) -> int:
    found = lexicon.mentions(lexicon.spell(title), [(0, len(title))])
    return together(found[0], len(title)) & TOPICS
