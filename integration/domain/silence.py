"""Whether a store that should tell us of changes does so."""

from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=20)
"""A store sends what is due in batches, each time its scheduled jobs run: mostly within minutes."""
SKEW = timedelta(minutes=1)


def is_silent(changed: datetime | None, heard: datetime | None, told_since: datetime | None, now: datetime) -> bool:
    """Whether the last change is one that nothing told us of.

    `changed` is the newest change that was found by asking, by the store's clock; `heard` the last delivery;
    `told_since` when the store was asked to tell us.
    """
    if changed is None or told_since is None or changed <= told_since + SKEW or now - changed < PATIENCE:
        return False
    return heard is None or heard < changed - SKEW
