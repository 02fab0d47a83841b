"""What stands in the slots of a clause, in no language yet."""

from dataclasses import dataclass
from decimal import Decimal

from integration.domain.audit.finding import Fact
from integration.domain.terms import Opening


@dataclass(frozen=True, slots=True)
class Time:
    """A time of `fact`: value or minimum to maximum, in its unit."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Percent:
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Currency:
    code: str


@dataclass(frozen=True, slots=True)
class Places:
    """ISO 3166 codes, EU or world."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Words that are the same in every language."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen of CHOICES[code]."""

    code: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    opening: Opening


Value = Time | Money | Percent | Currency | Places | Names | Choices | Hours
