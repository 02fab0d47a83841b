"""What a connector is lent of the store and of Redis, since it may see neither."""

from collections.abc import Callable, Mapping
from typing import Protocol


class Credentials(Protocol):
    """One shop's keys, handed to a connector whose vendor has them renewed now and then."""

    def renew(
        self, known: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        """Keys that are newer than `known`: those that somebody got meanwhile, else what `exchange` makes of them.

        Of all who ask at the same moment one exchanges, outside of any transaction. Raises what `exchange` raises.
        """
        ...


class Pace(Protocol):
    """How fast one shop's API may be asked, known to all workers."""

    def acquire(self, cost: float, patience: float) -> float:
        """Takes so much of what is left; the seconds until it is there. Longer than `patience`: nothing is taken."""
        ...

    def report(self, available: float, rate: float, most: float) -> None:
        """What the vendor says is left, how much of it comes back a second, and how much there can be."""
        ...


class Lanes(Protocol):
    """How many calls to one shop's vendor may be under way at a time, known to all workers."""

    def enter(self) -> str:
        """A lane of one's own, to be left again; "" while all are taken."""
        ...

    def leave(self, lane: str) -> None: ...
