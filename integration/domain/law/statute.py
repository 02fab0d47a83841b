"""The figures that a law of delays goes by, and how surely each is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from integration.domain.jurisdiction import Evidence


class Form(StrEnum):
    """The notices of 16 CFR 435.2(b): the first, by how far off the new date is, and those that renew it."""

    SHORT = "short"
    LONG = "long"
    UNDATED = "undated"
    RENEWED = "renewed"
    RENEWED_UNDATED = "renewed_undated"


class Clause(StrEnum):
    """What a notice has to say. Each is a sentence of its own in every language."""

    NEW_DATE = "new_date"
    NO_DATE = "no_date"
    CANCEL_RIGHT = "cancel_right"
    SILENCE_AGREES = "silence_agrees"
    SILENCE_CANCELS = "silence_cancels"
    SILENCE_REFUSES = "silence_refuses"
    CONTINUING_RIGHT = "continuing_right"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Citation:
    section: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Surcharge:
    """`percent` on top of a refund that is up to `days_late` late; None has no end."""

    percent: int
    days_late: int | None


@dataclass(frozen=True, slots=True)
class Statute:
    """One law of delays. `refund_days` None: without undue delay. `clauses` says what each form of notice holds.

    `citations` are by figure; what rests on memory is never said as a "must".
    """

    id: str
    name: str
    places: frozenset[str]
    holidays: str
    default_days: int
    refund_days: int | None
    source_url: str
    checked_on: date
    valid_from: date | None = None
    valid_to: date | None = None
    credit_days: int = 0
    limit_days: int = 0
    surcharges: tuple[Surcharge, ...] = ()
    clauses: Mapping[Form, tuple[Clause, ...]] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def is_sure(self, figure: str) -> bool:
        """Whether somebody has read the source of this figure."""
        return figure in self.citations and self.citations[figure].evidence != "memory"
