"""What is asked of one shop's texts on one day, by whom and how surely; with what a gap costs, the dearest first.

A risk signal, not legal advice.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from integration.domain.jurisdiction import GRAVEST_FIRST, Rule, Severity
from integration.domain.places import countries_of
from integration.domain.shop import ShopSettings


@dataclass(frozen=True, slots=True)
class Ask:
    """One rule as it bears on one shop. `severity` is what may be said, `reached` the destinations it is asked for.

    `reasons` are the rules of the EU that it carries out there; `to_recheck`: its source was read too long ago.
    """

    rule: Rule
    severity: Severity
    reached: frozenset[str] = frozenset()
    reasons: tuple[Rule, ...] = ()
    to_recheck: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked of one detail, the gravest first; `perhaps` depends on what nobody knows of the shop."""

    code: str
    asks: tuple[Ask, ...] = ()
    perhaps: tuple[Ask, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """The gravest of what is asked; None where it may not be asked at all."""
        return self.asks[0].severity if self.asks else None

    @property
    def reached(self) -> frozenset[str]:
        """The destinations for which the gravest is asked."""
        return frozenset().union(*(ask.reached for ask in self.asks if ask.severity == self.severity))


def asked_for(
    settings: ShopSettings, rules: Iterable[Rule], today: date, circumstances: Collection[str] = ()
) -> Mapping[str, Asked]:
    """For each detail that anybody asks of this shop, who does. `circumstances` are those known to hold.

    A country's rule that carries out rules of the EU asks for a detail from when one of those does: the list in it
    grew with them.
    """
    known = {rule.id: rule for rule in rules}
    found = [ask for ask in _borne(settings, known.values(), today) if not ask.rule.absent]
    by_code: dict[str, list[Ask]] = {}
    for ask in found:
        for code in ask.rule.codes:
            reasons = tuple(rule for rule in _named(ask.rule.rests_on, known) if code in rule.codes)
            in_force = tuple(reason for reason in reasons if reason.in_force(today))
            if in_force or not reasons:
                by_code.setdefault(code, []).append(replace(ask, reasons=in_force) if in_force else ask)
    return {code: _asked(code, asks, circumstances) for code, asks in by_code.items()}


def to_remove(settings: ShopSettings, rules: Iterable[Rule], today: date) -> Mapping[str, tuple[Ask, ...]]:
    """For each detail that must not stand in a text (any more), who says so."""
    found = [ask for ask in _borne(settings, rules, today) if ask.rule.absent]
    codes = dict.fromkeys(ask.rule.absent for ask in found)
    return {code: tuple(ask for ask in found if ask.rule.absent == code) for code in codes}


def on_refusal(settings: ShopSettings, rules: Iterable[Rule], today: date) -> tuple[Ask, ...]:
    """What is said where the shop sells to one that takes nothing back; the law of a country before that of the EU."""
    found = [ask for ask in _borne(settings, rules, today) if ask.rule.refusal]
    by_id = {ask.rule.id: ask.rule for ask in found}
    return tuple(_by_country([replace(ask, reasons=_named(ask.rule.rests_on, by_id)) for ask in found]))


def _named(names: Iterable[str], by_id: Mapping[str, Rule]) -> tuple[Rule, ...]:
    return tuple(by_id[name] for name in names if name in by_id)


def _borne(settings: ShopSettings, rules: Iterable[Rule], today: date) -> list[Ask]:
    destinations = _destinations(settings)
    return [
        Ask(rule, rule.sayable, rule.scope.reached(destinations), to_recheck=rule.is_stale(today))
        for rule in rules
        if rule.in_force(today) and rule.scope.holds(settings.country, destinations)
    ]


def _destinations(settings: ShopSettings) -> frozenset[str]:
    """Where the shop ships; a shop whose zones nobody knows ships at home."""
    zoned = countries_of(country for zone in settings.zones for country in zone.countries)
    return zoned or frozenset({settings.country} - {""})


def _asked(code: str, asks: list[Ask], circumstances: Collection[str]) -> Asked:
    sure = _by_country([ask for ask in asks if ask.rule.is_asked(circumstances)])
    unsure = _by_country([ask for ask in asks if not ask.rule.is_asked(circumstances)])
    return Asked(code, tuple(sorted(sure, key=_gravity)), tuple(sorted(unsure, key=_gravity)))


def _by_country(asks: list[Ask]) -> list[Ask]:
    """A country's rule, and the EU's that is its reason only for where no country has its own."""
    carried: dict[str, frozenset[str]] = {}
    for ask in asks:
        for reason in ask.reasons:
            carried[reason.id] = carried.get(reason.id, frozenset()) | ask.reached
    left = [(ask, ask.reached - carried.get(ask.rule.id, frozenset())) for ask in asks]
    return [
        ask if reached == ask.reached else replace(ask, reached=reached)
        for ask, reached in left
        if reached or ask.rule.id not in carried
    ]


def _gravity(ask: Ask) -> tuple[int, int]:
    return GRAVEST_FIRST.index(ask.severity), -len(ask.reached)


@dataclass(frozen=True, slots=True)
class Gap:
    """A detail that pages leave out: what is asked of it, how many texts lack it."""

    code: str
    asked: Asked
    texts: int = 1

    @property
    def cost(self) -> tuple[int, int, int]:
        """Lower is dearer: first how grave, then destinations, then texts."""
        severity = self.asked.severity
        rank = GRAVEST_FIRST.index(severity) if severity else len(GRAVEST_FIRST)
        return rank, -len(self.asked.reached), -self.texts


def dearest_first(gaps: Iterable[Gap]) -> list[Gap]:
    """What a gap costs decides; of two alike the one that came first."""
    return sorted(gaps, key=lambda gap: gap.cost)
