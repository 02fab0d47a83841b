"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Called like the real one; stands still until it is told to move."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> datetime:
        """`clock.advance(days=2, hours=3)`."""
        self.now += timedelta(**units)
        return self.now
