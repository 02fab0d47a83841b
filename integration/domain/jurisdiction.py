"""Rules that ask something of a shop's texts: who asks, of whom, since when, and how surely that is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from integration.domain.places import WORLD, countries_of

Severity = Literal["must", "should", "check", "signal"]
Evidence = Literal["primary", "secondary", "memory"]
Check = Literal["page_text", "page_absent", "product_field", "structured"]

GRAVEST_FIRST: tuple[Severity, ...] = ("must", "should", "check", "signal")
GOOD_FOR = timedelta(days=180)
"""How long somebody's look at a source counts; then the rule is to be checked again."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which shops a rule asks: ISO 3166 codes or EU. An empty tuple asks nothing of that kind.

    `only_if` is a circumstance that neither texts nor settings tell (`circumstances.toml`).
    """

    ships: tuple[str, ...] = ()
    based: tuple[str, ...] = ()
    not_based: tuple[str, ...] = ()
    only_if: str = ""

    def holds(self, country: str, destinations: frozenset[str]) -> bool:
        """Whether a shop in `country` that ships to `destinations` (the EU written out) is meant."""
        if self.based and country not in countries_of(self.based):
            return False
        if self.not_based and (not country or country in countries_of(self.not_based)):
            return False
        return not self.ships or bool(self.reached(destinations))

    def reached(self, destinations: frozenset[str]) -> frozenset[str]:
        """The destinations for which the rule asks; all that it names for a shop that ships everywhere."""
        named = countries_of(self.ships)
        return named if WORLD in destinations else named & destinations


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a law, a marketplace or a payment provider asks, in a plain sentence to the shop's owner.

    `refusal` is what it says to a shop that takes nothing back. `absent` is the detail that must not be there
    (check `page_absent`). `rests_on` are the rules of the EU that this one carries out.
    """

    id: str
    jurisdiction: str
    asked_by: str
    requirement: str
    codes: tuple[str, ...]
    citation: str
    severity: Severity
    evidence: Evidence
    check: Check
    source_url: str
    checked_on: date
    scope: Scope
    valid_from: date | None = None
    valid_to: date | None = None
    rests_on: tuple[str, ...] = ()
    refusal: str = ""
    absent: str = ""

    def in_force(self, day: date) -> bool:
        """An open end is in force: a start that nobody could find is behind us."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @property
    def sayable(self) -> Severity:
        """The severity that may be shown: nobody is told "must" from memory alone."""
        return "check" if self.evidence == "memory" and self.severity == "must" else self.severity

    def is_stale(self, day: date) -> bool:
        return day - self.checked_on > GOOD_FOR

    def is_asked(self, circumstances: Collection[str]) -> bool:
        """False where it depends on a circumstance that is not known to hold."""
        return not self.scope.only_if or self.scope.only_if in circumstances
