"""Which notice an order that cannot be shipped in time calls for (16 CFR 435.2(b)): by when, and what silence means."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from integration.domain.calendars import add_business_days
from integration.domain.law.shipment import Stage, Standing
from integration.domain.law.statute import Clause, Form, Statute


class Silence(StrEnum):
    """What it means when the buyer does not answer."""

    AGREES = "agrees"
    CANCELS = "cancels"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class Duty:
    """`by`: the last day on which the notice counts as in time. `told` is the day that was promised for shipping.

    `answer_by` is the day that the notice prints: silence decides at its end.
    """

    form: Form
    by: date
    told: date
    revised: date | None
    answer_by: date
    silence: Silence
    clauses: tuple[Clause, ...]


_RENEWABLE = frozenset({Stage.OPT_SHORT, Stage.CONSENT_DATE})


def duty(state: Standing, revised: date | None, learned: date, statute: Statute) -> Duty | None:
    """What is owed once it is known that shipping moves to `revised` (None: nobody knows); None when nothing is.

    `learned` is the day on which that became known. The rule asks for a notice within a reasonable time after it and
    never after the deadline; reasonable is, by our own choice, the next working day.
    """
    told = state.deadline
    if told is None or state.limit is None or (revised is not None and revised <= told):
        return None
    if state.stage is Stage.RUNNING:
        form = _first(revised, state.limit)
        silence, answer_by = (
            (Silence.AGREES, revised) if form is Form.SHORT and revised else (Silence.CANCELS, state.limit)
        )
    elif state.stage in _RENEWABLE:
        form = Form.RENEWED_UNDATED if revised is None else Form.RENEWED
        silence, answer_by = Silence.REFUSES, told
    else:
        return None
    by = min(told, add_business_days(learned, 1, statute.holidays))
    return Duty(form, by, told, revised, answer_by, silence, statute.clauses[form])


def _first(revised: date | None, limit: date) -> Form:
    if revised is None:
        return Form.UNDATED
    return Form.SHORT if revised <= limit else Form.LONG
