"""How much of what buyers look for a text says: one figure, and all that it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from integration.domain.jurisdiction import Severity

FORMULA = "score = 100 x sum(weight x part) / sum(weight)"
"""Over the details that are expected there and were not set aside; rounded down."""

PARTS: Mapping[str, Fraction] = {"present": Fraction(1), "vague": Fraction(1, 2)}
"""What a state is worth; an unfilled template and silence are worth nothing."""

WEIGHTS: Mapping[Severity, int] = {"must": 3, "should": 2}
"""How much a detail weighs by the gravest that is asked of this shop; any other weighs 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """One detail in the sum."""

    code: str
    state: str
    weight: int

    @property
    def part(self) -> Fraction:
        return PARTS.get(self.state, Fraction(0))


@dataclass(frozen=True, slots=True)
class Score:
    lines: tuple[Line, ...]

    @property
    def of(self) -> int:
        """The sum of the weights."""
        return sum(line.weight for line in self.lines)

    @property
    def reached(self) -> Fraction:
        return sum((line.weight * line.part for line in self.lines), Fraction(0))

    def counted(self) -> list[dict[str, Any]]:
        """The sum line by line, in plain values."""
        return [{"code": one.code, "weight": one.weight, "part": float(one.part)} for one in self.lines]

    @property
    def value(self) -> int | None:
        """0 to 100, 100 only where nothing is left out; None where nothing is expected."""
        return int(100 * self.reached / self.of) if self.of else None


def score(states: Mapping[str, str], severities: Mapping[str, Severity]) -> Score:
    """`states` are those of the details that count; a detail that no rule asks for needs no severity."""
    weights = {code: WEIGHTS.get(severities[code], 1) if code in severities else 1 for code in states}
    return Score(tuple(Line(code, state, weights[code]) for code, state in states.items()))
