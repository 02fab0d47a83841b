"""What stands in a connection's way, in its vendor's words, each with the merchant's next step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin_ui.words import tell, tell_problem
from connectors import manifests
from integration.store.tables import ConnectionRow

UNREAD = ("access", "sync")
"""Acts without which a shop is not read."""
UNTOLD = ("watch", "silence")
"""Acts without which nobody tells us of changes."""
ORDER = (*UNREAD, *UNTOLD, "track", "numbers", "write_back", "pages")
"""What keeps us out comes first; what a paused connection met before that is told by it already."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What an act met; `next` is "" where the vendor has no word on it beyond the reason."""

    act: str
    label: str
    reason: str
    next: str
    since: datetime


def obstacles(row: ConnectionRow) -> list[Obstacle]:
    """Of a connection that is disconnected, none: its merchant ended it."""
    if row.state == "disconnected":
        return []
    acts = [act for act in ORDER if act in row.troubles]
    return list(_told(row, acts[:1] if "access" in acts else acts))


def troubled(connections: Sequence[ConnectionRow]) -> list[tuple[ConnectionRow, Obstacle]]:
    """The first obstacle of each live connection that has one."""
    found = [(row, obstacles(row)) for row in connections if row.state == "live"]
    return [(row, met[0]) for row, met in found if met]


def _told(row: ConnectionRow, acts: Sequence[str]) -> Iterator[Obstacle]:
    manifest = manifests().get(row.connector)
    for act in acts:
        met = row.troubles[act]
        words = manifest.troubles.get(met["trouble"]) if manifest else None
        label, step = (tell(words.label), words.steps(tell)) if words else (tell("It does not answer as it should"), "")
        yield Obstacle(act, label, tell_problem(met["reason"]), step, datetime.fromisoformat(met["since"]))
