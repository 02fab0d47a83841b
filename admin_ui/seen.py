"""What somebody who runs the shop has looked at or chosen once: facts that the checklist goes by."""

from collections.abc import Collection

from integration.auth import context, visitor
from integration.store.session import write
from integration.store.shops import change_settings

LETTERS, REPLAY, MODE = "letters", "replay", "mode"
ALL = frozenset((LETTERS, REPLAY, MODE))


def seen() -> Collection[str]:
    """Which of `ALL`."""
    return frozenset(visitor().shop.settings.get("seen") or ())


def note(what: str) -> None:
    """Keeps the first time at which a person who may act came by; who only reads leaves no trace."""
    if not visitor().may_act or what in seen():
        return
    with write(context().engine) as session:
        change_settings(session, visitor().shop_id, "seen", {what: context().clock().isoformat()})
        session.commit()
