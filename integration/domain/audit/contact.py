"""How the shop can be reached, when, and what becomes of a quarrel."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.notation import address_of, bare_ranges, clocks, emails, phones
from integration.domain.audit.placeholders import is_placeholder_address
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_REACHABLE = mask("contact", "reach", "phone_word", "email_word", "opening_hours", "named_channel", "reply")


def channel(sentence: Sentence) -> Iterator[Candidate]:
    for found in emails(sentence):
        if is_placeholder_address(address_of(found)):
            yield Candidate("contact.channel", "placeholder", sentence, "example address", (found.span(),), 2.0)
        else:
            yield Candidate("contact.channel", "present", sentence, "e-mail address", (found.span(),), 3.0)
            return
    if (number := _phone(sentence)) is not None:
        yield Candidate("contact.channel", "present", sentence, "telephone number", (number,), 2.5)
    elif sentence.is_heading or sentence.is_question:
        return
    elif sentence.has("reach", "contact", "email_word") and (blanks := _blanks(sentence, of_hours=False)):
        yield Candidate("contact.channel", "placeholder", sentence, "address left blank", blanks)
    elif sentence.has("contact_form", "named_channel"):
        words = spans(sentence.words(mask("contact_form", "named_channel")))
        yield Candidate("contact.channel", "present", sentence, "named channel", words, 1.0)
    elif sentence.has("email_word", "phone_word") and not _brings_news(sentence):
        words = spans(sentence.words(mask("email_word", "phone_word")))
        yield Candidate("contact.channel", "vague", sentence, "a channel without an address", words)


def _brings_news(sentence: Sentence) -> bool:
    """A mail that brings the tracking number is no way to reach the shop."""
    if sentence.has("tracking", "tracking_number"):
        return True
    return sentence.has("dispatch", "deliver", "shipping") and not sentence.has("contact", "reach")


def _phone(sentence: Sentence) -> tuple[int, int] | None:
    for found in phones(sentence):
        likely = found[0][0] in "+0(" or sentence.near & _REACHABLE
        if likely and not is_quantity(sentence, found.start()):
            return found.span()
    return None


def is_quantity(sentence: Sentence, at: int) -> bool:
    """Whether the figure at `at` is a sum or a time."""
    return any(quantity.start <= at < quantity.end for quantity in (*sentence.amounts, *sentence.durations))


def hours(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.is_question:
        return
    said = clocks(sentence)
    if not said and sentence.near & mask("opening_hours") and sentence.has("weekday"):
        said = bare_ranges(sentence, worded=True)
    ranged = _ranges(sentence) or len(said) > 1
    about = sentence.near & mask("opening_hours") or sentence.all & _REACHABLE or sentence.signs & BIT["at_sign"]
    sending = sentence.has("dispatch", "deliver", "shipping", "processing") and not (ranged and _reaches(sentence))
    if (
        about
        and not sending
        and (ranged or (sentence.has("weekday") and (said or (sentence.durations and not sentence.has("reply")))))
    ):
        yield Candidate("contact.hours", "present", sentence, "hours of service", (*said, *_ranges(sentence)), 2.0)
    elif not sending and sentence.near & mask("opening_hours") and (blanks := _blanks(sentence, of_hours=True)):
        yield Candidate("contact.hours", "placeholder", sentence, "hours left blank", blanks)
    elif sentence.has("opening_hours") and not sentence.is_heading:
        yield Candidate(
            "contact.hours", "vague", sentence, "hours not named", spans(sentence.words(mask("opening_hours")))
        )


def _ranges(sentence: Sentence) -> list[tuple[int, int]]:
    """From one hour to another: "de 9 a 6", "lun-ven 9-13"; figures alone are hours only beside a weekday."""
    ranges = [(found.start, found.end) for found in sentence.words(mask("clock"))]
    if sentence.has("weekday"):
        ranges += bare_ranges(sentence)
    return ranges


def _reaches(sentence: Sentence) -> bool:
    return sentence.has("reach", "phone_word", "named_channel") or _phone(sentence) is not None


def _blanks(sentence: Sentence, *, of_hours: bool) -> tuple[tuple[int, int], ...]:
    """What was left open for the hours, or for the address: "[business hours]" says itself for which."""
    hours = sentence.words(mask("opening_hours"))
    of_sentence = bool(hours) and not sentence.has("reach", "email_word", "phone_word")
    return tuple(
        (start, end)
        for start, end in sentence.blanks
        if (of_sentence or any(start <= found.start and found.end <= end for found in hours)) == of_hours
    )


def dispute(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.is_heading or sentence.is_question:
        return
    if sentence.has("dispute"):
        yield Candidate(
            "dispute.process", "present", sentence, "who settles a dispute", spans(sentence.words(mask("dispute"))), 2.0
        )
    elif sentence.has("complaint", "court") and not sentence.has("carrier", "lost"):
        words = spans(sentence.words(mask("complaint", "court")))
        yield Candidate("dispute.process", "vague", sentence, "complaint without a way", words)


RULES = (
    rule(channel, "at_sign", "figure", "reach", "contact", "email_word", "contact_form", "named_channel", "phone_word"),
    rule(
        hours,
        "opening_hours",
        "weekday",
        "at_sign",
        "contact",
        "reach",
        "phone_word",
        "email_word",
        "named_channel",
        "reply",
    ),
    rule(dispute, "dispute", "complaint", "court"),
)
