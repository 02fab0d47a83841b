"""What something costs: every price of a sentence, where it is for, and the sum from which it costs nothing."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from integration.domain.audit.clauses import shares
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import free_of_charge
from integration.domain.audit.places import places_of
from integration.domain.audit.quantity import Quantity, doubled
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_LIMITS = mask("over", "under")
_COSTS = mask("bears", "cost", "charged")
_FREE = mask("free", "free_shipping")
_BEFORE, _AFTER = 28, 2
_APART = re.compile(r"[\d,;:.]")
_ASIDE = re.compile(r"\s?[(（][^()（）\d]{1,12}[)）]\s?$")
"""Said of a sum, between it and its "and over": "8,000円（税込）以上"."""


class Limit(NamedTuple):
    """The sum of an order on which a price depends: text[start:end] with its words, "over £50".

    `named` is where the sum stands, if it was said before: "below £50 ..., above it".
    """

    start: int
    end: int
    unit: str | None = None
    over: bool = True
    named: int | None = None


class Rate(NamedTuple):
    """A price at text[start:end]; none where it costs nothing."""

    start: int
    end: int
    price: Quantity | None = None


def rates(sentence: Sentence, prices: Sequence[Quantity], *, free: bool) -> Iterator[tuple[Rate, Fact]]:
    """The facts of a sentence about a cost; `free` when it may also say that there is none."""
    gratis = list(_gratis(sentence)) if free else []
    limited = _limits(sentence)
    if not gratis:
        limited = {amount: limit for amount, limit in limited.items() if not _is_price(limit, amount, prices, limited)}
    found = [Rate(price.start, price.end, price) for price in prices if price not in limited]
    found = sorted([*found, *gratis, *_doubled(sentence, found)], key=_place)
    limits = [*limited.values(), *_unnumbered(sentence, limited)] if len(found) > 1 else [*limited.values()]
    owned = zip(found, places_of(sentence, found), shares(sentence, found, sorted(limits, key=_place)), strict=True)
    services = shares(sentence, found, sentence.words(mask("service")))
    for (rate, places, own), service in zip(owned, services, strict=True):
        yield rate, _fact(sentence, rate, places, own or [Limit(word.start, word.end) for word in service])


def _place(said: Rate | Limit) -> int:
    return said.start


def _said(limit: Limit) -> int:
    return limit.start if limit.named is None else min(limit.named, limit.start)


def _fact(sentence: Sentence, rate: Rate, places: tuple[str, ...], limits: Sequence[Limit]) -> Fact:
    condition = sentence.text[_said(limits[0]) : limits[0].end] if limits else None
    if rate.price is not None:
        payer = "shop" if rate.price.value == 0 else "customer"
        return replace(rate.price.fact(), payer=payer, places=places, condition=condition)
    unit = next((limit.unit for limit in limits if limit.unit), None)
    return Fact(Decimal(0), unit=unit, payer="shop", places=places, condition=condition)


def _gratis(sentence: Sentence) -> Iterator[Rate]:
    """Where it is said that nothing is to pay, once between two sums."""
    sums = [amount.start for amount in sentence.amounts]
    said = free_of_charge(sentence, _FREE) or sentence.words(BIT["by_shop"])
    spans: list[tuple[int, int]] = []
    for found in [word for word in said if not any(word.start < at < word.end for at in sums)]:
        if spans and not any(spans[-1][0] < at < found.start for at in sums):
            spans[-1] = (spans[-1][0], max(spans[-1][1], found.end))
        else:
            spans.append((found.start, found.end))
    yield from (Rate(start, end) for start, end in spans)


def bounds(sentence: Sentence) -> list[Quantity]:
    """The sums that are the least that an order must come to: "over 50"."""
    return [amount for amount, limit in _limits(sentence).items() if limit.over]


def _limits(sentence: Sentence) -> dict[Quantity, Limit]:
    """The sums that "over" or "under" stand beside: the one after the word, otherwise the one before it."""
    limits: dict[Quantity, Limit] = {}
    for found in sentence.words(_LIMITS):
        if _is_article(sentence, found):
            continue
        if (amount := _bound(sentence, found)) is not None:
            known = limits.get(amount, amount)
            start, end = min(found.start, known.start), max(found.end, known.end)
            limits[amount] = Limit(start, end, amount.unit, bool(found.mask & BIT["over"]))
    return limits


def _is_article(sentence: Sentence, word: Mention) -> bool:
    """Without its accent the French "dès" is an article; who left the accent out by mistake is not understood."""
    return sentence.lexicon.code == "fr" and sentence.text[word.start : word.end].lower() == "des"


def _bound(sentence: Sentence, word: Mention) -> Quantity | None:
    costs = sentence.words(_COSTS)
    leads = sentence.lexicon.spaced and sentence.folded[word.start : word.end] in sentence.lexicon.time.at_least
    after = [
        amount
        for amount in sentence.amounts
        if -1 <= amount.start - word.end <= _BEFORE
        and not _APART.search(sentence.folded, word.end, amount.start)
        and not any(word.end <= found.start < amount.start for found in costs)
    ]
    attached = not sentence.lexicon.spaced and any(amount.end == word.start for amount in sentence.amounts)
    before = [] if leads else _ended_by(sentence, word)
    return next(iter(before if attached and before else after or before), None)


def _ended_by(sentence: Sentence, word: Mention) -> list[Quantity]:
    """The sums that the word stands behind: "€50 or more"."""
    folded = sentence.folded
    return [
        amount
        for amount in sentence.amounts
        if (-1 <= word.start - amount.end <= _AFTER and not _APART.search(folded, amount.end, word.start))
        or _ASIDE.match(folded[amount.end : max(amount.end, word.start)])
    ]


def _is_price(limit: Limit, amount: Quantity, prices: Sequence[Quantity], limited: Collection[Quantity]) -> bool:
    """Where nothing is free: "from €9", and an "up to €9" with no other price beside it."""
    return amount.value is None or (not limit.over and all(price in limited for price in prices))


def _unnumbered(sentence: Sentence, limits: dict[Quantity, Limit]) -> Iterator[Limit]:
    """ "Free above", after the sum was named for another price."""
    for found in sentence.words(_LIMITS):
        if limits and not any(limit.start <= found.start < limit.end for limit in limits.values()):
            amount = next(iter(limits))
            yield Limit(found.start, found.end, amount.unit, named=amount.start)


def _doubled(sentence: Sentence, found: Sequence[Rate]) -> Iterator[Rate]:
    """ "Express costs double": twice the price named last, here or in the sentence before."""
    for word in sentence.words(mask("double")):
        named = [rate.price for rate in found if rate.price is not None and rate.end <= word.start]
        named = named or [rate.price for rate in found if rate.price is not None]
        if not named and sentence.previous is not None:
            named = list(sentence.previous.amounts)
        if named:
            yield Rate(word.start, word.end, doubled(named[-1], word.start, word.end))
