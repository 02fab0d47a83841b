"""Which carrier a tracking number may belong to, by the shape of the number and its check digit.

Twelve digits are a number of a dozen carriers; taking the first rule that fits is the classic error. So every rule that
fits gives a candidate, what a shop itself says wins, and an empty name is filled only where one candidate stands alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPACING = re.compile(r"[\s.]")
_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}$")
LONGEST = 64
STRONG = 2


@dataclass(frozen=True, slots=True)
class NumberRule:
    """`pattern` names the serial `s` and the check digit `c`; `check` is "none", or how the one follows from the other.

    A `strong` shape is one that hardly any other carrier uses.
    """

    carrier: str
    service: str
    pattern: re.Pattern[str]
    check: str
    strong: bool


class Candidate(NamedTuple):
    """`checked`: the check digit is right. The highest rank is the best."""

    rank: int
    carrier: str
    service: str
    checked: bool


def candidates(number: str, rules: Sequence[NumberRule]) -> Sequence[Candidate]:
    """Every carrier whose numbers look like this, best first; a wrong check digit is no number of the rule's."""
    text = plain_number(number)
    if not text or len(text) > LONGEST:
        return ()
    found = (_fits(text, rule) for rule in rules)
    return sorted((one for one in found if one), key=lambda one: -one.rank)


def only_carrier(number: str, rules: Sequence[NumberRule]) -> str | None:
    """The carrier that stands alone in the top rank, if one does, and its shape is its own.

    Of a shape that many use, a check digit that fits proves little: it does so by chance once in ten numbers.
    """
    found = candidates(number, rules)
    best = {one.carrier for one in found if one.rank == found[0].rank}
    return next(iter(best)) if len(best) == 1 and found[0].rank >= STRONG else None


def doubted(carrier: str, number: str, rules: Sequence[NumberRule]) -> Sequence[str]:
    """Whose number it looks like, where the rules know numbers of `carrier` and this is none; else nothing.

    Only a shape that is its carriers' own raises a doubt. Branches of one house (dhl-de, dhl-express) carry for each
    other, and so do posts: every post follows the S10 numbers of all others.
    """
    if carrier not in {rule.carrier for rule in rules} or (
        _is_post(carrier, rules) and _S10.match(plain_number(number))
    ):
        return ()
    found = candidates(number, rules)
    if house(carrier) in {house(one.carrier) for one in found}:
        return ()
    return tuple(dict.fromkeys(one.carrier for one in found if one.rank >= STRONG))


def _is_post(carrier: str, rules: Sequence[NumberRule]) -> bool:
    return any(rule.carrier == carrier and rule.check == "s10" for rule in rules)


def house(carrier: str) -> str:
    """Whose branch a carrier is: dhl of dhl-express."""
    return carrier.partition("-")[0]


def plain_number(number: str) -> str:
    """A tracking number as carriers write it, whatever spaces and dots a shop put between."""
    return _SPACING.sub("", number).upper()


def _fits(text: str, rule: NumberRule) -> Candidate | None:
    match, checked = rule.pattern.match(text), rule.check != "none"
    if match is None or (checked and check_digit(rule.check, match["s"]) != match["c"]):
        return None
    return Candidate(STRONG * rule.strong + checked, rule.carrier, rule.service, checked)


def check_digit(check: str, serial: str) -> str:
    """The check digit that a rule such as "alt:3,1;prefix=91" demands of a serial."""
    name, _, prefix = check.partition(";prefix=")
    name, _, numbers = name.partition(":")
    weights = [int(number) for number in numbers.split(",") if number]
    return _CHECKS[name](prefix + serial, weights)


def _alternating(serial: str, weights: Sequence[int]) -> str:
    values = (int(sign) if sign.isdigit() else (ord(sign) - 3) % 10 for sign in reversed(serial))
    return str(-sum(value * weights[at % len(weights)] for at, value in enumerate(values)) % 10)


def _weighted(serial: str, weights: Sequence[int]) -> str:
    return str(sum(int(sign) * weight for sign, weight in zip(serial, weights, strict=False)) % 11 % 10)


def _luhn(serial: str, _weights: Sequence[int]) -> str:
    return str(-sum(sum(divmod(int(sign) * (2 - at % 2), 10)) for at, sign in enumerate(reversed(serial))) % 10)


def _s10(serial: str, _weights: Sequence[int]) -> str:
    """Of the postal unions: https://www.upu.int/UPU/media/upu/files/postalSolutions/programmesAndServices/standards/S10-12.pdf"""
    weighed = sum(int(sign) * weight for sign, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=False))
    rest = 11 - weighed % 11
    return str({10: 0, 11: 5}.get(rest, rest))


def _mod37_36(serial: str, _weights: Sequence[int]) -> str:
    """ISO/IEC 7064, MOD 37,36."""
    product = 36
    for sign in serial:
        product = ((product + _ALPHABET.index(sign)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - product) % 36]


_CHECKS: Mapping[str, Callable[[str, Sequence[int]], str]] = {
    "alt": _alternating,
    "wsum": _weighted,
    "luhn": _luhn,
    "s10": _s10,
    "mod37_36": _mod37_36,
    "mod7": lambda serial, _weights: str(int(serial) % 7),
}
