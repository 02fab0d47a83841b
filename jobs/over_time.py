"""A text over time, and the shop as it stands: what is new, fixed and still open, and the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from integration.domain.score import Score, score
from integration.store.content_list import ReadDocument, policy_documents, read_document
from integration.store.history import PastReading, changed_lately, readings
from integration.store.shop_settings import shop_settings
from integration.store.tables import DocumentRow, FindingRow
from jobs.coverage import Statement, statements
from jobs.weights import severities


@dataclass(frozen=True, slots=True)
class Step:
    """One reading of a text; its score is by today's weights, so that only the text moves it."""

    reading: PastReading
    score: Score
    new: Sequence[str]
    fixed: Sequence[str]
    still: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What all policy pages say together, and what changed `since`, newest first."""

    answers: Sequence[Statement]
    score: Score
    lately: Sequence[tuple[DocumentRow, FindingRow]]


def steps(
    session: Session, shop_id: int, document_id: int, today: date, limit: int
) -> tuple[ReadDocument, list[Step]] | None:
    """The readings of a text, newest first; None where the shop has no such text."""
    found = read_document(session, shop_id, document_id)
    if found is None:
        return None
    weights = severities(shop_settings(session, shop_id), today)
    return found, [
        Step(
            reading,
            score(reading.answers(found.expected), weights),
            reading.changed("new"),
            reading.changed("fixed"),
            reading.still(found.expected),
        )
        for reading in readings(session, shop_id, document_id, limit)
    ]


def standing(session: Session, shop_id: int, today: date, since: datetime) -> Standing:
    answers = statements(policy_documents(session, shop_id))
    weights = severities(shop_settings(session, shop_id), today)
    states = {one.code: one.state for one in answers}
    return Standing(answers, score(states, weights), changed_lately(session, shop_id, since))
