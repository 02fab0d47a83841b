"""A shop's terms of trade as facts in no language: the one record from which every text is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from integration.domain.audit.finding import Fact, Finding, Reading
from integration.domain.shop import ShopSettings

CHOICES: Mapping[str, tuple[str, ...]] = {
    "return.condition": ("unused", "packaging", "tags", "complete", "receipt"),
    "return.exclusions": ("custom", "perishable", "hygiene", "digital", "gift_cards", "sale"),
    "return.refund_method": ("original", "credit"),
    "order.cancellation": ("until_dispatch",),
    "shipping.tracking": ("tracked", "untracked"),
    "product.warranty": ("legal",),
}
"""What can be chosen where a detail is neither a number nor a name; the words for it are the language's."""

_NAMED = {"carrier named": "shipping.method"}
_SEVERAL = frozenset({"return.condition", "return.exclusions"})
"""What pages may add to; of the other choices all pages have to say the same one."""

Hearing = Callable[[str, str, str], tuple[str, ...]]
"""From a language, a detail and words: which of CHOICES they name."""


def _deaf(_language: str, _code: str, _words: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Opening:
    """When somebody answers: ISO weekdays, Monday is 1, and the hours by the shop's clock."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop is known to grant and ask: by detail code the facts, said on a page or entered by the merchant.

    `choices` are of CHOICES; `names` are words that are the same in every language: carriers, addresses, sizes.
    `working_days` are the ISO weekdays on which orders are sent, those placed before `cutoff` on the same day.
    """

    settings: ShopSettings
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opening: Opening | None = None
    working_days: tuple[int, ...] = ()
    cutoff: time | None = None

    def known(self, code: str) -> tuple[Fact, ...]:
        return self.facts.get(code, ())

    def agreed(self, code: str) -> Fact | None:
        """The one fact that holds always and everywhere; None where pages disagree: then only the merchant knows."""
        always = [fact for fact in self.known(code) if fact.condition is None]
        if len({fact.payer for fact in always}) > 1:
            return None
        plain = [fact for fact in always if not fact.places]
        return plain[0] if len(set(map(_figures, plain))) == 1 else None

    def elsewhere(self, code: str) -> Fact | None:
        """`agreed` for the places that have nothing of their own; None where it repeats what is said of one of those:
        a line of a table, an answer about one country, that did not name it again.
        """
        fact = self.agreed(code)
        placed = {_figures(other) for other in self.known(code) if other.places and other.condition is None}
        return None if fact is None or _figures(fact) in placed else fact

    def chosen(self, code: str) -> tuple[str, ...]:
        return self.choices.get(code, ())

    def named(self, code: str) -> tuple[str, ...]:
        return self.names.get(code, ())


def terms_of(readings: Iterable[Reading], settings: ShopSettings, heard: Hearing = _deaf) -> Terms:
    """What the settings say, then what the shop's documents say: of each detail the fullest facts first."""
    facts: dict[str, dict[Fact, None]] = {code: {fact: None} for code, fact in _settings_facts(settings)}
    of_settings = frozenset(facts)
    names: dict[str, dict[str, None]] = {}
    choices: dict[str, list[tuple[str, ...]]] = {}
    for reading in readings:
        for finding in reading.findings.values():
            if finding.state != "present":
                continue
            if finding.code not in of_settings:
                facts.setdefault(finding.code, {}).update(dict.fromkeys(finding.facts))
            if (code := _NAMED.get(finding.rule)) is not None:
                names.setdefault(code, {}).update(dict.fromkeys(_carriers(finding)))
            if finding.code in CHOICES:
                choices.setdefault(finding.code, []).append(_chosen(finding, reading.language, heard))
    return Terms(
        settings,
        {code: tuple(sorted(found, key=_fullness, reverse=True)) for code, found in facts.items() if found},
        {code: chosen for code, said in choices.items() if (chosen := _agreed(code, said))},
        {code: tuple(found) for code, found in names.items()},
    )


def _figures(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.minimum, fact.maximum, fact.unit, fact.payer, fact.negated


def _chosen(finding: Finding, language: str, heard: Hearing) -> tuple[str, ...]:
    """What one statement chooses; where cancelling ends is in its condition, and how money comes back in its rule."""
    if finding.code == "return.refund_method":
        credit = heard(language, finding.code, finding.quote)
        return {"credit instead of money": ("credit",), "back to the payment used": ("original",) * (not credit)}.get(
            finding.rule, ()
        )
    if finding.code == "order.cancellation":
        ends = [fact.condition for fact in finding.facts]
        return heard(language, finding.code, ends[0]) if len(ends) == 1 and ends[0] else ()
    return heard(language, finding.code, finding.quote)


def _agreed(code: str, said: list[tuple[str, ...]]) -> tuple[str, ...]:
    if code in _SEVERAL:
        return tuple(choice for choice in CHOICES[code] if any(choice in chosen for chosen in said))
    return said[0] if len(set(said)) == 1 else ()


def _settings_facts(settings: ShopSettings) -> Iterable[tuple[str, Fact]]:
    if settings.currency:
        yield "price.currency", Fact(unit=settings.currency)
    if settings.prices_include_tax is not None:
        yield "price.tax", Fact(negated=not settings.prices_include_tax)
    if settings.zones:
        places = dict.fromkeys(place for zone in settings.zones for place in zone.countries)
        yield "shipping.destinations", Fact(places=tuple(places))
    if (rate := _only_rate(settings)) is not None:
        payer = "customer" if rate else "shop"
        yield "fee.shipping_cost", Fact(rate, unit=settings.currency or None, payer=payer)


def _only_rate(settings: ShopSettings) -> Decimal | None:
    rates = {zone.rate for zone in settings.zones if zone.free_from is None}
    return rates.pop() if len(rates) == 1 and len(settings.zones) == 1 else None


def _carriers(finding: Finding) -> Iterable[str]:
    """Names are written with a capital; "express" is a word of one language.

    What is written right behind a name is part of it: CTT Expresso, DHL Express.
    """
    names: list[str] = []
    for word in finding.words:
        if not (word[:1].isupper() or word[:1].isdigit()):
            continue
        if names and f"{names[-1]} {word}" in finding.quote:
            names[-1] += f" {word}"
        else:
            names.append(word)
    return names


def _fullness(fact: Fact) -> int:
    """How much a fact says; one that always holds before one under a condition."""
    said = (fact.value, fact.minimum, fact.maximum, fact.unit, fact.counted_from, fact.payer)
    return sum(part is not None for part in said) - 8 * (fact.condition is not None)
