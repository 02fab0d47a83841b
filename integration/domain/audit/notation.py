"""How an e-mail address, a telephone number and an hour of the day are written, wherever they are looked for."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from integration.domain.audit.quantity import either
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT
from integration.domain.lexicon import Lexicon

_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,60}(?:\.[a-z0-9-]{2,24}){1,3}")
_AT = re.compile(r"\s?(?:@|\(at\)|\[at\])\s?")
_PHONE = re.compile(
    r"(?<![0-9a-z_.,/-])(?:\+|00)?\(?\d{1,4}\)?(?:[\s./()-]{1,3}\d{2,4}){2,5}(?![0-9a-z_%€$])"
    r"|(?<![0-9a-z_])(?:\+\d{1,3}(?:[\s.()-]{1,2}\d{1,5}){2,6}|0\d{1,5}[\s./-]{1,3}\d{5,8}|0\d{2,5}[\s./-]{1,3}\d{2,4}"
    r"(?:[\s.-]\d{1,4}){1,4}|\+\d{9,14}|0\d{8,11}|[48]00\d{6,7}|1[3-9]\d{9}|3\d{2}[\s./-]?\d{6,7})(?![0-9a-z_])"
)
_PHONE_DIGITS = range(7, 16)
_HOUR = r"(?P<hour>[01]?\d|2[0-4])"
_HALF = r"am|pm|a\.m|p\.m"
_NOON = 12 * 60
_BARE = re.compile(
    r"(?<![\d.,:-])(?:[01]?\d|2[0-4])(?:[:.h]\d\d)?\s?[-/]\s?(?:1\d|2[0-4]|[1-9])(?:[:.h]\d\d)?(?![\d.,:-]|\s?[a-z]{3})"
)


class _Clock(NamedTuple):
    """Patterns of an hour that says it is one, of a number that may be one, of what joins two, of two such numbers,
    of the words for noon, and of a number that the word before it makes an hour.
    """

    sure: re.Pattern[str]
    any: re.Pattern[str]
    glue: re.Pattern[str]
    pair: re.Pattern[str]
    noon: re.Pattern[str] | None
    until: re.Pattern[str] | None


class Hours(NamedTuple):
    """From one hour of the day to another at text[start:end], in minutes after midnight."""

    start: int
    end: int
    opens: int
    closes: int


def emails(sentence: Sentence) -> Iterator[re.Match[str]]:
    """Addresses, also those that hide their @ from machines."""
    if sentence.signs & BIT["at_sign"]:
        yield from _EMAIL.finditer(sentence.folded, sentence.start, sentence.end)


def address_of(found: re.Match[str]) -> str:
    return _AT.sub("@", found[0]).rstrip(".")


def phones(sentence: Sentence) -> Iterator[re.Match[str]]:
    """What may be a telephone number; only who knows what the sentence is about can say that it is one."""
    if sentence.counts:
        for found in _PHONE.finditer(sentence.folded, sentence.start, sentence.end):
            if len(digits_of(found[0])) in _PHONE_DIGITS:
                yield found


def digits_of(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def clocks(sentence: Sentence) -> list[tuple[int, int]]:
    """Where an hour of the day stands that says it is one: 9:30, 9am, 9 Uhr, 9時."""
    sure = _clock(sentence.lexicon).sure
    return [found.span() for found in sure.finditer(sentence.folded, sentence.start, sentence.end)]


def hours_named(sentence: Sentence) -> list[int]:
    """The hours of the day said as such, in minutes after midnight: 9:30, 9am, noon."""
    clock = _clock(sentence.lexicon)
    said = [
        (found.start(), _minutes(found, found["half"]))
        for found in clock.any.finditer(sentence.folded, sentence.start, sentence.end)
        if clock.sure.match(sentence.folded, found.start("hour"), sentence.end)
    ]
    if clock.noon is not None:
        noons = clock.noon.finditer(sentence.folded, sentence.start, sentence.end)
        said += [(found.start(), _NOON) for found in noons]
    return [minutes for _, minutes in sorted(said)]


def hours_until(sentence: Sentence) -> list[int]:
    """The hours of the day that nothing but the word before them tells: "entro le 12"."""
    until = _clock(sentence.lexicon).until
    if until is None:
        return []
    return [int(found["hour"]) * 60 for found in until.finditer(sentence.folded, sentence.start, sentence.end)]


def bare_ranges(sentence: Sentence, *, worded: bool = False) -> list[tuple[int, int]]:
    """Where two numbers stand that are hours beside a weekday: "9-17", `worded` "9 to 5"."""
    pattern = _clock(sentence.lexicon).pair if worded else _BARE
    return [found.span() for found in pattern.finditer(sentence.folded, sentence.start, sentence.end)]


def hours_of(sentence: Sentence) -> Iterator[Hours]:
    """ "9 bis 17 Uhr", "9am-5pm", "10時から18時": of "9-5pm" the first is before noon."""
    clock = _clock(sentence.lexicon)
    for one, other in pairwise(clock.any.finditer(sentence.folded, sentence.start, sentence.end)):
        if clock.glue.fullmatch(sentence.folded, one.end(), other.start()):
            closes = _minutes(other, other["half"])
            opens = _minutes(one, one["half"] or ("am" if other["half"] else None))
            if opens < closes:
                yield Hours(one.start(), other.end(), opens, closes)


@cache
def _clock(lexicon: Lexicon) -> _Clock:
    time = lexicon.time
    oclock = f"{either(time.oclock)}{'(?![a-z])' if lexicon.spaced else ''}"
    joins = either((*time.ranges, *time.between))
    sure = rf"(?<!\d){_HOUR}(?:[:.h](?:[0-5]\d)?|\s?(?:{_HALF})|\s?(?:{oclock})(?:[0-5]\d)?分?)"
    late = f"(?P<late>{either(time.past_noon)})?" if time.past_noon else "(?P<late>(?!))?"
    any_ = (
        rf"(?<!\d){late}{_HOUR}(?:\s?(?:[:.h]|{oclock})\s?(?P<minute>[0-5]\d)?分?)?"
        rf"(?:\s?(?:{oclock}))?\s?(?P<half>{_HALF})?(?![\d%])"
    )
    glue = rf"\s?(?:[-~]|{joins}|till)\s?(?:(?:las|die)\s)?"
    pair = rf"(?<![\d.,])\d{{1,2}}\s?(?:-|{joins})\s?\d{{1,2}}(?![\d.,])"
    begins, ends = (r"(?<!\w)", r"(?!\w)") if lexicon.spaced else ("", "")
    noon = re.compile(rf"{begins}(?:{either(time.noon)}){ends}") if time.noon else None
    units = either(tuple(unit for written in time.units.values() for unit in written))
    until = rf"{begins}(?:{either(time.until_hour)}){_HOUR}(?![\d:.,%]|\s?(?:{units}))"
    hour_after = re.compile(until) if time.until_hour else None
    return _Clock(re.compile(sure), re.compile(any_), re.compile(glue), re.compile(pair), noon, hour_after)


def _minutes(clock: re.Match[str], half: str | None) -> int:
    hour = int(clock["hour"])
    if (clock["late"] or (half and half.startswith("p"))) and hour < 12:
        hour += 12
    return hour * 60 + int(clock["minute"] or 0)
