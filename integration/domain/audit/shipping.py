"""What the shop says of sending: handling, delivery, ways, destinations, tracking, delay and loss."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.places import served
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import stated, timed
from integration.domain.concepts import mask
from integration.domain.lexicon import Mention

_SENDING = mask("shipping", "deliver", "dispatch", "destination", "delivery_time", "shipping_cost", "carrier",
                "service", "free_shipping", "handling_time", "tracking")  # fmt: skip
_RETURNING = mask("return", "refund", "withdrawal", "return_cost", "procedure", "exchange")
_WHERE = mask("place", "worldwide", "abroad")
_SCOPE = mask("destination", "only", "negation", "worldwide", "abroad")
_WHEN = mask("delivery_time", "deliver")
_UNSURE = mask("depends", "see_elsewhere", "calculated", "may", "soon", "fast")
_TROUBLE = mask("delay", "lost")
_ANSWER = mask(
    "remedy", "not_liable", "refund", "investigate", "reach", "cancel", "by_shop", "notify", "credited", "withdrawal"
)  # fmt: skip


_TIMED = {
    "handling": "shipping.handling_time", "delivery": "shipping.delivery_time", "lost": "shipping.delay_loss",
}  # fmt: skip


def times(sentence: Sentence) -> Iterator[Candidate]:
    for time in timed(sentence, *_TIMED):
        if code := _TIMED.get(time.role.name):
            yield stated(code, sentence, time)


def handling(sentence: Sentence) -> Iterator[Candidate]:
    """Without a number of days: "ordered by noon, sent the same day", "we post on Fridays"."""
    sends = sentence.has("dispatch", "processing") or sentence.label & mask("dispatch", "processing", "handling_time")
    returning = sentence.mask & mask("refund", "return", "cancel", "exchange", "credited")
    if sends and not sentence.is_heading and not returning and sentence.has("same_day", "weekday"):
        words = spans(sentence.words(mask("dispatch", "processing", "same_day", "weekday")))
        yield Candidate("shipping.handling_time", "present", sentence, "day of dispatch", words, 1.5)
    elif sentence.has("handling_time", "dispatch") and sentence.has("soon", "depends", "see_elsewhere"):
        yield Candidate("shipping.handling_time", "vague", sentence, "dispatch without a time")


def delivery(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.mask & _RETURNING and not sentence.has("delivery_time"):
        return  # "within 14 days of delivery" is when it may come back, not when it arrives
    if sentence.near & _WHEN and sentence.mask & _UNSURE and not sentence.is_question:
        yield Candidate("shipping.delivery_time", "vague", sentence, "delivery without a time",
                        spans(sentence.words(_WHEN | _UNSURE)))  # fmt: skip


def method(sentence: Sentence) -> Iterator[Candidate]:
    named = sentence.words(mask("carrier", "service"))
    if not named or sentence.is_question:
        return
    sending = sentence.mask & _SENDING & ~mask("carrier", "service")
    guided = sentence.has("procedure", "send_to")
    returning = sentence.all & _RETURNING & ~mask("procedure") and (not sending or guided)
    if returning or (guided and not sending) or (sentence.label & mask("pay_with") and not sentence.has("carrier")):
        return
    if sentence.has("carrier"):
        yield Candidate("shipping.method", "present", sentence, "carrier named", spans(named), 2.0)
    elif sentence.all & _SENDING:
        yield Candidate("shipping.method", "present", sentence, "service named", spans(named), 1.0)


def destinations(sentence: Sentence) -> Iterator[Candidate]:
    where = [found for found in sentence.words(_WHERE) if not _is_of_address(sentence, found)]
    if not where or sentence.is_question:
        return
    own = sentence.mask & _SENDING & ~mask("tracking")
    if sentence.has("origin") and not sentence.has("destination"):
        return
    if not own and not ((sentence.label or sentence.section) & _SENDING and not sentence.mask & _RETURNING):
        return
    if sentence.near & mask("duties") and not sentence.has("destination", "carrier", "dispatch"):
        return
    facts = tuple(served(sentence))
    if sentence.has("origin") and not facts:
        return
    if not sentence.mask & _SCOPE and (sentence.amounts or sentence.durations) and not _countries(sentence):
        return  # "remote areas 10 more" is a price, it does not say where to
    score = 1.0 + 2.0 * sentence.has("destination") + 1.0 * bool(own)
    yield Candidate("shipping.destinations", "present", sentence, "destination named", spans(where), score, facts)


def _is_of_address(sentence: Sentence, found: Mention) -> bool:
    """ "shop.co.uk" is no country."""
    return found.start > sentence.start and sentence.folded[found.start - 1] in ".@"


def _countries(sentence: Sentence) -> bool:
    """Whether a whole country is named, or more: islands and provinces cost more, but are not all it sends to."""
    lexicon = sentence.lexicon
    named = {sentence.folded[found.start : found.end] for found in sentence.words(mask("place", "worldwide"))}
    return any(name in lexicon.places and name not in lexicon.districts for name in named)


def tracking(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.near & _RETURNING and not sentence.mask & _SENDING & ~mask("tracking"):
        return  # the label for sending back
    said = sentence.words(mask("tracking", "tracking_number"))
    asked = sentence.label & mask("tracking") and sentence.has("email_word", "carrier", "yes")
    if (
        (said or asked)
        and not (sentence.is_heading and not sentence.has("email_word", "after_dispatch"))
        and not sentence.is_question
    ):
        score = 1.0 + sentence.has("tracking_number")
        yield Candidate("shipping.tracking", "present", sentence, "tracking", spans(said), score)


def trouble(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.near & _TROUBLE
    if not said or sentence.is_heading or sentence.is_question:
        return
    if not sentence.mask & _TROUBLE and sentence.label & mask("refund"):
        return  # a refund that is late, not a parcel
    words = spans(sentence.words(_TROUBLE | _ANSWER))
    if sentence.mask & _ANSWER:
        yield Candidate("shipping.delay_loss", "present", sentence, "delay or loss answered", words)
    elif sentence.mask & _TROUBLE:
        yield Candidate("shipping.delay_loss", "vague", sentence, "delay or loss only mentioned", words)


RULES = (
    rule(times, "time_unit"),
    rule(handling, "dispatch", "processing", "handling_time"),
    rule(delivery, "delivery_time", "deliver"),
    rule(method, "carrier", "service"),
    rule(destinations, "place", "worldwide", "abroad"),
    rule(tracking, "tracking", "tracking_number"),
    rule(trouble, "delay", "lost"),
)
