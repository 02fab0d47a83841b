"""How the shop can be reached, when, and what becomes of a quarrel."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.placeholders import is_placeholder_address
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,60}(?:\.[\w-]{2,24}){1,3}")
_PHONE = re.compile(
    r"(?<![0-9a-z_.,/-])(?:\+|00)?\(?\d{1,4}\)?(?:[\s./()-]{1,3}\d{2,4}){2,5}(?![0-9a-z_%])"
    r"|(?<![0-9a-z_])(?:\+\d{1,3}(?:[\s.()-]{1,2}\d{1,5}){2,6}|0\d{1,5}[\s./-]{1,3}\d{5,8}|0\d{2,5}[\s./-]{1,3}\d{2,4}(?:[\s.-]\d{1,4}){1,4}|\+\d{9,14}|0\d{8,11}|[48]00\d{6,7}|1[3-9]\d{9})(?![0-9a-z_])"
)
_PHONE_DIGITS = range(7, 16)
_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])(?:[:.h時点时](?:[0-5]\d)?分?|\s?(?:am|pm|a\.m|p\.m|uhr|h\b|hs\b|uur))", re.IGNORECASE
)
_CLOCKS = re.compile(
    r"(?<![\d.,:-])(?:[01]?\d|2[0-4])(?:[:.h]\d\d)?\s?[-/]\s?(?:1\d|2[0-4]|[1-9])(?:[:.h]\d\d)?(?![\d.,:-]|\s?[a-z]{3})"
)
_FROM_TO = re.compile(r"(?<![\d.,])\d{1,2}\s?(?:-|to|bis|tot)\s?\d{1,2}(?![\d.,])")
_REACHABLE = mask("contact", "reach", "phone_word", "email_word", "opening_hours", "named_channel", "reply")


def channel(sentence: Sentence) -> Iterator[Candidate]:
    for found in _emails(sentence):
        if is_placeholder_address(found[0]):
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


def _emails(sentence: Sentence) -> Iterator[re.Match[str]]:
    if sentence.signs & BIT["at_sign"]:
        yield from _EMAIL.finditer(sentence.folded, sentence.start, sentence.end)


def _phone(sentence: Sentence) -> tuple[int, int] | None:
    if not sentence.counts:
        return None
    for found in _PHONE.finditer(sentence.folded, sentence.start, sentence.end):
        digits = sum(sign.isdigit() for sign in found[0])
        likely = found[0][0] in "+0(" or sentence.near & _REACHABLE
        if digits in _PHONE_DIGITS and likely and not is_quantity(sentence, found.start()):
            return found.span()
    return None


def is_quantity(sentence: Sentence, at: int) -> bool:
    """Whether the figure at `at` is a sum or a time."""
    return any(quantity.start <= at < quantity.end for quantity in (*sentence.amounts, *sentence.durations))


def hours(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.is_question:
        return
    clocks = [found.span() for found in _CLOCK.finditer(sentence.folded, sentence.start, sentence.end)]
    if not clocks and sentence.near & mask("opening_hours") and sentence.has("weekday"):
        clocks = [found.span() for found in _FROM_TO.finditer(sentence.folded, sentence.start, sentence.end)]
    ranged = _ranges(sentence) or len(clocks) > 1
    about = sentence.near & mask("opening_hours") or sentence.all & _REACHABLE or sentence.signs & BIT["at_sign"]
    sending = sentence.has("dispatch", "deliver", "shipping", "processing") and not (ranged and _reaches(sentence))
    if (
        about
        and not sending
        and (ranged or (sentence.has("weekday") and (clocks or (sentence.durations and not sentence.has("reply")))))
    ):
        yield Candidate("contact.hours", "present", sentence, "hours of service", (*clocks, *_ranges(sentence)), 2.0)
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
        ranges += [found.span() for found in _CLOCKS.finditer(sentence.folded, sentence.start, sentence.end)]
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
