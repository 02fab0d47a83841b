"""A shop's terms of trade as facts in no language: the one record from which every text is written."""

from collections.abc import Iterable, Mapping
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
        said = {(fact.value, fact.minimum, fact.maximum, fact.unit, fact.payer, fact.negated) for fact in plain}
        return plain[0] if len(said) == 1 else None

    def chosen(self, code: str) -> tuple[str, ...]:
        return self.choices.get(code, ())

    def named(self, code: str) -> tuple[str, ...]:
        return self.names.get(code, ())


def terms_of(readings: Iterable[Reading], settings: ShopSettings) -> Terms:
    """What the settings say, then what the shop's documents say: of each detail the fullest facts first."""
    facts: dict[str, dict[Fact, None]] = {code: {fact: None} for code, fact in _settings_facts(settings)}
    of_settings = frozenset(facts)
    names: dict[str, dict[str, None]] = {}
    for reading in readings:
        for finding in reading.findings.values():
            if finding.state != "present":
                continue
            if finding.code not in of_settings:
                facts.setdefault(finding.code, {}).update(dict.fromkeys(finding.facts))
            if (code := _NAMED.get(finding.rule)) is not None:
                names.setdefault(code, {}).update(dict.fromkeys(_carriers(finding)))
    return Terms(
        settings,
        {code: tuple(sorted(found, key=_fullness, reverse=True)) for code, found in facts.items() if found},
        names={code: tuple(found) for code, found in names.items()},
    )


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
    """Names are written with a capital; "express" is a word of one language."""
    return (word for word in finding.words if word[:1].isupper() or word[:1].isdigit())


def _fullness(fact: Fact) -> int:
    """How much a fact says; one that always holds before one under a condition."""
    said = (fact.value, fact.minimum, fact.maximum, fact.unit, fact.counted_from, fact.payer)
    return sum(part is not None for part in said) - 8 * (fact.condition is not None)
