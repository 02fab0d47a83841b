"""What customers send back, as the store keeps it: asked for, allowed or not, and done with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    CLOSED = "closed"


ENDED = frozenset({ReturnStatus.DECLINED, ReturnStatus.CANCELLED, ReturnStatus.CLOSED})


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """`reason` is the store's short name of why (too-small), `words` are how it puts that."""

    line_id: str
    title: str
    quantity: int
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """`declined_for` is the store's short name of why not. `note` holds what people wrote about it."""

    id: str
    name: str
    status: ReturnStatus
    requested_at: datetime
    approved_at: datetime | None = None
    closed_at: datetime | None = None
    declined_for: str = ""
    note: str = ""
    lines: tuple[ReturnedLine, ...] = ()
