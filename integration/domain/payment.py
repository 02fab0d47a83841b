"""What was paid for an order, as a payment provider shows it."""

from dataclasses import dataclass, field
from datetime import datetime

from integration.domain.commerce import Money, Raw


@dataclass(frozen=True, slots=True)
class Payment:
    id: str
    order_id: str
    amount: Money
    method: str = ""
    captured_at: datetime | None = None
    raw: Raw = field(default_factory=dict, compare=False, repr=False)
